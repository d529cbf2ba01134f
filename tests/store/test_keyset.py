"""Keysets on a large table: pages of the default order come from the index, not from a sort.

20,000 articles are made by SQL; the statements are those that the server sends, caught on their
way and asked for their plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import cursor

from jsonapi_blog.pagination.cursors import Cursors
from jsonapi_blog.pagination.strategies import Listing
from jsonapi_blog.query.sort import declared
from jsonapi_blog.store.engine import open_engine
from tests.client import Client
from tests.conftest import SECRET, Databases, served
from tests.cursors import first_page

MANY = """
INSERT INTO people (id, name, handle, role, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'Ann', 'ann', 'author', now(), now());
INSERT INTO articles
  (id, title, slug, body, status, author_id, published_at, created_at, updated_at)
SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Title ' || n % 100,
       'a-' || n, '', CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'published' END,
       '00000000-0000-7000-8000-000000000001',
       CASE WHEN n % 10 <> 0 THEN timestamptz '2020-01-01Z' + n / 3 * interval '1 minute' END,
       now(), now()
FROM generate_series(1, 20000) n;
ANALYZE articles;
"""
INDEX = "ix_articles_newest"


class Caught:
    """The statements that went to the database, with their values already in them."""

    def __init__(self) -> None:
        caught: list[str] = []

        class Catching(cursor):
            def execute(self, query: Any, vars: Any = None) -> None:
                super().execute(query, vars)
                caught.append(self.query.decode())

        self.statements = caught
        self.cursor_factory: type[cursor] = Catching


class Large:
    """A served blog of 20,000 articles, and the plans of what it asks."""

    def __init__(self, client: Client, url: str, caught: Caught) -> None:
        self.client = client
        self._url = url
        self._caught = caught

    def plan(self, params: dict[str, str]) -> list[dict[str, Any]]:
        """Every node of the plan of the one statement that a page of articles is."""
        self._caught.statements.clear()
        answer = self.client.get("/v1/articles", params=params)
        assert answer.status == 200
        (statement,) = [each for each in self._caught.statements if "FROM articles" in each]
        with closing(psycopg2.connect(self._url)) as connection:
            asking = connection.cursor()
            asking.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
            ((found,),) = asking.fetchall()
        return list(_nodes(found[0]["Plan"]))


@pytest.fixture(scope="module")
def large(databases: Databases) -> Iterator[Large]:
    caught = Caught()
    url = databases.clone()
    with closing(psycopg2.connect(url)) as connection:
        connection.cursor().execute(MANY)
        connection.commit()
    engine = open_engine(url, size=4, cursor_factory=caught.cursor_factory)
    with served(engine) as base, Client(base) as client:
        yield Large(client, url, caught)
    engine.dispose()
    databases.drop(url)


@pytest.mark.parametrize("edge", ["first", "last"])
def test_the_pages_at_both_edges_come_from_the_index(large: Large, edge: str) -> None:
    link = first_page(large.client, "/v1/articles", 25).links[edge]
    asked = dict(large.client.get(link).parameters)

    _assert_from_index(large.plan(asked))


@pytest.mark.parametrize("parameter", ["page[after]", "page[before]"])
@pytest.mark.parametrize("offset", [0, 9_000, 17_900])
def test_a_page_in_the_middle_reads_no_more_of_the_index_than_one_at_the_edge(
    large: Large, parameter: str, offset: int
) -> None:
    cursor_there = _cursor_at(large, offset)

    _assert_from_index(large.plan({parameter: cursor_there}))


def test_a_range_comes_from_the_index_too(large: Large) -> None:
    nodes = large.plan(
        {"page[after]": _cursor_at(large, 9_000), "page[before]": _cursor_at(large, 9_050)}
    )

    _assert_from_index(nodes)


def _assert_from_index(nodes: list[dict[str, Any]]) -> None:
    kinds = {node["Node Type"] for node in nodes}
    assert INDEX in {node.get("Index Name") for node in nodes}
    assert not kinds & {"Sort", "Incremental Sort", "Seq Scan", "Bitmap Heap Scan"}
    scan = next(node for node in nodes if node.get("Index Name") == INDEX)
    # The page and one row more; drafts among them are passed over.
    assert scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) <= 101


def _cursor_at(large: Large, offset: int) -> str:
    """The cursor that stands on the article with this offset."""
    page = large.client.get(f"/v1/articles?page[offset]={offset}&page[limit]=1&page[total]=false")
    (place,) = page.data
    published = datetime.fromisoformat(place["attributes"]["publishedAt"])
    listing = Listing("articles", declared("-publishedAt"), None, ())
    return Cursors(SECRET).text((published, place["id"]), listing.context)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
