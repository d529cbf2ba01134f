"""What goes with a resource of each type, children first, and which links end.

In: the ids of locked resources. Out: rows deleted and unlinked; `receipts` counts, for each of the
ids, what of it could be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Table,
    case,
    delete,
    func,
    literal_column,
    select,
    true,
    union_all,
    update,
)

from ...changes import Identifier
from ...errors import Pointer, StillOwner
from ...graph import Graph
from ...policy import Reading
from ..models import article_coauthors, article_tags
from ..predicates import Predicates, RowOf, table
from ..queries import text, uuids
from . import placing
from .transaction import Transaction

Receipts = Mapping[str, Counter[str]]
Ids = Collection[str]


def articles(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With their reactions, their comments and the reactions to those: by one statement, at whose
    end nothing leads to them any more."""
    left: Counter[str] = Counter()
    for type_, id_, count in transaction.run(_articles(*_eyes(transaction)), {"ids": [*ids]}):
        counter = left if type_ == "series" else receipts[id_]
        counter[id_ if type_ == "series" else type_] += count
    placing.move_versions(transaction, left)


def comments(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With the reactions to them; their replies stay, and reply to nothing."""
    comment = table("comments")
    _remove(transaction, "reactions", _of(table("reactions").c.comment_id), receipts)
    replies = (comment.c.parent_id.in_(ids), comment.c.id.not_in(ids))
    _hold(transaction, select(comment.c.id).where(*replies), comment)
    _orphan(transaction, *replies)
    transaction.run(_gone(comment), {"ids": [*ids]})


def people(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With what they said, and how they logged in."""
    comment = table("comments")
    theirs = select(comment.c.id).where(comment.c.author_id.in_(ids))
    _unlink(transaction, article_coauthors, article_coauthors.c.person_id.in_(ids))
    # Two who go and have answered each other need the same comments: both of them in one order.
    touched = union_all(theirs, select(comment.c.id).where(comment.c.parent_id.in_(theirs)))
    _hold(transaction, select(comment.c.id).where(comment.c.id.in_(touched)), comment)
    _remove(transaction, "reactions", _reacted("person_id", "author_id"), receipts)
    _orphan(transaction, comment.c.parent_id.in_(theirs), comment.c.author_id.not_in(ids))
    _remove(transaction, "comments", _of(comment.c.author_id), receipts)
    _remove(transaction, "access-tokens", _of(table("access-tokens").c.person_id), receipts)
    transaction.run(_gone(table("people")), {"ids": [*ids]})


def tags(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """From all articles."""
    _unlink(transaction, article_tags, article_tags.c.tag_id.in_(ids))
    transaction.run(_gone(table("tags")), {"ids": [*ids]})


def series(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """Its articles are in no series then."""
    article = table("articles")
    _hold(transaction, select(article.c.id).where(article.c.series_id.in_(ids)), article)
    transaction.connection.execute(
        update(article)
        .where(article.c.series_id.in_(ids))
        .values(series_id=None, series_position=None, **_changed(article))
    )
    transaction.run(_gone(table("series")), {"ids": [*ids]})


def reactions(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """They alone."""
    transaction.run(_gone(table("reactions")), {"ids": [*ids]})


def access_tokens(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """They alone: from the next request on nobody can use them."""
    transaction.run(_gone(table("access-tokens")), {"ids": [*ids]})


def check_owns_nothing(transaction: Transaction, target: Identifier, person: str) -> None:
    """Raises StillOwner; it counts what the caller may read, and owning more is no other answer."""
    owned = []
    for type_, column in (("articles", "author_id"), ("series", "curator_id")):
        row = table(type_)
        rights = transaction.rights
        seen_rule = true() if rights is None else _readable(type_, rights.graph, rights.reading)
        counted = select(func.count(), func.count().filter(seen_rule))
        everything, seen = transaction.connection.execute(
            counted.select_from(row).where(row.c[column] == person),
            {"caller": transaction.caller},
        ).one()
        if everything:
            owned.append(f"{seen} {type_}" if seen else type_)
    if owned:
        raise StillOwner(
            f"people/{person} still owns {' and '.join(owned)}; give them to somebody else, or "
            "delete them first.",
            source=Pointer(target.pointer) if target.pointer else None,
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Going:
    """Rows that go with others: which ones, and with which of the bound `ids` each of them goes."""

    condition: ColumnElement[bool]
    root: ColumnElement[Any]


@cache
def _of(column: Column[Any]) -> _Going:
    """The rows in which a column is one of the ids."""
    return _Going(column == func.any(uuids("ids")), column)


@cache
def _reacted(column: str, of_comment: str) -> _Going:
    """Reactions of which a column, or that of the comment that they are to, is one of the ids.

    Two looks, each by an index, and a third by the ids that they find: an OR of the two would read
    all reactions there are, and so would a join, as far as the planner knows.
    """
    one, comment, reaction = table("reactions").alias(), table("comments"), table("reactions").c
    directly = select(one.c.id).where(one.c[column] == func.any(uuids("ids")))
    to_comments = select(one.c.id).join(comment, comment.c.id == one.c.comment_id)
    theirs = to_comments.where(comment.c[of_comment] == func.any(uuids("ids")))
    of_its_comment = select(comment.c[of_comment]).where(comment.c.id == reaction.comment_id)
    return _Going(
        reaction.id == func.any(func.array(union_all(directly, theirs).scalar_subquery())),
        _first(reaction[column], of_its_comment.scalar_subquery()),
    )


def _first(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Which of the two comes first among the ids, of which it is one at least: what goes with both
    goes with the first."""
    end = func.cardinality(uuids("ids")) + literal_column("1")
    places = (func.coalesce(func.array_position(uuids("ids"), each), end) for each in (one, other))
    return case((next(places) < next(places), one), else_=other)


def _remove(transaction: Transaction, type_: str, going: _Going, receipts: Receipts) -> None:
    """Deletes rows, and counts the readable ones for the resource that each goes with."""
    statement = _removal(type_, going, *_eyes(transaction))
    for id_, count in transaction.run(statement, {"ids": [*receipts]}):
        receipts[id_][type_] += count


def _eyes(transaction: Transaction) -> tuple[Graph, Reading] | tuple[()]:
    """With what whoever deletes sees; with nothing, everything is seen."""
    rights = transaction.rights
    return () if rights is None else (rights.graph, rights.reading)


@lru_cache(maxsize=256)
def _removal(
    type_: str, going: _Going, graph: Graph | None = None, reading: Reading | None = None
) -> str:
    """A rule is a tree of many subqueries: to build it takes longer than to delete by it."""
    gone = _seen_off(type_, going, graph, reading)
    return text(select(gone.c.root, func.count()).where(gone.c.seen).group_by(gone.c.root))


@lru_cache(maxsize=256)
def _articles(graph: Graph | None = None, reading: Reading | None = None) -> str:
    """All that goes with articles: `type, id, number`; `series` are those that they leave."""
    counted = []
    for type_, going in (
        ("reactions", _reacted("article_id", "article_id")),
        ("comments", _of(table("comments").c.article_id)),
    ):
        gone = _seen_off(type_, going, graph, reading)
        kind: ColumnElement[str] = literal_column(f"'{type_}'")
        counted.append(
            select(kind, gone.c.root, func.count()).where(gone.c.seen).group_by(gone.c.root)
        )
    article = table("articles").c
    left = _off(table("articles"), article.id, article.series_id)
    series = select(literal_column("'series'"), left.c.series_id, func.count())
    inside = series.where(left.c.series_id.is_not(None)).group_by(left.c.series_id)
    links = (_off(each, each.c.article_id) for each in (article_tags, article_coauthors))
    return text(union_all(*counted, inside).add_cte(*links))


def _seen_off(type_: str, going: _Going, graph: Graph | None, reading: Reading | None) -> CTE:
    """Rows that are deleted, each with what it goes with, and whether it was seen."""
    seen = true() if graph is None or reading is None else _readable(type_, graph, reading)
    removing = delete(table(type_)).where(going.condition)
    return removing.returning(going.root.label("root"), seen.label("seen")).cte(f"{type_}_gone")


def _off(rows: Table, column: Column[Any], *told: Column[Any]) -> CTE:
    """Rows that are deleted, of which a column is one of the ids."""
    removing = delete(rows).where(column == func.any(uuids("ids")))
    return removing.returning(*(told or (column,))).cte(f"{rows.name}_gone")


@cache
def _gone(rows: Table) -> str:
    """The rows with these ids."""
    return text(delete(rows).where(rows.c.id == func.any(uuids("ids"))))


@lru_cache(maxsize=256)
def _readable(type_: str, graph: Graph, reading: Reading) -> ColumnElement[bool]:
    """Whether whoever deletes may read the rows of a type's own table."""
    return Predicates(graph, reading).readable(RowOf(type_, table(type_)))


def _orphan(transaction: Transaction, *conditions: ColumnElement[bool]) -> None:
    """Replies whose parents go, locked by now: they own that link, so they change."""
    comment = table("comments")
    transaction.connection.execute(
        update(comment).where(*conditions).values(parent_id=None, **_changed(comment))
    )


def _unlink(transaction: Transaction, links: Table, condition: ColumnElement[bool]) -> None:
    """Links of articles end: articles own them, so they change."""
    article = table("articles")
    linked = select(links.c.article_id).where(condition)
    _hold(transaction, select(article.c.id).where(article.c.id.in_(linked)), article)
    gone = delete(links).where(condition).returning(links.c.article_id).cte("gone")
    times = select(gone.c.article_id, func.count().label("times")).group_by(gone.c.article_id).cte()
    transaction.connection.execute(
        update(article)
        .where(article.c.id == times.c.article_id)
        .values(version=article.c.version + times.c.times, updated_at=func.now())
    )


def _hold(transaction: Transaction, statement: Any, rows: Table) -> None:
    """Locks rows in the order of their ids, before they change together."""
    transaction.connection.execute(
        statement.order_by(rows.c.id).with_for_update(of=rows, key_share=True)
    )


def _changed(rows: Table) -> dict[str, Any]:
    return {"version": rows.c.version + 1, "updated_at": func.now()}
