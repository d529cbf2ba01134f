"""Faults of the server itself, brought about for real: a lost table, a lock, a lost database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest
from psycopg2 import sql

from jsonapi_blog.credentials import mint
from tests.client import Client
from tests.conftest import Databases, World

Serve = Callable[..., str]


@pytest.fixture
def client(database: str, serve: Serve) -> Iterator[Client]:
    """Of a served blog whose database is the test's own, to be broken."""
    with Client(serve(database, statement_seconds=0.3)) as client:
        assert client.get("/v1/tags").status == 200
        yield client


@pytest.mark.req("ERR-04", "ERR-09", "ERR-12", "CN-04", "CN-18")
def test_a_500_tells_nothing_but_an_id_that_is_in_the_log(
    client: Client, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    execute(database, "ALTER TABLE tags RENAME TO lost")

    with caplog.at_level(logging.ERROR, logger="jsonapi_blog"):
        answer = client.get("/v1/tags")

    assert answer.status == 500
    assert answer.error["code"] == "internal-error"
    assert answer.error["id"] in caplog.text
    assert "UndefinedTable" in caplog.text
    assert b"tags" not in answer.body
    assert "ETag" not in answer.headers
    assert client.get("/v1/people").status == 200


@pytest.mark.req("ERR-04", "ERR-09")
def test_a_statement_that_takes_too_long_is_503_and_the_next_one_works(
    client: Client, database: str
) -> None:
    with closing(psycopg2.connect(database)) as locking:
        locking.cursor().execute("LOCK TABLE tags IN ACCESS EXCLUSIVE MODE")

        answers = [client.get("/v1/tags"), client.get("/v1/tags?include=articles")]

    for answer in answers:
        assert answer.status == 503
        assert answer.error["code"] == "statement-timeout"
        assert "0.3 s" in answer.error["detail"]
        assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/v1/tags").status == 200
    assert client.get("/v1/tags?include=articles").status == 200


@pytest.mark.req("ERR-04", "ERR-09", "CN-04")
def test_a_lost_database_is_503_until_it_is_back(
    client: Client, database: str, databases: Databases
) -> None:
    token = {"Authorization": f"Bearer {mint()}"}

    with lost(database, databases):
        away = [
            client.get("/v1/tags"),
            client.get("/v1/tags?include=articles"),
            client.get("/v1", headers=token),
        ]
        ready = client.get("/readyz", accept="*/*")
        alive = client.get("/healthz", accept="*/*")
        without_database = client.get("/v1")
    back = [client.get("/v1/tags"), client.get("/readyz", accept="*/*")]

    for answer in away:
        assert answer.status == 503
        assert answer.error["code"] == "database-unavailable"
        assert int(answer.headers["Retry-After"]) > 0
    assert (ready.status, alive.status, without_database.status) == (503, 200, 200)
    assert int(ready.headers["Retry-After"]) > 0
    assert [answer.status for answer in back] == [200, 200]


@pytest.mark.req("ERR-04")
@pytest.mark.parametrize("path", ["/v1/tags", "/v1/tags?include=articles"])
def test_connections_that_died_unseen_are_replaced_unnoticed(
    client: Client, database: str, databases: Databases, path: str
) -> None:
    hang_up(database, databases)

    assert client.get(path).status == 200


@pytest.mark.req("QP-07", "ERR-01")
@pytest.mark.parametrize(
    "query",
    ["nope=1", "include=nope", "sort=nope", "page[size]=0", "filter[nope]=1", "page[after]=x"],
)
def test_a_refused_query_asks_nothing_of_the_database(sample: World, query: str) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get(f"/v1/articles?{query}")

    assert answer.status == 400
    assert len(seen) == 0
    assert not seen.frames


def execute(database: str, command: str) -> None:
    with closing(psycopg2.connect(database)) as connection:
        connection.autocommit = True
        connection.cursor().execute(command)


@contextmanager
def lost(database: str, databases: Databases) -> Iterator[None]:
    """The database admits nobody, and throws out who is there."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(name_of(database))
    databases.execute(allow.format(name, sql.SQL("false")))
    hang_up(database, databases)
    try:
        yield
    finally:
        databases.execute(allow.format(name, sql.SQL("true")))


def hang_up(database: str, databases: Databases) -> None:
    databases.execute(
        sql.SQL(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}"
        ).format(sql.Literal(name_of(database)))
    )


def name_of(database: str) -> str:
    return database.partition("@/")[2].partition("?")[0]
