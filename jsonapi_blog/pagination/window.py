"""The neutral window that every pagination strategy reduces to, and the store reads through."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..query.include import Path
from ..rowset import KeyValues


class Edge(enum.Enum):
    """A place beyond the first or the last row, where a cursor can stand as well."""

    START = "start"
    END = "end"


Place = KeyValues | Edge


@dataclass(frozen=True, slots=True)
class Window:
    """At most `size` rows: from `offset`, or after and before a place in the order.

    `keyed` asks for the sort keys of each row beside it, `total` for the number of all rows.
    """

    size: int
    offset: int = 0
    after: Place | None = None
    before: Place | None = None
    total: bool = False
    keyed: bool = False

    @property
    def backwards(self) -> bool:
        """Whether the rows nearest before a place are asked for, with nothing to start after."""
        return self.before is not None and self.after is None


@dataclass(frozen=True, slots=True)
class IncludedWindow:
    """The window of one included to-many relationship, for each of its parents."""

    path: Path
    size: int
    total: bool
