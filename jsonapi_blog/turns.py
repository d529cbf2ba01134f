"""Turns at what there is only so much of, and how many may wait for one.

Without a bound a crowd waits longer and longer, and the answers come when nobody wants them any
more. Who finds too many waiting is refused at once, and who has waited too long is refused then;
both with a word on when to come back.
"""

from __future__ import annotations

import asyncio
from collections import deque

from .errors import Overloaded

#: How often those that wait are looked at, in parts of the time that they may.
LOOKS = 4


class Turns:
    """`size` turns at a time, and at most `waiting` who want one, each for so many seconds.

    First come, first served. Used from one event loop; `what` is what they wait for, in a sentence.
    """

    def __init__(self, size: int, waiting: int, seconds: float, what: str) -> None:
        self._left = size
        self._size = size
        self._waiting = waiting
        self._seconds = seconds
        self._what = what
        self._queue: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._looking = False

    async def take(self) -> None:
        """Wait for a turn; whoever has had it gives it back. Raises Overloaded."""
        if self._left:
            self._left -= 1
            return
        if len(self._queue) >= self._waiting:
            under_way = self._size + len(self._queue)
            raise _overloaded(f"{under_way} requests are under way or wait already")
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._queue.append((loop.time() + self._seconds, waiter))
        if not self._looking:
            # One timer for all that wait costs nothing beside one for each.
            self._looking = True
            loop.call_later(self._seconds / LOOKS, self._look, loop)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled() and waiter.exception() is None:
                # Its turn came in the moment in which it went away.
                self.give()
            raise

    def give(self) -> None:
        """A turn is over: it is that of whoever has waited longest."""
        while self._queue:
            _, waiter = self._queue.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._left += 1

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Refuse who has waited too long, and forget who has gone away."""
        now = loop.time()
        while self._queue and (self._queue[0][0] <= now or self._queue[0][1].done()):
            _, waiter = self._queue.popleft()
            if not waiter.done():
                why = f"No {self._what} was free for {self._seconds:g} s"
                waiter.set_exception(_overloaded(why))
        self._looking = bool(self._queue)
        if self._looking:
            loop.call_later(self._seconds / LOOKS, self._look, loop)


def _overloaded(why: str) -> Overloaded:
    return Overloaded(f"{why}; try again later.", headers={"Retry-After": "1"})
