"""What a write wants, as frozen values: one of five changes, whoever asked for it.

A PATCH over HTTP, an operation of a batch and a file on disk all become these same values, and
the writer takes nothing else. A full replacement of one relationship is an `Update` of it alone.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import Source


@dataclass(frozen=True, slots=True)
class Identifier:
    """One resource, by `id`, or by `lid` while this same request creates it.

    `pointer` is where the request names it; it tells no two identifiers apart.
    """

    type: str
    id: str | None = None
    lid: str | None = None
    pointer: str = field(default="", compare=False)


Linkage = Identifier | None | tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What must hold of the version of a resource before it is written (`If-Match`).

    `versions` None is `*`: that it exists. `source` is what to blame where it does not hold.
    """

    versions: frozenset[int] | None
    source: Source

    def met_by(self, version: int) -> bool:
        """Whether a resource of this version may be written."""
        return self.versions is None or version in self.versions

    @property
    def guards(self) -> bool:
        """Whether it names a version, so that nobody's change in between is overwritten."""
        return self.versions is not None


@dataclass(frozen=True, slots=True)
class MadeSlug:
    """In place of a slug: make one of `stem`, numbered when it is taken."""

    stem: str


class Once(enum.Enum):
    """In place of a moment: now, unless the row has one already."""

    NOW = "now"


@dataclass(frozen=True, slots=True)
class Create:
    """A new resource. `columns` are stored values by column, `linkage` values by relationship.

    The id in `target` is the one to store; the writer makes a UUIDv7 where there is none.
    `pointers` tell where the request says a column or a relationship; what it does not say is
    blamed on `pointer`, the resource object itself.
    """

    target: Identifier
    columns: Mapping[str, Any] = field(default_factory=dict)
    linkage: Mapping[str, Linkage] = field(default_factory=dict)
    pointer: str = "/data"
    pointers: Mapping[str, str] = field(default_factory=dict)
    #: Attributes that only the answer to this very change shows: no row holds them.
    shown: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """New values for some columns and some relationships of a resource; the rest stays.

    `asserted` is linkage that cannot be written and must be what is there already.
    """

    target: Identifier
    columns: Mapping[str, Any] = field(default_factory=dict)
    linkage: Mapping[str, Linkage] = field(default_factory=dict)
    pointer: str = "/data"
    pointers: Mapping[str, str] = field(default_factory=dict)
    asserted: Mapping[str, Linkage] = field(default_factory=dict)
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """A resource goes, with what cannot be without it."""

    target: Identifier
    pointer: str = ""
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Attach:
    """More members of a to-many relationship; those that are there already stay where they are."""

    target: Identifier
    relation: str
    members: tuple[Identifier, ...]
    pointer: str = "/data"
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Detach:
    """Fewer members of a to-many relationship; those that are not there are no fault."""

    target: Identifier
    relation: str
    members: tuple[Identifier, ...]
    pointer: str = "/data"
    expected: Expected | None = None


Change = Create | Update | Delete | Attach | Detach
