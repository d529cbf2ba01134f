"""What an import needs of the place where blogs are kept, whoever keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ..changes import Change


class Place(Protocol):
    """What an earlier import made of a source, as it is now; `digest` is of what was imported."""

    @property
    def id(self) -> str: ...

    @property
    def slug(self) -> str: ...

    @property
    def published_at(self) -> datetime | None: ...

    @property
    def digest(self) -> bytes: ...


class Shelf(Protocol):
    """Look-ups, and the one way to write. `store.ledger.Ledger` is one over PostgreSQL."""

    def known(self, sources: Collection[str]) -> Mapping[str, Place]:
        """What earlier imports made of `sources`, as far as it still exists."""

    def people(self, handles: Collection[str]) -> Mapping[str, str]:
        """The ids of the people among `handles`, by handle."""

    def tags(self, names: Collection[str]) -> Mapping[str, str]:
        """The ids of the tags among `names`, whatever their case, by the name that was asked."""

    def slugs(self, type_: str, stems: Collection[str]) -> frozenset[str]:
        """The slugs of `type_` in use that are one of `stems`, or one of them with a number."""

    def identify(self, source: str, moment: datetime) -> str:
        """The id for what `source` makes at `moment`: the same one every time."""

    def apply(
        self, changes: Sequence[Change], sources: Mapping[str, tuple[str, bytes]]
    ) -> Sequence[str]:
        """Writes all of `changes` or nothing, and remembers the ids and digests of `sources`.

        Out: "created", "updated" or "unchanged" for each change. Raises ValueError with the
        reason when these values cannot be stored.
        """
