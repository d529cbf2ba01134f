"""The secrets of access tokens: how they are made, told apart and stored.

In: randomness, or what somebody sent as a token. Out: a secret, whether its form is right, its
digest. A prefix tells people and scanners what they have found; a checksum tells a mistyped or
foreign token from one of ours. Whether anybody has the token is not known here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "blog_"
ENTROPY_BYTES = 32


def mint() -> str:
    """A new secret."""
    return secret_of(secrets.token_bytes(ENTROPY_BYTES))


def secret_of(entropy: bytes) -> str:
    """The secret with these 32 bytes in it, always the same one."""
    begun = PREFIX + _base62(int.from_bytes(entropy), _ENTROPY_DIGITS)
    return begun + _checksum(begun)


def well_formed(text: str) -> bool:
    """Whether `text` can be a secret: prefix, length, alphabet and checksum are right."""
    if _FORM.fullmatch(text) is None:
        return False
    return text[-_CHECKSUM_DIGITS:] == _checksum(text[:-_CHECKSUM_DIGITS])


def digest(secret: str) -> bytes:
    """What is stored of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
#: As many digits as the largest numbers of 32 bytes and of 32 bits have.
_ENTROPY_DIGITS = 43
_CHECKSUM_DIGITS = 6
_FORM = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_ENTROPY_DIGITS + _CHECKSUM_DIGITS}}}")


def _checksum(begun: str) -> str:
    return _base62(zlib.crc32(begun.encode()), _CHECKSUM_DIGITS)


def _base62(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
