"""The filters of a type as parameters: each attribute with each of its operators, relationships by
id, an expression, a search.

In: the facts and a type. Out: parameters by component name. Operators are those that the parser of
brackets knows; filters through relationships nest without end, and are told of in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import ID, Attribute, Kind, ResourceType
from ..query import brackets, grammar
from ..serializers import json_schema
from .facts import Facts, Object, schema
from .vocabulary import ending

_BOOLEAN: Object = {"type": "boolean"}
_TEXT: Object = {"type": "string", "pattern": r"^[^\x00]*$"}
#: What a comma separates holds none.
_ITEM: Object = {"type": "string", "pattern": r"^[^,\x00]*$"}
_MOMENT: Object = {
    "type": "string",
    "anyOf": [{"format": "date"}, {"format": "date-time"}],
    "description": "A date alone is midnight UTC.",
}


def filters(facts: Facts, of_type: ResourceType) -> dict[str, Object]:
    """Every parameter of the `filter` family that lists of a type take, by component name."""
    found = {"": _expression(facts)}
    if of_type.searchable:
        found[f".{brackets.SEARCH}"] = _search()
    for attribute in (ID, *of_type.attributes.values()):
        if attribute.filterable:
            end = ending(attribute.deprecated or of_type.deprecated_filters.get(attribute.name))
            for operator, made in _tests(facts, of_type, attribute):
                found[f".{attribute.name}{operator}"] = made | end
    for relation in of_type.relations.values():
        end = ending(relation.deprecated or of_type.deprecated_filters.get(relation.name))
        for operator, made in _links(relation.name):
            found[f".{relation.name}{operator}"] = made | end
    return {f"filter.{of_type.name}{key}": each for key, each in found.items()}


def _tests(
    facts: Facts, of_type: ResourceType, attribute: Attribute
) -> Iterator[tuple[str, Object]]:
    name = f"filter[{attribute.name}]"
    value = _value(facts, of_type, attribute)
    item = _ITEM if value is _TEXT else value
    listed = f" A value with a comma goes as `{name}[]=…`." if item is _ITEM else ""
    yield "", _several(name, item, f"Equals any of these.{listed}")
    for operator in brackets.operators(attribute.kind):
        named = f"{name}[{operator}]"
        match operator:
            case "ne":
                yield ".ne", _several(named, item, "Equals none of these; null equals none.")
            case "null":
                yield ".null", _parameter(named, _BOOLEAN, "Whether it is null.")
            case _ if operator in brackets.LIKENESSES:
                yield f".{operator}", _parameter(named, _TEXT, "Whatever the case.")
            case _:
                said = brackets.COMPARISONS[operator].value
                yield f".{operator}", _parameter(named, value, f"{said}; null is false.")


def _links(name: str) -> Iterator[tuple[str, Object]]:
    """A relationship by the ids of what it leads to."""
    to = schema("Id")
    yield "", _several(f"filter[{name}]", to, "Leads to any of these.")
    yield ".ne", _several(f"filter[{name}][ne]", to, "Leads to none of these.")
    yield ".null", _parameter(f"filter[{name}][null]", _BOOLEAN, "Whether it is empty.")


def _value(facts: Facts, of_type: ResourceType, attribute: Attribute) -> Object:
    if attribute.choices:
        return {"type": "string", "enum": list(attribute.choices)}
    match attribute.kind:
        case Kind.ID:
            return schema("Id")
        case Kind.TIMESTAMP:
            return _MOMENT
        case Kind.STRING:
            return _TEXT
        case _:
            return json_schema.taken(facts.forms[of_type.name].fields[attribute.name])


def _expression(facts: Facts) -> Object:
    functions = "|".join(grammar.FUNCTIONS)
    described = (
        "An expression; all filters must hold. Paths lead through to-one relationships, "
        "`has` and `count` through any.\n\n"
        f"```\n{_grammar()}\n```\n\n"
        f"At most {facts.limits.filter_terms} terms, {facts.limits.filter_depth} deep. In brackets "
        "filters nest through relationships as well: `filter[comments][author][handle]=ann`."
    )
    return _parameter(
        "filter", {"type": "string", "pattern": rf"^(?:{functions})\(.*\)$"}, described
    )


def _grammar() -> str:
    """The grammar, from where it is read by."""
    lines = (grammar.__doc__ or "").splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines if line.startswith("    "))


def _search() -> Object:
    return _parameter(
        f"filter[{brackets.SEARCH}]",
        {"type": "string", "minLength": 1, "pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"},
        "Full text, in web-search syntax: all words, `or`, `-`, quotes. `sort=-relevance` goes "
        "with it.",
    )


def _several(name: str, item: Object, description: str) -> Object:
    listed = {"type": "array", "items": item, "minItems": 1}
    return _parameter(name, listed, description) | {"style": "form", "explode": False}


def _parameter(name: str, of: Object, description: str) -> Object:
    return {"name": name, "in": "query", "description": description, "schema": of}
