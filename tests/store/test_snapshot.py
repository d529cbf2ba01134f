"""All statements of one answer see one snapshot: what is committed between them is not seen.

In: an engine whose cursors do something of the test's own, on another connection, right before
the second statement of a request. So the change always falls between the root and an edge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg2.extensions import cursor
from sqlalchemy import Engine, text

from jsonapi_blog.store.engine import open_engine
from tests.client import Client
from tests.compound import linkage
from tests.factories import Factory


class Between:
    """Runs `act` once, between the first and the second SELECT that its cursors execute."""

    def __init__(self) -> None:
        self.act: Callable[[], None] | None = None
        self._selects = 0
        between = self

        class Watched(cursor):
            def execute(self, query: Any, vars: Any = None) -> None:
                between.note(str(query))
                super().execute(query, vars)

        self.cursor_factory: type[cursor] = Watched

    def note(self, statement: str) -> None:
        if self.act is None or not re.search("SELECT|EXECUTE", statement):
            return
        self._selects += 1
        if self._selects == 2:
            act, self.act = self.act, None
            act()

    @property
    def has_acted(self) -> bool:
        return self._selects >= 2 and self.act is None


@contextmanager
def watched(url: str, between: Between) -> Iterator[Engine]:
    engine = open_engine(url, size=2, cursor_factory=between.cursor_factory)
    try:
        yield engine
    finally:
        engine.dispose()


CHANGES = {
    "a new comment": "INSERT INTO comments (id, body, body_html, status, article_id, author_id) "
    "SELECT gen_random_uuid(), 'new', 'new', 'visible', article_id, author_id FROM comments "
    "WHERE body = 'old'",
    "a deleted comment": "DELETE FROM comments",
    "a hidden comment": "UPDATE comments SET status = 'hidden'",
    "another text": "UPDATE comments SET body = 'new'",
}


CASES = [
    *(("/v1/articles", name) for name in CHANGES),
    ("/v1/articles/{talk}", "a deleted comment"),
    ("/v1/people/{ann}/articles", "a new comment"),
]


@pytest.mark.parametrize(("path", "change"), CASES)
def test_a_change_between_the_root_and_an_edge_is_not_seen(
    database: str,
    engine: Engine,
    add: Factory,
    serve: Callable[..., str],
    path: str,
    change: str,
) -> None:
    ann = add.person("ann")
    talk = add.article("talk", author=ann)
    old = add.comment("old", article=talk, author=ann, body="old")
    between = Between()

    def commit_a_change() -> None:
        with engine.begin() as connection:
            connection.execute(text(CHANGES[change]))

    with watched(database, between) as own, Client(serve(own)) as client:
        url = path.format_map(add.ids)
        before = client.get(url, params={"include": "comments"})
        between.act = commit_a_change

        during = client.get(url, params={"include": "comments"})

        assert between.has_acted
        assert linkage(before, "articles", talk, "comments") == [old]
        assert during.body == before.body
        assert client.get(url, params={"include": "comments"}).body != before.body


def test_a_target_that_vanishes_after_its_key_was_read_is_still_there(
    database: str, engine: Engine, add: Factory, serve: Callable[..., str]
) -> None:
    ann = add.person("ann")
    talk = add.article("talk", author=ann)
    like = add.reaction("like", person=ann, article=talk)
    between = Between()

    def delete_the_target() -> None:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM reactions; DELETE FROM articles"))

    with watched(database, between) as own, Client(serve(own)) as client:
        between.act = delete_the_target

        answer = client.get(f"/v1/reactions/{like}/target")

        assert between.has_acted
        assert answer.data["id"] == talk
        assert client.get(f"/v1/reactions/{like}/target").status == 404
