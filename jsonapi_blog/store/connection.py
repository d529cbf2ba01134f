"""One connection to the database that never keeps the event loop waiting.

In: SQL text and the values it binds. Out: rows, once they are there; meanwhile the loop does
something else. It runs one statement at a time, commits each by itself, and knows that it is lost
as soon as the server hangs up, even while it rests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Self

import psycopg2
from psycopg2 import extensions

from ..rowset import Row
from .casting import cast
from .preparing import Prepared

#: Seconds until a server that does not answer is given up.
CONNECT_SECONDS = 3.0

#: More rows than this are read beside the loop, for others not to wait.
MANY_ROWS = 2_000


class Connection:
    """A connection of the running event loop; `lost` tells that it is good for nothing more."""

    def __init__(self, driver: Any, loop: asyncio.AbstractEventLoop) -> None:
        """Takes a driver that is connected."""
        self._driver = driver
        self._loop = loop
        self._file = driver.fileno()
        self._answer: asyncio.Future[None] | None = None
        self._writes = False
        self._prepared = Prepared()
        self.lost = False
        # Watched from first to last: to begin and to end with each statement would cost more.
        loop.add_reader(self._file, self._poll)

    @classmethod
    async def opened(cls, arguments: Mapping[str, Any]) -> Self:
        """A new connection. Raises psycopg2.OperationalError where there is none to be had."""
        driver = psycopg2.connect(**arguments, async_=True)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await _connected(driver, loop)
        except TimeoutError:
            driver.close()
            raise psycopg2.OperationalError("The server does not answer.") from None
        except BaseException:
            driver.close()
            raise
        cast(driver)
        return cls(driver, loop)

    async def run(self, sql: str, values: Mapping[str, Any], opening: str = "") -> list[Row]:
        """The rows of a statement, none of one that has none; `opening` goes before it.

        Raises what the driver raises. Whoever is cancelled meanwhile loses the connection: what
        the server is about cannot be told any more.
        """
        with self._driver.cursor() as cursor:
            try:
                cursor.execute(opening + self._prepared.message(sql), values)
                await self._answered()
                self._prepared.done()
            except asyncio.CancelledError:
                self.close()
                raise
            if cursor.description is None:
                return []
            if cursor.rowcount > MANY_ROWS:
                return await asyncio.to_thread(cursor.fetchall)
            found: list[Row] = cursor.fetchall()
            return found

    def close(self) -> None:
        """Hang up."""
        if not self.lost:
            self.lost = True
            self._loop.remove_reader(self._file)
            self._stop_writing()
            self._driver.close()

    async def _answered(self) -> None:
        self._answer = self._loop.create_future()
        # What was sent may not have gone out whole.
        self._poll()
        try:
            await self._answer
        finally:
            self._answer = None

    def _poll(self) -> None:
        """The socket can be read from, or written to."""
        try:
            state = self._driver.poll()
        except psycopg2.Error as error:
            if self._driver.closed or self._answer is None:
                self.close()
            self._settle(error)
            return
        if state == extensions.POLL_OK:
            self._stop_writing()
            self._settle(None)
        elif state == extensions.POLL_WRITE and not self._writes:
            self._writes = True
            self._loop.add_writer(self._file, self._poll)
        elif state == extensions.POLL_READ:
            self._stop_writing()

    def _settle(self, error: psycopg2.Error | None) -> None:
        if self._answer is None or self._answer.done():
            return
        if error is None:
            self._answer.set_result(None)
        else:
            self._answer.set_exception(error)

    def _stop_writing(self) -> None:
        if self._writes:
            self._writes = False
            self._loop.remove_writer(self._file)


async def _connected(driver: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Wait until the driver is connected.

    A host may have several addresses, and each that is tried has another socket, perhaps of the
    same number: so none is watched any longer than until something happens to it.
    """
    while (state := driver.poll()) != extensions.POLL_OK:
        ready: asyncio.Future[None] = loop.create_future()
        number, reads = driver.fileno(), state == extensions.POLL_READ
        watch = loop.add_reader if reads else loop.add_writer
        forget = loop.remove_reader if reads else loop.remove_writer
        watch(number, _settle, ready)
        try:
            await ready
        finally:
            forget(number)


def _settle(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
