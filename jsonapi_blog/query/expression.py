"""Filter expressions: the one vocabulary of filters that clients send and of read rules.

Values only, frozen and hashable; `str` gives the text of the expression language, so
`parse(str(e)) == e`. A leaf names a field of the type it stands in; whatever lies behind a
relationship is inside a `Has`. Every expression is two-valued: a comparison with null is false,
and `Not` is the exact complement.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import UTC, datetime


class Symbol(enum.Enum):
    """Values that only a request knows; they occur in read rules, never in a client's filter."""

    CALLER = "caller()"
    NOW = "now()"


class Comparison(enum.Enum):
    """The operators that compare with one value, by their name in the expression language."""

    EQUALS = "equals"
    LESS = "lessThan"
    LESS_OR_EQUAL = "lessOrEqual"
    GREATER = "greaterThan"
    GREATER_OR_EQUAL = "greaterOrEqual"


class Likeness(enum.Enum):
    """The text operators; all ignore case."""

    CONTAINS = "contains"
    STARTS_WITH = "startsWith"
    ENDS_WITH = "endsWith"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value in a shape: the values themselves travel beside it."""

    index: int


Value = str | int | float | bool | datetime | Symbol | Slot


def literal(value: Value) -> str:
    """A value as the expression language writes it, a quote inside doubled."""
    match value:
        case Symbol():
            return value.value
        case Slot():
            return f"${value.index}"
        case bool():
            return "true" if value else "false"
        case datetime():
            text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            return f"'{text}'"
        case int() | float():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Compare:
    """`lessThan(wordCount,1000)`."""

    attribute: str
    operator: Comparison
    value: Value

    def __str__(self) -> str:
        return f"{self.operator.value}({self.attribute},{literal(self.value)})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`any(status,'draft','published')`."""

    attribute: str
    values: tuple[Value, ...] | Slot

    def __str__(self) -> str:
        if isinstance(self.values, Slot):
            return f"any({self.attribute},{literal(self.values)})"
        return f"any({','.join((self.attribute, *map(literal, self.values)))})"


@dataclass(frozen=True, slots=True)
class Match:
    """`contains(title,'async')`."""

    attribute: str
    likeness: Likeness
    text: str | Slot

    def __str__(self) -> str:
        return f"{self.likeness.value}({self.attribute},{literal(self.text)})"


@dataclass(frozen=True, slots=True)
class IsNull:
    """`equals(summary,null)`."""

    attribute: str

    def __str__(self) -> str:
        return f"equals({self.attribute},null)"


@dataclass(frozen=True, slots=True)
class Has:
    """`has(tags)`, `has(comments,equals(status,'visible'))`; a to-one counts as zero or one."""

    relation: str
    condition: Expression | None = None

    def __str__(self) -> str:
        if self.condition is None:
            return f"has({self.relation})"
        return f"has({self.relation},{self.condition})"


@dataclass(frozen=True, slots=True)
class Count:
    """`greaterThan(count(comments),10)`."""

    relation: str
    operator: Comparison
    value: int | Slot

    def __str__(self) -> str:
        return f"{self.operator.value}(count({self.relation}),{literal(self.value)})"


@dataclass(frozen=True, slots=True)
class Search:
    """`filter[search]=…`; it has no place in the expression language, and prints for cursors."""

    text: str | Slot

    def __str__(self) -> str:
        return f"search({literal(self.text)})"


@dataclass(frozen=True, slots=True)
class Not:
    """`not(has(tags))`."""

    part: Expression

    def __str__(self) -> str:
        return f"not({self.part})"


@dataclass(frozen=True, slots=True)
class And:
    """`and(…,…)`; of no parts it is true."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return f"and({','.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Or:
    """`or(…,…)`; of no parts it is false."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return f"or({','.join(map(str, self.parts))})"


Expression = Compare | AnyOf | Match | IsNull | Has | Count | Search | Not | And | Or

ALWAYS = And(())
NEVER = Or(())

_WORD = re.compile(r'[^\W_]+|"')


def all_of(*parts: Expression) -> Expression:
    """The conjunction of `parts`, without needless nesting; `ALWAYS` of none."""
    kept = tuple(part for part in parts if part != ALWAYS)
    return kept[0] if len(kept) == 1 else And(kept)


def behind(relations: tuple[str, ...], condition: Expression) -> Expression:
    """`condition` on what the chain of relationships leads to.

    >>> str(behind(("author",), Compare("name", Comparison.EQUALS, "Ann")))
    "has(author,equals(name,'Ann'))"
    """
    for relation in reversed(relations):
        condition = Has(relation, condition)
    return condition


def searches(expression: Expression | None) -> bool:
    """Whether a full-text search is part of the filter, so that `relevance` has a meaning."""
    match expression:
        case Search():
            return True
        case And(parts):
            return any(searches(part) for part in parts)
        case _:
            return False


def terms(expression: Expression) -> int:
    """How many leaves a filter has: what the database may have to test for each row.

    Every word of a search is one, and every quote.
    """
    match expression:
        case Not(part):
            return terms(part)
        case And(parts) | Or(parts):
            return sum(map(terms, parts))
        case Has(_, None):
            return 1
        case Has(_, condition) if condition is not None:
            return terms(condition)
        case Search(str(text)):
            return max(1, len(_WORD.findall(text)))
        case _:
            return 1
