"""What a read returns: rows by type and id, linkage by relationship, the extent of the page.

Filled by the store, read by the serializers; neither imports the other. Rows are plain tuples in
the order of their `Projection`; whatever stands behind that is the store's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from .graph import Projection

#: One resource named by type and id.
Ref = tuple[str, str]
Row = tuple[Any, ...]
#: The values of the sort keys of one row, in the order of the keys.
KeyValues = tuple[str | int | float | bool | datetime | None, ...]


class Members(NamedTuple):
    """One window of a to-many relationship of one resource, and the include path it was read by."""

    refs: tuple[Ref, ...]
    path: tuple[str, ...]
    size: int
    more: bool
    last: KeyValues | None
    total: int | None


@dataclass(slots=True)
class Extent:
    """How the page lies in its collection: keys of its rows in order, and whether it goes on.

    `more` tells of the direction that was read: rows after the page, or before it where the page
    was read backwards.
    """

    keys: list[KeyValues] = field(default_factory=list)
    more: bool = False
    total: int | None = None


@dataclass(slots=True)
class Rowset:
    """Everything that one answer is made of, read in one snapshot.

    `primary` lists what the URL names, `version` is that of the resource in the path (None on a
    collection). `ones` and `manys` hold linkage by (type, relationship) and then by id; what they
    do not hold was not on the include path.
    """

    projections: dict[str, Projection]
    primary: list[Ref] = field(default_factory=list)
    version: int | None = None
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    ones: dict[tuple[str, str], dict[str, Ref | None]] = field(default_factory=dict)
    manys: dict[tuple[str, str], dict[str, Members]] = field(default_factory=dict)
    extent: Extent = field(default_factory=Extent)

    @property
    def size(self) -> int:
        """How many resources there are."""
        return sum(map(len, self.rows.values()))
