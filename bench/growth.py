"""How the service grows: with the size of a page, with the place of it, with the blog.

In: a filled database. Out: sections of tables. What a total costs is shown beside the same request
without; what no index answers, beside what one does.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.asking import Ours
from bench.asking.ours import INCLUDE, UNCOUNTED
from bench.cluster import Server
from bench.facts import SOUGHT, Facts
from bench.lanes import Lanes
from bench.measuring import Cell, Sample, sample
from bench.probing import probe
from bench.subjects import OURS, SUBJECTS, Running, running
from bench.tables import microseconds, milliseconds, rate, ratio, table
from bench.workloads import Workload, anything

SIZES = (10, 25, 50, 100)
#: The place that shall be as near as the first page.
FAR = 4_000
CONNECTIONS = 4
#: Queries that no index answers, or only in part; and for comparison one that an index does.
COSTLY = {
    "default order, with the total": "",
    "`filter[search]`, two rare words": f"filter%5Bsearch%5D={SOUGHT.replace(' ', '%20')}",
    "`sort=author.name`": "sort=author.name",
    "`sort=-author.name`, without the total": f"{UNCOUNTED}sort=-author.name",
    "`filter[title][startsWith]`": "filter%5Btitle%5D%5BstartsWith%5D=vol",
    "`filter[title][contains]`": "filter%5Btitle%5D%5Bcontains%5D=vol",
    "`filter[summary][contains]`, nothing found": "filter%5Bsummary%5D%5Bcontains%5D=xyzzy",
    "`filter[title][endsWith]`": "filter%5Btitle%5D%5BendsWith%5D=77",
    "`filter=greaterThan(count(comments),'4')`": "filter=greaterThan(count(comments),'4')",
    "`filter=not(has(tags))`, nothing found": "filter=not(has(tags))",
    "`filter[comments][author][handle]`": "filter%5Bcomments%5D%5Bauthor%5D%5Bhandle%5D=person-7",
}


def growth(server: Server, facts: Facts, folder: Path, *, quick: bool) -> list[str]:
    """The sections of one database."""
    print(f"How it grows, with {facts.total:,} articles …", file=sys.stderr)
    rounds, seconds = (1, 1) if quick else (5, 2)
    ours = next(subject for subject in SUBJECTS if subject.name == OURS)
    asking = Growing(server, facts)
    with running(ours, facts.database, folder) as started:
        sizes = asking.taken(started, asking.sizes((10, 100) if quick else SIZES), rounds, seconds)
        places = asking.taken(started, asking.places(), rounds, seconds)
        costly = asking.taken(started, asking.costly(), 1 if quick else 3, 1)
    return [
        f"## With {facts.total:,} articles",
        f"Pages of several sizes, asked for by {CONNECTIONS} connections at once; microseconds of "
        "the application and of PostgreSQL for one request.",
        _sizes(sizes),
        _places(places),
        "What takes PostgreSQL long, beside what does not:",
        _costly(costly),
    ]


class Growing:
    """What is asked for, by name."""

    def __init__(self, server: Server, facts: Facts) -> None:
        self.server, self.facts = server, facts
        self.ours = Ours(facts)

    def sizes(self, sizes: Sequence[int]) -> dict[str, Lanes]:
        """Pages of each size, alone and compound, without the total and with it."""
        return {
            f"{size} {shape} {counted}": self.ours.list(f"{total}{include}page%5Bsize%5D={size}")
            for size in sizes
            for shape, include in (("plain", ""), ("compound", INCLUDE))
            for counted, total in (("uncounted", UNCOUNTED), ("counted", ""))
        }

    def places(self) -> dict[str, Lanes]:
        """The first page by cursor, and one far away."""
        size = max(1, min(25, self.facts.total // FAR))
        far = min(FAR, self.facts.total // size)
        return {
            f"page 1 of {size} by cursor": self.ours.after(1, size),
            f"page {far:,} of {size} by cursor": self.ours.after(far, size),
        }

    def costly(self) -> dict[str, Lanes]:
        return {name: self.ours.list(query) for name, query in COSTLY.items()}

    def taken(
        self, started: Running, asked: Mapping[str, Lanes], rounds: int, seconds: int
    ) -> dict[str, list[Sample]]:
        """Samples of everything that is asked for, in turns."""
        cells = [self._cell(started, name, lanes) for name, lanes in asked.items()]
        found: dict[str, list[Sample]] = {name: [] for name in asked}
        for _ in range(rounds):
            for cell in cells:
                taken = sample(self.server, self.facts, cell, seconds, CONNECTIONS)
                found[cell.workload.name].append(taken)
        return found

    def _cell(self, started: Running, name: str, lanes: Lanes) -> Cell:
        workload = Workload(name, name, anything)
        database = self.facts.database.rpartition("/")[2]
        probed = probe(self.server, database, started, workload, lanes, self.facts)
        if probed.fault is not None:
            raise RuntimeError(f"{name}: {probed.fault}")
        return Cell(workload, OURS, started, lambda: lanes, probed)


def _sizes(found: Mapping[str, Sequence[Sample]]) -> str:
    head = ["page", "", "/s", "app µs", "PG µs", "/s with the total", "app µs", "PG µs", "ratio"]
    rows = []
    for name, plain in found.items():
        size, shape, counting = name.split()
        if counting == "counted":
            continue
        counted = found[f"{size} {shape} counted"]
        pairs = [one.rate / other.rate for one, other in zip(plain, counted, strict=True)]
        label = "with author, tags, comments, their authors" if shape == "compound" else "alone"
        rows.append([size, label, *_costs(plain), *_costs(counted), ratio(pairs)])
    return table(head, rows)


def _places(found: Mapping[str, Sequence[Sample]]) -> str:
    near, far = found.values()
    pairs = [one.rate / other.rate for one, other in zip(near, far, strict=True)]
    rows = [[name, *_costs(samples)] for name, samples in found.items()]
    rows.append(["the first beside the other (at most 1.2 is aimed at)", ratio(pairs), "", ""])
    return table(["", "/s", "app µs", "PG µs"], rows)


def _costly(found: Mapping[str, Sequence[Sample]]) -> str:
    rows = [
        [name, milliseconds([one.p50 for one in samples]), *_costs(samples)[1:]]
        for name, samples in found.items()
    ]
    return table(["", "p50 ms", "app µs", "PG µs"], rows)


def _costs(samples: Sequence[Sample]) -> list[str]:
    return [
        rate([one.rate for one in samples]),
        microseconds([one.application for one in samples]),
        microseconds([one.database for one in samples]),
    ]
