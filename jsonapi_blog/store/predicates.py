"""Filter expressions and read rules to SQL conditions.

In: an expression, and the row it is about. Out: a boolean SQL expression in which the read rules
of every row it touches are contained, so that nothing unreadable is found by any filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from ..graph import Graph
from ..policy import Reading
from ..query.expression import (
    ALWAYS,
    NEVER,
    And,
    AnyOf,
    Compare,
    Count,
    Expression,
    Has,
    IsNull,
    Match,
    Not,
    Or,
    Search,
    Slot,
)
from .comparing import (
    Condition,
    about_id,
    alike,
    any_of,
    compared,
    complement,
    empty,
    key_test,
    nullable,
    search_query,
)
from .models import RESOURCES, Edge, Through, ToMany, ToOne


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
    """Conditions for one kind of caller; asked of `every` row, or of as many as a page takes."""

    graph: Graph
    reading: Reading
    every: bool = False

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
                return complement(self.condition(part, row), every=self.every)
            case Compare() | AnyOf() | Match() | IsNull():
                return self._test(expression, row)
            case Has(relation, condition):
                return self._has(relation, condition, row)
            case Count(relation, operator, number):
                return compared(self._count(relation, row), operator, number)
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
        if isinstance(edge, ToOne) and about_id(condition):
            # An index finds rows by their keys; what is behind an EXISTS is asked of every row.
            targets = self.graph[row.type].relations[relation].targets
            keys = (key_test(condition, row[edge.columns[target]]) for target in targets)
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
        if condition is not None and not about_id(condition):
            return None
        match edge:
            case ToOne(columns):
                keys = [row[column] for column in columns.values()]
                if condition is None and not any(nullable(key) for key in keys):
                    return true()
                return or_(false(), *(key_test(condition, key) for key in keys))
            case Through(links, here, there):
                link = links.alias()
                test = key_test(condition, link.c[there])
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
                return true() if column is None else empty(column)
            case _ if column is None:
                return false()
            case Compare(_, operator, value):
                return compared(column, operator, value)
            case AnyOf(_, values):
                return any_of(column, values)
            case Match(_, likeness, pattern):
                return alike(column, likeness, pattern)


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
