"""What the document lists of parameters is what the parser takes, and all of it.

Nothing is asked over HTTP here: each listed value goes through the parser, and each value that the
parser takes, up to the depth that is legal, is looked for in the list and its pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest

from jsonapi_blog import query
from jsonapi_blog.errors import Problems
from jsonapi_blog.graph import ID, Attribute, Kind, ResourceType
from jsonapi_blog.openapi import Facts
from jsonapi_blog.query import QueryLimits, brackets
from jsonapi_blog.query.page import Paging
from jsonapi_blog.query.sort import RELEVANCE
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.settings import Limits
from tests.contract import document

FACTS = Facts.of(RESOURCES, {}, Limits(), 5.0)
TYPES = tuple(FACTS.graph.types.values())
TARGETS = tuple(FACTS.targets())
LISTS = tuple(target for target in TARGETS if target.many)
LIMITS = QueryLimits(
    page_size=100, include_depth=4, include_paths=20, filter_terms=50, filter_depth=8
)
SAMPLES = {
    Kind.ID: "01975c49-5800-7969-89d6-f48d46622f07",
    Kind.STRING: "words",
    Kind.INTEGER: "3",
    Kind.BOOLEAN: "true",
    Kind.TIMESTAMP: "2024-01-31",
}


def taken(target: Target, *pairs: tuple[str, str]) -> bool:
    try:
        query.parse(pairs, target, LIMITS)
    except Problems:
        return False
    return True


def listed(target: Target) -> dict[str, dict[str, Any]]:
    """The query parameters of a GET by name."""
    made = document()
    refs = made["paths"][str(target)]["get"]["parameters"]
    found = [made["components"]["parameters"][each["$ref"].split("/")[-1]] for each in refs]
    return {each["name"]: each for each in found if each["in"] == "query"}


def enumerated(parameter: dict[str, Any]) -> list[str]:
    items = parameter["schema"]["items"]
    found: list[str] = items["anyOf"][0]["enum"] if "anyOf" in items else items["enum"]
    return found


def fits(parameter: dict[str, Any], value: str) -> bool:
    items = parameter["schema"]["items"]
    patterns = [each["pattern"] for each in items.get("anyOf", ()) if "pattern" in each]
    return value in enumerated(parameter) or any(re.search(each, value) for each in patterns)


def paths(target: Target, most: int) -> Iterator[tuple[str, ...]]:
    """Every legal include path, and each with one more name that may be no relationship there."""
    names = {name for each in TYPES for name in each.relations}
    legal: list[tuple[str, ...]] = [()]
    for _ in range(most):
        longer = [(*path, name) for path, name in product(legal, sorted(names))]
        yield from longer
        legal = [path for path in longer if taken(target, ("include", ".".join(path)))]


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_include_paths_are_the_legal_ones_and_no_others(target: Target) -> None:
    parameter = listed(target)["include"]

    for path in paths(target, 5):
        text = ".".join(path)
        assert fits(parameter, text) is taken(target, ("include", text)), text


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_the_include_paths_that_are_listed_are_those_of_one_or_two_relationships(
    target: Target,
) -> None:
    legal = [
        ".".join(path) for path in paths(target, 2) if taken(target, ("include", ".".join(path)))
    ]

    assert sorted(enumerated(listed(target)["include"])) == sorted(legal)


def keys(of_type: ResourceType, most: int) -> Iterator[str]:
    """Everything that could be a sort key: chains of to-one relationships and one name more."""
    names = sorted({name for each in TYPES for name in (*each.attributes, "id", "nothing")})
    ones = sorted({r.name for each in TYPES for r in each.relations.values()})
    target = Target(FACTS.graph, Shape.COLLECTION, of_type)
    chains: list[tuple[str, ...]] = [()]
    for _ in range(most + 1):
        yield from (".".join((*chain, name)) for chain, name in product(chains, names))
        longer = ((*chain, one) for chain, one in product(chains, ones))
        chains = [each for each in longer if taken(target, ("sort", ".".join((*each, "id"))))]


@pytest.mark.parametrize("of_type", TYPES, ids=lambda each: each.name)
def test_sort_keys_are_the_legal_ones_and_no_others(of_type: ResourceType) -> None:
    target = Target(FACTS.graph, Shape.COLLECTION, of_type)
    parameter = listed(target)["sort"]

    for key in keys(of_type, 4):
        for text in (key, f"-{key}"):
            assert fits(parameter, text) is taken(target, ("sort", text)), text


def test_relevance_is_a_key_where_there_is_a_search() -> None:
    found = {
        target.owner.name
        for target in TARGETS
        if target.shape is Shape.COLLECTION and RELEVANCE in enumerated(listed(target)["sort"])
    }

    assert found == {each.name for each in TYPES if each.searchable} == {"articles"}


@pytest.mark.parametrize("target", LISTS, ids=str)
def test_every_filter_that_is_listed_is_taken(target: Target) -> None:
    for name, parameter in listed(target).items():
        if name.startswith("filter["):
            assert taken(target, (name, sample_of(parameter["schema"]))), name


@pytest.mark.parametrize("target", LISTS, ids=str)
def test_every_attribute_is_listed_with_all_its_operators_where_it_can_be_filtered_by(
    target: Target,
) -> None:
    found = {name for name in listed(target) if name.startswith("filter[")}

    (of_type,) = target.types
    for attribute in (ID, *of_type.attributes.values()):
        names = set(filter_names(attribute))
        assert found & names == (names if attribute.filterable else set())


@pytest.mark.parametrize("target", LISTS, ids=str)
def test_every_relationship_is_listed_by_id(target: Target) -> None:
    (of_type,) = target.types

    for name in of_type.relations:
        assert {f"filter[{name}]", f"filter[{name}][ne]", f"filter[{name}][null]"} <= set(
            listed(target)
        )


def filter_names(attribute: Attribute) -> Iterable[str]:
    yield f"filter[{attribute.name}]"
    for operator in brackets.operators(attribute.kind):
        yield f"filter[{attribute.name}][{operator}]"


def sample_of(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return SAMPLES[Kind.ID]
    if "enum" in schema:
        return str(schema["enum"][0])
    match schema:
        case {"type": "array", "items": items}:
            return sample_of(items)
        case {"type": "boolean"}:
            return SAMPLES[Kind.BOOLEAN]
        case {"type": "integer"}:
            return SAMPLES[Kind.INTEGER]
        case {"anyOf": _}:
            return SAMPLES[Kind.TIMESTAMP]
    return SAMPLES[Kind.STRING]


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_page_parameters_are_those_of_lists_and_of_windows_that_can_be_opened(
    target: Target,
) -> None:
    found = {name for name in listed(target) if name.startswith("page[")}
    whole = {f"page[{name}]" for name in Paging.__dataclass_fields__} if target.many else set()

    assert {name for name in found if name.count("[") == 1} == whole
    for name in found - whole:
        path = name.removeprefix("page[").removesuffix("]").split("][")[:-1]
        value = "3" if name.endswith("[size]") else "true"
        assert taken(target, ("include", ".".join(path)), (name, value)), name


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_the_fieldset_of_every_type_has_all_its_fields(target: Target) -> None:
    parameters = listed(target)

    for each in TYPES:
        parameter = parameters[f"fields[{each.name}]"]
        assert set(enumerated(parameter)) == each.fields
        assert taken(target, (parameter["name"], ",".join(enumerated(parameter))))
        assert taken(target, (parameter["name"], ""))


def test_a_query_takes_what_a_get_of_the_same_collection_takes() -> None:
    made = document()
    for each in TYPES:
        target = Target(FACTS.graph, Shape.COLLECTION, each)
        body = made["paths"][str(target)]["x-query"]["requestBody"]
        form = body["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
        assert form.keys() == listed(target).keys()
