"""The places of articles in their series, which belong to both sides.

In: articles that come into a series or leave it, from either side. Out: positions in the rows of
articles, and a version more for whatever has changed: for an article that comes or goes, and for a
series whose articles or their order do. Members that whoever writes may not see stay in their
places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ...graph import Graph
from ...policy import Reading
from ...query.literals import UUID
from ..models import Article, Series
from ..predicates import Predicates, RowOf, table
from ..queries import text, uuids
from .transaction import Retry, Transaction

#: The series of many articles.
_AROUND = text(
    select(Article.series_id).where(
        Article.id == func.any(uuids("ids")), Article.series_id.is_not(None)
    )
)


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a series, its place there, and whether whoever writes sees it."""

    id: str
    position: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series with its articles in their order; and of others, which may come, where they are."""

    series: str
    members: tuple[Member, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def place_created(transaction: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Gives each new row of an article with a series its position, in their order."""
    joining = Counter(row["series_id"] for row in rows if row.get("series_id") is not None)
    if not joining:
        return
    lock(transaction, joining)
    positions = _next_positions(transaction, joining)
    for row in rows:
        if (series := row.get("series_id")) is not None:
            row["series_position"] = positions[series]
            positions[series] += 1
    move_versions(transaction, joining)


def lock_around(transaction: Transaction, wanted: Mapping[str, str | None]) -> set[str]:
    """Locks the series that these articles are in, and those that they shall be in; out come both.

    `wanted` gives the series of each article by its id. It comes before the articles are locked.
    """
    # What is no id at all is nowhere, and refused as such later.
    entered = {series for series in wanted.values() if series and UUID.fullmatch(series)}
    ids = around(transaction, wanted) | entered
    lock(transaction, ids)
    return ids


def check_still(locked: Collection[str], series: Iterable[str | None]) -> None:
    """Raises Retry where an article, locked by now, has come into a series that is not."""
    if not {None, *locked}.issuperset(series):
        raise Retry


def around(transaction: Transaction, articles: Iterable[str]) -> set[str]:
    """The series that these articles are in, if nobody moves them before they are locked."""
    usable = sorted(id_ for id_ in articles if UUID.fullmatch(id_))
    if not usable:
        return set()
    return {series for (series,) in transaction.run(_AROUND, {"ids": usable})}


def moved(transaction: Transaction, old: str | None, new: str | None) -> dict[str, int | None]:
    """The position of an article that goes from series `old` to `new`, as a column to write."""
    move_versions(transaction, Counter(series for series in (old, new) if series is not None))
    if new is None:
        return {"series_position": None}
    return {"series_position": _next_positions(transaction, [new])[new]}


def lock(transaction: Transaction, ids: Collection[str]) -> None:
    """Locks these series, in the order of their ids."""
    if ids:
        transaction.connection.execute(
            select(Series.id)
            .where(Series.id.in_(sorted(ids)))
            .order_by(Series.id)
            .with_for_update(key_share=True)
        )


def shelf(
    transaction: Transaction,
    series: str,
    coming: Iterable[str] = (),
    locked: Collection[str] | None = None,
) -> Shelf:
    """The articles of a series, and those that shall come into it, all of them locked.

    Raises Retry where one of them is by now in a series that is not among the `locked` ones.
    """
    rights = transaction.rights
    held = _held() if rights is None else _held(rights.graph, rights.reading)
    usable = sorted(id_ for id_ in coming if UUID.fullmatch(id_))
    rows = transaction.rows(held, {"series": series, "coming": usable})
    inside = [
        Member(row["id"], row["series_position"], row["seen"])
        for row in rows
        if row["series_id"] == series
    ]
    elsewhere = {row["id"]: row["series_id"] for row in rows if row["series_id"] is not None}
    if locked is not None:
        check_still({series, *locked}, elsewhere.values())
    return Shelf(
        series,
        tuple(sorted(inside, key=lambda member: (member.position, member.id))),
        {id_: other for id_, other in elsewhere.items() if other != series},
    )


@lru_cache(maxsize=64)
def _held(graph: Graph | None = None, reading: Reading | None = None) -> str:
    """The articles of a series and others, with whether whoever writes sees them."""
    found: FromClause = table("articles").alias()
    seen: ColumnElement[bool] = true()
    if graph is not None and reading is not None:
        seen = Predicates(graph, reading).readable(RowOf("articles", found))
    inside = found.c.series_id == bindparam("series", type_=Uuid(as_uuid=False))
    named = found.c.id == func.any(uuids("coming"))
    # Locked by id, like everywhere, and only then put in order.
    return text(
        select(found.c.id, found.c.series_id, found.c.series_position, seen.label("seen"))
        .where(or_(inside, named))
        .order_by(found.c.id)
        .with_for_update(of=found, key_share=True)
    )


def arranged(present: Sequence[Member], wanted: Sequence[str]) -> list[str]:
    """`wanted` with the members between that are not seen, each at the index that it had.

    >>> hidden, seen = Member("h", 0, False), Member("a", 1, True)
    >>> arranged([hidden, seen], ["b", "a"])
    ['h', 'b', 'a']
    """
    order = list(wanted)
    for index, member in enumerate(present):
        if not member.seen:
            order.insert(min(index, len(order)), member.id)
    return order


def arrange(transaction: Transaction, present: Shelf, order: Sequence[str]) -> bool:
    """Makes the articles of a series those of `order`, in that order; False where they are already.

    Articles that come from another series leave it.
    """
    if [member.id for member in present.members] == list(order):
        return False
    before = {member.id for member in present.members}
    coming = [id_ for id_ in order if id_ not in before]
    leaving = before - set(order)
    move_versions(
        transaction, Counter(present.elsewhere[id_] for id_ in coming if id_ in present.elsewhere)
    )
    if leaving:
        transaction.connection.execute(
            update(Article)
            .where(Article.id.in_(sorted(leaving)))
            .values(series_id=None, series_position=None, **_changed())
        )
    places = _places(present.members, order)
    if places:
        _place(transaction, present.series, places, set(coming))
    return True


def move_versions(transaction: Transaction, moves: Mapping[str, int]) -> None:
    """A version more for each of these series and each time that it has changed."""
    if moves:
        transaction.connection.execute(
            update(table("series"))
            .where(Series.id == bindparam("series"))
            .values(version=Series.version + bindparam("moves"), updated_at=func.now()),
            [{"series": series, "moves": count} for series, count in sorted(moves.items())],
        )


def _places(present: Sequence[Member], order: Sequence[str]) -> dict[str, int]:
    """The places that change; members that only follow others at the end move nobody else."""
    old = {member.id: member.position for member in present}
    stay = [id_ for id_ in order if id_ in old]
    staying = set(stay)
    grows = stay == list(order)[: len(stay)] and stay == [m.id for m in present if m.id in staying]
    if grows:
        end = max((old[id_] for id_ in stay), default=-1)
        return {id_: end + 1 + at for at, id_ in enumerate(order[len(stay) :])}
    return {id_: at for at, id_ in enumerate(order) if old.get(id_) != at}


def _place(
    transaction: Transaction, series: str, places: Mapping[str, int], coming: Collection[str]
) -> None:
    """One UPDATE for all places; only who comes in has changed by it."""
    place = (
        func.unnest(
            cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False))),
            cast(bindparam("positions"), ARRAY(Integer)),
        )
        .table_valued("id", "position", name="place")
        .render_derived()
    )
    articles = table("articles")
    comes = articles.c.id == func.any(cast(bindparam("coming"), ARRAY(Uuid(as_uuid=False))))
    transaction.connection.execute(
        update(articles)
        .where(articles.c.id == place.c.id)
        .values(
            series_id=bindparam("series"),
            series_position=place.c.position,
            version=articles.c.version + case((comes, 1), else_=0),
            updated_at=case((comes, func.now()), else_=articles.c.updated_at),
        ),
        {
            "ids": list(places),
            "positions": list(places.values()),
            "coming": sorted(coming),
            "series": series,
        },
    )


def _changed() -> dict[str, Any]:
    return {"version": Article.version + 1, "updated_at": func.now()}


def _next_positions(transaction: Transaction, ids: Collection[str]) -> dict[str, int]:
    columns = table("articles").c
    taken: Select[Any] = (
        select(columns.series_id, func.max(columns.series_position))
        .where(columns.series_id.in_(ids))
        .group_by(columns.series_id)
    )
    found = {series: last + 1 for series, last in transaction.connection.execute(taken)}
    return dict.fromkeys(ids, 0) | found
