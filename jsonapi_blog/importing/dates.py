"""When a post was written, from wherever it says so.

In: a value of front matter, a file name, a path. Out: a moment in UTC; what names no time zone is
taken as UTC, what names no time as midnight.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

from .report import Broken


def moment(value: Any) -> datetime:
    """The moment that a value of front matter names. Raises `Broken` when it names none."""
    try:
        match value:
            case datetime():
                return _in_utc(value)
            case date():
                return datetime.combine(value, time(), UTC)
            case _:
                return _in_utc(_parsed(str(value).strip()))
    except (ValueError, OverflowError) as error:
        raise Broken(f"its date {str(value)[:60]!r} cannot be read") from error


def dated_name(stem: str) -> tuple[datetime | None, str]:
    """The date that a file name begins with, and the rest of the name.

    >>> dated_name("2024-01-02-title")[1]
    'title'
    """
    found = _NAME.fullmatch(stem)
    day = found and _day(found["year"], found["month"], found["day"])
    return (day, found["rest"] or "") if found and day else (None, stem)


def dated_path(path: str) -> datetime | None:
    """The date in a path like `blog/2022/11/03/title`; the first of the month without a day."""
    for found in _PATH.finditer(path):
        if day := _day(found["year"], found["month"], found["day"] or "1"):
            return day
    return None


_NAME = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[-_ ]+(?P<rest>.*)|$)")
_PATH = re.compile(
    r"(?:^|/)(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2})(?:[/-](?P<day>\d{1,2}))?(?![^/-])"
)
_NUMBERS = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d+))?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)
_WORDS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y%m%d")


def _parsed(text: str) -> datetime:
    if found := _NUMBERS.fullmatch(text):
        day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
        clock = f"{int(found['hour'] or 0):02}:{found['minute'] or '00'}:{found['second'] or '00'}"
        part = (found["part"] or "")[:6].ljust(6, "0")
        zone = (found["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
        return datetime.fromisoformat(f"{day}T{clock}.{part}{zone}")
    for form in _WORDS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return parsedate_to_datetime(text)


def _day(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
