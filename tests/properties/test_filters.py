"""What a filter finds is what the contract's words find, for everybody, however it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jsonapi_blog.graph import Attribute, Graph, ResourceType
from jsonapi_blog.query.brackets import operators
from jsonapi_blog.query.expression import Not, terms
from jsonapi_blog.query.include import next_types
from jsonapi_blog.resources import RESOURCES
from tests.client import Client
from tests.conftest import World
from tests.properties.brackets import Bracket, found
from tests.properties.expressions import Filters
from tests.properties.reference import Blog, Reader, View

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
ROLES = {
    "anonymous": None,
    "reader": "rita",
    "author": "ann",
    "coauthor": "bob",
    "editor": "eve",
    "admin": "ada",
}
LONGEST = 5_000
bounded = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Sides:
    """The server and the reference, both asked as the same person."""

    client: Client
    view: View
    filters: Filters

    @property
    def types(self) -> list[str]:
        """The types that can be asked for: a private one takes somebody who asks."""
        anonymous = self.view.reader.id is None
        return sorted(set(GRAPH.types) - ({"access-tokens"} if anonymous else set()))

    def served(self, name: str, pairs: list[tuple[str, str]]) -> list[str]:
        asked = [*pairs, ("sort", "id"), ("page[size]", "100"), (f"fields[{name}]", "")]
        pages = self.client.pages(f"/v1/{name}", params=asked)
        return [id_ for page in pages for id_ in page.ids]


@pytest.fixture(scope="module")
def blog(sample: World) -> Blog:
    return Blog.of(sample.engine)


@pytest.fixture(scope="module", params=ROLES)
def sides(request: pytest.FixtureRequest, sample: World, blog: Blog) -> Sides:
    handle = ROLES[request.param]
    reader = Reader()
    if handle is not None:
        id_ = sample.ids[handle]
        reader = Reader(id_, blog.rows["people", id_]["role"])
    view = View(blog, reader)
    return Sides(sample.client_of(request.param), view, Filters(GRAPH, stock(blog)))


def stock(blog: Blog) -> dict[str, list[Any]]:
    """Some values of every attribute, over all types that have one of that name."""
    view = View(blog, Reader(role="admin"))
    names = {a.name for t in GRAPH.types.values() for a in t.attributes.values() if a.filterable}
    return {
        name: sorted({view.value(thing, name) for thing in blog.rows} - {None})[:60]
        for name in (*names, "id")
    }


@bounded
@given(data=st.data())
def test_an_expression_finds_what_its_words_say_and_not_finds_the_rest(
    sides: Sides, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sides.types))
    expression = data.draw(sides.filters.of((GRAPH[name],)))
    assume(terms(expression) <= 50 and len(str(expression).encode()) < LONGEST)

    ids = sides.served(name, [("filter", str(expression))])
    others = sides.served(name, [("filter", str(Not(expression)))])

    assert set(ids) == sides.view.ids(name, expression)
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(others)
    assert sorted(ids + others) == sides.served(name, [])


@bounded
@given(data=st.data())
def test_a_bracket_finds_what_its_words_say_and_several_narrow_together(
    sides: Sides, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sides.types))
    pair = st.lists(bracket(sides.filters, GRAPH[name]), min_size=1, max_size=2)
    several = data.draw(pair.filter(lambda both: len({one.name for one in both}) == len(both)))

    ids = sides.served(name, [one.pair for one in several])

    everything = {id_ for type_name, id_ in sides.view.blog.rows if type_name == name}
    assert set(ids) == everything.intersection(*(found(sides.view, name, one) for one in several))


@st.composite
def bracket(draw: st.DrawFn, filters: Filters, start: ResourceType) -> Bracket:
    """A bracket through up to three relationships, with any operator that fits its end."""
    types: tuple[ResourceType, ...] = (start,)
    path: list[str] = []
    many: list[bool] = []
    for _ in range(draw(st.integers(0, 3))):
        if not any(t.relations for t in types):
            break
        relation = draw(filters.relation(types))
        many.append(any(t.relations[relation].many for t in types if relation in t.relations))
        path.append(relation)
        types = next_types(GRAPH, types, relation)
    attribute = draw(filters.attribute(types))
    operator = draw(st.sampled_from(["", *operators(attribute.kind)]))
    return Bracket(
        tuple(path),
        tuple(many),
        attribute.name,
        operator,
        draw(operand(filters, attribute, operator)),
    )


def operand(filters: Filters, attribute: Attribute, operator: str) -> st.SearchStrategy[Any]:
    """What an operator is given: a list, true or false, or one value."""
    value = filters.value(attribute)
    if operator in ("", "ne"):
        return st.lists(value, min_size=1, max_size=3).map(tuple)
    return st.booleans() if operator == "null" else value
