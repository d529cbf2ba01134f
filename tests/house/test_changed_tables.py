"""A table changes while the service runs: what was planned for the old one costs no request.

An operator alters a column, or a newer version migrates while this one still serves. A connection
that has prepared a statement then refuses to run it for good.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from tests.client import Client
from tests.factories import Factory

Serve = Callable[..., str]
CONNECTIONS = 4
CHANGES = ("bigint", "integer", "bigint")


@pytest.fixture
def article(add: Factory) -> str:
    """The id of an article of Ann's."""
    return add.article("first", author=add.person("ann", role="author"))


def test_every_connection_reads_on(article: str, add: Factory, database: str, serve: Serve) -> None:
    base = serve(database, pool_size=CONNECTIONS)
    urls = (f"/v1/articles/{article}", "/v1/articles?include=author,series,comments")

    def crowd() -> set[int]:
        def one(number: int) -> int:
            with Client(base) as client:
                return client.get(urls[number % 2]).status

        with ThreadPoolExecutor(4 * CONNECTIONS) as threads:
            return set(threads.map(one, range(8 * CONNECTIONS)))

    answered = [crowd()]
    for kind in CHANGES:
        change(database, kind)
        answered.append(crowd())

    assert answered == [{200}] * 4


def test_every_connection_writes_on(
    article: str, add: Factory, database: str, serve: Serve
) -> None:
    statuses = []
    with Client(serve(database), add.token(add.ids["ann"])) as client:
        for kind in CHANGES:
            for title in ("One", "Another"):
                answer = client.patch(
                    f"/v1/articles/{article}",
                    {"data": {"type": "articles", "id": article, "attributes": {"title": title}}},
                )
                statuses.append(answer.status)
            change(database, kind)

    assert statuses == [200] * 6


def change(database: str, kind: str) -> None:
    """Make a column of articles one of another type."""
    with closing(psycopg2.connect(database)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"ALTER TABLE articles ALTER COLUMN word_count TYPE {kind}")
