"""The database goes away, or is too slow, while the service runs: 503 with Retry-After, and as soon
as it is back everything works again without a restart (contract, section 8).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2 import sql

from jsonapi_blog.store.cluster import Cluster
from jsonapi_blog.store.embedded import Embedded
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import migrate
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases
from tests.factories import Factory

COMPOUND = "/v1/articles?include=author,comments.author,tags"
#: One of each kind of read: one statement, several, none but the token's.
URLS = ("/v1/articles", COMPOUND, "/v1/tags/00000000-0000-7000-8000-000000000000")

Serve = Callable[..., str]


@pytest.fixture
def blog(add: Factory, database: str) -> dict[str, str]:
    """An article with a comment, and a token."""
    ann = add.person("ann", role="author")
    article = add.article("first", author=ann, tags=[add.tag("rust")])
    add.comment("comment", article=article, author=ann)
    return {"url": database, "token": add.token(ann)}


def test_while_no_connection_is_possible_all_reads_are_503_and_then_they_work_again(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"])) as client:
        before = [client.get(url).status for url in URLS]
        with closed(databases, blog["url"]):
            during = [client.get(url) for url in URLS]
        after = [client.get(url).status for url in URLS]

    assert before == after == [200, 200, 404]
    for answer in during:
        assert_away(answer, "database-unavailable")


def test_a_token_is_not_called_bad_because_nobody_can_look_it_up(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"]), blog["token"]) as client:
        with closed(databases, blog["url"]):
            answers = [client.get(url) for url in ("/v1", *URLS)]
        after = client.get("/v1")

    for answer in answers:
        assert_away(answer, "database-unavailable")
    assert after.status == 200


def test_what_needs_no_database_works_without_it(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"])) as client, closed(databases, blog["url"]):
        statuses = {
            url: client.get(url, accept="*/*").status
            for url in ("/v1", "/healthz", "/readyz", "/docs", "/metrics", "/v1/articles?sort=no")
        }

    assert statuses == {
        "/v1": 200,
        "/healthz": 200,
        "/readyz": 503,
        "/docs": 200,
        "/metrics": 200,
        "/v1/articles?sort=no": 400,
    }


def test_connections_that_were_cut_behind_our_back_cost_no_request(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"])) as client:
        statuses = []
        for _ in range(3):
            statuses += [client.get(url).status for url in URLS]
            cut(databases, blog["url"])

    assert statuses == [200, 200, 404] * 3


def test_a_crowd_larger_than_the_pool_is_answered_before_during_and_after(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    base = serve(blog["url"], pool_size=4)

    def crowd() -> set[int]:
        def one(_: int) -> int:
            with Client(base) as client:
                return client.get(COMPOUND).status

        with ThreadPoolExecutor(16) as threads:
            return set(threads.map(one, range(32)))

    before = crowd()
    with closed(databases, blog["url"]):
        during = crowd()
    after = crowd()

    assert (before, during, after) == ({200}, {503}, {200})


def test_a_compound_read_that_loses_its_connection_in_the_middle_begins_anew(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"])) as client:
        whole = client.get(COMPOUND)
        with locked(blog["url"], "comments") as release, later(client, COMPOUND) as answers:
            wait_for_a_waiter(databases, blog["url"])
            cut(databases, blog["url"])
            release()

    assert [answer.status for answer in answers] == [200]
    assert answers[0].body == whole.body


def test_a_compound_read_that_loses_every_connection_is_503(
    blog: dict[str, str], serve: Serve, databases: Databases
) -> None:
    with Client(serve(blog["url"])) as client:
        with locked(blog["url"], "comments"), later(client, COMPOUND) as answers:
            wait_for_a_waiter(databases, blog["url"])
            with closed(databases, blog["url"]):
                wait_until(lambda: bool(answers))
        after = client.get(COMPOUND)

    assert_away(answers[0], "database-unavailable")
    assert after.status == 200


@pytest.mark.parametrize("table", ["articles", "comments", "article_tags", "people"])
def test_a_statement_that_takes_too_long_is_503_wherever_in_the_read_it_is(
    blog: dict[str, str], serve: Serve, databases: Databases, table: str
) -> None:
    with Client(serve(blog["url"], statement_seconds=0.2)) as client:
        with locked(blog["url"], table):
            answer = client.get(COMPOUND)
        after = client.get(COMPOUND)

    assert_away(answer, "statement-timeout")
    assert "0.2 s" in answer.error["detail"]
    assert after.status == 200
    assert states(databases, blog["url"]) <= {"idle"}


def test_a_slow_look_up_of_a_token_is_503_and_no_401(blog: dict[str, str], serve: Serve) -> None:
    with Client(serve(blog["url"], statement_seconds=0.2), blog["token"]) as client:
        with locked(blog["url"], "access_tokens"):
            answer = client.get("/v1/tags")
        after = client.get("/v1/tags")

    assert_away(answer, "statement-timeout")
    assert after.status == 200


def test_timeouts_use_up_no_connection_of_the_pool(blog: dict[str, str], serve: Serve) -> None:
    with Client(serve(blog["url"], statement_seconds=0.1, pool_size=2)) as client:
        with locked(blog["url"], "articles"):
            slow = {client.get("/v1/articles").status for _ in range(6)}
            others = client.get("/v1/tags").status
        after = client.get("/v1/articles").status

    assert (slow, others, after) == ({503}, 200, 200)


def test_a_server_that_is_stopped_and_started_again_needs_no_restart_of_the_service(
    home: Path, serve: Serve
) -> None:
    with Embedded.start(home) as embedded:
        engine = open_engine(embedded.url, size=2)
        migrate(engine)
        engine.dispose()
        cluster = Cluster.below(home.resolve())
        with Client(serve(embedded.url)) as client:
            before = client.get(COMPOUND).status
            cluster.stop()
            down = [client.get(COMPOUND), client.get("/v1/tags")]
            cluster.start()
            after = [client.get(COMPOUND).status for _ in range(3)]

    assert (before, after) == (200, [200, 200, 200])
    for answer in down:
        assert_away(answer, "database-unavailable")


def assert_away(answer: Answer, code: str) -> None:
    assert (answer.status, answer.error["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert "WWW-Authenticate" not in answer.headers
    assert "ETag" not in answer.headers


@contextmanager
def closed(databases: Databases, url: str) -> Iterator[None]:
    """The database takes no connections, and those that there are have been cut."""
    name = sql.Identifier(name_of(url))
    databases.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
    try:
        cut(databases, url)
        yield
    finally:
        databases.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def cut(databases: Databases, url: str) -> None:
    """End every connection of the service to the database."""
    ask(
        databases,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = %s AND application_name = 'jsonapi-blog'",
        name_of(url),
    )


@contextmanager
def locked(url: str, table: str) -> Iterator[Callable[[], None]]:
    """Nobody else can read the table; what is given lets go of it earlier than the end."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table))
        )
        yield connection.rollback


@contextmanager
def later(client: Client, url: str) -> Iterator[list[Answer]]:
    """The answer to a GET that another thread sends; it is there at the end at the latest."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(client.get(url)))
    thread.start()
    yield answers
    thread.join()


def wait_for_a_waiter(databases: Databases, url: str) -> None:
    """Until a statement of the service waits for a lock."""
    wait_until(
        lambda: bool(
            ask(
                databases,
                "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
                name_of(url),
            )
        )
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "It did not happen within ten seconds."
        time.sleep(0.01)


def states(databases: Databases, url: str) -> set[str]:
    """What the connections of the service are doing."""
    rows = ask(
        databases,
        "SELECT state FROM pg_stat_activity "
        "WHERE datname = %s AND application_name = 'jsonapi-blog'",
        name_of(url),
    )
    return {row[0] for row in rows}


def ask(databases: Databases, question: str, name: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(databases.url("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question, (name,))
            return cursor.fetchall()


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
