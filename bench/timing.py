"""What the benchmarks share: the blog they measure on, a clock in every connection, one table.

Reads wait on an event loop, writes in the thread that asks; both are timed where they wait.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg2.extensions
import uvloop
from sqlalchemy import Engine

from bench.data import fill
from jsonapi_blog.app import compose
from jsonapi_blog.resources.api import Api
from jsonapi_blog.rowset import Row
from jsonapi_blog.settings import Settings
from jsonapi_blog.store import reading
from jsonapi_blog.store.connection import Connection
from jsonapi_blog.store.embedded import Embedded
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import migrate
from jsonapi_blog.store.session import Store
from jsonapi_blog.store.tokens import BY_DIGEST

#: Part of the time, but neither what a request asks for nor what a write does.
UNCOUNTED = frozenset({"COMMIT", BY_DIGEST})


class TimedCursor(psycopg2.extensions.cursor):
    """Adds up what statements take, and counts them: all but frames and look-ups of tokens."""

    seconds = 0.0
    statements = 0

    def execute(self, query: Any, vars: Any = None) -> None:
        if self.connection.async_:
            super().execute(query, vars)
            return
        with timed():
            super().execute(query, vars)
        TimedCursor.statements += query not in UNCOUNTED

    def executemany(self, query: Any, vars_list: Any) -> None:
        with timed():
            super().executemany(query, vars_list)
        TimedCursor.statements += 1


class TimedConnection(Connection):
    """The same for a connection that is waited for."""

    async def run(self, sql: str, values: Mapping[str, Any], opening: str = "") -> list[Row]:
        with timed():
            rows = await super().run(sql, values, opening)
        TimedCursor.statements += sql not in UNCOUNTED
        return rows


T = TypeVar("T")
LOOP = uvloop.new_event_loop()


def waited(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, on the one loop that there is."""
    return LOOP.run_until_complete(work)


@dataclass
class Figures:
    """What was measured of one shape; seconds, one entry a round."""

    size: int = 0
    statements: int = 0
    whole: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)


@contextmanager
def timed() -> Iterator[None]:
    """Adds what happens inside to the time of SQL."""
    began = time.perf_counter()
    yield
    TimedCursor.seconds += time.perf_counter() - began


@contextmanager
def blog() -> Iterator[tuple[Api, Engine]]:
    """The service over a throw-away database with the blog of `bench.data` in it."""
    with tempfile.TemporaryDirectory(prefix="blog-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with Embedded.start(Path(folder)) as embedded:
            engine = open_engine(embedded.url, size=2, cursor_factory=TimedCursor)
            _time_commits(engine)
            migrate(engine)
            fill(engine)
            engine.dispose()
            reading.Connection = TimedConnection  # type: ignore[misc]  # a clock in each of them
            store = Store(engine)
            yield compose(Settings(secret=b"the key of the bench"), store), engine
            store.leave()
            engine.dispose()


def measure(work: Callable[[], bytes], figures: Figures) -> bytes:
    """The answer that `work` gives; what it took goes into `figures`."""
    TimedCursor.seconds, TimedCursor.statements = 0.0, 0
    began = time.perf_counter()
    body = work()
    figures.whole.append(time.perf_counter() - began)
    figures.sql.append(TimedCursor.seconds)
    figures.size, figures.statements = len(body), TimedCursor.statements
    return body


def report(measured: Mapping[str, Figures]) -> None:
    """Print one line for each shape."""
    print("| request | statements | kB | ms | of it SQL |")
    print("|---|---|---|---|---|")
    for name, found in measured.items():
        whole, sql = (statistics.median(taken) * 1e3 for taken in (found.whole, found.sql))
        size = found.size / 1e3
        print(f"| {name} | {found.statements} | {size:.0f} | {whole:.2f} | {sql:.2f} |")


def _time_commits(engine: Engine) -> None:
    """A commit is no statement of a cursor, and most of what a small write takes."""
    commit = engine.dialect.do_commit

    def timed_commit(connection: Any) -> None:
        with timed():
            commit(connection)

    engine.dialect.do_commit = timed_commit
