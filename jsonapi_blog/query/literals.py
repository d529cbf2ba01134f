"""Text of a request to a value of the right kind, with one sentence for each way to be wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..graph import Attribute, Kind
from .expression import Value

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOST_SHOWN = 60
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d))?",
    re.ASCII,
)


class NotAValue(ValueError):
    """The text is no value of that kind; `str` of it says what would be."""


def read(attribute: Attribute, text: str) -> Value:
    """The value that `text` stands for; raises NotAValue."""
    if "\0" in text:
        raise NotAValue("no value may hold U+0000")
    match attribute.kind:
        case Kind.ID:
            return _identifier(text)
        case Kind.INTEGER:
            return _integer(text)
        case Kind.BOOLEAN:
            return boolean(text)
        case Kind.TIMESTAMP:
            return _timestamp(text)
        case Kind.STRING | Kind.STRINGS | Kind.FLOAT:
            if attribute.choices and text not in attribute.choices:
                raise NotAValue(f"legal are {', '.join(attribute.choices)}")
            return text


def shown(text: str) -> str:
    """A value as a message quotes it: long ones only as far as people would read."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


def boolean(text: str) -> bool:
    """`true` or `false`; raises NotAValue."""
    if text not in ("true", "false"):
        raise NotAValue("legal are true and false")
    return text == "true"


def _identifier(text: str) -> str:
    if UUID.fullmatch(text) is None:
        raise NotAValue("an id is a UUID in lower case")
    return text


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None:
        raise NotAValue("an integer of at most 18 digits is needed")
    return int(text)


def _timestamp(text: str) -> datetime:
    if _TIMESTAMP.fullmatch(text) is None:
        raise NotAValue(
            "a time is written 2024-01-31 or 2024-01-31T12:00:00Z, "
            "with '+' in an offset percent-encoded as %2B"
        )
    try:
        moment = datetime.fromisoformat(text.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAValue("there is no such time") from None
