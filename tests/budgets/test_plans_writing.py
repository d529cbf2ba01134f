"""How PostgreSQL finds what a write looks for: by indexes, in a blog of some thousands of rows.

The statements are those that the server sends, caught on their way and asked for their plans; the
planner is as free as anywhere. What is looked up by an id, a slug or a foreign key is not looked
for in a whole table, neither by a statement nor by a foreign key behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import cursor

from jsonapi_blog import passwords
from jsonapi_blog.store.engine import open_engine
from tests.budgets.crowd import fill
from tests.client import Client
from tests.conftest import Databases, served
from tests.factories import Factory
from tests.spec.sending import linkage, resource
from tests.statements import FRAME, explaining, whole

#: So many of everything, and six times as many comments.
SIZE = 3_000
PASSWORD = "correct horse battery"
#: Tables that hold only what is under way: few rows, and an index on each key.
PASSING = frozenset({"idempotency_keys", "login_attempts"})


class Blog:
    """A served blog, what may be added to it, and the plans of what it asks of its database."""

    def __init__(self, url: str, base: str, add: Factory, caught: list[str]) -> None:
        self.url, self.base, self.add, self.caught = url, base, add, caught
        self.admin = add.token(add.person("admin", role="admin"))
        self.ann = add.person("ann", role="author")
        self.author = add.token(self.ann)

    def article(self, **given: Any) -> str:
        return self.add.article(author=self.ann, **given)

    def whole_tables(
        self, token: str | None, method: str, path: str, document: Any = None
    ) -> list[str]:
        """The statements of a write that look through a whole table, each after its name."""
        self.caught.clear()
        with Client(self.base, token) as client:
            answer = client.write(method, path, document)
        assert answer.status < 300, answer.document
        statements = [sql for sql in self.caught if not FRAME.match(sql)]
        assert statements, "a write takes statements"
        return [
            f"{node['Relation Name']}: {sql}"
            for sql in statements
            for node in _nodes(self.rows(explaining(sql, "FORMAT JSON"))[0][0][0]["Plan"])
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in PASSING
        ]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as connection:
            asking = connection.cursor()
            asking.execute(query)
            return asking.fetchall()


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[Blog]:
    caught: list[str] = []
    names: dict[int, dict[str, str]] = {}

    class Catching(cursor):
        def execute(self, query: Any, vars: Any = None) -> None:
            super().execute(query, vars)
            caught.append(
                whole((self.query or b"").decode(), names.setdefault(id(self.connection), {}))
            )

    with ExitStack() as ends:
        url = databases.clone()
        ends.callback(databases.drop, url)
        quiet = open_engine(url, size=1)
        ends.callback(quiet.dispose)
        fill(quiet, SIZE)
        engine = open_engine(url, size=1, cursor_factory=Catching)
        ends.callback(engine.dispose)
        base = ends.enter_context(served(engine))
        yield Blog(url, base, Factory(quiet), caught)


def test_to_create_looks_through_no_table(blog: Blog) -> None:
    series = blog.add.series(curator=blog.ann)
    linked = {
        "tags": linkage("tags", [blog.add.tag(), blog.add.tag()]),
        "coauthors": linkage("people", [blog.add.person()]),
        "series": linkage("series", series),
    }
    document = resource("articles", None, {"title": "New", "body": "It is."}, linked)

    found = blog.whole_tables(blog.author, "POST", "/v1/articles?include=author,tags", document)

    assert found == []


def test_nor_does_it_to_comment_and_to_reply(blog: Blog) -> None:
    article = blog.article()
    first = blog.add.comment(article=article, author=blog.ann)
    linked = {"article": linkage("articles", article), "parent": linkage("comments", first)}
    document = resource("comments", None, {"body": "Yes."}, linked)

    found = blog.whole_tables(blog.author, "POST", "/v1/comments", document)

    assert found == []


@pytest.mark.parametrize("target", ["articles", "comments"])
def test_nor_does_it_to_react(blog: Blog, target: str) -> None:
    article = blog.article()
    comment = blog.add.comment(article=article, author=blog.ann)
    reacted = {"target": linkage(target, article if target == "articles" else comment)}
    document = resource("reactions", None, {"kind": "sad"}, reacted)

    found = blog.whole_tables(blog.author, "POST", "/v1/reactions", document)

    assert found == []


def test_nor_does_it_to_log_in(blog: Blog) -> None:
    blog.add.person("login", email="login@blog.example", password_hash=passwords.hashed(PASSWORD))
    said = {"name": "laptop", "email": "login@blog.example", "password": PASSWORD}
    document = resource("access-tokens", None, said)

    found = blog.whole_tables(None, "POST", "/v1/access-tokens", document)

    assert found == []


def test_nor_does_it_to_change(blog: Blog) -> None:
    series = blog.add.series(curator=blog.ann)
    article = blog.article(tags=[blog.add.tag()])
    linked = {
        "tags": linkage("tags", [blog.add.tag()]),
        "coauthors": linkage("people", [blog.add.person()]),
        "series": linkage("series", series),
        "comments": linkage("comments", []),
    }
    document = resource("articles", article, {"title": "Other", "slug": f"a-{article}"}, linked)

    found = blog.whole_tables(blog.author, "PATCH", f"/v1/articles/{article}", document)

    assert found == []


def test_nor_does_it_to_change_a_password(blog: Blog) -> None:
    person = blog.add.person()
    document = resource("people", person, {"password": PASSWORD})

    found = blog.whole_tables(blog.admin, "PATCH", f"/v1/people/{person}", document)

    assert found == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("type_", "relation", "target"),
    [
        ("articles", "tags", "tags"),
        ("articles", "coauthors", "people"),
        ("series", "articles", "articles"),
    ],
)
def test_nor_does_it_to_write_a_relationship(
    blog: Blog, method: str, type_: str, relation: str, target: str
) -> None:
    add = blog.add
    article = blog.article(tags=[add.tag()], coauthors=[add.person()])
    series = add.series(curator=blog.ann, articles=[article])
    owner = article if type_ == "articles" else series
    new = {"tags": add.tag, "people": add.person, "articles": blog.article}[target]()
    document = linkage(target, [new])

    found = blog.whole_tables(
        blog.author, method, f"/v1/{type_}/{owner}/relationships/{relation}", document
    )

    assert found == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nor_does_it_to_tag_articles(blog: Blog, method: str) -> None:
    tag = blog.add.tag()
    document = linkage("articles", [blog.article(tags=[tag]), blog.article()])

    found = blog.whole_tables(
        blog.admin, method, f"/v1/tags/{tag}/relationships/articles", document
    )

    assert found == []


@pytest.mark.parametrize(
    "type_", ["people", "articles", "comments", "tags", "series", "reactions", "access-tokens"]
)
def test_nor_does_it_to_delete(blog: Blog, type_: str) -> None:
    add = blog.add
    person, tag = add.person(), add.tag()
    article = blog.article(tags=[tag], coauthors=[person])
    series = add.series(curator=blog.ann, articles=[article])
    comment = add.comment(article=article, author=person)
    add.comment(article=article, author=blog.ann, parent=comment)
    reaction = add.reaction(person=person, comment=comment)
    add.token(person)
    token = next(reversed(add.ids.values()))
    ids = {"people": person, "articles": article, "comments": comment, "tags": tag}
    ids |= {"series": series, "reactions": reaction, "access-tokens": token}

    found = blog.whole_tables(blog.admin, "DELETE", f"/v1/{type_}/{ids[type_]}")

    assert found == []


def test_every_foreign_key_can_be_followed_back_by_an_index(blog: Blog) -> None:
    found = blog.rows(
        """
        SELECT key.conname FROM pg_constraint key
        WHERE key.contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index found
            WHERE found.indrelid = key.conrelid AND found.indkey[0] = key.conkey[1]
            AND found.indpred IS NULL
        )
        """
    )

    assert found == []


def test_a_look_through_a_whole_table_would_be_seen(blog: Blog) -> None:
    ((plan,),) = blog.rows("EXPLAIN (FORMAT JSON) SELECT FROM articles WHERE title = 'Article 7'")

    assert [node["Node Type"] for node in _nodes(plan[0]["Plan"])] == ["Seq Scan"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
