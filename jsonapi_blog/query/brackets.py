"""`filter[path][operator]=value` as an expression.

In: one parameter and the types it filters. Out: an `Expression`. Each bracket filter is its own
test: through a to-many relationship it asks for *some* member, and `ne` for none.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import InvalidFilter, Problem, QueryTooComplex
from ..graph import ID, Attribute, Graph, Kind, ResourceType
from . import literals
from .expression import (
    AnyOf,
    Compare,
    Comparison,
    Expression,
    Has,
    IsNull,
    Likeness,
    Match,
    Not,
    Search,
    Value,
    behind,
)
from .include import next_types
from .parameters import QueryParameter

COMPARISONS = {
    "lt": Comparison.LESS,
    "lte": Comparison.LESS_OR_EQUAL,
    "gt": Comparison.GREATER,
    "gte": Comparison.GREATER_OR_EQUAL,
}
#: The relationships before an attribute: up to the last to-many, and the to-ones after it.
Chain = tuple[tuple[str, ...], tuple[str, ...]]

LIKENESSES = {likeness.value: likeness for likeness in Likeness}
#: `filter[search]`, on types that can be searched.
SEARCH = "search"
#: Any text: what is looked for inside an attribute need not be one of its values.
TEXT = Attribute("", "", Kind.STRING)


def operators(kind: Kind) -> tuple[str, ...]:
    """The operators that fit attributes of `kind`, beside the bare equality."""
    match kind:
        case Kind.STRING:
            return ("ne", "null", *COMPARISONS, *LIKENESSES)
        case Kind.BOOLEAN:
            return ("ne", "null")
        case _:
            return ("ne", "null", *COMPARISONS)


def parse(
    parameters: list[QueryParameter], graph: Graph, types: tuple[ResourceType, ...], most_depth: int
) -> Expression:
    """The expression of all `parameters` of one name (several only for a `[]` list).

    Raises the Problem that blames the parameter.
    """
    parameter = parameters[0]
    segments = parameter.segments
    listed = segments[-1] == ""
    if listed:
        segments = segments[:-1]
    if "" in segments or not segments:
        raise parameter.refuse(
            InvalidFilter,
            f"'[]' may only end the name of a filter; {parameter.name!r} has it else.",
        )
    if segments == (SEARCH,) and any(t.searchable for t in types):
        return _search(parameter, listed=listed)
    if len(segments) > most_depth:
        raise parameter.refuse(
            QueryTooComplex,
            f"{parameter.name!r} is {len(segments)} levels deep; at most {most_depth} are allowed.",
        )
    values = [p.value for p in parameters] if listed else None
    return _walk(parameter, segments, values, graph, types)


def _walk(
    parameter: QueryParameter,
    segments: tuple[str, ...],
    values: list[str] | None,
    graph: Graph,
    types: tuple[ResourceType, ...],
) -> Expression:
    relations: list[str] = []
    members = 0
    for position, name in enumerate(segments):
        attribute = attribute_named(name, types)
        if attribute is not None:
            rest = segments[position + 1 :]
            chain = (tuple(relations[:members]), tuple(relations[members:]))
            return _test(parameter, chain, attribute, rest, values)
        reached = next_types(graph, types, name)
        if not reached:
            return _on_relationship(parameter, relations, segments[position:], values, types)
        relations.append(name)
        if any(t.relations[name].many for t in types if name in t.relations):
            members = len(relations)
        types = reached
    return _test(parameter, (tuple(relations), ()), ID, (), values)


def attribute_named(name: str, types: tuple[ResourceType, ...]) -> Attribute | None:
    """The attribute `name` of any of `types`, where it may be filtered by; else None.

    What is legal for one of the types is legal: `target.status` may be any of both.
    """
    if name == "id":
        return ID
    found = [t.attributes[name] for t in types if name in t.attributes]
    found = [attribute for attribute in found if attribute.filterable]
    if not found:
        return None
    choices = dict.fromkeys(choice for attribute in found for choice in attribute.choices)
    return replace(found[0], choices=tuple(choices))


def _on_relationship(
    parameter: QueryParameter,
    relations: list[str],
    rest: tuple[str, ...],
    values: list[str] | None,
    types: tuple[ResourceType, ...],
) -> Expression:
    """What is left after a relationship: `null`, an operator on its id, or nothing legal."""
    if relations and rest == ("null",) and values is None:
        *outer, last = relations
        empty: Expression = Not(Has(last))
        if not _boolean(parameter):
            empty = Has(last)
        return behind(tuple(outer), empty)
    if relations and rest[0] in operators(Kind.ID):
        return _test(parameter, (tuple(relations), ()), ID, rest, values)
    legal = sorted(
        {a.name for t in types for a in t.attributes.values() if a.filterable}
        | {name for t in types for name in t.relations}
    )
    owners = " or ".join(t.name for t in types)
    raise parameter.refuse(
        InvalidFilter,
        f"{rest[0]!r} in {parameter.name!r} cannot be filtered by on {owners}; legal are id, "
        f"{', '.join(legal)}.",
    )


def _test(
    parameter: QueryParameter,
    chain: Chain,
    attribute: Attribute,
    rest: tuple[str, ...],
    values: list[str] | None,
) -> Expression:
    members, ones = chain
    relations = members + ones
    if len(rest) > 1 or (rest and rest[0] not in operators(attribute.kind)):
        raise parameter.refuse(
            InvalidFilter,
            f"{'.'.join(rest)!r} is no operator for {attribute.name!r}; legal are none (equals), "
            f"{', '.join(operators(attribute.kind))}.",
        )
    operator = rest[0] if rest else ""
    if values is not None and operator not in ("", "ne"):
        raise parameter.refuse(InvalidFilter, f"{operator!r} takes one value, no '[]' list.")
    match operator:
        case "" | "ne":
            texts = parameter.value.split(",") if values is None else values
            several = tuple(_value(parameter, attribute, text) for text in texts)
            test = behind(relations, _equals(attribute.name, several))
            return test if operator == "" else Not(test)
        case "null":
            there = Not(IsNull(attribute.name))
            if not _boolean(parameter):
                return behind(relations, there)
            # What is not there has no attributes either: null through an empty to-one.
            null = Not(behind(ones, there)) if ones else IsNull(attribute.name)
            return behind(members, null)
        case _ if operator in LIKENESSES:
            _value(parameter, TEXT, parameter.value)
            likeness = LIKENESSES[operator]
            return behind(relations, Match(attribute.name, likeness, parameter.value))
        case _:
            value = _value(parameter, attribute, parameter.value)
            return behind(relations, Compare(attribute.name, COMPARISONS[operator], value))


def _equals(attribute: str, values: tuple[Value, ...]) -> Expression:
    if len(values) == 1:
        return Compare(attribute, Comparison.EQUALS, values[0])
    return AnyOf(attribute, values)


def _value(parameter: QueryParameter, attribute: Attribute, text: str) -> Value:
    try:
        return literals.read(attribute, text)
    except literals.NotAValue as fault:
        raise _no_value(parameter, text, fault) from None


def _boolean(parameter: QueryParameter) -> bool:
    try:
        return literals.boolean(parameter.value)
    except literals.NotAValue as fault:
        raise _no_value(parameter, parameter.value, fault) from None


def _no_value(parameter: QueryParameter, text: str, fault: literals.NotAValue) -> Problem:
    return parameter.refuse(
        InvalidFilter, f"{literals.shown(text)} is no value for {parameter.name!r}: {fault}."
    )


def _search(parameter: QueryParameter, *, listed: bool) -> Expression:
    if listed:
        raise parameter.refuse(InvalidFilter, "filter[search] takes one text, no '[]' list.")
    if not parameter.value.strip():
        raise parameter.refuse(InvalidFilter, "filter[search] needs at least one word.")
    _value(parameter, TEXT, parameter.value)
    return Search(parameter.value)
