"""How PostgreSQL finds what is read: by indexes, in a blog of 20,000 articles.

Asked for is a plan for each order, filter and relationship that the resources declare, for
everybody: no large table is read as a whole, no page sorts what it will not show. What is left out
has no index and is paid for: orders through relationships, counts, `contains` and `endsWith`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg2.extensions import cursor

from jsonapi_blog.graph import Attribute, Kind, ResourceType
from jsonapi_blog.pagination.window import Window
from jsonapi_blog.policy import ANONYMOUS, Identity, Role
from jsonapi_blog.query.sort import declared
from jsonapi_blog.store.engine import open_engine
from tests.budgets import large
from tests.budgets.explaining import Asked, explained
from tests.conftest import Databases
from tests.planning import GRAPH

PERSON = "01900001-0000-7000-8000-000000000007"
ARTICLE = "01900004-0000-7000-8000-000000004d21"
COMMENT = "01900005-0000-7000-8000-000000004d21"
#: One of each type, to ask for what hangs on it.
IDS = {
    "people": PERSON,
    "tags": "01900002-0000-7000-8000-000000000007",
    "series": "01900003-0000-7000-8000-000000000007",
    "articles": ARTICLE,
    "comments": COMMENT,
    "reactions": "01900006-0000-7000-8000-000000000100",
}
CALLERS = {
    "anonymous": ANONYMOUS,
    "author": Identity(PERSON, Role.AUTHOR, frozenset("*")),
    "editor": Identity(PERSON, Role.EDITOR, frozenset("*")),
}
PAGE, COUNTED = Window(25), Window(25, total=True)
MOMENT = datetime(2021, 1, 1, tzinfo=UTC)
#: A value from the middle of each attribute, by kind and by name.
MIDDLE: dict[Any, Any] = {
    Kind.STRING: "88888888",
    Kind.INTEGER: 300,
    Kind.BOOLEAN: False,
    Kind.TIMESTAMP: MOMENT,
    "handle": "one-7",
    "language": "de",
    "status": "archived",
    "kind": "love",
}
TYPES = ("articles", "comments", "reactions")

pytestmark = pytest.mark.parametrize("caller", CALLERS)


@pytest.fixture(scope="module")
def asking(databases: Databases) -> Iterator[cursor]:
    url = databases.clone()
    engine = open_engine(url, size=2)
    large.fill(engine)
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.autocommit = True
        yield driver.cursor()
    engine.dispose()
    databases.drop(url)


@pytest.mark.parametrize("name", TYPES)
def test_every_order_is_that_of_an_index(asking: cursor, caller: str, name: str) -> None:
    orders = [f"sort={sign}{one}" for one in _sortable(GRAPH[name]) for sign in ("", "-")]

    asked = [Asked(name, order, CALLERS[caller]) for order in orders]
    assert _readers(asking, asked) == []
    assert _sorters(asking, asked) == []


@pytest.mark.parametrize("name", ["articles", "comments"])
def test_a_cursor_enters_the_index_where_it_stands(asking: cursor, caller: str, name: str) -> None:
    attributes = GRAPH[name].attributes
    places = {
        f"{sign}{one}": (
            (IDS[name],) if one == "id" else (_middle(name, attributes[one]), IDS[name])
        )
        for one in _sortable(GRAPH[name])
        for sign in ("", "-")
    }
    asked = [
        Asked(name, f"sort={order}", CALLERS[caller], Window(25, **{side: place}))
        for order, place in places.items()
        for side in ("after", "before")
    ]

    outside = [str(one) for one in asked if not explained(asking, one).found_by]

    assert outside == []
    assert _readers(asking, asked) == []
    assert _sorters(asking, asked) == []


@pytest.mark.parametrize("window", [PAGE, COUNTED], ids=["page", "counted"])
@pytest.mark.parametrize("name", TYPES)
def test_no_filter_reads_a_whole_table(
    asking: cursor, caller: str, name: str, window: Window
) -> None:
    filters = [
        f"filter[{attribute.name}]{operator}={value}"
        for attribute in GRAPH[name].attributes.values()
        if attribute.filterable
        for operator, value in _operators(name, attribute)
    ]

    asked = [Asked(name, one, CALLERS[caller], window) for one in filters]
    assert _readers(asking, asked) == []


@pytest.mark.parametrize("window", [PAGE, COUNTED], ids=["page", "counted"])
@pytest.mark.parametrize("name", [*TYPES, "people", "tags", "series"])
def test_nor_does_one_through_a_relationship(
    asking: cursor, caller: str, name: str, window: Window
) -> None:
    filters = ["filter[search]=word 77"] if name == "articles" else []
    for relation in GRAPH[name].relations.values():
        filters += [f"filter=has({relation.name})", f"filter=not(has({relation.name}))"]
        for target in relation.targets:
            filters.append(f"filter[{relation.name}]={IDS[target]}")
            filters += [
                f"filter[{relation.name}][{attribute.name}]={_text(_middle(target, attribute))}"
                for attribute in GRAPH[target].attributes.values()
                if attribute.filterable and attribute.name not in ("email", "role")
            ]

    asked = [Asked(name, one, CALLERS[caller], window) for one in filters]
    assert _readers(asking, asked) == []


@pytest.mark.parametrize("name", IDS)
def test_nor_does_what_hangs_on_one_resource(asking: cursor, caller: str, name: str) -> None:
    asked = []
    for relation in GRAPH[name].relations.values():
        counted = f"page[{relation.name}][total]=true" if relation.many else ""
        asked += [
            Asked(f"{name}/1/{relation.name}", "", CALLERS[caller], COUNTED, IDS[name]),
            Asked(f"{name}/1/relationships/{relation.name}", "", CALLERS[caller], PAGE, IDS[name]),
            Asked(name, f"include={relation.name}&{counted}", CALLERS[caller], PAGE, IDS[name]),
        ]

    assert _readers(asking, asked) == []


@pytest.mark.parametrize(
    ("name", "order"), [("articles", "author.name"), ("comments", "-article.title")]
)
def test_an_order_of_another_table_is_sorted(
    asking: cursor, caller: str, name: str, order: str
) -> None:
    assert _sorters(asking, [Asked(name, f"sort={order}", CALLERS[caller])]) != []


def _readers(asking: cursor, asked: Iterable[Asked]) -> list[str]:
    """Those that read a large table as a whole."""
    plans = ((one, explained(asking, one).whole_tables) for one in asked)
    return [f"{one}: {tables}" for one, tables in plans if tables]


def _sorters(asking: cursor, asked: Iterable[Asked]) -> list[str]:
    """Those that sort what they do not show."""
    return [str(one) for one in asked if explained(asking, one).sorted]


def _sortable(resource_type: ResourceType) -> list[str]:
    names = [one.name for one in resource_type.attributes.values() if one.sortable]
    assert declared(resource_type.order)[0].path[0] in ("id", *names)
    return ["id", *names]


def _operators(name: str, attribute: Attribute) -> list[tuple[str, str]]:
    """Every operator that fits the attribute, but for those that no index has."""
    value = _text(_middle(name, attribute))
    found = [("", value), ("", f"{value},{value}"), ("[ne]", value), ("[null]", "true")]
    if attribute.kind is not Kind.BOOLEAN:
        found += [(f"[{one}]", value) for one in ("lt", "lte", "gt", "gte")]
    if attribute.kind is Kind.STRING:
        found.append(("[startsWith]", value))
    return found


def _middle(name: str, attribute: Attribute) -> Any:
    if name == "comments" and attribute.name == "status":
        return "hidden"
    return MIDDLE.get(attribute.name, MIDDLE[attribute.kind])


def _text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case _:
            return str(value)
