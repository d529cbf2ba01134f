"""Additions pass, one by one and together; removals never do, whatever is added beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gate.compare import breaks
from tests.gate.part import ARTICLE, Node, members, part, released

TEXT = {"type": "string"}
QUERY = {"name": "shade", "in": "query", "schema": TEXT}


def at(way: str, change: Callable[[Any], object]) -> Callable[[Node], object]:
    """A change of what is at the end of a way through the document."""

    def changed(made: Node) -> None:
        node: Any = made
        for step in way.split(" "):
            node = node[int(step) if isinstance(node, list) else step]
        change(node)

    return changed


def schema(way: str, change: Callable[[Any], object]) -> Callable[[Node], object]:
    return at(f"components schemas {way}", change)


def put(**more: Any) -> Callable[[Any], object]:
    return lambda node: node.update(more)


def drop(name: str) -> Callable[[Any], object]:
    return lambda node: node.pop(name)


GET = f"paths {ARTICLE} get"
CREATE, SHOWN = "CreateArticleAttributes properties", "ArticleAttributes properties"
ADDITIONS: dict[str, Callable[[Node], object]] = {
    "a URL": at("paths", put(**{"/v1/drafts": {"get": {"operationId": "listDrafts"}}})),
    "a method": at(f"paths {ARTICLE}", put(put={"operationId": "putArticle"})),
    "a parameter": at(f"{GET} parameters", lambda each: each.append(QUERY)),
    "a field": at(
        "components parameters fields.articles schema items enum", lambda e: e.append("shade")
    ),
    "an include path": at(
        "components parameters include.articles schema items anyOf 0 enum",
        lambda each: each.append("editors"),
    ),
    "longer include paths": at(
        "components parameters include.articles schema items anyOf 1", put(pattern="^other$")
    ),
    "a function of filters": at(
        "components parameters filter.articles schema",
        lambda each: each.update(pattern=each["pattern"].replace("(?:and", "(?:xor|and")),
    ),
    "a larger page": at("components parameters page.size schema", put(maximum=200)),
    "a header": at(
        f"{GET} responses 200 headers", put(**{"X-Shade": {"required": True, "schema": TEXT}})
    ),
    "an error status": at(f"{GET} responses", put(**{"429": {"description": "Slower."}})),
    "an error": schema(
        "Operate400 properties errors items properties code enum", lambda e: e.append("too-dark")
    ),
    "a media type of answers": at(f"{GET} responses 200 content", put(**{"text/csv": {}})),
    "a media type of requests": at(
        "paths /v1/operations post requestBody content", put(**{"text/csv": {}})
    ),
    "no token needed": at("paths /v1/operations post", put(security=[{}, {"token": []}])),
    "a higher limit": at("x-limits", put(operations=1000)),
    "another limit": at("x-limits", put(shades=5)),
    "an attribute to send": schema(CREATE, put(shade=TEXT)),
    "null to send": schema(f"{CREATE} title", put(type=["string", "null"])),
    "a value to send": schema(f"{CREATE} status enum", lambda each: each.append("held")),
    "longer texts to send": schema(f"{CREATE} title", put(maxLength=400)),
    "shorter texts to send": schema(f"{CREATE} title", drop("minLength")),
    "any text to send": schema(f"{CREATE} slug", drop("pattern")),
    "less to send": schema("CreateArticleAttributes", drop("required")),
    "whatever there is to send": schema("CreateArticleAttributes", put(additionalProperties=True)),
    "an operation": schema(
        "Operation anyOf",
        lambda each: each.append({"type": "object", "properties": {"op": {"const": "swap"}}}),
    ),
    "an attribute": schema(SHOWN, put(shade=TEXT)),
    "a relationship": schema(
        "ArticleRelationships properties", put(editors={"$ref": "#/components/schemas/ToManyTags"})
    ),
    "a guarantee": schema("Article", put(required=["type", "id", "links", "meta", "attributes"])),
    "never null": schema(f"{SHOWN} summary", put(type="string")),
    "fewer values": schema(f"{SHOWN} status", put(enum=["draft", "published"])),
    "longer texts": schema(f"{SHOWN} title", put(maxLength=400)),
    "a format": schema(f"{SHOWN} title", put(format="iri")),
    "a type among what is included": schema(
        "IncludedWithArticle anyOf",
        lambda each: each.append(
            {"type": "object", "properties": {"type": {"const": "shades"}, "attributes": {}}}
        ),
    ),
    "words": schema(f"{SHOWN} title", put(description="What it is called.")),
    "a deprecation": schema(f"{SHOWN} title", put(deprecated=True)),
}


@pytest.mark.parametrize("added", ADDITIONS)
def test_an_addition_breaks_nobody(added: str) -> None:
    made = part()
    ADDITIONS[added](made)

    assert made != released()
    assert breaks(released(), made) == []


FEW = settings(max_examples=25, deadline=None, database=None)
SPOTS = {way: len([*members(part(), answered=way)]) for way in (True, False)}


@FEW
@given(
    added=st.sets(st.sampled_from([*ADDITIONS]), max_size=6),
    ways=st.lists(
        st.booleans().flatmap(lambda way: st.tuples(st.just(way), st.integers(0, SPOTS[way] - 1))),
        min_size=1,
        max_size=6,
    ),
)
def test_additions_anywhere_never_break(added: set[str], ways: list[tuple[bool, int]]) -> None:
    made = part()
    places = {way: [*members(made, answered=way)] for way in SPOTS}
    for way, index in ways:
        node, _ = places[way][index]
        node["properties"]["shade"] = TEXT
    for each in added:
        ADDITIONS[each](made)

    assert breaks(released(), made) == []


@FEW
@given(
    added=st.sets(st.sampled_from([*ADDITIONS]), max_size=4),
    spot=st.booleans().flatmap(lambda way: st.tuples(st.just(way), st.integers(0, SPOTS[way] - 1))),
)
def test_a_removal_anywhere_always_breaks(added: set[str], spot: tuple[bool, int]) -> None:
    made = part()
    way, index = spot
    node, name = [*members(made, answered=way)][index]
    for each in added - {"whatever there is to send"}:
        ADDITIONS[each](made)
    del node["properties"][name]

    found = [each.sentence for each in breaks(released(), made)]

    assert any(name in each for each in found), found
