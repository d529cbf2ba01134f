"""A service of several worker processes on one database, and crowds that act at one moment.

In: the URL of a migrated database. Out: a base URL, clients of which half are connected to either
process, and what each of many threads returned. Only processes that are started here are ended.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar

import psutil

from tests.client import Client
from tests.house.processes import COMMAND, CURL, ROOT, environment

T = TypeVar("T")

#: How many connections are tried until each process has its half.
MOST = 400


@dataclass(frozen=True)
class Service:
    """A running `jsonapi-blog serve`, and the processes that answer requests."""

    url: str
    process: subprocess.Popen[bytes]
    workers: tuple[psutil.Process, ...]

    def connections(self) -> list[int]:
        """How many connections each worker has to clients."""
        return [
            sum(one.status == psutil.CONN_ESTABLISHED for one in worker.net_connections("tcp"))
            for worker in self.workers
        ]

    def kill(self) -> None:
        """SIGKILL for all of it, from one moment to the next."""
        for process in (*self.workers, self.process):
            process.kill()
        self.process.wait(30)
        psutil.wait_procs(self.workers, timeout=30)

    @contextmanager
    def crowd(self, tokens: Sequence[str | None]) -> Iterator[list[Client]]:
        """A client for each token, connected by turns to one worker and the other."""
        with ExitStack() as ends:
            clients: list[Client] = []
            while len(clients) < len(tokens):
                wanted = len(clients) % len(self.workers)
                clients.append(ends.enter_context(self._connected(wanted, tokens[len(clients)])))
            yield clients

    def _connected(self, wanted: int, token: str | None) -> Client:
        for _ in range(MOST):
            client = Client(self.url, token)
            before = self.connections()[wanted]
            client.get("/healthz", accept="*/*")
            if self.connections()[wanted] > before:
                return client
            client.close()
        raise AssertionError(f"none of {MOST} connections went to process {wanted}")


@contextmanager
def serving(database: str, *, workers: int = 1, **env: str) -> Iterator[Service]:
    """Serve a database on a free port until the `with` block ends."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--workers", str(workers)],
        cwd=ROOT,
        env=environment(DATABASE_URL=database, **env),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process, process.stdout as output:
        try:
            shown = b""
            while not (found := CURL.search(shown)):
                line = output.readline()
                assert line, f"serve ended early: {shown.decode()}"
                shown += line
            url = found.group(1).decode().partition("/v1")[0]
            with Client(url) as client:
                assert client.get("/readyz", accept="*/*").status == 200
            yield Service(url, process, _workers(process.pid, workers))
        finally:
            _end(process)


def together(works: Sequence[Callable[[], T]]) -> list[T]:
    """What they return, all begun at one moment by a thread of their own."""
    barrier = Barrier(len(works))

    def begun(work: Callable[[], T]) -> T:
        barrier.wait(30)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begun, works))


def _workers(pid: int, count: int) -> tuple[psutil.Process, ...]:
    """The processes that answer: the one that was started, or the children that it spawned."""
    started = psutil.Process(pid)
    if count == 1:
        return (started,)
    spawned = [child for child in started.children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(spawned) == count, f"{count} workers expected: {spawned}"
    return tuple(spawned)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The ordinary way; whoever does not go by it is killed."""
    if process.poll() is not None:
        return
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.terminate()
    for stubborn in psutil.wait_procs(family, timeout=15)[1]:
        stubborn.kill()
