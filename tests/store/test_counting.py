"""What usual shapes cost on a large blog: nothing is counted twice, and keys come from indexes.

The blog is that of the benchmarks with reactions on it; the statements are those that the server
sends, caught on their way and asked for their plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import cursor

from jsonapi_blog.store.engine import open_engine
from tests.client import Client
from tests.conftest import Databases, served
from tests.statements import explaining, whole

SMALLER = """
INSERT INTO people (id, name, handle, role)
SELECT gen_random_uuid(), 'Person ' || i, 'person-' || i, 'author' FROM generate_series(0, 99) i;
INSERT INTO tags (id, name, slug) VALUES (gen_random_uuid(), 'Tag', 'tag');
INSERT INTO articles (id, title, slug, status, published_at, author_id)
SELECT gen_random_uuid(), 'Title ' || i, 'article-' || i, 'published',
       timestamptz '2020-01-01Z' + i * interval '1 hour', p.id
FROM generate_series(0, 4999) i JOIN people p ON p.handle = 'person-' || i % 100;
INSERT INTO article_tags (article_id, tag_id) SELECT a.id, t.id FROM articles a, tags t;
INSERT INTO comments (id, body, article_id, author_id)
SELECT gen_random_uuid(), 'Comment', a.id, a.author_id FROM articles a;
INSERT INTO reactions (id, kind, person_id, article_id)
SELECT gen_random_uuid(), 'love', p.id, a.id FROM articles a JOIN people p ON p.id <> a.author_id
WHERE hashtext(p.handle || a.slug) % 20 = 0;
INSERT INTO reactions (id, kind, person_id, comment_id)
SELECT gen_random_uuid(), 'love', c.author_id, c.id FROM comments c;
ANALYZE;
"""


class Blog:
    """A served blog, and the plans of what it asks."""

    def __init__(self, client: Client, url: str, statements: list[str]) -> None:
        self.client = client
        self._url = url
        self._statements = statements

    def nodes(self, path: str, params: dict[str, str] | None = None) -> list[dict[str, Any]]:
        """Every node of the plan of the one statement that this GET is."""
        self._statements.clear()
        answer = self.client.get(path, params=params)
        assert answer.status == 200
        (statement,) = self._statements
        with closing(psycopg2.connect(self._url)) as connection:
            asking = connection.cursor()
            asking.execute(explaining(statement, "ANALYZE, FORMAT JSON"))
            ((found,),) = asking.fetchall()
        return list(_nodes(found[0]["Plan"]))

    def first(self, path: str) -> str:
        return str(self.client.get(path, params={"page[size]": "1"}).document["data"][0]["id"])


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[Blog]:
    statements: list[str] = []
    names: dict[int, dict[str, str]] = {}

    class Catching(cursor):
        def execute(self, query: Any, vars: Any = None) -> None:
            super().execute(query, vars)
            statements.append(
                whole((self.query or b"").decode(), names.setdefault(id(self.connection), {}))
            )

    url = databases.clone()
    with closing(psycopg2.connect(url)) as connection:
        connection.cursor().execute(SMALLER)
        connection.commit()
    engine = open_engine(url, size=1, cursor_factory=Catching)
    with served(engine) as base, Client(base) as client:
        client.get("/v1/tags")
        yield Blog(client, url, statements)
    engine.dispose()
    databases.drop(url)


@pytest.mark.parametrize("url", ["articles", "relationships/articles"])
def test_the_total_of_a_relationship_is_counted_once_for_all_rows_of_the_page(
    blog: Blog, url: str
) -> None:
    tag = blog.first("/v1/tags")

    nodes = blog.nodes(f"/v1/tags/{tag}/{url}")

    counts = [node["Actual Loops"] for node in nodes if node["Node Type"] == "Aggregate"]
    assert counts == [1]


@pytest.mark.parametrize("collection", ["articles", "comments"])
def test_the_reactions_to_one_target_are_found_by_its_key(blog: Blog, collection: str) -> None:
    target = blog.first(f"/v1/{collection}")

    nodes = blog.nodes("/v1/reactions", {"filter[target]": target})

    assert _scanned(nodes, "reactions") == set()
    assert {"ix_reactions_article", "ix_reactions_comment"} <= _indexes(nodes)


def test_the_reactions_of_one_person_are_found_by_its_key(blog: Blog) -> None:
    person = blog.first("/v1/people")

    nodes = blog.nodes("/v1/reactions", {"filter[person]": person, "page[total]": "false"})

    assert _scanned(nodes, "reactions") == set()
    assert "ix_reactions_person" in _indexes(nodes)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _scanned(nodes: list[dict[str, Any]], table: str) -> set[str]:
    """How this table is read without an index."""
    return {
        node["Node Type"]
        for node in nodes
        if node.get("Relation Name") == table and node["Node Type"] == "Seq Scan"
    }


def _indexes(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["Index Name"] for node in nodes if "Index Name" in node}
