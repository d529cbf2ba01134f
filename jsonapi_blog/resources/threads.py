"""The threads that answer requests, and how many requests may wait for one.

Without a bound a crowd waits longer and longer, and the answers come when nobody wants them any
more. Who finds too many waiting is refused at once, and who has waited too long is refused then;
both with a word on when to come back.

A password takes a hundred times as long as anything else, and 64 MiB, and comes from people whom
nobody knows yet. What holds one waits for its turn outside of the threads, so that others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..errors import Overloaded

T = TypeVar("T")


class Threads:
    """`size` threads, and at most `waiting` requests before them, each for at most so many seconds.

    Used from one event loop.
    """

    def __init__(self, size: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="read")
        self._free = asyncio.Semaphore(size)
        self._most = size + waiting
        self._seconds = seconds
        self._taken = 0
        self._slow = asyncio.Semaphore(max(1, size // 2))

    async def run(self, work: Callable[[], T], *, slow: bool = False) -> T:
        """What `work` returns, in a thread; `slow` work never has more than half of them.

        Raises what it raises, or Overloaded.
        """
        if self._taken >= self._most:
            raise Overloaded(
                f"{self._taken} requests are under way or wait already; try again later.",
                headers={"Retry-After": "1"},
            )
        self._taken += 1
        try:
            if not slow:
                return await self._worked(work)
            await self._turn(self._slow)
            try:
                return await self._worked(work)
            finally:
                self._slow.release()
        finally:
            self._taken -= 1

    async def _worked(self, work: Callable[[], T]) -> T:
        await self._turn(self._free)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._free.release()

    async def _turn(self, places: asyncio.Semaphore) -> None:
        """Take a place, as soon as one is free. Raises Overloaded where that takes too long."""
        if not places.locked():
            await places.acquire()
            return
        try:
            async with asyncio.timeout(self._seconds):
                await places.acquire()
        except TimeoutError:
            raise Overloaded(
                f"No thread was free for {self._seconds:g} s; try again later.",
                headers={"Retry-After": "1"},
            ) from None

    def close(self) -> None:
        """Wait for what is under way, and start nothing more."""
        self._pool.shutdown()
