"""What became of a change: which resource it was about, what happened, what is linked now."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...changes import Identifier
from ...rowset import KeyValues, Ref


class Effect(enum.StrEnum):
    """What became of a change."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Linked:
    """The members of a to-many that was written, as its writer sees them.

    `last` holds the sort keys of the member that ends the first window, where there is more.
    """

    refs: tuple[Ref, ...]
    last: KeyValues | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The resource that a change was about, by its id, and what became of it.

    `ones` and `manys` are the relationships that the change wrote. `receipt` counts by type what
    went with a deletion, as far as whoever deleted could read it.
    """

    target: Identifier
    effect: Effect
    ones: Mapping[str, Ref | None] = field(default_factory=dict)
    manys: Mapping[str, Linked] = field(default_factory=dict)
    receipt: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each change, in their order."""

    written: tuple[Written, ...]
