"""`If-Match` as versions: which states of a resource a write is meant for.

In: the header, or `meta.ifMatch` of an operation. Out: an `Expected`. An entity tag of ours is
`"<version>.<hash>"`; the version alone counts, so plain `"<version>"` does as well. A weak tag
matches nothing (RFC 9110, 13.1.1), and neither does a tag that is not ours.
"""

from __future__ import annotations

import re
from typing import Any

from .changes import Expected
from .errors import Header, InvalidDocument, InvalidHeader, Pointer

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\U0010ffff]*"')
#: Empty elements are no fault (RFC 9110, 5.6.1.2), but one tag there must be.
_LIST = re.compile(rf"[\s,]*{_TAG.pattern}(?:\s*,(?:\s*{_TAG.pattern})?)*\s*")
_OURS = re.compile(r'"?([1-9][0-9]{0,9})(?:\.[0-9a-f]+)?"?')


def if_match(header: str | None) -> Expected | None:
    """What the header demands; None without one. Raises InvalidHeader where it is malformed."""
    if header is None:
        return None
    source = Header("If-Match")
    if header.strip() == "*":
        return Expected(None, source)
    if _LIST.fullmatch(header) is None:
        raise InvalidHeader(
            f"{header!r} is no list of entity tags; legal are * and tags in double quotes, such as "
            'the ETag of a resource, or "7" for version 7.',
            source=source,
        )
    tags = (tag for tag in _TAG.findall(header) if not tag.startswith("W/"))
    return Expected(frozenset(map(int, _versions(tags))), source)


def of_operation(value: Any, pointer: str) -> Expected:
    """What `meta.ifMatch` demands: an ETag, or the version as string or number.

    Raises InvalidDocument where it is neither.
    """
    source = Pointer(pointer)
    if value == "*":
        return Expected(None, source)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Expected(frozenset({value}), source)
    if isinstance(value, str) and value:
        tags = () if value.startswith("W/") else (value,)
        return Expected(frozenset(map(int, _versions(tags))), source)
    raise InvalidDocument(
        f"{value!r} is no version; legal are an ETag, a version as number or string, and '*'.",
        source=source,
    )


def _versions(tags: Any) -> list[str]:
    return [found[1] for tag in tags if (found := _OURS.fullmatch(tag)) is not None]
