"""The door to the database: one `Store`, one call for each read and for each write.

In: a `Read` or a `Write`. Out: a `Rowset`, all of one snapshot, under one time limit, or the answer
to the write. Raises the problems that only the database knows: a missing resource, a statement that
took too long, a database that is away. Nothing here knows a URL, a schema or a document.

Reads are short and many, and wait on the event loop; writes take locks, wait for each other, and
have threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from psycopg2 import extensions
from sqlalchemy import Engine, event

from ..rowset import Row, Rowset
from ..turns import Turns
from . import logins
from .committing import Answered, Answering, Lost, Write, write
from .forgetting import FORGET, ended
from .reading import Reading
from .refusing import Disconnected, away, told
from .shape import Read
from .tallies import TOGETHER
from .tokens import Credential
from .usage import NOTE, Usage

T = TypeVar("T")

#: How long what has ended may lie about.
FORGETTING_SECONDS = 3_600


class Store:
    """What an application does with its database.

    Each write takes one connection of the engine's pool; reads share `connections` of their own,
    for which at most `waiting` of them wait, for as long as a statement may take.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        statement_seconds: float = 5.0,
        connections: int = 4,
        waiting: int = 2_048,
    ) -> None:
        self._engine = engine
        self._milliseconds = int(statement_seconds * 1000)
        turns = Turns(connections, waiting, statement_seconds, "connection")
        self._reading = Reading(engine, self._milliseconds, turns)
        self._usage = Usage()
        self._forgets_at = time.monotonic()
        event.listen(engine, "connect", self._prepare)

    async def read(self, read: Read, making: Callable[[Rowset], T]) -> T:
        """What `making` makes of everything that `read` asks for.

        Raises ResourceNotFound, StatementTimeout, QueryTooComplex, Overloaded or
        DatabaseUnavailable, and what `making` raises.
        """
        return await self._reading.read(read, making)

    async def credential(self, digest: bytes) -> Credential | None:
        """Whom the unexpired token with this SHA-256 digest stands for; raises as `read` does."""
        found = await self._reading.credential(digest)
        if found is not None:
            self._usage.note(found.token)
        return found

    async def ping(self) -> None:
        """Raises DatabaseUnavailable unless the database answers, and Overloaded."""
        await self._reading.rows("SELECT 1", {})

    def write(self, asked: Write, answering: Answering) -> Answered:
        """The answer to a write that is committed, or rolled back if that was asked for.

        Raises what `committing.write` raises, StatementTimeout or DatabaseUnavailable.
        """
        try:
            return self._written(asked, answering)
        except Lost:
            # Nothing was committed, and a connection of the pool may have died unseen.
            self._engine.dispose()
        try:
            return self._written(asked, answering)
        except Lost as lost:
            raise away() from lost

    def _written(self, asked: Write, answering: Answering) -> Answered:
        try:
            return write(self._engine, asked, answering)
        except psycopg2.Error as error:
            raise told(error, self._milliseconds) from error

    def keep_house(self, login_minutes: int) -> None:
        """Writes down when tokens were last used, and puts tallies together; forgets, once an hour,
        what has ended.

        An attempt to log in ends after so many minutes. Raises DatabaseUnavailable.
        """
        used = self._usage.taken()
        if used:
            self._rows(NOTE, {"tokens": list(used), "moments": list(used.values())})
        self._rows(TOGETHER, {})
        if time.monotonic() >= self._forgets_at:
            self._forgets_at = time.monotonic() + FORGETTING_SECONDS
            self._rows(FORGET, ended(login_minutes))

    def account(self, email: str) -> logins.Account:
        """Who has this e-mail address, whatever its case."""
        (row,) = self._rows(logins.ACCOUNT, {"email": email})
        return logins.Account(*row)

    def attempt(self, subjects: Collection[bytes], minutes: int) -> list[logins.Attempts]:
        """Counts one attempt to log in on each of `subjects`; out come their counts."""
        values = {"subjects": list(subjects), "window": f"{minutes} minutes"}
        rows = self._rows(logins.ATTEMPT, values)
        return [logins.Attempts(bytes(subject), *rest) for subject, *rest in rows]

    def forgive(self, subjects: Collection[bytes]) -> None:
        """Counts nothing on `subjects` any more."""
        self._rows(logins.FORGIVE, {"subjects": list(subjects)})

    def close(self) -> None:
        """Close every connection of writes; those of reads end with their event loop's `leave`."""
        self._engine.dispose()

    def leave(self) -> None:
        """Hang up on the connections of reads; called on the event loop that they belong to."""
        self._reading.close()

    def _rows(self, sql: str, values: dict[str, Any]) -> list[Row]:
        """The rows of one statement, which commits itself, in a thread."""
        try:
            return self._once(sql, values)
        except Disconnected:
            # A connection of the pool had died unseen, and so have its neighbours.
            self._engine.dispose()
        try:
            return self._once(sql, values)
        except Disconnected as lost:
            raise away() from lost

    def _once(self, sql: str, values: dict[str, Any]) -> list[Row]:
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    @contextmanager
    def _cursor(self) -> Iterator[extensions.cursor]:
        """A cursor on a connection of the pool, with the driver's failures told as problems."""
        try:
            connection = self._engine.raw_connection()
        except psycopg2.OperationalError as refused:
            raise away() from refused
        driver: Any = connection.driver_connection
        try:
            # A level that a write has left would be set, and set back, by statements of its own.
            driver.isolation_level = None
            driver.autocommit = True
            with driver.cursor() as cursor:
                yield cursor
        except psycopg2.Error as error:
            refusal = told(error, self._milliseconds)
            if isinstance(refusal, Disconnected):
                connection.invalidate()
            raise refusal from error
        finally:
            if not driver.closed:
                driver.autocommit = False
                connection.close()

    def _prepare(self, driver: Any, _: object) -> None:
        # Nothing that a transaction would have to be opened and committed for.
        driver.autocommit = True
        with driver.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [self._milliseconds])
        driver.autocommit = False
