"""The members of to-many relationships that are kept in link tables.

In: one side's id and the ids of its members, in order. Out: rows of the link table. Moving the
version of the resource that owns the links is the writer's business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import delete, func, select

from ..models import RESOURCES, Through
from ..queries import text, uuids
from . import filling
from .outcome import Linked
from .transaction import Transaction


@cache
def owned(type_: str) -> Mapping[str, Through]:
    """The link tables whose rows belong to resources of `type_`: articles own all there are."""
    return {
        name: edge
        for name, edge in RESOURCES[type_].edges.items()
        if isinstance(edge, Through) and type_ == "articles"
    }


def members(transaction: Transaction, link: Through, ids: Sequence[str]) -> dict[str, Members]:
    """The members of each of `ids` that has any, in their order if they have one."""
    if not ids:
        return {}
    found: dict[str, list[str]] = {}
    for id_, member in transaction.run(_members(link), {"ids": list(ids)}):
        found.setdefault(id_, []).append(member)
    return {id_: tuple(present) for id_, present in found.items()}


@cache
def _members(link: Through) -> str:
    here, there = link.table.c[link.here], link.table.c[link.there]
    order = there if link.position is None else link.table.c[link.position]
    of_these = here == func.any(uuids("ids"))
    return text(select(here, there).where(of_these).order_by(here, order))


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


def insert_members(transaction: Transaction, link: Through, wanted: Mapping[str, Members]) -> None:
    """Adds all members of all the resources in one INSERT."""
    _insert(transaction, link, [(id_, *m) for id_, ids in wanted.items() for m in enumerate(ids)])


def replace_members(
    transaction: Transaction, link: Through, edits: Sequence[tuple[str, Members, Members]]
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
        here, there = zip(*leaving, strict=True)
        transaction.run(_leaving(link), {"here": list(here), "there": list(there)})
    _insert(transaction, link, coming)


Members = tuple[str, ...]


@cache
def _leaving(link: Through) -> str:
    """Links by their two ends, which come as lists of one length."""
    pairs = func.unnest(uuids("here"), uuids("there")).table_valued("here", "there", name="pair")
    pair = pairs.render_derived()
    here, there = link.table.c[link.here], link.table.c[link.there]
    return text(delete(link.table).where(here == pair.c.here, there == pair.c.there))


def _insert(transaction: Transaction, link: Through, rows: Sequence[tuple[str, int, str]]) -> None:
    if not rows:
        return
    ordered = [
        {link.here: id_, link.there: member} | ({link.position: at} if link.position else {})
        for id_, at, member in rows
    ]
    filling.insert(transaction, link.table, tuple(ordered[0]), (), ordered)
