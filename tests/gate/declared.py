"""The breaks that are declared in `spec/changes.md`, and which breaks that leaves undeclared.

In: the table, the breaks there are, a date. Out: one sentence for each that is refused. A row says
what breaks (the key of the sentence; `*` stands for anything in it), in which version, when what
was there is gone at the earliest, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from tests.gate.compare import Break

_ROW = re.compile(r"^\| `(?P<what>[^`]+)` \| (?P<rest>.+) \|$")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Declared:
    """A row of the table."""

    what: str
    version: str
    sunset: date
    why: str

    def covers(self, key: str) -> bool:
        """Whether the row is about the break of this key."""
        # Brackets are parts of names, no sets of letters.
        return fnmatchcase(key, re.sub(r"([\[?])", r"[\1]", self.what))


def rows(text: str) -> list[Declared]:
    """The rows of `spec/changes.md`; raises ValueError with what is wrong with one."""
    return [_row(line) for line in text.splitlines() if line.startswith("| `")]


def refused(found: Iterable[Break], declared: list[Declared], today: date) -> Iterator[str]:
    """A sentence for each break that nobody declared, or whose time has not come."""
    for each in found:
        rows_ = [row for row in declared if row.covers(each.key)]
        if not rows_:
            yield f"{each.sentence} (not declared in spec/changes.md: `{each.key}`)"
        elif (sunset := min(row.sunset for row in rows_)) > today:
            yield f"{each.sentence} (declared, but promised until {sunset})"


def _row(line: str) -> Declared:
    found = _ROW.match(line)
    cells = found["rest"].split(" | ") if found else []
    if found is None or len(cells) != 3:
        raise ValueError(f"spec/changes.md: a row is | `what` | version | sunset | why |: {line}")
    version, sunset, why = (cell.strip() for cell in cells)
    if found["what"].startswith("*"):
        raise ValueError(f"spec/changes.md: a row names what breaks, not everything: {line}")
    if _VERSION.fullmatch(version) is None or not why:
        raise ValueError(f"spec/changes.md: a row has a version and a reason: {line}")
    try:
        return Declared(found["what"], version, date.fromisoformat(sunset), why)
    except ValueError:
        raise ValueError(f"spec/changes.md: {sunset!r} is no date such as 2027-01-31") from None
