"""The threads that answer requests, and how many requests may wait for one.

Without a bound a crowd waits longer and longer, and the answers come when nobody wants them any
more. Who finds too many waiting is refused at once, and who has waited too long is refused then;
both with a word on when to come back.

A password takes a hundred times as long as anything else, and 64 MiB, and comes from people whom
nobody knows yet. What holds one waits for its turn outside of the threads, so that others go on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import ReferenceType, ref

from ..errors import Overloaded

T = TypeVar("T")

#: How often those that wait are looked at, in parts of the time that they may.
LOOKS = 4


class Threads:
    """`size` threads, and at most `waiting` requests before them, each for so many seconds.

    Used from one event loop.
    """

    def __init__(self, size: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="read")
        self._most = size + waiting
        self._seconds = seconds
        self._taken = 0
        self._slow = asyncio.Semaphore(max(1, size // 2))
        #: What was handed to the threads, in order, with the time until which it may wait; answers
        #: are large, and nobody is kept from forgetting them.
        self._queue: deque[tuple[float, ReferenceType[Future[Any]]]] = deque()
        self._late: set[Future[Any]] = set()
        self._looking = False

    async def run(self, work: Callable[[], T], *, slow: bool = False) -> T:
        """What `work` returns, in a thread; `slow` work never has more than half of them.

        Raises what it raises, or Overloaded.
        """
        if self._taken >= self._most:
            raise _overloaded(f"{self._taken} requests are under way or wait already")
        self._taken += 1
        try:
            return await (self._in_turn(work) if slow else self._worked(work))
        finally:
            self._taken -= 1

    def close(self) -> None:
        """Wait for what is under way, and start nothing more."""
        self._pool.shutdown()

    async def _in_turn(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._seconds):
                await self._slow.acquire()
        except TimeoutError:
            raise self._too_late() from None
        try:
            return await self._worked(work)
        finally:
            self._slow.release()

    async def _worked(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        queued = self._pool.submit(work)
        # One timer for all that wait costs nothing beside one for each.
        self._queue.append((loop.time() + self._seconds, ref(queued)))
        if not self._looking:
            self._looking = True
            loop.call_later(self._seconds / LOOKS, self._look, loop)
        try:
            return await asyncio.wrap_future(queued, loop=loop)
        except asyncio.CancelledError:
            if queued not in self._late:
                raise
            self._late.discard(queued)
            raise self._too_late() from None

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take out of the queue who has been answered, and who has waited too long."""
        while self._queue:
            until, referred = self._queue[0]
            queued = referred()
            if until > loop.time() and queued is not None and not queued.done():
                break
            # What a thread has begun with is not cancelled any more.
            if queued is not None and queued.cancel():
                self._late.add(queued)
            self._queue.popleft()
        self._looking = bool(self._queue)
        if self._looking:
            loop.call_later(self._seconds / LOOKS, self._look, loop)

    def _too_late(self) -> Overloaded:
        return _overloaded(f"No thread was free for {self._seconds:g} s")


def _overloaded(why: str) -> Overloaded:
    return Overloaded(f"{why}; try again later.", headers={"Retry-After": "1"})
