"""`bench/RESULTS.md`: what was measured, on what, and how to read it; ratios first.

In: everything that a run found. Out: Markdown.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.measuring import Cell, Samples, ratios
from bench.probing import Probe
from bench.subjects import LIMIT, OURS, PREBUILT, SUBJECTS
from bench.tables import (
    NOTHING,
    TIMES,
    kilobytes,
    megabytes,
    microseconds,
    milliseconds,
    number,
    rate,
    ratio,
    share,
    table,
)
from bench.workloads import WORKLOADS, Workload

#: What is aimed at: workload, the other, the least ratio.
TARGETS = (
    ("W1", "fastapi-jsonapi", 6.0),
    ("W1", LIMIT, 0.7),
    ("W2", "fastapi-jsonapi", 5.0),
    ("W2 counted", "fastapi-jsonapi", 3.0),
    ("W3", "fastapi-jsonapi", 10.0),
    ("W3 counted", "fastapi-jsonapi", 6.0),
    ("W3", LIMIT, 0.9),
    ("W3 counted", LIMIT, 0.9),
    ("W4", "DRF-JSONAPI", 40.0),
    ("W5 cursor", "fastapi-jsonapi", 8.0),
    ("W5 cursor", "DRF-JSONAPI", 8.0),
    ("W5 cursor", "safrs", 8.0),
    ("W6", "fastapi-jsonapi", 4.0),
)
#: The most memory of a worker under load, in MiB.
MEMORY = 80
#: What is not equal where figures are compared; known from the answers themselves.
DIFFERENCES = {
    OURS: "every article that is written is rendered from Markdown and sanitised, its words are "
    "counted, and its answer is read in the same transaction; no other does that.",
    "fastapi-jsonapi": "`application/json`, no links, no linkage of what is not included; it does "
    "not count the collection but the page, which makes its totals wrong and cheap. Its total "
    "cannot be left out, so both of our rows are compared with the same row.",
    "DRF-JSONAPI": "all linkage, fewer links.",
    "safrs": '`"data": []` for relationships that it did not load; types spelt like classes.',
    LIMIT: "the body is ours byte for byte, which every run checks; no negotiation, validation, "
    "permissions, limits, `ETag`, `Vary`, figures or errors. It waits in threads, prepares no "
    "statement, and leaves the allocator as it is: so it is what one writes by hand at first, and "
    "no bound on what can be reached.",
}
STATEMENTS = {"W1": 1, "W2": 1, "W2 counted": 1, "W3": 4, "W3 counted": 4}


@dataclass
class Found:
    """Everything that a run found; sections are Markdown that others made."""

    setting: list[str]
    samples: Samples = field(default_factory=dict)
    cells: Sequence[Cell] = ()
    refusals: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)

    @property
    def subjects(self) -> list[str]:
        """Those that were asked, in the order of the list."""
        asked = {cell.subject for cell in self.cells}
        return [subject.name for subject in SUBJECTS if subject.name in asked]

    @property
    def workloads(self) -> list[Workload]:
        asked = {cell.workload.name for cell in self.cells}
        return [workload for workload in WORKLOADS if workload.name in asked]

    @property
    def probes(self) -> dict[tuple[str, str], Probe]:
        return {(cell.workload.name, cell.subject): cell.probe for cell in self.cells}

    def memory(self, subject: str) -> int:
        """The most memory that a subject was seen with."""
        seen = [
            s.memory for (_, name), each in self.samples.items() if name == subject for s in each
        ]
        return max(seen, default=0)


def written(found: Found) -> str:
    """The whole page."""
    parts = [
        "# What was measured",
        "Written by `scripts/bench`; every figure is of one run on one machine.",
        "\n".join(f"- {line}" for line in found.setting),
        *(_beside(found) if found.cells else ()),
        *found.sections,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _beside(found: Found) -> list[str]:
    return [
        "## Beside the others",
        "How many times as many answers per second: the median over the rounds of pairs that were "
        "measured one after the other, and the range. Beside what is written by hand: the share.",
        _ratios(found),
        "## What was aimed at",
        _targets(found),
        "## Figures",
        "Answers per second and milliseconds under the load of all connections; microseconds of "
        "processor time of one request, in the application and in PostgreSQL; SQL statements of "
        "one request, and those that begin and end its transaction, the look-up of a token apart.",
        _figures(found),
        "## Memory",
        _memory(found),
        "## What the answers hold",
        _notes(found),
    ]


def _ratios(found: Found) -> str:
    others = [name for name in found.subjects if name != OURS]
    rows = []
    for workload in found.workloads:
        if (workload.name, OURS) not in found.samples:
            continue
        cells = [f"{workload.name}: {workload.title}"]
        for name in others:
            pairs = ratios(found.samples, workload, OURS, name)
            shown = share(pairs) if name in (LIMIT, PREBUILT) else ratio(pairs)
            refusal = found.refusals.get((workload.name, name), NOTHING)
            by_hand = name in (LIMIT, PREBUILT)
            cells.append(shown if pairs else NOTHING if by_hand else refusal)
        rows.append(cells)
    return table(["", *others], rows)


def _targets(found: Found) -> str:
    by_name = {workload.name: workload for workload in WORKLOADS}
    rows = []
    for name, other, least in TARGETS:
        pairs = ratios(found.samples, by_name[name], OURS, other)
        if pairs:
            reached = statistics.median(pairs)
            met = "met" if reached >= least else "**missed**"
            shown = (f"≥ {least:g}{TIMES}", f"{reached:.2f}{TIMES}")
            rows.append([f"{name} beside {other}", *shown, met])
    for name, most in STATEMENTS.items():
        probe = found.probes.get((name, OURS))
        if probe is not None and probe.statements is not None:
            met = "met" if probe.statements <= most else "**missed**"
            shown = number(probe.statements)
            rows.append([f"SQL statements of {name}", f"≤ {most}", shown, met])
    used = found.memory(OURS) / 2**20
    if used:
        met = "met" if used <= MEMORY else "**missed**"
        rows.append(["memory of a worker (PSS)", f"≤ {MEMORY} MiB", f"{used:.0f} MiB", met])
    return table(["", "target", "reached", ""], rows)


def _figures(found: Found) -> str:
    head = ["", "", "/s (range)", "p50 ms", "p99 ms", "app µs", "PG µs", "SQL", "kB", "failed"]
    rows = []
    for workload in found.workloads:
        for name in found.subjects:
            samples = found.samples.get((workload.name, name))
            if not samples:
                continue
            probe = found.probes[workload.name, name]
            frames = f" + {number(probe.frames)}" if probe.frames else ""
            rows.append(
                [
                    *(workload.name, name),
                    rate([one.rate for one in samples]),
                    milliseconds([one.p50 for one in samples]),
                    milliseconds([one.p99 for one in samples]),
                    microseconds([one.application for one in samples]),
                    microseconds([one.database for one in samples]),
                    f"{number(probe.statements)}{frames}",
                    kilobytes(probe.size),
                    str(sum(one.failed for one in samples)),
                ]
            )
    return table(head, rows)


def _memory(found: Found) -> str:
    rows = [[name, megabytes(found.memory(name))] for name in found.subjects]
    return table(["", "most PSS seen, MiB"], rows)


def _notes(found: Found) -> str:
    """Why some are not compared, and what differs where they are."""
    whys: dict[tuple[str, str], list[str]] = {}
    for (workload, name), why in found.refusals.items():
        if name not in (LIMIT, PREBUILT) and why != "as with the total":
            whys.setdefault((name, why), []).append(workload)
    for (workload, name), probe in found.probes.items():
        if probe.remark is not None:
            whys.setdefault((name, probe.remark), []).append(workload)
    lines = [f"{name} {why} ({', '.join(names)})." for (name, why), names in whys.items()]
    lines += [f"{name}: {said}" for name, said in DIFFERENCES.items() if name in found.subjects]
    return "\n".join(f"- {line}" for line in lines)
