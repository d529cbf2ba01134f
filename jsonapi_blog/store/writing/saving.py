"""What a run of changes leaves to be written: one UPDATE for all rows that change alike.

In: new values of rows that are locked, and the members of their link tables before and after. Out:
statements, as few as there are kinds of change; every row that is written gets a version more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    update,
    values,
)

from ..models import Through
from ..queries import text
from . import linking
from .linking import Members
from .transaction import Transaction

#: The values of one row by column; those that are SQL are the present moment.
Values = Mapping[str, Any]


@dataclass(slots=True)
class Saving:
    """What is still to be written of the rows of one table."""

    transaction: Transaction
    rows: Table
    _values: dict[str, Values] = field(default_factory=dict)
    _links: list[tuple[Through, str, Members, Members]] = field(default_factory=list)

    def keep(self, id_: str, differing: Values) -> None:
        """The row with this id gets these values, and a version more."""
        self._values[id_] = differing

    def link(self, link: Through, id_: str, before: Members, after: Members) -> None:
        """The row with this id has other members."""
        self._links.append((link, id_, before, after))

    def flush(self) -> None:
        """Writes everything."""
        alike: dict[tuple[str, ...], dict[str, Values]] = {}
        for id_, differing in self._values.items():
            alike.setdefault(tuple(sorted(differing)), {})[id_] = differing
        for several in alike.values():
            self._update(several)
        for link in {id(link): link for link, *_ in self._links}.values():
            edits = [(id_, old, new) for own, id_, old, new in self._links if own is link]
            linking.replace_members(self.transaction, link, edits)
        self._values.clear()
        self._links.clear()

    def _update(self, several: Mapping[str, Values]) -> None:
        """One UPDATE of rows in which the same columns change."""
        first = next(iter(several.values()))
        moments = {n: v for n, v in first.items() if isinstance(v, ColumnElement)}
        names = [name for name in first if name not in moments]
        if len(several) == 1:
            ((id_, differing),) = several.items()
            own = {name: differing[name] for name in names}
            statement = _one(self.rows, tuple(names), tuple(moments))
            self.transaction.run(statement, {"changed": id_, **own})
            return
        new = values(
            column("id", Uuid(as_uuid=False)),
            *(column(name, Text) for name in names),
            name="new",
        ).data([(id_, *(each[name] for name in names)) for id_, each in several.items()])
        # A column of nulls alone is text to PostgreSQL, so each says what it is.
        typed = {name: cast(new.c[name], self.rows.c[name].type) for name in names}
        same = self.rows.c.id == cast(new.c.id, Uuid(as_uuid=False))
        settled = _settled(self.rows, moments)
        self.transaction.connection.execute(
            update(self.rows).where(same).values({**typed, **settled})
        )


def _settled(rows: Table, moments: Iterable[str]) -> dict[str, ColumnElement[Any]]:
    """What is written of every row that changes, beside its values."""
    changed = {name: func.now() for name in moments}
    if "updated_at" in rows.c:
        changed["updated_at"] = func.now()
    return {**changed, "version": rows.c.version + literal_column("1")}


@lru_cache(maxsize=256)
def _one(rows: Table, names: tuple[str, ...], moments: tuple[str, ...]) -> str:
    """The UPDATE of one row: `changed` is its id."""
    same = rows.c.id == bindparam("changed", type_=Uuid(as_uuid=False))
    own: dict[str, ColumnElement[Any]] = {name: bindparam(name) for name in names}
    return text(update(rows).where(same).values({**own, **_settled(rows, moments)}))
