"""The language of a post, as a BCP 47 tag."""

from __future__ import annotations

import re
from typing import Any

DEFAULT = "en"


def language(value: Any) -> str | None:
    """`value` as a tag, `de_AT.UTF-8` as `de-AT`; `None` where it cannot be one."""
    tag = str(value).partition(".")[0].replace("_", "-")
    return tag if _TAG.fullmatch(tag) else None


def suffixed(stem: str) -> tuple[str, str | None]:
    """A file name without the language it ends with, and that language.

    >>> suffixed("welcome.fr")
    ('welcome', 'fr')
    >>> suffixed("node.js")
    ('node.js', None)
    """
    name, _, ending = stem.rpartition(".")
    code, _, region = ending.replace("_", "-").partition("-")
    if name and code.lower() in _CODES and (not region or _REGION.fullmatch(region)):
        return name, language(ending)
    return stem, None


_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_REGION = re.compile(r"[A-Z]{2}|[A-Z][a-z]{3}|[0-9]{3}")
#: ISO 639-1, less what file names end with for other reasons (`socket.io`, `index.is`).
_CODES = frozenset(
    code
    for codes in (
        "af am ar as az be bg bn bs ca cs cy da de el en eo es et eu fa fi fo fr ga gl gu he hi hr",
        "hu hy id it ja ka kk km kn ko ku ky la lb lo lt lv mk ml mn mr ms my nb ne nl nn no or pa",
        "pl ps pt ro ru si sk sl sq sr sv sw ta te th tk tr uk ur uz vi zh",
    )
    for code in codes.split()
)
