"""The threads that answer requests, and how many requests may wait for one.

Without a bound a crowd waits longer and longer, and the answers come when nobody wants them any
more. Beyond the bound a request is refused at once, with a word on when to come back.

A password takes a hundred times as long as anything else, and 64 MiB, and comes from people whom
nobody knows yet. What holds one waits for its turn outside of the threads, so that others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TypeVar

from ..errors import Overloaded

T = TypeVar("T")


class Threads:
    """`size` threads, and at most `waiting` requests before them. Used from one event loop."""

    def __init__(self, size: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="read")
        self._most = size + waiting
        self._taken = 0
        self._slow = asyncio.Semaphore(max(1, size // 2))

    async def run(self, work: Callable[[], T], *, slow: bool = False) -> T:
        """What `work` returns, in a thread; `slow` work never has more than half of them.

        Raises what it raises, or Overloaded at once.
        """
        if self._taken >= self._most:
            raise Overloaded(
                f"{self._taken} requests are under way or wait already; try again later.",
                headers={"Retry-After": "1"},
            )
        self._taken += 1
        try:
            async with self._slow if slow else nullcontext():
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._taken -= 1

    def close(self) -> None:
        """Wait for what is under way, and start nothing more."""
        self._pool.shutdown()
