"""The command behind `scripts/bench`: sets up, measures, writes `bench/RESULTS.md`.

In: options. Out: a page of tables. What takes long says where it is, on the standard error.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from bench import instructions
from bench.beside import compared
from bench.cluster import Server, cluster
from bench.crowd import crowd
from bench.data import Size, fill
from bench.facts import Facts, facts
from bench.growth import growth
from bench.lasting import lasting
from bench.load import CONNECTIONS
from bench.machine import Stolen, described, load, pins, raise_limits
from bench.measuring import measured
from bench.results import Found, written
from bench.subjects import LIMIT, OURS, SUBJECTS
from bench.tools import ROOT, has_wrk, install_packages, python_of
from bench.workloads import WORKLOADS
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import migrate

RESULTS = ROOT / "bench" / "RESULTS.md"
INSIDE = ("bench.reading", "bench.writing", "bench.serializing")
QUICK_SUBJECTS = (OURS, "fastapi-jsonapi", LIMIT)
QUICK_WORKLOADS = ("W1", "W2", "W2 counted", "W3", "W3 counted", "W5 cursor", "W6")
LARGER = 10
#: What takes minutes is no part of a quick run.
SECTIONS = ("beside", "growth", "crowd", "lasting")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="Fewer subjects and workloads, for a short time.")
@click.option("--large", is_flag=True, help="Also on a blog ten times as large.")
@click.option("--inside", is_flag=True, help="Only what is timed inside of one process.")
@click.option("--setup", is_flag=True, help="Only install what is needed.")
@click.option("--baseline", is_flag=True, help="Only save how many instructions a request takes.")
@click.option("--subjects", metavar="NAME,…", help="Who is measured.")
@click.option("--workloads", metavar="NAME,…", help="What is asked.")
@click.option("--sections", metavar="NAME,…", help=f"Parts of it: {', '.join(SECTIONS)}.")
@click.option("--rounds", type=click.IntRange(1), help="How often everybody has a turn.")
@click.option("--seconds", type=click.IntRange(1), help="How long a turn is, at least.")
@click.option("--scale", type=click.FloatRange(0.01, 10), default=1.0, help="Size of the blog.")
@click.option("--output", type=click.Path(path_type=Path), default=RESULTS, help="Where to write.")
def main(
    quick: bool,
    large: bool,
    inside: bool,
    setup: bool,
    baseline: bool,
    subjects: str | None,
    workloads: str | None,
    sections: str | None,
    rounds: int | None,
    seconds: int | None,
    scale: float,
    output: Path,
) -> None:
    """Measure the service beside its peers and beside what can be reached by hand."""
    if inside:
        for name in INSIDE:
            runpy.run_module(name, run_name="__main__")
        return
    if baseline:
        instructions.save()
        return
    install_packages()
    names = _chosen(subjects, QUICK_SUBJECTS if quick else [one.name for one in SUBJECTS])
    asked = _chosen(workloads, QUICK_WORKLOADS if quick else [one.name for one in WORKLOADS])
    for subject in SUBJECTS:
        if subject.name in names and subject.peer is not None:
            python_of(subject.peer)
    if setup:
        return
    parts = _chosen(sections, SECTIONS[:-1] if quick else SECTIONS)
    rounds, seconds = rounds or (2 if quick else 5), seconds or (1 if quick else 3)
    raise_limits()
    began, others, stolen = time.monotonic(), load(), Stolen.now()
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        server = ends.enter_context(cluster())
        about, size = _filled(server, "bench", scale)
        page = Found(_setting(server, size, rounds, seconds))
        if "beside" in parts:
            with compared(server, about, folder, names, asked) as found:
                page.samples = measured(server, about, found.cells, rounds, seconds)
            page.cells, page.refusals = found.cells, found.refusals
            page.setting.append(f"{', '.join(found.labels.values())}; one process each.")
        if "growth" in parts:
            page.sections += growth(server, about, folder, quick=quick)
        if "growth" in parts and large:
            page.sections += growth(
                server, _filled(server, "large", LARGER)[0], folder, quick=quick
            )
        if "crowd" in parts:
            page.sections += crowd(about, folder, quick=quick)
        if "lasting" in parts:
            page.sections += lasting(about, folder)
    page.setting.append(
        f"It took {(time.monotonic() - began) / 60:.0f} minutes; when it began, {others:.1f} "
        f"processes of others wanted a core; {Stolen.now().since(stolen):.1%} of the busy time "
        "was stolen by other virtual machines."
    )
    output.write_text(written(page), encoding="utf-8")
    print(f"Written to {output}.", file=sys.stderr)


def _chosen(given: str | None, otherwise: Sequence[str]) -> list[str]:
    return list(otherwise) if given is None else [name.strip() for name in given.split(",")]


def _filled(server: Server, name: str, scale: float) -> tuple[Facts, Size]:
    """A new database with a blog in it."""
    print(f"Filling the database {name} …", file=sys.stderr)
    url = server.create(name)
    engine = open_engine(url, size=1)
    migrate(engine)
    size = fill(engine, scale)
    engine.dispose()
    found = facts(url)
    # Counts from an index alone lean on it, and the first time nobody may have seen the rows yet.
    server.execute("VACUUM", name)
    return found, size


def _setting(server: Server, size: Size, rounds: int, seconds: int) -> list[str]:
    placed = "the application has core 0; PostgreSQL and whoever asks share core 1"
    return [
        f"{described()}; {placed if pins() else 'nothing is pinned to a core'}.",
        f"PostgreSQL {server.version}; load from "
        f"{'wrk' if has_wrk() else 'a generator in Python'}, {CONNECTIONS} connections; "
        f"{rounds} rounds of at least {seconds} s.",
        f"{size.people:,} people, {size.tags:,} tags, {size.articles:,} articles of about two "
        f"kilobytes, {size.links:,} tags of articles, {size.comments:,} comments.",
    ]


if __name__ == "__main__":
    main()
