"""Versions tell of changes: that of a resource grows exactly where something that it owns changed.

What a resource owns is read in SQL that is written from the contract alone (section 2): every
attribute but those that the server keeps, and every relationship without "ro" save `tags.articles`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from jsonapi_blog import credentials
from jsonapi_blog.store.session import Store
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, world
from tests.factories import Factory
from tests.properties.writes import IDS, NAMES, READ, Sent, fill, writes
from tests.spec.sending import TABLES, stored

EXAMPLES = 30
#: Where all resources are read and written back after each sequence.
FEW_EXAMPLES = 5
WRITES = 12

OWNED = {
    "people": "name, handle, bio, website, avatar_url, email, role, password_hash",
    "articles": (
        "title, slug, summary, body, status, language, comments_open, published_at, author_id, "
        "series_id, ARRAY(SELECT tag_id FROM article_tags WHERE article_id = t.id ORDER BY tag_id),"
        "ARRAY(SELECT person_id FROM article_coauthors WHERE article_id = t.id ORDER BY position)"
    ),
    "comments": "body, status, article_id, author_id, parent_id",
    "tags": "name, slug, description",
    "series": (
        "title, slug, description, curator_id, "
        "ARRAY(SELECT id FROM articles WHERE series_id = t.id ORDER BY series_position, id)"
    ),
    "reactions": "kind, person_id, article_id, comment_id",
    "access_tokens": "name, scopes, expires_at, person_id",
}


UNTIMED = ("tags", "reactions", "access_tokens")
STATES = " UNION ALL ".join(
    f"SELECT '{table}', id, version, {'NULL' if table in UNTIMED else 'updated_at'}, "
    f"jsonb_build_array({owned}) FROM {table} t"
    for table, owned in OWNED.items()
)


class State(NamedTuple):
    """One resource: its version, when it was updated, and what it owns."""

    version: int
    updated: datetime | None
    owned: list[Any]


class Blog:
    """A served blog that can begin anew."""

    def __init__(self, served: World) -> None:
        self.world = served
        self._clients: dict[str, Client] = {}

    def restart(self) -> None:
        """The same rows as at the beginning, whatever has become of them."""
        with self.world.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(TABLES)}"))
        self.world.tokens.update(fill(Factory(self.world.engine)))

    def send(self, sent: Sent) -> Answer:
        client = self.client(sent.who)
        return client.write(sent.method, sent.path, sent.document, headers=sent.headers)

    def client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = self.world.client_of(who)
        return self._clients[who]

    def states(self) -> dict[tuple[str, str], State]:
        """Every resource as it is stored."""
        with self.world.engine.connect() as connection:
            rows = connection.execute(text(STATES))
            return {(table, id_): State(*state) for table, id_, *state in rows}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[Blog]:
    with world(databases) as made:
        yield Blog(made)


@pytest.mark.req("UPD-04", "UPD-07", "UPD-25", "UPDREL-21", "CRUD-03")
def test_a_version_grows_exactly_where_what_is_owned_has_changed(blog: Blog) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.lists(writes(), min_size=6, max_size=WRITES))
    def grows(sequence: list[Sent]) -> None:
        blog.restart()
        before = blog.states()
        for sent in sequence:
            answer = blog.send(sent)

            after = blog.states()
            assert answer.status < 500, answer.body
            check(before, after, answer, dry="Prefer" in sent.headers)
            before = after

    grows()


def check(
    before: dict[tuple[str, str], State],
    after: dict[tuple[str, str], State],
    answer: Answer,
    *,
    dry: bool,
) -> None:
    """Raises AssertionError where a version tells something else than what has happened."""
    if dry or answer.status >= 400:
        assert after == before, f"{answer.status} has changed something"
    for key, new in after.items():
        old = before.get(key)
        if old is None:
            assert new.version == 1, f"{key} is new, and of version {new.version}"
        elif new.owned == old.owned:
            assert new == old, f"nothing that {key} owns has changed"
        else:
            assert new.version > old.version, f"what {key} owns has changed"
            assert (new.updated is None) or new.updated > old.updated, f"{key} was updated"


@pytest.mark.req("UPD-16", "UPDREL-16", "UPDREL-09", "UPDREL-11")
def test_what_a_write_has_done_it_does_not_do_again(blog: Blog) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.lists(writes(), max_size=3), writes())
    def rests(sequence: list[Sent], last: Sent) -> None:
        blog.restart()
        for sent in (*sequence, last):
            blog.send(sent)
        rows = stored(blog.world)

        again = blog.send(last)

        assert again.status < 500
        assert stored(blog.world) == rows

    rests()


@pytest.mark.req("UPD-03", "UPD-16", "UPD-17")
def test_what_was_read_moves_nothing_when_it_is_written_back(blog: Blog) -> None:
    @settings(max_examples=FEW_EXAMPLES, deadline=None, database=None)
    @given(st.lists(writes(), max_size=6))
    def rests(sequence: list[Sent]) -> None:
        blog.restart()
        for sent in sequence:
            blog.send(sent)
        rows = stored(blog.world)

        for type_, names in NAMES.items():
            for name in names:
                written_back(blog, f"/v1/{type_}/{IDS[name]}", READ[type_])

        assert stored(blog.world) == rows

    rests()


def written_back(blog: Blog, path: str, include: str) -> None:
    """Read by whoever may do all, and sent back as it came."""
    read = blog.client("ada").get(path, params={"include": include} if include else None)
    if read.status == 200:
        answer = blog.client("ada").patch(path, {"data": read.data})
        assert (answer.status, answer.data["meta"]) == (200, read.data["meta"])


async def used(store: Store, secret: str) -> None:
    await store.credential(credentials.digest(secret))
    store.leave()


def test_the_use_of_a_token_is_written_down_and_moves_no_version(
    engine: Engine, add: Factory
) -> None:
    secret = add.token(add.person("ann"))

    with closing(Store(engine)) as store:
        asyncio.run(used(store, secret))
        store.keep_house(login_minutes=15)

    with engine.connect() as connection:
        rows = connection.execute(text("SELECT version, last_used_at FROM access_tokens")).all()
    assert [(version, used is not None) for version, used in rows] == [(1, True)]
