"""Bracket filters worked out in Python: each is a sentence about the ends of one path.

In: a view of a blog and a `Bracket`. Out: the ids that it finds. It does not know that the
product turns brackets into expressions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jsonapi_blog.query.expression import Comparison, Likeness
from tests.properties.reference import COMPARED, LIKE, Thing, View, folded

ORDER = {
    "lt": COMPARED[Comparison.LESS],
    "lte": COMPARED[Comparison.LESS_OR_EQUAL],
    "gt": COMPARED[Comparison.GREATER],
    "gte": COMPARED[Comparison.GREATER_OR_EQUAL],
}


@dataclass(frozen=True)
class Bracket:
    """`filter[path][attribute][operator]=operand`; `many` says which relationships are to-many."""

    path: tuple[str, ...]
    many: tuple[bool, ...]
    attribute: str
    operator: str
    operand: Any

    @property
    def name(self) -> str:
        """The parameter's name; a list with a comma in it needs the form with `[]`."""
        segments = (*self.path, self.attribute, *([self.operator] if self.operator else ()))
        return "filter" + "".join(f"[{segment}]" for segment in segments)

    @property
    def pair(self) -> tuple[str, str]:
        if not isinstance(self.operand, tuple):
            return self.name, written(self.operand)
        texts = [written(value) for value in self.operand]
        if len(texts) == 1 and "," in texts[0]:
            return f"{self.name}[]", texts[0]
        return self.name, ",".join(texts)

    @property
    def wanted(self) -> tuple[Any, ...]:
        """The values of a list, as commas part them."""
        if len(self.operand) == 1 or not isinstance(self.operand[0], str):
            return tuple(self.operand)
        return tuple(",".join(self.operand).split(","))


def written(value: Any) -> str:
    """A value as a query string has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def found(view: View, name: str, bracket: Bracket) -> set[str]:
    """The ids of the readable resources of a type that the bracket finds."""
    things = [(name, id_) for type_name, id_ in view.blog.rows if type_name == name]
    return {thing[1] for thing in things if view.readable(thing) and _holds(view, thing, bracket)}


def _holds(view: View, thing: Thing, bracket: Bracket) -> bool:
    values = [value for value in _ends(view, thing, bracket) if value is not None]
    match bracket.operator:
        case "":
            return any(value in bracket.wanted for value in values)
        case "ne":
            return not any(value in bracket.wanted for value in values)
        case "null" if bracket.operand:
            return any(value is None for value in _ends(view, thing, bracket))
        case "null":
            return bool(values)
        case "contains" | "startsWith" | "endsWith" as like:
            test = LIKE[Likeness(like)]
            return any(test(folded(value), folded(bracket.operand)) for value in values)
        case order:
            return any(ORDER[order](value, bracket.operand) for value in values)


def _ends(view: View, thing: Thing, bracket: Bracket) -> list[Any]:
    """The attribute of everything at the end of the path; None behind an empty to-one."""
    ends: list[Thing | None] = [thing]
    for relation, many in zip(bracket.path, bracket.many, strict=True):
        reached: list[Thing | None] = []
        for end in ends:
            members = [] if end is None else view.members(end, relation)
            reached += members or ([] if many else [None])
        ends = reached
    return [None if end is None else view.value(end, bracket.attribute) for end in ends]
