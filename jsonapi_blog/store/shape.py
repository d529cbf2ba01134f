"""What a read asks for, split into its shape and its values.

In: a `Read`. Out: a hashable `ReadShape`, by which plans are cached, and the values that its
statements bind. Two reads of one shape run the same SQL text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ..pagination.window import Edge, IncludedWindow, Place, Window
from ..policy import Reading
from ..query.expression import (
    And,
    AnyOf,
    Compare,
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
from ..query.fields import Fieldset
from ..query.include import Include, Path
from ..query.sort import Order
from ..query.target import Target

#: A place in an order without its values: which keys are null there, or which edge it is.
Mask = tuple[bool, ...] | Edge


@dataclass(frozen=True, eq=False)
class View:
    """What is read under which rules: all of a read that does not say who asks, and of which
    resource.

    `several` reads resources of a type by their ids, instead of one; `once` shows attributes that
    no row holds, as null: whoever just made them fills them in.
    """

    target: Target
    reading: Reading
    include: Include
    fields: tuple[Fieldset, ...]
    windows: tuple[IncludedWindow, ...]
    order: Order = ()
    filter: Expression | None = None
    window: Window | None = None
    several: bool = False
    once: bool = False

    @cached_property
    def split(self) -> tuple[ReadShape, dict[str, Any]]:
        """Its shape, and its values by the names that the statements bind."""
        values: dict[str, Any] = {"id": None, "caller": None}
        slots = Slots(values)
        shape = ReadShape(
            target=self.target,
            reading=self.reading,
            include=self.include,
            fields=self.fields,
            totals=tuple(window.path for window in self.windows if window.total),
            order=self.order,
            filter=None if self.filter is None else slots.without_values(self.filter),
            page=None if self.window is None else _page(self.window, values),
            several=self.several,
            once=self.once,
        )
        return shape, values


class Read(NamedTuple):
    """One read, whole: what is viewed, of which resource or resources, for whom."""

    view: View
    caller: str | None
    id: str | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageShape:
    """A window without its numbers."""

    after: Mask | None
    before: Mask | None
    offset: bool
    total: bool
    keyed: bool

    @property
    def backwards(self) -> bool:
        """Whether rows are read from the end, to be turned round."""
        return self.before is not None and self.after is None


@dataclass(frozen=True, slots=True)
class ReadShape:
    """Everything about a read that changes its SQL, and nothing that does not."""

    target: Target
    reading: Reading
    include: Include
    fields: tuple[Fieldset, ...]
    totals: tuple[Path, ...]
    order: Order
    filter: Expression | None
    page: PageShape | None
    several: bool
    once: bool
    #: Its hash, worked out once: each read looks for its plan.
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = (self.target, self.reading, self.include, self.fields, self.totals)
        more = (self.order, self.filter, self.page, self.several, self.once)
        object.__setattr__(self, "hashed", hash((told, more)))

    def __hash__(self) -> int:
        return self.hashed


def split(read: Read) -> tuple[ReadShape, dict[str, Any]]:
    """The shape of `read`, and its values by the names that the statements bind."""
    shape, values = read.view.split
    values = {**values, "id": read.id, "caller": read.caller}
    if read.view.several:
        values["ids"] = array(read.ids)
    return shape, values


def array(ids: Iterable[str]) -> str:
    """Ids as the one text that PostgreSQL reads as an array of them.

    To bind each by itself takes longer than to look it up; UUIDs need no quotes.
    """
    return f"{{{','.join(ids)}}}"


def _page(window: Window, values: dict[str, Any]) -> PageShape:
    values["limit"] = window.size + 1
    values["offset"] = window.offset
    return PageShape(
        after=_mask("after", window.after, values),
        before=_mask("before", window.before, values),
        offset=window.offset > 0,
        total=window.total,
        keyed=window.keyed,
    )


def _mask(side: str, place: Place | None, values: dict[str, Any]) -> Mask | None:
    if place is None or isinstance(place, Edge):
        return place
    for index, value in enumerate(place):
        values[f"{side}{index}"] = value
    return tuple(value is None for value in place)


@dataclass(frozen=True, slots=True)
class Slots:
    """Takes the values out of an expression and numbers their places."""

    values: dict[str, Any]

    def without_values(self, expression: Expression) -> Expression:
        """The same expression with a `Slot` for each value, which is kept by its number."""
        match expression:
            case Compare(attribute, operator, value):
                return Compare(attribute, operator, self._slot(value))
            case AnyOf(attribute, several):
                assert isinstance(several, tuple)
                return AnyOf(attribute, self._keep(list(several)))
            case Match(attribute, likeness, text):
                assert isinstance(text, str)
                return Match(attribute, likeness, self._keep(pattern(likeness, text)))
            case Count(relation, operator, value):
                return Count(relation, operator, self._keep(value))
            case Search(text):
                assert isinstance(text, str)
                return Search(self._keep(web_search(text)))
            case Has(relation, condition):
                inner = None if condition is None else self.without_values(condition)
                return Has(relation, inner)
            case Not(part):
                return Not(self.without_values(part))
            case And(parts):
                return And(tuple(map(self.without_values, parts)))
            case Or(parts):
                return Or(tuple(map(self.without_values, parts)))
            case IsNull():
                return expression

    def _slot(self, value: Value) -> Value:
        return value if isinstance(value, Symbol) else self._keep(value)

    def _keep(self, value: Any) -> Slot:
        slot = Slot(len(self.values))
        self.values[slot_name(slot)] = value
        return slot


def slot_name(slot: Slot) -> str:
    """The bind name of a slot's value."""
    return f"v{slot.index}"


def web_search(text: str) -> str:
    """The text of a search, without runs of minus signs.

    They are dashes and negate nothing; PostgreSQL fails on more than 32 of them in a row, and
    looks over spaces and signs between them.
    """
    return re.sub(r"-(?:[\s!&|()<]*-)+", " ", text)


def pattern(likeness: Likeness, text: str) -> str:
    """The LIKE pattern of a text operator, the text's own wildcards escaped."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    match likeness:
        case Likeness.CONTAINS:
            return f"%{escaped}%"
        case Likeness.STARTS_WITH:
            return f"{escaped}%"
        case Likeness.ENDS_WITH:
            return f"%{escaped}"
