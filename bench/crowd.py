"""Crowds: several workers, very many connections, slow readers, one who asks for the most.

In: a filled database. Out: a section of tables. Refusals under a crowd are no faults: they come at
once, as 503 with `Retry-After`; what may not be is an answer that never comes.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bench.asking import Ours
from bench.asking.ours import INCLUDE, UNCOUNTED
from bench.facts import Facts
from bench.lanes import Lanes
from bench.load import CONNECTIONS, Load, load
from bench.machine import memory, settled
from bench.subjects import OURS, SUBJECTS, Running, running
from bench.tables import megabytes, milliseconds, rate, table

WORKERS = (1, 2, 4)
CROWDS = (16, 256, 2_000)
SLOW_READERS = 200
#: Every article in memory, and every comment on it: what one request may cost the most.
EXPENSIVE = f"{INCLUDE}filter=greaterThan(count(comments),'4')&sort=author.name&page%5Bsize%5D=100"


def crowd(facts: Facts, folder: Path, *, quick: bool) -> list[str]:
    """The sections about crowds; no process has a core of its own here."""
    print("Crowds …", file=sys.stderr)
    seconds = 1 if quick else 5
    ours = Ours(facts)
    one = ours.one()
    rows, besides = [], []
    for workers in (1, 2) if quick else WORKERS:
        with _served(facts, folder, workers) as started:
            for connections in CROWDS:
                done = asked(one, started, seconds, connections)
                rows.append([str(workers), f"{connections:,}", *_figures(done, started)])
            if workers == 1:
                besides = _besides(ours, started, seconds)
    head = ["workers", "connections", "/s", "p50 ms", "p99 ms", "most ms", "refused", "broken"]
    return [
        "## Crowds",
        "One article, asked for by more and more connections at once, from workers that share all "
        "cores with PostgreSQL and wrk. A refusal is a 503 with `Retry-After`.",
        table([*head, "PSS MiB"], rows),
        f"One worker, {CONNECTIONS} connections that ask for one article, and beside them somebody "
        "who asks for much:",
        table(["beside them", *head[2:], "PSS MiB"], besides),
    ]


def _besides(ours: Ours, started: Running, seconds: int) -> list[list[str]]:
    """The same load alone, and beside those who take more than their share."""
    one = ours.one()
    compound = ours.list(f"{UNCOUNTED}{INCLUDE}page%5Bsize%5D=100")
    expensive = ours.list(EXPENSIVE)
    rows = [["nobody", *_figures(asked(one, started, seconds), started)]]
    with slow_readers(started.port, compound, SLOW_READERS):
        done = asked(one, started, seconds)
        rows.append([f"{SLOW_READERS} who do not read their answers", *_figures(done, started)])
    settled(started.processes())
    with asked_over_and_over(started.port, expensive):
        done = load(one, started.port, seconds, core=None)
        rows.append(["one who asks for the most, over and over", *_figures(done, started)])
    return rows


def asked(lanes: Lanes, started: Running, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Load on all cores, when all is quiet."""
    settled(started.processes())
    return load(lanes, started.port, seconds, connections=connections, core=None)


def _figures(done: Load, started: Running) -> list[str]:
    return [
        rate([done.rate]).partition(" ")[0],
        *(milliseconds([done.p50]), milliseconds([done.p99]), milliseconds([done.most])),
        *(f"{done.refused:,}", f"{done.broken:,}", megabytes(memory(started.processes()))),
    ]


@contextmanager
def _served(facts: Facts, folder: Path, workers: int) -> Iterator[Running]:
    ours = next(subject for subject in SUBJECTS if subject.name == OURS)
    arguments = ("--workers", str(workers))
    with running(ours, facts.database, folder, core=None, arguments=arguments) as started:
        yield started


@contextmanager
def slow_readers(port: int, lanes: Lanes, number: int) -> Iterator[None]:
    """So many connections that asked for something large and read no byte of it."""
    request = lanes.lanes[0][0].written(f"127.0.0.1:{port}").encode()
    with ExitStack() as ends:
        readers = [ends.enter_context(closing(socket.socket())) for _ in range(number)]
        for reader in readers:
            # What is on its way fits nowhere: the server is left holding the rest.
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.connect(("127.0.0.1", port))
            reader.sendall(request)
        for reader in readers:
            # All answers have begun before anybody is measured beside them.
            reader.recv(1, socket.MSG_PEEK)
        yield


@contextmanager
def asked_over_and_over(port: int, lanes: Lanes) -> Iterator[None]:
    """One connection that asks for the same thing as soon as it has it."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            load(lanes, port, 1, connections=1, core=None)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        time.sleep(0.5)
        yield
    finally:
        over.set()
        asking.join()
