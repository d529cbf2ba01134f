"""The members of to-many relationships that are kept in link tables.

In: one side's id and the ids of its members, in order. Out: rows of the link table. Moving the
version of the resource that owns the links is the writer's business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, delete, insert, select, tuple_

from ..models import RESOURCES, Through
from .outcome import Linked


@cache
def owned(type_: str) -> Mapping[str, Through]:
    """The link tables whose rows belong to resources of `type_`: articles own all there are."""
    return {
        name: edge
        for name, edge in RESOURCES[type_].edges.items()
        if isinstance(edge, Through) and type_ == "articles"
    }


def members(connection: Connection, link: Through, ids: Sequence[str]) -> dict[str, Members]:
    """The members of each of `ids` that has any, in their order if they have one."""
    if not ids:
        return {}
    here, there = link.table.c[link.here], link.table.c[link.there]
    order = there if link.position is None else link.table.c[link.position]
    found: dict[str, list[str]] = {}
    for id_, member in connection.execute(
        select(here, there).where(here.in_(ids)).order_by(here, order)
    ):
        found.setdefault(id_, []).append(member)
    return {id_: tuple(present) for id_, present in found.items()}


def linked(type_: str, relation: str, ids: Members) -> Linked:
    """Members as a reader finds them: in their own order, or else in that of their ids."""
    edge = owned(type_)[relation]
    ordered = ids if edge.position else tuple(sorted(ids))
    return Linked(tuple((_leads_to(edge), id_) for id_ in ordered))


def _leads_to(edge: Through) -> str:
    (key,) = edge.table.c[edge.there].foreign_keys
    return key.column.table.name.replace("_", "-")


def differ(link: Through, present: Collection[str], wanted: Collection[str]) -> bool:
    """Whether the members differ: in their order too, where they have one."""
    if link.position is None:
        return set(present) != set(wanted)
    return tuple(present) != tuple(wanted)


def insert_members(connection: Connection, link: Through, wanted: Mapping[str, Members]) -> None:
    """Adds all members of all the resources in one INSERT."""
    _insert(connection, link, [(id_, *m) for id_, ids in wanted.items() for m in enumerate(ids)])


def replace_members(
    connection: Connection, link: Through, edits: Sequence[tuple[str, Members, Members]]
) -> None:
    """Makes the members of each id, which are there, those that are wanted; where order matters,
    all anew. One DELETE and one INSERT for all of them."""
    leaving: list[tuple[str, str]] = []
    coming: list[tuple[str, int, str]] = []
    for id_, present, wanted in edits:
        staying = set() if link.position else set(present) & set(wanted)
        leaving += [(id_, member) for member in present if member not in staying]
        coming += [(id_, at, member) for at, member in enumerate(wanted) if member not in staying]
    if leaving:
        pairs = tuple_(link.table.c[link.here], link.table.c[link.there])
        connection.execute(delete(link.table).where(pairs.in_(leaving)))
    _insert(connection, link, coming)


Members = tuple[str, ...]


def _insert(connection: Connection, link: Through, rows: Sequence[tuple[str, int, str]]) -> None:
    if not rows:
        return
    ordered = [
        {link.here: id_, link.there: member} | ({link.position: at} if link.position else {})
        for id_, at, member in rows
    ]
    connection.execute(insert(link.table), ordered)
