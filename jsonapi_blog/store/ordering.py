"""Total orders and keysets: ORDER BY, and the rows after or before a place in it.

In: an `Order` and the row it sorts. Out: sort columns with their joins, ORDER BY elements, and
the keyset condition. Nulls come last in both directions, by a test on null that is ordered first;
text is compared by code point on every machine. Where all keys run in one direction the keyset is
a single row comparison, which an index answers from the middle (`database.md` of the design).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Text,
    and_,
    bindparam,
    cast,
    false,
    func,
    null,
    or_,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION

from ..pagination.window import Edge
from ..query.expression import And, Expression, Search, Slot
from ..query.sort import POSITION, RELEVANCE, Key, Order
from .comparing import Condition, search_query
from .models import RESOURCES, Through, ToMany, ToOne
from .models import Edge as StoredEdge
from .predicates import Predicates, RowOf
from .shape import Mask


@dataclass(frozen=True, slots=True)
class SortColumn:
    """One key of an order: its column, its direction, and whether it can be null."""

    column: ColumnElement[Any]
    descending: bool
    nullable: bool

    def by(self, *, reverse: bool) -> list[ColumnElement[Any]]:
        """The ORDER BY elements of this key, read backwards if `reverse`."""
        down = self.descending != reverse
        value = self.column.desc() if down else self.column.asc()
        if not self.nullable:
            return [value]
        # Ascending order tests IS NULL, descending order IS NOT NULL: nulls are last in both.
        test = self._null_test()
        return [test.desc() if down else test.asc(), value]

    def _null_test(self) -> ColumnElement[bool]:
        return self.column.is_not(None) if self.descending else self.column.is_(None)

    def comparable(self, bound: ColumnElement[Any]) -> list[tuple[Any, Any]]:
        """The pairs that a row comparison with a value that is not null is made of."""
        if not self.nullable:
            return [(self.column, bound)]
        return [(self._null_test(), true() if self.descending else false()), (self.column, bound)]


@dataclass(frozen=True, slots=True)
class Sorted:
    """An order as columns, and the FROM clause that they need."""

    source: FromClause
    columns: tuple[SortColumn, ...]

    def order_by(self, *, reverse: bool = False) -> list[ColumnElement[Any]]:
        """ORDER BY of the whole order."""
        return [element for column in self.columns for element in column.by(reverse=reverse)]

    def keys(self) -> list[ColumnElement[Any]]:
        """The key values that cursors are made of."""
        return [column.column for column in self.columns]


def sorted_by(
    order: Order,
    row: RowOf,
    source: FromClause,
    predicates: Predicates,
    *,
    through: tuple[StoredEdge, FromClause] | None = None,
    conditions: Expression | None = None,
) -> Sorted:
    """The columns of `order` on `row`, with the joins of keys behind to-one relationships.

    `through` is the edge that `row` was reached by and the table of its links, where its members
    are ordered by a column there; `conditions` is the filter that gives `relevance` its meaning.
    """
    columns = []
    for key in order:
        column, source = _column(key, row, source, predicates, through, conditions)
        if column is None:
            column = cast(null(), Text)
        nullable = len(key.path) > 1 or _may_be_null(key, column)
        if isinstance(column.type, Text):
            column = column.collate("C")
        columns.append(SortColumn(column, key.descending, nullable))
    return Sorted(source, tuple(columns))


def beyond(columns: Sequence[SortColumn], mask: Mask, side: str, *, reverse: bool) -> Condition:
    """The rows strictly after a place, or strictly before it if `reverse`.

    `mask` tells which keys are null there; their values are bound as `{side}0`, `{side}1`, ….
    """
    if isinstance(mask, Edge):
        everything = (mask is Edge.END) == reverse
        return true() if everything else false()
    bounds = [
        _typed(bindparam(f"{side}{index}"), column.column) for index, column in enumerate(columns)
    ]
    uniform = len({column.descending for column in columns}) == 1
    if uniform and not any(mask):
        return _row_comparison(columns, bounds, reverse=reverse)
    return _lexicographic(list(zip(columns, mask, bounds, strict=True)), reverse=reverse)


def _row_comparison(
    columns: Sequence[SortColumn], bounds: list[ColumnElement[Any]], *, reverse: bool
) -> Condition:
    pairs = [
        pair
        for column, bound in zip(columns, bounds, strict=True)
        for pair in column.comparable(bound)
    ]
    left = tuple_(*(mine for mine, _ in pairs))
    right = tuple_(*(theirs for _, theirs in pairs))
    return left < right if columns[0].descending != reverse else left > right


def _lexicographic(
    keys: list[tuple[SortColumn, bool, ColumnElement[Any]]], *, reverse: bool
) -> Condition:
    """The same in words: beyond at the first key, or level there and beyond at the others."""
    (column, is_null, bound), *rest = keys
    further = _lexicographic(rest, reverse=reverse) if rest else false()
    if is_null:
        level = and_(column.column.is_(None), further)
        return or_(column.column.is_not(None), level) if reverse else level
    down = column.descending != reverse
    past = column.column < bound if down else column.column > bound
    if column.nullable and not reverse:
        past = or_(past, column.column.is_(None))
    return or_(past, and_(column.column == bound, further))


def _typed(bound: ColumnElement[Any], column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(bound, column.type)


def _column(
    key: Key,
    row: RowOf,
    source: FromClause,
    predicates: Predicates,
    through: tuple[StoredEdge, FromClause] | None,
    conditions: Expression | None,
) -> tuple[ColumnElement[Any] | None, FromClause]:
    """The column of one key, None where it is null in every row, and FROM with its joins."""
    if key.path == (RELEVANCE,):
        text = _searched(conditions)
        assert text is not None, "relevance was checked to go with a search when it was parsed"
        return cast(func.ts_rank_cd(row["search"], search_query(text)), DOUBLE_PRECISION), source
    if key.path in ((POSITION,), ("id",)) and through is not None:
        return _link_column(key, row, *through), source
    *relations, attribute = key.path
    if not relations:
        return predicates.attribute(row, attribute), source
    return _bridged(relations, attribute, row, source, predicates)


def _bridged(
    relations: list[str], attribute: str, row: RowOf, source: FromClause, predicates: Predicates
) -> tuple[ColumnElement[Any] | None, FromClause]:
    """An attribute behind to-one relationships: outer joins, through the read rules."""
    if not relations:
        return predicates.attribute(row, attribute), source
    relation, *rest = relations
    if relation not in predicates.graph[row.type].relations:
        return None, source
    edge = RESOURCES[row.type].edges[relation]
    assert isinstance(edge, ToOne), "sorting through to-many relationships is refused by the parser"
    found = []
    for target, foreign_key in edge.columns.items():
        member = predicates.row(target)
        meets = and_(member["id"] == row[foreign_key], predicates.readable(member))
        source = source.outerjoin(member.columns, meets)
        column, source = _bridged(rest, attribute, member, source, predicates)
        if column is not None:
            found.append(column)
    return (func.coalesce(*found) if len(found) > 1 else found[0] if found else None), source


def _link_column(key: Key, row: RowOf, edge: StoredEdge, links: FromClause) -> ColumnElement[Any]:
    """The place or the id of a member, from the table of links where that has an index on it."""
    match edge:
        case Through(_, _, there, position):
            name = position if key.path == (POSITION,) else there
            assert name is not None, f"{key} on an edge without an order of its own"
            return links.c[name]
        case ToMany(_, position) if key.path == (POSITION,):
            assert position is not None, f"{key} on an edge without an order of its own"
            return row[position]
        case _:
            return row["id"]


def _may_be_null(key: Key, column: ColumnElement[Any]) -> bool:
    """Whether a key of the row itself can be null; what is not a bare column may hide a value."""
    if key.path in ((POSITION,), (RELEVANCE,)):
        return False
    return column.nullable is not False if isinstance(column, Column) else True


def _searched(conditions: Expression | None) -> Slot | None:
    match conditions:
        case Search(text):
            assert isinstance(text, Slot)
            return text
        case And(parts):
            return next(filter(None, map(_searched, parts)), None)
        case _:
            return None
