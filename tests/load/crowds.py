"""Many clients at once, from one thread: connections of asyncio that ask once and wait.

In: where, what, how many. Out: what each of them got, in how many seconds. All are connected before
the first of them asks.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Longer than any of these tests may take: who waits so long waits for ever.
FOR_EVER = 30


@dataclass(frozen=True)
class Got:
    """One answer; a status of 0 where the connection broke."""

    status: int
    retry_after: str | None
    seconds: float


@dataclass(frozen=True)
class Crowd:
    """What all of them got."""

    answers: tuple[Got, ...]

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    @property
    def slowest(self) -> float:
        return max(answer.seconds for answer in self.answers)

    @property
    def refused(self) -> set[str | None]:
        """The `Retry-After` of those that were refused."""
        return {answer.retry_after for answer in self.answers if answer.status == 503}


def crowd(base: str, path: str, number: int) -> Crowd:
    """So many connections that ask for the path at the same time."""
    return asyncio.run(_crowd(base, path, number))


def most_connections(wanted: int) -> int:
    """As many of them as this process may have, or the service, which is told by it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    able = wanted + 100 if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(able, wanted + 100), most))
    return min(wanted, able - 100)


async def _crowd(base: str, path: str, number: int) -> Crowd:
    where = urlsplit(base)
    assert where.hostname is not None
    request = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()
    connections = [
        await asyncio.open_connection(where.hostname, where.port, limit=2**22)
        for _ in range(number)
    ]
    asking = [_ask(reader, writer, request) for reader, writer in connections]
    return Crowd(tuple(await asyncio.gather(*asking)))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> Got:
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), FOR_EVER)
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:-2])
        await reader.readexactly(int(fields["content-length"]))
        return Got(int(head[9:12]), fields.get("retry-after"), loop.time() - began)
    except (OSError, asyncio.IncompleteReadError):
        return Got(0, None, loop.time() - began)
    finally:
        writer.close()
