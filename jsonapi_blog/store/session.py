"""The door to the database: one `Store`, one call for each read.

In: a `Read`. Out: a `Rowset`, all of one snapshot, under one time limit. Raises the problems that
only the database knows: a missing resource, a statement that took too long, a database that is
away. Nothing here knows a URL, a schema or a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from psycopg2 import errors as pg
from psycopg2 import extensions
from sqlalchemy import Engine, event

from ..errors import DatabaseUnavailable, QueryTooComplex, StatementTimeout
from ..rowset import Row, Rowset
from . import loader
from .loader import Run
from .plan import plan
from .shape import Read, split
from .tokens import BY_DIGEST, Credential

T = TypeVar("T")

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
RETRY_AFTER = {"Retry-After": "5"}

#: Ids stay the text that the wire has and the wire wants.
_UUID_AS_TEXT = extensions.new_type((2950,), "UUID", psycopg2.STRING)


class Store:
    """Reads by plan. Thread-safe; each call takes one connection of the engine's pool."""

    def __init__(self, engine: Engine, *, statement_seconds: float = 5.0) -> None:
        self._engine = engine
        self._milliseconds = int(statement_seconds * 1000)
        event.listen(engine, "connect", self._prepare)

    def read(self, read: Read) -> Rowset:
        """Everything that `read` asks for.

        Raises ResourceNotFound, StatementTimeout or DatabaseUnavailable.
        """
        shape, values = split(read)
        planned = plan(shape)
        # One statement is its own snapshot; several need a transaction, opened by the first.
        opening = "" if planned.single else SNAPSHOT
        return self._attempt(lambda run: loader.load(planned, read, values, run), opening)

    def credential(self, digest: bytes) -> Credential | None:
        """Whom the unexpired token with this SHA-256 digest stands for."""
        rows = self._attempt(lambda run: run(BY_DIGEST, {"digest": digest}), "")
        return Credential(*rows[0]) if rows else None

    def ping(self) -> None:
        """Raises DatabaseUnavailable unless the database answers."""
        self._attempt(lambda run: run("SELECT 1", {}), "")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _attempt(self, work: Callable[[Run], T], opening: str) -> T:
        try:
            return self._once(work, opening)
        except _Disconnected:
            # A connection of the pool had died unseen, and so have its neighbours.
            self._engine.dispose()
        try:
            return self._once(work, opening)
        except _Disconnected as lost:
            raise _away() from lost

    def _once(self, work: Callable[[Run], T], opening: str) -> T:
        with self._cursor() as cursor:
            prefix = opening

            def run(sql: str, values: dict[str, Any]) -> list[Row]:
                nonlocal prefix
                cursor.execute(prefix + sql, values)
                prefix = ""
                return cursor.fetchall()

            try:
                done = work(run)
            except BaseException:
                if opening and not cursor.connection.closed:
                    cursor.execute("ROLLBACK")
                raise
            if opening:
                cursor.execute("COMMIT")
            return done

    @contextmanager
    def _cursor(self) -> Iterator[extensions.cursor]:
        """A cursor on a connection of the pool, with the driver's failures told as problems."""
        try:
            connection = self._engine.raw_connection()
        except psycopg2.OperationalError as refused:
            raise _away() from refused
        driver: Any = connection.driver_connection
        try:
            # Transactions are opened by our own statements, together with the first SELECT.
            driver.autocommit = True
            with driver.cursor() as cursor:
                yield cursor
        except pg.QueryCanceled as cancelled:
            raise StatementTimeout(
                f"A statement took longer than {self._milliseconds / 1000:g} s and was stopped; "
                "ask for less, or try again later.",
                headers=RETRY_AFTER,
            ) from cancelled
        except (pg.StatementTooComplex, pg.ProgramLimitExceeded) as refused:
            raise QueryTooComplex("This query is more than the database can work out.") from refused
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as lost:
            connection.invalidate()
            raise _Disconnected from lost
        finally:
            if not driver.closed:
                driver.autocommit = False
                connection.close()

    def _prepare(self, driver: Any, _: object) -> None:
        extensions.register_type(_UUID_AS_TEXT, driver)
        with driver.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [self._milliseconds])
        driver.commit()


class _Disconnected(Exception):
    """The connection broke; another one may work."""


def _away() -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "The database cannot be reached; try again later.", headers=RETRY_AFTER
    )
