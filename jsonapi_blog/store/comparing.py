"""Comparisons as an index can answer them, and what is compared: slots, symbols, words of rules.

In: columns and the values of a shape. Out: SQL expressions. They know no type and no reader.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Exists,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    not_,
    true,
)
from sqlalchemy import false as never
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, False_, True_

from ..query.expression import AnyOf, Compare, Comparison, Expression, Likeness, Slot, Symbol, Value
from .shape import slot_name

Condition = ColumnElement[bool]


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
            return true() if value else never()
        case str():
            assert value.isalnum(), f"{value!r} in a read rule is no plain word"
            return literal_column(f"'{value}'")
        case _:
            raise AssertionError(f"{value!r} is a value where a slot belongs")


def search_query(text: Slot) -> ColumnElement[Any]:
    """Web-search syntax as a full-text query: all words, `or`, `-`, quotes."""
    return func.websearch_to_tsquery(literal_column("'english'::regconfig"), bound(text))


def compared(column: ColumnElement[Any], operator: Comparison, value: Value) -> Condition:
    """A column beside a value; text by code point, as indexes have it.

    But a word of a read rule is compared as it is, since partial indexes are told by it.
    """
    if isinstance(column.type, Text) and isinstance(value, Slot):
        column = column.collate("C")
    other = operand(value)
    match operator:
        case Comparison.EQUALS:
            return column == other
        case Comparison.LESS:
            return column < other
        case Comparison.LESS_OR_EQUAL:
            return column <= other
        case Comparison.GREATER:
            return column > other
        case Comparison.GREATER_OR_EQUAL:
            return column >= other


def any_of(column: ColumnElement[Any], values: tuple[Value, ...] | Slot) -> Condition:
    """A column that is one of several values."""
    assert isinstance(values, Slot)
    # A number that no column of this type can hold is a legal value that nothing equals.
    kind = BigInteger() if isinstance(column.type, Integer) else column.type
    if isinstance(kind, Text):
        column = column.collate("C")
    return column == func.any(cast(bound(values), ARRAY(kind)))


def alike(column: ColumnElement[Any], likeness: Likeness, pattern: Value) -> Condition:
    """Text that is like a pattern, whatever its case."""
    assert isinstance(pattern, Slot)
    if likeness is Likeness.STARTS_WITH:
        # What ILIKE does, in the words of an index.
        return func.lower(column).collate("C").like(func.lower(bound(pattern)), escape="\\")
    return column.ilike(bound(pattern), escape="\\")


def empty(column: ColumnElement[Any]) -> Condition:
    """A column that is null."""
    return column.is_(None) if nullable(column) else never()


def about_id(condition: Expression | None) -> bool:
    """Whether a condition on a resource asks for nothing but its id."""
    return isinstance(condition, Compare | AnyOf) and condition.attribute == "id"


def key_test(condition: Expression | None, key: ColumnElement[Any]) -> Condition:
    """A condition about an id, asked of a foreign key; without one, that the key is there."""
    match condition:
        case Compare(_, operator, value):
            return compared(key, operator, value)
        case AnyOf(_, values):
            return any_of(key, values)
        case _:
            return key.is_not(None)


def nullable(column: ColumnElement[Any]) -> bool:
    """Whether a column can be null; what is not a bare column can."""
    return bool(getattr(column, "nullable", True))


def complement(condition: Condition, *, every: bool) -> Condition:
    """Where a condition is not true: of `every` row, or of as many as a page takes.

    By NOT EXISTS all rows are joined at once. What IS NOT TRUE is asked of one row after the other,
    in the order of the page, until it is full.
    """
    return not_(condition) if _certain(condition, every) else condition.is_not(true())


def _certain(condition: ColumnElement[Any], every: bool) -> bool:
    """Whether a condition is never null, and may be turned round as it is."""
    match condition:
        case Exists():
            return every
        case True_() | False_():
            return True
        case BooleanClauseList():
            return all(_certain(each, every) for each in condition.clauses)
        case BinaryExpression():
            return condition.operator in (operators.is_, operators.is_not)
        case _:
            return False
