"""Whether the memory of a worker grows: over 200,000 requests of many kinds.

In: a filled database. Out: a section with a table. The first tenth fills caches that have an end;
what counts is what comes after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.asking import Ours
from bench.asking.ours import INCLUDE, SPARSE, UNCOUNTED
from bench.facts import Facts
from bench.lanes import Lanes, Step
from bench.load import load
from bench.machine import memory
from bench.subjects import OURS, SUBJECTS, running
from bench.tables import megabytes, table

REQUESTS = 200_000
STEPS = 10
SECONDS = 10
#: The longest that it may take, in turns of so many seconds.
TURNS = 90


def mixture(facts: Facts) -> Lanes:
    """What blogs are asked: mostly articles, some lists; now and then what nobody asked before."""
    ours = Ours(facts)
    lists = [
        *(f"{UNCOUNTED}page%5Bsize%5D=5", f"{UNCOUNTED}{SPARSE}page%5Bsize%5D=10"),
        f"{UNCOUNTED}{INCLUDE}page%5Bsize%5D=2",
    ]
    # More shapes of queries than the cache of plans holds.
    unusual = [
        f"{UNCOUNTED}page%5Bsize%5D=1&fields%5Barticles%5D=title&filter=or("
        + ",".join(f"equals(slug,'article-{n}')" for n in range(2 + number % 40))
        + f")&sort={order}"
        for number, order in enumerate(("title", "-title", "slug", "-slug", "wordCount") * 40)
    ]
    steps: list[Step] = []
    articles = ours.one().lanes[0]
    for number, query in enumerate(unusual):
        steps += [articles[(number * 9 + n) % len(articles)] for n in range(9)]
        steps.append(ours.list(lists[number % len(lists)]).lanes[0][0])
        if number % 5 == 0:
            steps.append(ours.list(query).lanes[0][0])
            steps.append(ours.get(f"/v1/articles/00000000-0000-7000-8000-{number:012}"))
    return Lanes((tuple(steps),))


def lasting(facts: Facts, folder: Path) -> list[str]:
    """The section about memory over time."""
    print(f"Memory over {REQUESTS:,} requests …", file=sys.stderr)
    ours = next(subject for subject in SUBJECTS if subject.name == OURS)
    asked, rows, done = mixture(facts), [], 0
    with running(ours, facts.database, folder) as started:
        rows.append(["0", megabytes(memory(started.processes()))])
        for _ in range(TURNS):
            done += load(asked, started.port, SECONDS).requests
            if done >= REQUESTS * len(rows) / STEPS:
                rows.append([f"{done:,}", megabytes(memory(started.processes()))])
            if done >= REQUESTS:
                break
    return [
        "## Memory over time",
        "One worker, asked for articles mostly, for lists of several shapes, and for what is not "
        "there.",
        table(["requests", "PSS, MiB"], rows),
    ]
