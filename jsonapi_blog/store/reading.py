"""Reads, on connections that never keep the event loop waiting.

In: a `Read`, or the digest of a token. Out: rows, all of one snapshot, under one time limit. One
statement is its own snapshot; several run in a transaction, which is opened in one message with the
first of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import psycopg2
from sqlalchemy import Engine

from ..rowset import Row, Rowset
from ..turns import Turns
from .connection import MANY_ROWS, Connection
from .engine import arguments
from .loader import RunLater, load_later
from .plan import kept, plan
from .pool import Pool
from .refusing import Disconnected, away, told
from .shape import Read, split
from .tokens import BY_DIGEST, Credential

T = TypeVar("T")

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"


class Reading:
    """Reads by plan, from one event loop, on connections like those of `engine`."""

    def __init__(self, engine: Engine, milliseconds: int, turns: Turns) -> None:
        self._arguments = arguments(engine)
        self._arguments["options"] += f" -c statement_timeout={milliseconds}"
        self._milliseconds = milliseconds
        self._pool = Pool(self._connection, turns)

    async def read(self, read: Read, making: Callable[[Rowset], T]) -> T:
        """What `making` makes of everything that `read` asks for.

        It is made before the turn is over: a crowd that asks for much would fill the memory with
        rows of which nobody has made anything yet. Raises ResourceNotFound, StatementTimeout,
        QueryTooComplex, Overloaded or DatabaseUnavailable.
        """
        shape, values = split(read)
        planned = kept(shape).plan
        if planned is None:
            # It takes longer than many reads, and happens once.
            planned = await asyncio.to_thread(plan, shape)

        async def work(connection: Connection) -> T:
            if planned.single:
                rowset = await load_later(planned, read, values, connection.run)
            else:
                async with _snapshot(connection) as run:
                    rowset = await load_later(planned, read, values, run)
            if rowset.size > MANY_ROWS:
                return await asyncio.to_thread(making, rowset)
            return making(rowset)

        return await self._attempt(work)

    async def credential(self, digest: bytes) -> Credential | None:
        """Whom the unexpired token with this SHA-256 digest stands for."""
        rows = await self.rows(BY_DIGEST, {"digest": digest})
        return Credential(*rows[0]) if rows else None

    async def rows(self, sql: str, values: dict[str, Any]) -> list[Row]:
        """The rows of one statement."""
        return await self._attempt(lambda connection: connection.run(sql, values))

    def close(self) -> None:
        """Hang up on every connection that rests."""
        self._pool.close()

    async def _attempt(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        try:
            return await self._pool.lend(work)
        except psycopg2.Error as error:
            refusal = told(error, self._milliseconds)
            if not isinstance(refusal, Disconnected):
                raise refusal from error
            # It had died unseen, or what it has prepared is outdated, as with its neighbours.
        try:
            return await self._pool.lend(work, fresh=True)
        except psycopg2.Error as error:
            refusal = told(error, self._milliseconds)
            raise (away() if isinstance(refusal, Disconnected) else refusal) from error

    async def _connection(self) -> Connection:
        try:
            return await Connection.opened(self._arguments)
        except psycopg2.OperationalError as refused:
            raise away() from refused


@asynccontextmanager
async def _snapshot(connection: Connection) -> AsyncIterator[RunLater]:
    """Runs statements that all see the same, from the first of them to the end of the block."""
    opening = SNAPSHOT

    async def run(sql: str, values: dict[str, Any]) -> list[Row]:
        nonlocal opening
        first, opening = opening, ""
        return await connection.run(sql, values, first)

    try:
        yield run
    except BaseException:
        if not connection.lost:
            await connection.run("ROLLBACK", {})
        raise
    await connection.run("COMMIT", {})
