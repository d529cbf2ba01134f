"""What goes with a resource of each type, children first, and which links end.

In: the ids of locked resources. Out: rows deleted and unlinked; `receipts` counts, for each of the
ids, what of it could be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    Uuid,
    bindparam,
    case,
    cast,
    delete,
    func,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ...changes import Identifier
from ...errors import Pointer, StillOwner
from ...graph import Graph
from ...policy import Reading
from ..models import article_coauthors, article_tags
from ..predicates import Predicates, RowOf, table
from . import placing
from .transaction import Transaction

Receipts = Mapping[str, Counter[str]]
Ids = Collection[str]


def articles(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With their reactions, their comments and the reactions to those."""
    comment = table("comments")
    owner = select(comment.c.article_id).where(comment.c.id == table("reactions").c.comment_id)
    reaction = table("reactions").c
    _remove(
        transaction,
        "reactions",
        _reacted("article_id", "article_id"),
        func.coalesce(reaction.article_id, owner.scalar_subquery()),
        receipts,
    )
    _remove(transaction, "comments", comment.c.article_id.in_(ids), comment.c.article_id, receipts)
    article = table("articles")
    for links in (article_tags, article_coauthors):
        transaction.connection.execute(delete(links).where(links.c.article_id.in_(ids)))
    left = transaction.connection.scalars(
        delete(article).where(article.c.id.in_(ids)).returning(article.c.series_id)
    )
    placing.move_versions(transaction, Counter(series for series in left if series is not None))


def comments(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With the reactions to them; their replies stay, and reply to nothing."""
    reaction, comment = table("reactions").c, table("comments")
    _remove(transaction, "reactions", reaction.comment_id.in_(ids), reaction.comment_id, receipts)
    replies = (comment.c.parent_id.in_(ids), comment.c.id.not_in(ids))
    _hold(transaction, select(comment.c.id).where(*replies), comment)
    _orphan(transaction, *replies)
    transaction.connection.execute(delete(comment).where(comment.c.id.in_(ids)))


def people(transaction: Transaction, ids: Ids, receipts: Receipts) -> None:
    """With what they said, and how they logged in."""
    reaction, comment = table("reactions").c, table("comments")
    theirs = select(comment.c.id).where(comment.c.author_id.in_(ids))
    _unlink(transaction, article_coauthors, article_coauthors.c.person_id.in_(ids))
    # Two who go and have answered each other need the same comments: both of them in one order.
    touched = union_all(theirs, select(comment.c.id).where(comment.c.parent_id.in_(theirs)))
    _hold(transaction, select(comment.c.id).where(comment.c.id.in_(touched)), comment)
    author = select(comment.c.author_id).where(comment.c.id == reaction.comment_id)
    _remove(
        transaction,
        "reactions",
        _reacted("person_id", "author_id"),
        _first(ids, reaction.person_id, author.scalar_subquery()),
        receipts,
    )
    _orphan(transaction, comment.c.parent_id.in_(theirs), comment.c.author_id.not_in(ids))
    _remove(transaction, "comments", comment.c.author_id.in_(ids), comment.c.author_id, receipts)
    token = table("access-tokens").c
    _remove(transaction, "access-tokens", token.person_id.in_(ids), token.person_id, receipts)
    person = table("people")
    transaction.connection.execute(delete(person).where(person.c.id.in_(ids)))


def tags(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """From all articles."""
    _unlink(transaction, article_tags, article_tags.c.tag_id.in_(ids))
    tag = table("tags")
    transaction.connection.execute(delete(tag).where(tag.c.id.in_(ids)))


def series(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """Its articles are in no series then."""
    article, one = table("articles"), table("series")
    _hold(transaction, select(article.c.id).where(article.c.series_id.in_(ids)), article)
    transaction.connection.execute(
        update(article)
        .where(article.c.series_id.in_(ids))
        .values(series_id=None, series_position=None, **_changed(article))
    )
    transaction.connection.execute(delete(one).where(one.c.id.in_(ids)))


def reactions(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """They alone."""
    transaction.connection.execute(
        delete(table("reactions")).where(table("reactions").c.id.in_(ids))
    )


def access_tokens(transaction: Transaction, ids: Ids, _: Receipts) -> None:
    """They alone: from the next request on nobody can use them."""
    token = table("access-tokens")
    transaction.connection.execute(delete(token).where(token.c.id.in_(ids)))


def check_owns_nothing(transaction: Transaction, target: Identifier, person: str) -> None:
    """Raises StillOwner; it counts what the caller may read, and owning more is no other answer."""
    owned = []
    for type_, column in (("articles", "author_id"), ("series", "curator_id")):
        row = table(type_)
        counted = select(func.count(), func.count().filter(_readable(transaction, type_)))
        everything, seen = transaction.connection.execute(
            counted.select_from(row).where(row.c[column] == person),
            {"caller": None if transaction.rights is None else transaction.rights.caller},
        ).one()
        if everything:
            owned.append(f"{seen} {type_}" if seen else type_)
    if owned:
        raise StillOwner(
            f"people/{person} still owns {' and '.join(owned)}; give them to somebody else, or "
            "delete them first.",
            source=Pointer(target.pointer) if target.pointer else None,
        )


@cache
def _reacted(column: str, of_comment: str) -> ColumnElement[bool]:
    """Whether a column of a reaction, or of the comment that it is to, is one of the bound `ids`.

    Two looks, each by an index: an OR of the two would read all reactions there are.
    """
    one, comment = table("reactions").alias(), table("comments")
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    directly = select(one.c.id).where(one.c[column].in_(ids))
    to_comments = select(one.c.id).join(comment, comment.c.id == one.c.comment_id)
    return table("reactions").c.id.in_(
        union_all(directly, to_comments.where(comment.c[of_comment].in_(ids)))
    )


def _remove(
    transaction: Transaction,
    type_: str,
    condition: ColumnElement[bool],
    root: ColumnElement[Any],
    receipts: Receipts,
) -> None:
    """Deletes rows, and counts the readable ones for the resource that each goes with."""
    row = table(type_)
    gone = (
        delete(row)
        .where(condition)
        .returning(root.label("root"), _readable(transaction, type_).label("seen"))
        .cte("gone")
    )
    counted = select(gone.c.root, func.count()).where(gone.c.seen).group_by(gone.c.root)
    caller = None if transaction.rights is None else transaction.rights.caller
    bound = {"caller": caller, "ids": list(receipts)}
    for id_, count in transaction.connection.execute(counted, bound):
        receipts[id_][type_] += count


def _first(ids: Ids, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Which of the two comes first among `ids`, of which it is one at least: what goes with both
    goes with the first."""
    order = cast(list(ids), ARRAY(Uuid(as_uuid=False)))
    end = len(ids) + 1
    places = (func.coalesce(func.array_position(order, each), end) for each in (one, other))
    return case((next(places) < next(places), one), else_=other)


def _readable(transaction: Transaction, type_: str) -> ColumnElement[bool]:
    """Whether whoever deletes may read the rows of a type's own table."""
    rights = transaction.rights
    return true() if rights is None else _rule(type_, rights.graph, rights.reading)


@lru_cache(maxsize=256)
def _rule(type_: str, graph: Graph, reading: Reading) -> ColumnElement[bool]:
    """A rule is a tree of many subqueries: to build it takes longer than to delete by it."""
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
