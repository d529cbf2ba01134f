"""The load generator where there is no wrk: the same plans, over sockets of asyncio.

In: a plan as JSON (bench/lanes.py), host:port, how many connections, how many seconds. Out: one
line of JSON. It takes more of a core than wrk does, so figures by it are compared with each other
only. Run as `python -m bench.generator`.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

ID = re.compile(rb'"id": ?"([0-9a-f]+(?:-[0-9a-f]+){4})"')


class Tally:
    """What was answered so far."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.refused = 0
        self.broken = 0


class Client:
    """One connection, and where it is in its lane."""

    def __init__(self, plan: dict[str, Any], number: int, tally: Tally) -> None:
        lanes = plan["lanes"]
        self.lane = [step.encode() for step in lanes[number % len(lanes)]]
        etags = plan["etags"]
        self.etag = etags[number % len(lanes)].encode() if etags else b""
        self.id = b""
        self.follow = plan["follow"]
        self.place = 0 if self.follow else number * 7 % len(self.lane)
        self.tally = tally

    async def run(self, host: str, port: int, deadline: float) -> None:
        """Ask until the time is over; a connection that breaks is made again."""
        while time.monotonic() < deadline:
            try:
                reader, writer = await asyncio.open_connection(host, port, limit=2**22)
            except OSError:
                self.tally.broken += 1
                await asyncio.sleep(0.01)
                continue
            try:
                while time.monotonic() < deadline:
                    await self._ask(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                self.tally.broken += 1
            finally:
                writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        text = self.lane[self.place]
        if self.follow:
            text = text.replace(b"<id>", self.id).replace(b"<etag>", self.etag)
        began = time.perf_counter()
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        body = await _body(reader, status, headers)
        self.tally.latencies.append(time.perf_counter() - began)
        good = 200 <= status < 300
        self.tally.refused += not good
        if self.follow and not good:
            self.place = 0
            return
        self.place = (self.place + 1) % len(self.lane)
        if self.follow:
            found = ID.search(body)
            self.id = found.group(1) if found else self.id
            self.etag = headers.get(b"etag", self.etag)


async def _body(reader: asyncio.StreamReader, status: int, headers: dict[bytes, bytes]) -> bytes:
    if b"content-length" in headers:
        return await reader.readexactly(int(headers[b"content-length"]))
    if headers.get(b"transfer-encoding") != b"chunked" or status == 204:
        return b""
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


async def run(plan: dict[str, Any], address: str, connections: int, seconds: float) -> str:
    """Ask for so many seconds; the line that tells what came of it."""
    host, _, port = address.partition(":")
    tally = Tally()
    began = time.monotonic()
    clients = [Client(plan, number, tally) for number in range(connections)]
    asking = [client.run(host, int(port), began + seconds) for client in clients]
    await asyncio.gather(*asking)
    took = time.monotonic() - began
    latencies = sorted(tally.latencies) or [0.0]
    return json.dumps(
        {
            "requests": len(tally.latencies),
            "seconds": took,
            "refused": tally.refused,
            "broken": tally.broken,
            "p50": latencies[len(latencies) // 2],
            "p99": latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)],
            "most": latencies[-1],
        }
    )


if __name__ == "__main__":
    plan_path, where, how_many, how_long = sys.argv[1:]
    read = json.loads(Path(plan_path).read_text(encoding="utf-8"))
    print(asyncio.run(run(read, where, int(how_many), float(how_long))))
