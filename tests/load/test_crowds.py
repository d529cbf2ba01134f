"""Crowds on one machine: everybody is answered or refused in time, whatever the others do.

In: the service as a process of its own, over a blog with one article that is read a lot. What is
asked of machines is little, since they differ: that nobody waits for ever, and that everything is
as before when the crowd has gone.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from sqlalchemy import Engine, text

from jsonapi_blog.store.engine import open_engine
from tests.client import Client
from tests.conftest import Databases
from tests.house.processes import Service, serving
from tests.load.crowds import crowd, most_connections

ARTICLES = "/v1/articles?page[total]=false&page[size]=1&fields[articles]=title"
#: A hundred articles with fifty comments each, and everybody who wrote them.
ALL = "/v1/articles?page[size]=100&include=comments.author,author&page[comments][size]=50"
BLOG = """
    INSERT INTO people (id, name, handle, role)
    SELECT ('01900001-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'One ' || i, 'one-' || i,
           'author' FROM generate_series(0, 99) i;
    INSERT INTO articles (id, title, slug, body, status, published_at, author_id)
    SELECT ('01900002-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'Title ' || i, 'a-' || i,
           repeat('Words. ', 300), 'published', timestamptz '2020-01-01Z' + i * interval '1 hour',
           ('01900001-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid
    FROM generate_series(0, 99) i;
    INSERT INTO comments (id, body, article_id, author_id, created_at)
    SELECT ('01900003-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, repeat('Yes. ', 50),
           ('01900002-0000-7000-8000-' || lpad((i % 100)::text, 12, '0'))::uuid,
           ('01900001-0000-7000-8000-' || lpad((i * 7 % 100)::text, 12, '0'))::uuid,
           timestamptz '2020-06-01Z' + i * interval '1 minute'
    FROM generate_series(0, 4999) i;
    ANALYZE;
"""


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[str]:
    url = databases.clone()
    engine: Engine = open_engine(url, size=1)
    with engine.begin() as connection:
        connection.execute(text(BLOG))
    engine.dispose()
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def served(blog: str) -> Iterator[str]:
    with serving(DATABASE_URL=blog) as service:
        yield base_of(service)


def base_of(service: Service) -> str:
    where = urlsplit(service.example)
    return f"{where.scheme}://{where.netloc}"


@pytest.mark.req("ERR-04")
def test_two_thousand_at_once_are_answered_or_refused_and_nobody_is_forgotten(served: str) -> None:
    number = most_connections(2_000)

    found = crowd(served, ARTICLES, number)
    with Client(served) as client:
        afterwards = client.get(ARTICLES)

    assert found.statuses.total() == number
    assert set(found.statuses) <= {200, 503}
    assert found.statuses[200] >= 256
    assert found.refused <= {"1"}
    assert afterwards.status == 200


@pytest.mark.parametrize("workers", ["2", "4"])
def test_several_workers_share_a_crowd(blog: str, workers: str) -> None:
    with serving("--workers", workers, DATABASE_URL=blog) as service:
        found = crowd(base_of(service), ARTICLES, 256)

    assert found.statuses == {200: 256}


@pytest.mark.req("ERR-04")
def test_whoever_waits_too_long_for_a_busy_database_is_refused_in_time(blog: str) -> None:
    settings = {"BLOG_POOL_SIZE": "2", "BLOG_QUEUE_SIZE": "60", "BLOG_STATEMENT_SECONDS": "1"}
    with (
        serving(DATABASE_URL=blog, **settings) as service,
        closing(psycopg2.connect(blog)) as blocking,
    ):
        base = base_of(service)
        blocking.cursor().execute("LOCK TABLE articles")
        found = crowd(base, ARTICLES, 100)
        blocking.rollback()
        with Client(base) as client:
            afterwards = client.get(ARTICLES)

    # Two statements at a time end after a second each; nobody waits for the thirtieth pair.
    assert found.statuses == {503: 100}
    assert found.refused == {"1", "5"}
    assert found.slowest < 10
    assert afterwards.status == 200


def test_who_does_not_read_holds_nobody_up(served: str) -> None:
    where = urlsplit(served)
    request = f"GET {ALL} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()

    with ExitStack() as ends:
        for _ in range(16):
            reader = ends.enter_context(closing(socket.socket()))
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.connect((where.hostname, where.port))
            reader.sendall(request)
            # Its answer has begun: more than the system takes for it waits in the service.
            assert reader.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 200"
        found = crowd(served, ARTICLES, 64)

    assert found.statuses == {200: 64}
    assert found.slowest < 5


def test_who_asks_for_the_most_over_and_over_slows_others_down_only_so_much(served: str) -> None:
    over = threading.Event()
    sizes: list[int] = []

    def ask() -> None:
        with Client(served) as client:
            while not over.is_set():
                sizes.append(len(client.get(ALL).included))

    asking = threading.Thread(target=ask)
    asking.start()
    taken = []
    try:
        with Client(served) as client:
            for _ in range(100):
                began = time.monotonic()
                assert client.get(ARTICLES).status == 200
                taken.append(time.monotonic() - began)
    finally:
        over.set()
        asking.join()

    assert sorted(taken)[98] < 2
    assert set(sizes) == {5_000 + 100}
