"""All that a run of changes names, by the types that it leads to.

In: `Wanted` values. Out: for each type the ids that are named and by which relationships, so that
one statement finds them all. Types come in the order in which rows are locked everywhere: what
others lead to comes first, series before articles, articles before comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...changes import Identifier
from .related import Relationship
from .wanted import Mode, Wanted

LOCK_ORDER = ("people", "tags", "series", "articles", "comments", "reactions", "access-tokens")


@dataclass(frozen=True, slots=True)
class Named:
    """What `all_wanted` lead to; members that are only taken out need not exist."""

    all_wanted: Sequence[Wanted]

    def types(self) -> list[str]:
        """The types that are named, in the order of locking."""
        named = {identifier.type for identifier, _, _ in self._all()}
        return [type_ for type_ in LOCK_ORDER if type_ in named]

    def of(self, type_: str) -> Mapping[str, Iterable[Relationship]]:
        """The ids of a type, each with the relationships that name it."""
        found: dict[str, dict[Relationship, None]] = {}
        for identifier, id_, link in self._all():
            if identifier.type == type_:
                found.setdefault(id_, {})[link] = None
        return found

    def _all(self) -> Iterable[tuple[Identifier, str, Relationship]]:
        for each in self.all_wanted:
            for name, (identifier, ref) in each.ones.items():
                if identifier is not None and ref is not None:
                    yield identifier, ref[1], (each.type, name)
            for name, edit in each.edits.items():
                if edit.mode is not Mode.REMOVE:
                    for identifier, id_ in zip(edit.named, edit.ids, strict=True):
                        yield identifier, id_, (each.type, name)


def comes_before(type_: str, other: str) -> bool:
    """Whether rows of `type_` are locked before those of `other`."""
    return LOCK_ORDER.index(type_) < LOCK_ORDER.index(other)
