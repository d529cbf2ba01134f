"""Totals that nobody has to count: how many articles some rules let through.

In: a rule, and a row that it would be about. Out: the number as a SQL expression, or None where
there is no tally of it; what is None is counted. The number is that of the snapshot, whoever wrote
it: `models/tally.py` tells why.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, delete, func, insert, literal_column, select
from sqlalchemy.dialects.postgresql import psycopg2

from ..query.expression import And, Compare, Comparison, Expression, Symbol
from .models import article_tallies
from .predicates import Predicates, RowOf

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]  # untyped there
#: More notes than this are put together.
MANY_NOTES = 64


def tallied(predicates: Predicates, rule: Expression, row: RowOf) -> ColumnElement[Any] | None:
    """How many rows of the type of `row` meet `rule`.

    All articles, those of a status, and those of a status whose time has come: as many as there
    are of it, without those whose time is yet to come, which are few.
    """
    if row.type != "articles":
        return None
    match rule:
        case And(()):
            return _noted(None)
        case Compare("status", Comparison.EQUALS, str(status)):
            return _noted(status)
        case And(
            (
                Compare("status", Comparison.EQUALS, str(status)) as same,
                Compare("publishedAt", Comparison.LESS_OR_EQUAL, Symbol.NOW) as come,
            )
        ) if status == "published":
            # What is published has a date: a constraint of the table says so.
            later = Compare("publishedAt", Comparison.GREATER, come.value)
            waiting = predicates.condition(And((same, later)), row)
            waiting_ones = select(func.count()).select_from(row.columns).where(waiting)
            return _noted(status) - waiting_ones.scalar_subquery()
    return None


def _noted(status: str | None) -> ColumnElement[Any]:
    notes = select(func.coalesce(func.sum(article_tallies.c.articles), literal_column("0")))
    if status is not None:
        notes = notes.where(article_tallies.c.status == literal_column(f"'{status}'"))
    return cast(notes.scalar_subquery(), BigInteger)


_place: ColumnElement[Any] = literal_column("article_tallies.ctid")
_MANY = select(func.count() > literal_column(str(MANY_NOTES))).select_from(article_tallies)
_FREE = (
    select(_place)
    .select_from(article_tallies)
    # Where there are few, none of them is even locked.
    .where(_MANY.scalar_subquery())
    .with_for_update(skip_locked=True)
)
_GONE = (
    delete(article_tallies)
    .where(_place == func.any(func.array(_FREE.scalar_subquery())))
    .returning(*article_tallies.c)
    .cte("gone")
)
#: Puts the notes that nobody holds together, where there are many.
TOGETHER = str(
    insert(article_tallies)
    .from_select(
        ["status", "articles"],
        select(_GONE.c.status, cast(func.sum(_GONE.c.articles), BigInteger)).group_by(
            _GONE.c.status
        ),
    )
    .returning(article_tallies.c.status)
    .compile(dialect=_DIALECT)
)
