"""Ours beside the others: who runs, what each is asked, what each does with it.

In: a filled database, names of subjects and workloads. Out: cells to be measured, and for those
that are not a sentence on why. Bodies by hand are held to ours, byte for byte.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.asking import dialects
from bench.cluster import Server
from bench.facts import Facts
from bench.lanes import Lanes
from bench.measuring import Cell
from bench.probing import probe
from bench.subjects import LIMIT, OURS, PREBUILT, SUBJECTS, Running, Subject, running
from bench.workloads import WORKLOADS, Workload, anything


@dataclass
class Compared:
    """The cells, why others are none, and what the subjects are called with their versions."""

    cells: list[Cell] = field(default_factory=list)
    refusals: dict[tuple[str, str], str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


@contextmanager
def compared(
    server: Server,
    facts: Facts,
    folder: Path,
    subjects: Collection[str],
    workloads: Collection[str],
) -> Iterator[Compared]:
    """Every subject running, and every cell looked at once."""
    found = Compared()
    chosen = [workload for workload in WORKLOADS if workload.name in workloads]
    with ExitStack() as ends:
        bodies: dict[str, bytes] = {}
        base = ""
        for subject in SUBJECTS:
            if subject.name not in subjects:
                continue
            found.labels[subject.name] = subject.label
            if subject.name == PREBUILT:
                _prebuilt(ends, found, server, facts, folder, subject, chosen, bodies)
                continue
            started = ends.enter_context(running(subject, facts.database, folder, BENCH_BASE=base))
            if subject.name == OURS:
                base = started.base
            for workload in chosen:
                body = _look(found, server, facts, subject, started, workload)
                if subject.name == OURS and body is not None:
                    bodies[workload.name] = body
                elif subject.name == LIMIT and body is not None:
                    _hold(found, workload, body, bodies.get(workload.name))
        yield found


def _look(
    found: Compared,
    server: Server,
    facts: Facts,
    subject: Subject,
    started: Running,
    workload: Workload,
) -> bytes | None:
    """Ask once; the last body, if it is right."""
    dialect = dialects(facts)[subject.name]
    asked = dialect.asked(workload.name)
    if isinstance(asked, str):
        found.refusals[workload.name, subject.name] = asked
        return None
    database = facts.database.rpartition("/")[2]
    probed = probe(server, database, started, workload, asked, facts)
    if probed.fault is not None:
        print(f"{subject.name}, {workload.name}: {probed.fault}", file=sys.stderr)
        found.refusals[workload.name, subject.name] = probed.fault
        return None

    def lanes() -> Lanes:
        again = dialect.asked(workload.name)
        assert isinstance(again, Lanes), "it was asked before"
        return again

    found.cells.append(Cell(workload, subject.name, started, lanes, probed))
    return probed.body


def _hold(found: Compared, workload: Workload, body: bytes, ours: bytes | None) -> None:
    """A body by hand that is not ours is not measured."""
    if ours is not None and body != ours:
        print(f"{LIMIT}, {workload.name}: another document than ours", file=sys.stderr)
        found.cells.pop()
        found.refusals[workload.name, LIMIT] = "sends another document than ours"


def _prebuilt(
    ends: ExitStack,
    found: Compared,
    server: Server,
    facts: Facts,
    folder: Path,
    subject: Subject,
    chosen: list[Workload],
    bodies: dict[str, bytes],
) -> None:
    """One server for each body."""
    for workload in chosen:
        refusal = dialects(facts)[PREBUILT].refusals.get(workload.name)
        if refusal is not None or workload.name not in bodies:
            found.refusals[workload.name, PREBUILT] = refusal or "there is no body to send"
            continue
        body = folder / f"{workload.name}.json"
        body.write_bytes(bodies[workload.name])
        started = ends.enter_context(running(subject, facts.database, folder, BENCH_BODY=str(body)))
        _look(found, server, facts, subject, started, replace(workload, check=anything))
