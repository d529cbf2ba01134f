"""Compiled == interpreted: the function that is written for a projection gives what marshmallow's
`Schema.dump` gives for the same values, whatever they are and whichever fields are asked for.

What is ours is left aside: `links.self` and `meta.version` of the resource, and linkage.
"""

from __future__ import annotations

import linecache
import traceback
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsonapi_blog.graph import Attribute, Graph, Kind, Projection, ResourceType
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.resources.resource import Resource
from jsonapi_blog.serializers import compiler

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
BASE = "https://blog.example"
# The database takes neither U+0000 nor halves of surrogate pairs.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: TEXT,
    Kind.STRINGS: st.lists(TEXT),
    Kind.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Kind.BOOLEAN: st.booleans(),
    Kind.TIMESTAMP: st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
}


def value(attribute: Attribute) -> st.SearchStrategy[Any]:
    values = VALUES[attribute.kind]
    return st.none() | values if attribute.nullable else values


def no_linkage(*_: str) -> str:
    """A linker of documents without `include`."""
    return compiler.UNLINKED


def interpreted(resource: type[Resource], names: set[str], id_: str, values: dict[str, Any]) -> Any:
    """The same by `Schema.dump`, its URLs made absolute."""
    schema = resource.schema(only=("id", *names))
    columns = {
        field.attribute or name: values[name]
        for name, field in schema.fields.items()
        if name in values
    }
    dumped = schema.dump({"id": id_, **columns})["data"]
    for relationship in dumped.get("relationships", {}).values():
        for name, link in relationship["links"].items():
            relationship["links"][name] = BASE + link
    return dumped


# marshmallow-jsonapi still says what marshmallow 3.13 renamed.
@pytest.mark.filterwarnings("ignore:The 'default' attribute of fields:DeprecationWarning")
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: each.schema.Meta.type_)
def test_a_compiled_serializer_equals_schema_dump(resource: type[Resource]) -> None:
    type_ = resource.resource_type()

    @settings(max_examples=100, deadline=None, database=None)
    @given(st.data(), st.sets(st.sampled_from(sorted(type_.fields))), st.uuids().map(str))
    def equals(data: st.DataObject, names: set[str], id_: str) -> None:
        values = {a.name: data.draw(value(a)) for a in type_.attributes.values() if a.name in names}
        projection = Projection(type_.name, tuple(values), ())
        shown = compiler.Shown(tuple(r for r in type_.relations if r in names), frozenset())

        made = written(compiler.serializer(type_, projection, shown), (id_, 7, *values.values()))

        assert made.pop("links") == {"self": f"{BASE}/v1/{type_.name}/{id_}"}
        assert made.pop("meta") == {"version": 7}
        assert made == on_the_wire(interpreted(resource, names, id_, values))

    equals()


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_alike_in_whatever_zone_the_driver_hands_it_over(
    moment: datetime, minutes: int
) -> None:
    here = moment.replace(tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(minutes=minutes)))
    tags = ResourceType("tags", {"at": Attribute("at", "at", Kind.TIMESTAMP)}, {})
    made = compiler.serializer(tags, Projection("tags", ("at",), ()), NOTHING)

    utc, zoned = (written(made, ("i", 1, at)) for at in (here, there))

    assert utc["attributes"]["at"].endswith("Z")
    assert datetime.fromisoformat(zoned["attributes"]["at"]) == here


NOTHING = compiler.Shown((), frozenset())
PEOPLE = GRAPH["people"]
GATED = Projection("people", ("name", "email", "role"), (), ("email", "role"))


@pytest.mark.parametrize("seen", [(True, True), (True, False), (False, True), (False, False)])
def test_a_gated_attribute_is_a_member_where_its_gate_is_open(seen: tuple[bool, bool]) -> None:
    serialize = compiler.serializer(PEOPLE, GATED, NOTHING)

    made = written(serialize, ("i", 1, "Ann", "ann@blog.example", None, *seen))

    whole = {"name": "Ann", "email": "ann@blog.example", "role": None}
    closed = {name for name, open_ in zip(("email", "role"), seen, strict=True) if not open_}
    assert made["attributes"] == {k: v for k, v in whole.items() if k not in closed}


def test_where_every_attribute_is_gated_and_shut_there_are_no_attributes() -> None:
    projection = Projection("people", ("email",), (), ("email",))
    serialize = compiler.serializer(PEOPLE, projection, NOTHING)

    shut = written(serialize, ("i", 1, "ann@blog.example", False))
    opened = written(serialize, ("i", 1, "ann@blog.example", True))

    assert "attributes" not in shut
    assert opened["attributes"] == {"email": "ann@blog.example"}


def test_only_relationships_that_are_linked_meet_the_linker() -> None:
    shown = compiler.Shown(("articles", "comments"), frozenset({"comments", "replies"}))
    serialize = compiler.serializer(PEOPLE, Projection("people", (), ()), shown)
    met = []

    def link(*arguments: str) -> str:
        met.append(arguments)
        return '},"data":[]'

    made = orjson.loads(serialize(("i", 1), BASE, link, ""))

    assert met == [("comments", "i", f"{BASE}/v1/people/i")]
    assert made["relationships"]["comments"]["data"] == []
    assert "data" not in made["relationships"]["articles"]


def test_what_goes_on_after_the_version_stands_in_meta() -> None:
    serialize = compiler.serializer(PEOPLE, Projection("people", (), ()), NOTHING)

    made = orjson.loads(serialize(("i", 1), BASE, no_linkage, ',"page":{"cursor":"c"}'))

    assert made["meta"] == {"version": 1, "page": {"cursor": "c"}}


def test_the_source_reads_as_one_would_write_it() -> None:
    projection = Projection("access-tokens", ("name",), ())
    type_ = ResourceType("access-tokens", {"name": Attribute("name", "name", Kind.STRING)}, {})

    serialize = compiler.serializer(type_, projection, compiler.Shown(("person",), frozenset()))

    assert serialize.source == SOURCE
    assert serialize.__name__ == "access_tokens"


SOURCE = """\
def access_tokens(row, base, link, more):
    id = row[0]
    url = f"{base}/v1/access-tokens/{id}"
    values = {
        "name": row[2],
    }
    attributes = f'"attributes":{encode(values)},' if values else ''
    return (
        f'{{"type":"access-tokens","id":"{id}",'
        f'{attributes}'
        f'"relationships":{{'
        f'"person":{{"links":{{"self":"{url}/relationships/person","related":"{url}/person"}}}}'
        f'}},'
        f'"links":{{"self":"{url}"}},'
        f'"meta":{{"version":{row[1]}{more}}}}}'
    )
"""


def test_a_traceback_shows_the_line_of_the_source() -> None:
    serialize = compiler.serializer(PEOPLE, Projection("people", ("name", "bio"), ()), NOTHING)
    filename = serialize.__code__.co_filename

    with pytest.raises(IndexError) as failed:
        serialize(("i", 1, "a row that is too short"), BASE, no_linkage, "")
    linecache.checkcache(filename)

    assert '"bio": row[3],' in "".join(traceback.format_exception(failed.value))


def test_a_function_is_written_once_for_each_projection_and_not_for_ever() -> None:
    projection = Projection("people", ("handle",), ())

    first = compiler.serializer(PEOPLE, projection, NOTHING)
    again = compiler.serializer(PEOPLE, Projection("people", ("handle",), ()), NOTHING)
    other = compiler.serializer(PEOPLE, projection, compiler.Shown(("articles",), frozenset()))

    assert first is again
    assert first is not other
    assert compiler.serializer.cache_info().maxsize is not None


def test_sources_that_nobody_uses_any_more_are_forgotten() -> None:
    most = compiler.serializer.cache_info().maxsize or 0

    for number in range(most + 50):
        name = f"kind{number}"
        compiler.serializer(ResourceType(name, {}, {}), Projection(name, (), ()), NOTHING)

    kept = [name for name in linecache.cache if name.startswith("<serializer of kind")]
    assert len(kept) <= most


def written(serialize: compiler.Serializer, row: tuple[Any, ...]) -> Any:
    return orjson.loads(serialize(row, BASE, no_linkage, ""))


def on_the_wire(document: Any) -> Any:
    return orjson.loads(orjson.dumps(document, option=orjson.OPT_UTC_Z))
