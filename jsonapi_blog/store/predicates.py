"""Filter expressions and read rules to SQL conditions.

In: an expression, and the row it is about. Out: a boolean SQL expression in which the read rules
of every row it touches are contained, so that nothing unreadable is found by any filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ..graph import Graph
from ..policy import Reading
from ..query.expression import (
    ALWAYS,
    NEVER,
    And,
    AnyOf,
    Compare,
    Comparison,
    Count,
    Expression,
    Has,
    IsNull,
    Likeness,
    Match,
    Not,
    Or,
    Search,
    Slot,
    Symbol,
    Value,
)
from .models import RESOURCES, Edge, Through, ToMany, ToOne
from .shape import slot_name

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class RowOf:
    """One row of a type inside a statement; `known` names a to-one that is readable from here."""

    type: str
    columns: FromClause
    known: str | None = None

    def __getitem__(self, column: str) -> ColumnElement[Any]:
        return self.columns.c[column]


@dataclass(frozen=True, slots=True)
class Predicates:
    """Conditions for one kind of caller."""

    graph: Graph
    reading: Reading

    def row(self, type_name: str, known: str | None = None) -> RowOf:
        """A row of `type_name` under a fresh alias."""
        return RowOf(type_name, table(type_name).alias(), known)

    def readable(self, row: RowOf) -> Condition:
        """The read rule of the row's type."""
        return self.condition(self.reading.rules[row.type], row)

    def attribute(self, row: RowOf, name: str) -> ColumnElement[Any] | None:
        """The value of an attribute as this caller sees it; None where it is null in every row."""
        if name == "id":
            return row["id"]
        attribute = self.graph[row.type].attributes.get(name)
        rule = self.reading.seen.get((row.type, name), ALWAYS)
        if attribute is None or rule == NEVER or name in self.graph[row.type].once:
            return None
        column = row[attribute.column]
        return column if rule == ALWAYS else case((self.condition(rule, row), column))

    def condition(self, expression: Expression, row: RowOf) -> Condition:
        """The expression about `row`, true or not true."""
        match expression:
            case And(parts):
                return and_(true(), *(self.condition(part, row) for part in parts))
            case Or(parts):
                return or_(false(), *(self.condition(part, row) for part in parts))
            case Not(part):
                return self.condition(part, row).is_not(true())
            case Compare() | AnyOf() | Match() | IsNull():
                return self._test(expression, row)
            case Has(relation, condition):
                return self._has(relation, condition, row)
            case Count(relation, operator, number):
                assert isinstance(number, Slot)
                return _compared(self._count(relation, row), operator, bound(number))
            case Search(text):
                assert isinstance(text, Slot)
                return row["search"].bool_op("@@")(search_query(text))

    def members(self, relation: str, row: RowOf, *conditions: Expression) -> Iterable[Any]:
        """For each target type, `FROM … WHERE …` of the readable members that meet `conditions`."""
        for target in self.graph[row.type].relations[relation].targets:
            inverse = self.graph[row.type].relations[relation].inverse
            edge = RESOURCES[row.type].edges[relation]
            member = self.row(target, known_from(edge, inverse))
            joined, link = joined_members(edge, row, member)
            tests = (self.condition(condition, member) for condition in conditions)
            yield select(1).select_from(joined).where(link, self.readable(member), *tests)

    def _has(self, relation: str, condition: Expression | None, row: RowOf) -> Condition:
        if relation == row.known and condition is None:
            return true()
        if relation not in self.graph[row.type].relations:
            return false()
        short = self._by_key_alone(relation, condition, row)
        if short is not None:
            return short
        edge = RESOURCES[row.type].edges[relation]
        if isinstance(edge, ToOne) and _about_id(condition):
            # An index finds rows by their keys; what is behind an EXISTS is asked of every row.
            targets = self.graph[row.type].relations[relation].targets
            keys = (_key_test(condition, row[edge.columns[target]]) for target in targets)
            there = map(exists, self.members(relation, row))
            return or_(false(), *map(and_, keys, there))
        conditions = () if condition is None else (condition,)
        return or_(false(), *map(exists, self.members(relation, row, *conditions)))

    def _by_key_alone(
        self, relation: str, condition: Expression | None, row: RowOf
    ) -> Condition | None:
        """The test on foreign keys alone, where the target's own row has nothing to say."""
        edge = RESOURCES[row.type].edges[relation]
        targets = self.graph[row.type].relations[relation].targets
        if any(self.reading.rules[target] != ALWAYS for target in targets):
            return None
        if condition is not None and not _about_id(condition):
            return None
        match edge:
            case ToOne(columns):
                keys = [row[column] for column in columns.values()]
                if condition is None and not any(_nullable(key) for key in keys):
                    return true()
                return or_(false(), *(_key_test(condition, key) for key in keys))
            case Through(links, here, there):
                link = links.alias()
                test = _key_test(condition, link.c[there])
                return exists().where(link.c[here] == row["id"], test)
            case ToMany():
                return None

    def _count(self, relation: str, row: RowOf) -> ColumnElement[int]:
        if relation not in self.graph[row.type].relations:
            return literal_column("0")
        counts: list[ColumnElement[int]] = [
            members.with_only_columns(func.count()).scalar_subquery()
            for members in self.members(relation, row)
        ]
        return sum(counts[1:], counts[0])

    def _test(self, leaf: Compare | AnyOf | Match | IsNull, row: RowOf) -> Condition:
        column = self.attribute(row, leaf.attribute)
        match leaf:
            case IsNull():
                if column is None:
                    return true()
                return column.is_(None) if _nullable(column) else false()
            case _ if column is None:
                return false()
            case Compare(_, operator, value):
                # Text is compared by code point: so indexes have it. A word of a read rule is not,
                # since partial indexes are told by it.
                if isinstance(column.type, Text) and isinstance(value, Slot):
                    column = column.collate("C")
                return _compared(column, operator, operand(value))
            case AnyOf(_, values):
                return _any_of(column, values)
            case Match(_, Likeness.STARTS_WITH, Slot() as start):
                # What ILIKE does, in the words of an index.
                folded = func.lower(column).collate("C")
                return folded.like(func.lower(bound(start)), escape="\\")
            case Match(_, _, pattern):
                assert isinstance(pattern, Slot)
                return column.ilike(bound(pattern), escape="\\")


def table(type_name: str) -> Table:
    """The table that holds the resources of a type."""
    found = RESOURCES[type_name].__table__
    assert isinstance(found, Table)
    return found


def joined_members(edge: Edge, row: RowOf, member: RowOf) -> tuple[FromClause, Condition]:
    """Where the members of an edge come from, and the condition that ties them to `row`."""
    match edge:
        case ToOne(columns):
            return member.columns, member["id"] == row[columns[member.type]]
        case ToMany(column):
            return member.columns, member[column] == row["id"]
        case Through(links, here, there):
            link = links.alias()
            joined = link.join(member.columns, member["id"] == link.c[there])
            return joined, link.c[here] == row["id"]


def known_from(edge: Edge, inverse: str | None) -> str | None:
    """The to-one of a member that leads back to a row whose read rule holds already."""
    return inverse if isinstance(edge, ToMany) else None


def bound(slot: Slot) -> ColumnElement[Any]:
    """The value of a slot, bound when the statement runs."""
    return bindparam(slot_name(slot))


def operand(value: Value) -> ColumnElement[Any]:
    """A slot or a symbol; literal values are never part of a shape."""
    match value:
        case Slot():
            return bound(value)
        case Symbol.CALLER:
            return bindparam("caller")
        case Symbol.NOW:
            return func.now()
        case bool():
            return true() if value else false()
        case str():
            assert value.isalnum(), f"{value!r} in a read rule is no plain word"
            return literal_column(f"'{value}'")
        case _:
            raise AssertionError(f"{value!r} is a value where a slot belongs")


def search_query(text: Slot) -> ColumnElement[Any]:
    """Web-search syntax as a full-text query: all words, `or`, `-`, quotes."""
    return func.websearch_to_tsquery(literal_column("'english'::regconfig"), bound(text))


def _compared(
    column: ColumnElement[Any], operator: Comparison, value: ColumnElement[Any]
) -> Condition:
    match operator:
        case Comparison.EQUALS:
            return column == value
        case Comparison.LESS:
            return column < value
        case Comparison.LESS_OR_EQUAL:
            return column <= value
        case Comparison.GREATER:
            return column > value
        case Comparison.GREATER_OR_EQUAL:
            return column >= value


def _any_of(column: ColumnElement[Any], values: tuple[Value, ...] | Slot) -> Condition:
    assert isinstance(values, Slot)
    # A number that no column of this type can hold is a legal value that nothing equals.
    kind = BigInteger() if isinstance(column.type, Integer) else column.type
    if isinstance(kind, Text):
        column = column.collate("C")
    return column == func.any(cast(bound(values), ARRAY(kind)))


def _about_id(condition: Expression | None) -> bool:
    return isinstance(condition, Compare | AnyOf) and condition.attribute == "id"


def _key_test(condition: Expression | None, key: ColumnElement[Any]) -> Condition:
    match condition:
        case Compare(_, operator, value):
            return _compared(key, operator, operand(value))
        case AnyOf(_, values):
            return _any_of(key, values)
        case _:
            return key.is_not(None)


def _nullable(key: ColumnElement[Any]) -> bool:
    return bool(getattr(key, "nullable", True))
