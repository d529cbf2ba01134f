"""Rounds of load: every subject takes its turn at every workload, and again, and again.

In: running subjects, and the cells that are to be measured. Out: samples by cell, one a round, so
that what a machine does in one round it does to all. Nobody's rest is measured as another's: load
begins when all is quiet.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.cluster import Server
from bench.facts import Facts
from bench.lanes import Lanes
from bench.load import CONNECTIONS, load
from bench.machine import busy_seconds, memory, settled
from bench.probing import Probe
from bench.subjects import Running
from bench.workloads import Workload

#: So many answers make a rate, at least; a slow server is given the time for them, but not more.
ENOUGH = 60
MOST_SECONDS = 15
CLEANING = "DELETE FROM articles WHERE slug LIKE 'bench-%' OR id::text LIKE '019a0000-0000-7000-%'"


@dataclass(frozen=True, slots=True)
class Cell:
    """One subject and one workload; the requests are made anew for each round."""

    workload: Workload
    subject: str
    running: Running
    lanes: Callable[[], Lanes]
    probe: Probe


@dataclass(frozen=True, slots=True)
class Sample:
    """What one round of load on one cell showed; processor seconds are of one request."""

    rate: float
    p50: float
    p99: float
    application: float
    database: float
    failed: int
    memory: int


#: Samples by workload and subject, one a round.
Samples = dict[tuple[str, str], list[Sample]]


def measured(
    server: Server, facts: Facts, cells: Sequence[Cell], rounds: int, seconds: int
) -> Samples:
    """All samples; the order of subjects differs from round to round."""
    samples: Samples = defaultdict(list)
    workloads = list(dict.fromkeys(cell.workload.name for cell in cells))
    everybody = {cell.running.port: cell.running for cell in cells}.values()
    for number in range(rounds):
        for name in workloads:
            several = [cell for cell in cells if cell.workload.name == name]
            turn = number % len(several)
            for cell in several[turn:] + several[:turn]:
                # Whoever is slow goes on for seconds with what nobody waits for any more, and has
                # the same core.
                settled([process for one in everybody for process in one.processes()])
                found = sample(server, facts, cell, seconds)
                samples[name, cell.subject].append(found)
                _tell(number, rounds, cell, found)
    return samples


def sample(
    server: Server, facts: Facts, cell: Cell, seconds: int, connections: int = CONNECTIONS
) -> Sample:
    """Load on one cell, once."""
    if cell.workload.writes:
        facts.rows(CLEANING)
    application, database = cell.running.processes(), server.processes()
    settled([*application, *database])
    before = busy_seconds(application), busy_seconds(database)
    long = min(MOST_SECONDS, max(seconds, math.ceil(ENOUGH * cell.probe.seconds)))
    done = load(cell.lanes(), cell.running.port, long, connections=connections)
    application, database = cell.running.processes(), server.processes()
    requests = max(1, done.requests)
    found = Sample(
        rate=done.rate,
        p50=done.p50,
        p99=done.p99,
        application=(busy_seconds(application) - before[0]) / requests,
        database=(busy_seconds(database) - before[1]) / requests,
        failed=done.refused + done.broken,
        memory=memory(application),
    )
    if cell.workload.writes:
        settled([*application, *database])
        facts.rows(CLEANING)
        for table in ("articles", "article_tags", "comments"):
            server.execute(f"VACUUM {table}", facts.database.rpartition("/")[2])
    return found


def ratios(samples: Samples, workload: Workload, ours: str, other: str) -> list[float]:
    """Ours beside another, round by round; of the workload that the other has."""
    mine = samples.get((workload.name, ours), [])
    theirs = samples.get((workload.name, other), [])
    if not theirs and workload.beside is not None:
        theirs = samples.get((workload.beside, other), [])
    pairs = zip(mine, theirs, strict=False)
    return [one.rate / another.rate for one, another in pairs if another.rate]


def _tell(number: int, rounds: int, cell: Cell, found: Sample) -> None:
    print(
        f"{number + 1}/{rounds} {cell.workload.name:10} {cell.subject:16} "
        f"{found.rate:9.1f} /s  p50 {found.p50 * 1e3:7.1f} ms  {found.failed} failed",
        file=sys.stderr,
    )


def statements(cells: Sequence[Cell]) -> Mapping[tuple[str, str], Probe]:
    """The probes of all cells."""
    return {(cell.workload.name, cell.subject): cell.probe for cell in cells}
