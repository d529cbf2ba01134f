"""Bytes of a file become text, and text becomes what an attribute can hold.

In: bytes in whatever encoding, values of whatever front matter. Out: Unicode that PostgreSQL
stores, with `\\n` for every line break, cut where an attribute is limited.
"""

from __future__ import annotations

import re
from typing import Any

from charset_normalizer import from_bytes

from .report import Broken

ELLIPSIS = "…"


def decoded(data: bytes) -> str:
    """The text of `data`: UTF-8, what its byte order mark says, or the likeliest encoding.

    Raises `Broken` when it is no text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return cleaned(data.decode(encoding, errors="replace"))
    try:
        return cleaned(data.decode())
    except UnicodeDecodeError:
        return cleaned(_guessed(data))


def cleaned(text: str) -> str:
    """`text` without what cannot be stored (NUL, lone surrogates), every line ended by `\\n`."""
    storable = text.encode(errors="replace").decode().replace("\0", "")
    return storable.replace("\r\n", "\n").replace("\r", "\n")


def line(value: Any, limit: int) -> str:
    """`value` as one line of at most `limit` characters, cut between words if it must be."""
    text = " ".join(cleaned(str(value)).split())
    if len(text) <= limit:
        return text
    cut = text[: limit - len(ELLIPSIS)]
    # A single word that is longer than the limit can only be cut inside.
    whole = cut.rpartition(" ")[0] if text[len(cut)] != " " else cut
    return (whole.rstrip(_DANGLING) or cut) + ELLIPSIS


def web_address(value: Any) -> str | None:
    """`value` if it is an absolute http(s) URL, else `None`."""
    text = line(value, 2000)
    return text if _ADDRESS.fullmatch(text) else None


def _guessed(data: bytes) -> str:
    """The likeliest reading of `data`; western Windows wins over what reads no better."""
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise Broken("it is not text in any known encoding")
    for match in matches:
        if match.coherence >= best.coherence and "cp1252" in match.could_be_from_charset:
            return str(match)
    return str(best)


_DANGLING = " ,;:-–—"  # noqa: RUF001  # these dashes are meant
_ADDRESS = re.compile(r"https?://[^\s/?#\"<>\\]+[^\s\"<>\\]*", re.IGNORECASE)
#: The longer marks first: the one of UTF-16 begins the one of UTF-32.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
