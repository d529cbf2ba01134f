"""Transactions of somebody else that are in the way, and the moment at which a write waits.

In: a world. Out: a connection that holds locks; the answer of a write that another thread sends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any

import psycopg2
from sqlalchemy import text

from tests.answer import Answer
from tests.conftest import World


def address(blog: World) -> str:
    """The URL of its database."""
    return blog.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def rival(blog: World, *commands: str) -> Iterator[Any]:
    """A transaction that has run some statements, and whatever comes; in the end it is undone."""
    with closing(psycopg2.connect(address(blog))) as connection:
        for command in commands:
            connection.cursor().execute(command)
        yield connection


def execute(blog: World, *commands: str) -> None:
    """Run statements on a connection of their own, each by itself."""
    with closing(psycopg2.connect(address(blog))) as connection:
        connection.autocommit = True
        for command in commands:
            connection.cursor().execute(command)


@contextmanager
def later(send: Callable[[], Answer]) -> Iterator[list[Answer]]:
    """What another thread sends is answered at the end at the latest."""
    answers: list[Answer] = []
    thread = Thread(target=lambda: answers.append(send()))
    thread.start()
    yield answers
    thread.join()


def until_somebody_waits(blog: World, waiters: int = 1) -> None:
    """Until statements of the service wait for a lock."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'jsonapi-blog' AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + 10
    while True:
        with blog.engine.connect() as connection:
            if connection.scalar(asked) >= waiters:
                return
        assert time.monotonic() < deadline, "nobody waited within ten seconds"
        time.sleep(0.005)
