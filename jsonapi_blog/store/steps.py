"""What a plan consists of: its first statement, and the steps that follow it.

Values only; `plan` makes them of a shape, `loader` takes them one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..graph import Projection, Relation
from ..query.include import Path

#: Resources of one type at one place of the include tree.
Place = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class ToOneSource:
    """Where keys of a type come from: a to-one of the resources at a place."""

    place: Place
    relation: Relation
    column: int
    reached: Place


@dataclass(frozen=True, slots=True)
class ToOneStep:
    """Fetch what several to-one edges lead to, in one statement of one type."""

    type: str
    sql: str
    sources: tuple[ToOneSource, ...]


@dataclass(frozen=True, slots=True)
class ToManyStep:
    """Fetch one window of a to-many for each of its parents, in one statement.

    Its rows end with the parent, and the total if that is asked for; `keys` are the columns that
    cursors are made of.
    """

    place: Place
    relation: Relation
    type: str
    sql: str
    keys: tuple[int, ...]
    total: bool
    reached: Place


Step = ToOneStep | ToManyStep


@dataclass(frozen=True, slots=True)
class OneRoot:
    """One resource by id: `row…`."""

    type: str
    sql: str


@dataclass(frozen=True, slots=True)
class SeveralRoot:
    """Resources of one type by their ids: `row…`."""

    type: str
    sql: str


@dataclass(frozen=True, slots=True)
class RelatedRoot:
    """What a to-one leads to: `version, row…`; no row where the owner is missing."""

    type: str
    sql: str


@dataclass(frozen=True, slots=True)
class KeysRoot:
    """A polymorphic to-one: `version, key…`, and the statement that fetches each type by key."""

    sql: str
    fetches: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageRoot:
    """A page: `row…, key…`, behind `version, total` where it is owned or counted."""

    type: str
    sql: str
    owned: bool
    headed: bool


Root = OneRoot | SeveralRoot | RelatedRoot | KeysRoot | PageRoot


@dataclass(frozen=True, slots=True)
class Plan:
    """All statements of a read, the columns of each type, and where on the tree it begins."""

    root: Root
    root_path: Path
    steps: tuple[Step, ...]
    projections: dict[str, Projection]

    @property
    def single(self) -> bool:
        """Whether one statement is all, so that it needs no transaction to be one snapshot."""
        return not self.steps and not isinstance(self.root, KeysRoot)
