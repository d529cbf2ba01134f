"""Passwords: hashed to be stored, and held against what is stored.

In: a password, and perhaps the hash that somebody has. Out: a hash, or whether the two belong
together. Nobody's password takes as long to refuse as a wrong one, so that time tells no stranger
which addresses have accounts. How long a password must be is the schema's to say.
"""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

#: The second recommendation of RFC 9106, section 4: Argon2id, 3 passes over 64 MiB in 4 lanes.
PARAMETERS = RFC_9106_LOW_MEMORY


def hashed(password: str) -> str:
    """What is stored of `password`: another hash at every call, with its parameters in it."""
    return _hasher.hash(_prepared(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether `stored` was made of `password`; `None` is the hash of who has no password."""
    try:
        _hasher.verify(_NOBODY if stored is None else stored, _prepared(password))
    except (VerificationError, ValueError):
        # ValueError: what is stored is no hash at all.
        return False
    return stored is not None


_hasher = PasswordHasher.from_parameters(PARAMETERS)
#: A hash that costs what every other one does; which password it is of, nobody knows.
_NOBODY = (
    f"$argon2id$v={PARAMETERS.version}"
    f"$m={PARAMETERS.memory_cost},t={PARAMETERS.time_cost},p={PARAMETERS.parallelism}"
    f"${'A' * 22}${'A' * 43}"
)


def _prepared(password: str) -> str:
    """What keyboards spell differently becomes one spelling (RFC 8265, section 4.2.2)."""
    return unicodedata.normalize("NFC", password)
