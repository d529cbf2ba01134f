"""What is parsed prints as it was written, and what is written is parsed to the same value."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsonapi_blog.errors import Problem
from jsonapi_blog.graph import Attribute, Graph, Kind
from jsonapi_blog.query import grammar, include, literals, sort
from jsonapi_blog.query.expression import literal
from jsonapi_blog.query.fields import Fieldset
from jsonapi_blog.query.fields import parse as parse_fields
from jsonapi_blog.query.include import Include, next_types
from jsonapi_blog.query.parameters import decoded, encoded, read, split
from jsonapi_blog.query.sort import Key, SortLimits
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES
from tests.properties.expressions import anything

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
FILTERS = anything(GRAPH)
NAMES = sorted(GRAPH.types)
MANY = SortLimits(fields=50, depth=4)

#: All that a URL can carry once it is decoded: everything but halves of surrogate pairs.
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))
NAME = st.from_regex(r"[A-Za-z0-9\u00e9\u65e5]([A-Za-z0-9 _-]{0,5}[A-Za-z0-9])?", fullmatch=True)
quick = settings(max_examples=150, deadline=None, derandomize=True)


@quick
@given(data=st.data())
def test_an_expression_is_parsed_as_it_prints(data: st.DataObject) -> None:
    types = (GRAPH[data.draw(st.sampled_from(NAMES))],)
    expression = data.draw(FILTERS.of(types))

    text = str(expression)

    assert grammar.parse(text, GRAPH, types, most_depth=50) == expression


@quick
@given(data=st.data())
def test_a_spoilt_expression_is_refused_at_a_position_in_it(data: st.DataObject) -> None:
    types = (GRAPH[data.draw(st.sampled_from(NAMES))],)
    text = str(data.draw(FILTERS.of(types)))
    cut = data.draw(st.integers(0, len(text) - 1))

    with pytest.raises(Problem) as refused:
        grammar.parse(text[:cut], GRAPH, types, most_depth=50)

    position = re.search(r"\(at position ([0-9]+) of filter\)\.$", refused.value.detail)
    assert position is not None
    assert 1 <= int(position[1]) <= cut + 1


@quick
@given(data=st.data())
def test_an_include_tree_is_parsed_as_it_prints(data: st.DataObject) -> None:
    target = Target(GRAPH, Shape.COLLECTION, GRAPH[data.draw(st.sampled_from(NAMES))])
    tree = Include.of(data.draw(st.lists(paths(target), max_size=5)))

    text = str(tree)

    assert include.parse(text, target, most_paths=20, most_depth=4) == tree


@st.composite
def paths(draw: st.DrawFn, target: Target) -> tuple[str, ...]:
    types = target.types
    path: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        names = sorted({name for t in types for name in t.relations})
        if not names:
            break
        path.append(draw(st.sampled_from(names)))
        types = next_types(GRAPH, types, path[-1])
    return tuple(path)


@quick
@given(data=st.data())
def test_a_sort_is_parsed_as_it_prints(data: st.DataObject) -> None:
    types = (GRAPH[data.draw(st.sampled_from(NAMES))],)
    legal = [
        ("id",),
        *((a.name,) for a in types[0].attributes.values() if a.sortable),
        *((r.name, "id") for r in types[0].relations.values() if not r.many),
    ]
    keys = st.builds(Key, st.sampled_from(legal), st.booleans())
    order = tuple(data.draw(st.lists(keys, min_size=1, max_size=5)))

    text = ",".join(map(str, order))

    assert sort.parse(text, GRAPH, types, MANY, searching=False) == order


@quick
@given(data=st.data())
def test_a_fieldset_is_parsed_as_it_prints(data: st.DataObject) -> None:
    resource_type = GRAPH[data.draw(st.sampled_from(NAMES))]
    fieldset = Fieldset(
        resource_type.name, data.draw(st.frozensets(st.sampled_from(sorted(resource_type.fields))))
    )
    parameter = split(f"fields[{fieldset.type}]", str(fieldset))
    assert parameter is not None

    parsed = parse_fields([parameter], GRAPH, [])

    assert parsed == (fieldset,)


@pytest.mark.req("QP-08", "QP-09")
@quick
@given(pairs=st.lists(st.tuples(ANYTHING, ANYTHING), max_size=6))
def test_a_query_string_is_decoded_as_it_was_encoded(pairs: list[tuple[str, str]]) -> None:
    text = encoded(pairs)

    assert decoded(text.encode("ascii")) == pairs


@pytest.mark.req("QP-09")
@quick
@given(pairs=st.lists(st.tuples(ANYTHING, ANYTHING), max_size=6))
def test_names_in_a_query_string_hold_no_bare_bracket(pairs: list[tuple[str, str]]) -> None:
    text = encoded(pairs)

    for name in (each.partition("=")[0] for each in text.split("&")):
        assert re.fullmatch(r"(?:[A-Za-z0-9*._~+-]|%[0-9A-F]{2})*", name)


@pytest.mark.req("QP-02")
@quick
@given(base=NAME, segments=st.lists(st.lists(NAME, max_size=3).map(".".join), max_size=4))
def test_the_name_of_a_family_member_falls_into_its_base_and_segments(
    base: str, segments: list[str]
) -> None:
    name = base + "".join(f"[{segment}]" for segment in segments)

    found, problems = read([(name, "value")])

    assert problems == []
    assert (found[0].name, found[0].base) == (name, base)
    assert found[0].segments == tuple(segments)


@quick
@given(raw=st.binary(max_size=60))
def test_any_bytes_are_a_query_string(raw: bytes) -> None:
    found, problems = read(decoded(raw))

    assert len(found) + len(problems) <= raw.count(b"&") + 1


@quick
@given(data=st.data(), kind=st.sampled_from([kind for kind in Kind if kind is not Kind.FLOAT]))
def test_a_value_is_read_as_it_prints(data: st.DataObject, kind: Kind) -> None:
    attribute = Attribute("name", "name", kind)
    value = data.draw(FILTERS.value(attribute))

    text = literal(value)
    bare = text[1:-1].replace("''", "'") if text.startswith("'") else text

    assert literals.read(attribute, bare) == value
