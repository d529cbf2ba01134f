"""The connections that reads share.

In: how to make one, and turns at them. Out: a connection for as long as a read takes. They are made
when they are wanted, and the one that was used last goes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ..turns import Turns
from .connection import Connection

T = TypeVar("T")


class Pool:
    """The connections of one event loop, as many as there are turns."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], turns: Turns) -> None:
        self._connect = connect
        self._turns = turns
        self._free: list[Connection] = []

    async def lend(self, work: Callable[[Connection], Awaitable[T]], *, fresh: bool = False) -> T:
        """What `work` returns, which has a connection for as long as it takes.

        A `fresh` one is made in place of all that rest: those are as old as the one that failed.
        Raises Overloaded where there is none to be had in time, and what making one and `work`
        raise.
        """
        await self._turns.take()
        try:
            if fresh:
                self.close()
            lent = self._resting() or await self._connect()
            try:
                return await work(lent)
            finally:
                if not lent.lost:
                    self._free.append(lent)
        finally:
            self._turns.give()

    def close(self) -> None:
        """Hang up on what rests."""
        while self._free:
            self._free.pop().close()

    def _resting(self) -> Connection | None:
        """One that the server has not hung up on meanwhile."""
        while self._free:
            connection = self._free.pop()
            if not connection.lost:
                return connection
        return None
