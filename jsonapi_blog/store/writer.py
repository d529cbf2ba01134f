"""Changes become rows, in the transaction of whoever calls.

In: `Create` and `Update` values, in the order in which they are to happen; a `lid` names what an
earlier `Create` of the same call made. Out: what became of each. What an `Update` does not change
touches no row; what it does change moves the version, once for each change.

Rows are locked before they are compared, series before articles and by id within a type, so that
no two transactions wait for each other. Broken constraints are left to whoever calls.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from ..changes import Change, Create, Identifier
from ..errors import ResourceNotFound
from . import linking, placing
from .ids import uuid7
from .models import RESOURCES, Base, Through, ToOne


class Effect(enum.StrEnum):
    """What became of a change."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Written:
    """The resource that a change was about, by its id, and what became of it."""

    target: Identifier
    effect: Effect


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each change, in their order."""

    written: tuple[Written, ...]


def apply(connection: Connection, changes: Sequence[Change]) -> Outcome:
    """Writes `changes`. Raises `ResourceNotFound` for an `Update` of what does not exist."""
    local = _LocalIds()
    written: list[Written] = []
    for (kind, type_), run in groupby(changes, key=lambda change: (type(change), _type(change))):
        if kind is Create:
            made = [_wanted(change, local.made(change.target), local) for change in run]
            effects = _create(connection, type_, made)
        else:
            asked = [_wanted(change, local.id(change.target), local) for change in run]
            effects = _update(connection, type_, asked)
        written += (Written(Identifier(type_, id_), effect) for id_, effect in effects)
    return Outcome(tuple(written))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A change in terms of storage: columns (foreign keys too), and members of link tables."""

    id: str
    columns: dict[str, Any]
    members: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _LocalIds:
    """The ids behind the `lid`s of one call."""

    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def made(self, target: Identifier) -> str:
        """The id of what is created now, to be found again by its `lid`."""
        id_ = target.id or uuid7()
        if target.lid is not None:
            self.ids[target.type, target.lid] = id_
        return id_

    def id(self, identifier: Identifier) -> str:
        """The id of `identifier`. Raises KeyError for a `lid` that nothing was created under."""
        return identifier.id or self.ids[identifier.type, identifier.lid or ""]


_Effects = list[tuple[str, Effect]]
_Row = dict[str, Any]


def _type(change: Change) -> str:
    return change.target.type


def _wanted(change: Change, id_: str, local: _LocalIds) -> _Wanted:
    type_ = change.target.type
    edges, links = RESOURCES[type_].edges, linking.owned(type_)
    columns, members = dict(change.columns), {}
    for name, linkage in change.linkage.items():
        match edges[name], linkage:
            case ToOne(columns=keys), Identifier() | None:
                columns |= dict.fromkeys(keys.values())
                if linkage is not None:
                    columns[keys[linkage.type]] = local.id(linkage)
            case Through(), tuple() if name in links:
                members[name] = tuple(dict.fromkeys(local.id(member) for member in linkage))
            case _:
                raise AssertionError(f"{type_}.{name} is not written from here as {linkage!r}")
    return _Wanted(id_, columns, members)


def _create(connection: Connection, type_: str, run: Sequence[_Wanted]) -> _Effects:
    """One INSERT for neighbours that fill the same columns, one more for each link table."""
    rows = [{"id": wanted.id, **wanted.columns} for wanted in run]
    if type_ == "articles":
        placing.place_created(connection, rows)
    for _, alike in groupby(rows, key=lambda row: row.keys()):
        connection.execute(insert(_table(type_)), list(alike))
    for name, link in linking.owned(type_).items():
        linking.insert_members(connection, link, {w.id: w.members.get(name, ()) for w in run})
    return [(wanted.id, Effect.CREATED) for wanted in run]


def _update(connection: Connection, type_: str, run: Sequence[_Wanted]) -> _Effects:
    """Locks all rows of the run, then one UPDATE for each that differs from what is wanted."""
    if type_ == "articles":
        moving = (wanted for wanted in run if "series_id" in wanted.columns)
        placing.lock_series(connection, {w.id: w.columns["series_id"] for w in moving})
    rows = _locked(connection, type_, run)
    members = {
        name: linking.members(connection, link, [w.id for w in run if name in w.members])
        for name, link in linking.owned(type_).items()
    }
    return [(wanted.id, _written(connection, type_, wanted, rows, members)) for wanted in run]


def _locked(connection: Connection, type_: str, run: Sequence[_Wanted]) -> dict[str, _Row]:
    """The rows to update, with the columns to compare."""
    table = _table(type_)
    names = sorted({"id"}.union(*(wanted.columns for wanted in run)))
    found = connection.execute(
        select(*(table.c[name] for name in names))
        .where(table.c.id.in_(sorted({wanted.id for wanted in run})))
        .order_by(table.c.id)
        .with_for_update()
    )
    return {row["id"]: dict(row) for row in found.mappings()}


def _written(
    connection: Connection,
    type_: str,
    wanted: _Wanted,
    rows: dict[str, _Row],
    members: dict[str, dict[str, tuple[str, ...]]],
) -> Effect:
    """Writes what differs, and notes it in `rows` and `members` for a later change of the run."""
    row = rows.get(wanted.id)
    if row is None:
        raise ResourceNotFound(f"There is no resource of type {type_!r} with id {wanted.id!r}.")
    differing = {name: value for name, value in wanted.columns.items() if row[name] != value}
    relinked = {
        name: ids
        for name, ids in wanted.members.items()
        if linking.differ(linking.owned(type_)[name], members[name].get(wanted.id, ()), ids)
    }
    if not differing and not relinked:
        return Effect.UNCHANGED

    values: _Row = dict(differing)
    if type_ == "articles" and "series_id" in differing:
        values |= placing.moved(connection, row["series_id"], differing["series_id"])
    table = _table(type_)
    if "updated_at" in table.c:
        values.setdefault("updated_at", func.now())
    values["version"] = table.c.version + 1
    connection.execute(update(table).where(table.c.id == wanted.id).values(values))
    for name, ids in relinked.items():
        present = members[name].get(wanted.id, ())
        linking.replace_members(connection, linking.owned(type_)[name], wanted.id, present, ids)

    row |= differing
    for name, ids in relinked.items():
        members[name][wanted.id] = ids
    return Effect.UPDATED


def _table(type_: str) -> Table:
    return Base.metadata.tables[RESOURCES[type_].__tablename__]
