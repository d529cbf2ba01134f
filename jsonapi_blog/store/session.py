"""The door to the database: one `Store`, one call for each read and for each write.

In: a `Read` or a `Write`. Out: a `Rowset`, all of one snapshot, under one time limit, or the answer
to the write. Raises the problems that only the database knows: a missing resource, a statement that
took too long, a database that is away. Nothing here knows a URL, a schema or a document.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from psycopg2 import errors as pg
from psycopg2 import extensions
from sqlalchemy import Engine, event

from ..errors import DatabaseUnavailable, QueryTooComplex, StatementTimeout
from ..rowset import Row, Rowset
from . import loader, logins
from .committing import Answered, Answering, Lost, Write, write
from .forgetting import FORGET, ended
from .loader import Run
from .plan import plan
from .shape import Read, split
from .tokens import BY_DIGEST, Credential
from .usage import NOTE, Usage

T = TypeVar("T")

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
RETRY_AFTER = {"Retry-After": "5"}
#: How long what has ended may lie about.
FORGETTING_SECONDS = 3_600

#: Ids stay the text that the wire has and the wire wants.
_UUID_AS_TEXT = extensions.new_type((2950,), "UUID", psycopg2.STRING)


class Store:
    """Reads by plan. Thread-safe; each call takes one connection of the engine's pool."""

    def __init__(self, engine: Engine, *, statement_seconds: float = 5.0) -> None:
        self._engine = engine
        self._milliseconds = int(statement_seconds * 1000)
        self._usage = Usage()
        self._forgets_at = time.monotonic()
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

    def write(self, asked: Write, answering: Answering) -> Answered:
        """The answer to a write that is committed, or rolled back if that was asked for.

        Raises what `committing.write` raises, StatementTimeout or DatabaseUnavailable.
        """
        try:
            with _refusals(self._milliseconds):
                return write(self._engine, asked, answering)
        except Lost:
            # Nothing was committed, and a connection of the pool may have died unseen.
            self._engine.dispose()
        try:
            with _refusals(self._milliseconds):
                return write(self._engine, asked, answering)
        except Lost as lost:
            raise _away() from lost

    def credential(self, digest: bytes) -> Credential | None:
        """Whom the unexpired token with this SHA-256 digest stands for."""
        rows = self._attempt(lambda run: run(BY_DIGEST, {"digest": digest}), "")
        if not rows:
            return None
        found = Credential(*rows[0])
        self._usage.note(found.token)
        return found

    def keep_house(self, login_minutes: int) -> None:
        """Writes down when tokens were last used; forgets, once an hour, what has ended.

        An attempt to log in ends after so many minutes. Raises DatabaseUnavailable.
        """
        used = self._usage.taken()
        if used:
            values = {"tokens": list(used), "moments": list(used.values())}
            self._attempt(lambda run: run(NOTE, values), "")
        if time.monotonic() >= self._forgets_at:
            self._forgets_at = time.monotonic() + FORGETTING_SECONDS
            self._attempt(lambda run: run(FORGET, ended(login_minutes)), "")

    def account(self, email: str) -> logins.Account:
        """Who has this e-mail address, whatever its case."""
        (row,) = self._attempt(lambda run: run(logins.ACCOUNT, {"email": email}), "")
        return logins.Account(*row)

    def attempt(self, subjects: Collection[bytes], minutes: int) -> list[logins.Attempts]:
        """Counts one attempt to log in on each of `subjects`; out come their counts."""
        values = {"subjects": list(subjects), "window": f"{minutes} minutes"}
        rows = self._attempt(lambda run: run(logins.ATTEMPT, values), "")
        return [logins.Attempts(bytes(subject), *rest) for subject, *rest in rows]

    def forgive(self, subjects: Collection[bytes]) -> None:
        """Counts nothing on `subjects` any more."""
        values = {"subjects": list(subjects)}
        self._attempt(lambda run: run(logins.FORGIVE, values), "")

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
            # A level that a write has left would be set, and set back, by statements of its own.
            driver.isolation_level = None
            # Transactions are opened by our own statements, together with the first SELECT.
            driver.autocommit = True
            with driver.cursor() as cursor, _refusals(self._milliseconds):
                yield cursor
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


@contextmanager
def _refusals(milliseconds: int) -> Iterator[None]:
    """What the database refuses to work out, as problems."""
    try:
        yield
    except pg.QueryCanceled as cancelled:
        raise StatementTimeout(
            f"A statement took longer than {milliseconds / 1000:g} s and was stopped; "
            "ask for less, or try again later.",
            headers=RETRY_AFTER,
        ) from cancelled
    except (pg.StatementTooComplex, pg.ProgramLimitExceeded) as refused:
        raise QueryTooComplex("This query is more than the database can work out.") from refused


class _Disconnected(Exception):
    """The connection broke; another one may work."""


def _away() -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "The database cannot be reached; try again later.", headers=RETRY_AFTER
    )
