"""The threads that write, and what else keeps a processor busy for long.

A password takes a hundred times as long as anything else, and 64 MiB, and comes from people whom
nobody knows yet. What holds one waits for its turn outside of the threads, so that others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..turns import Turns

T = TypeVar("T")


class Threads:
    """`size` threads, and at most `waiting` requests before them, each for so many seconds.

    Used from one event loop.
    """

    def __init__(self, size: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="write")
        self._turns = Turns(size, waiting, seconds, "thread")
        self._slow = Turns(max(1, size // 2), waiting, seconds, "thread")

    async def slowly(self, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` returns, in its turn: of all such works never more than half as many are
        under way as there are threads. Raises what it raises, or Overloaded."""
        await self._slow.take()
        try:
            return await work()
        finally:
            self._slow.give()

    def close(self) -> None:
        """Wait for what is under way, and start nothing more."""
        self._pool.shutdown()

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, in a thread. Raises what it raises, or Overloaded."""
        await self._turns.take()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._turns.give()
