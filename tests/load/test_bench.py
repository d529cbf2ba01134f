"""The benchmark runs, whatever it finds: its figures are of a machine, its working is ours.

In: a very small blog and very short turns. With Debian's wrk and PostgreSQL installed they are what
is used; elsewhere what takes their place.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench import generator, measuring, reading, writing
from bench.lanes import Lanes, Step
from bench.tools import ENVIRONMENTS
from bench.workloads import WORKLOADS
from tests.citations import ROOT
from tests.conftest import World

PEER = "fastapi-jsonapi"
SAMPLE = measuring.Sample(1.0, 0.0, 0.0, 0.0, 0.0, 0, 0)


def test_a_quick_run_measures_everybody_and_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    subjects = ["jsonapi_blog", "by hand", "pre-built"]
    if (ENVIRONMENTS / PEER / "installed").exists():
        subjects.append(PEER)

    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench", "--quick", "--rounds", "1", "--scale", "0.02"),
            *("--sections", "beside", "--workloads", "W1,W3 counted,W6", "--output", str(page)),
            *("--subjects", ",".join(subjects)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    written = page.read_text(encoding="utf-8")
    figures = re.findall(r"^\| (W[^|]+) \| ([^|]+) \| ([\d,.]+) .*\| (\d+) \|$", written, re.M)
    measured = {(workload, subject) for workload, subject, _, _ in figures}
    readers = {(w, s) for w in ("W1", "W3 counted") for s in subjects}
    writers = {("W6", s) for s in subjects if s not in ("by hand", "pre-built")}
    assert measured == readers | writers
    assert {failed for *_, failed in figures} == {"0"}
    assert "| SQL statements of W1 | ≤ 1 | 1 | met |" in written or "PostgreSQL 18" in written


def test_load_begins_when_none_of_the_subjects_has_anything_left_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happened: list[object] = []
    monkeypatch.setattr(measuring, "settled", lambda processes: happened.append(set(processes)))
    monkeypatch.setattr(
        measuring, "sample", lambda *given: happened.append(given[2].subject) or SAMPLE
    )
    quick, slow = (Resting(port, [f"process {port}"]) for port in (1, 2))
    read, written = (replace(WORKLOADS[0], name=name) for name in ("read", "written"))
    cells = [
        measuring.Cell(read, "quick", quick, Lanes, None),
        measuring.Cell(read, "slow", slow, Lanes, None),
        measuring.Cell(written, "quick", quick, Lanes, None),
    ]

    samples = measuring.measured(None, None, cells, 2, 1)

    all_rest = {"process 1", "process 2"}
    turns = ["quick", "slow", "quick", "slow", "quick", "quick"]
    assert happened == [each for turn in turns for each in (all_rest, turn)]
    assert {key: len(found) for key, found in samples.items()} == {
        ("read", "quick"): 2,
        ("read", "slow"): 2,
        ("written", "quick"): 2,
    }


@dataclass(frozen=True)
class Resting:
    """A subject that nobody started."""

    port: int
    running: list[str]

    def processes(self) -> list[str]:
        return self.running


def test_what_is_timed_inside_of_one_process_is_told_by_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "ROUNDS", 2)
    monkeypatch.setattr(writing, "ROUNDS", 2)

    reading.main()
    writing.main()

    rows = re.findall(r"^\| (\w.*?) \| (\d+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", *told(capsys))
    statements = {shape: int(count) for shape, count, *_ in rows}
    assert statements["one article"] == 1
    assert statements["25 with author, tags, comments, their authors"] == 4
    assert statements["delete the article"] == 3
    assert all(0 < float(sql) < float(whole) for *_, whole, sql in rows)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[str, re.RegexFlag]:
    return capsys.readouterr().out, re.MULTILINE


@pytest.mark.parametrize("connections", [1, 8])
def test_without_wrk_load_comes_from_python(
    sample: World, tmp_path: Path, connections: int
) -> None:
    plan = tmp_path / "plan.lua"
    lanes = Lanes.of(Step("GET", "/v1/tags"), Step("GET", "/v1/articles/{post-1}/author"))
    host = urlsplit(sample.url).netloc
    lanes.save(plan, host)
    read = json.loads(plan.with_suffix(".json").read_text(encoding="utf-8"))
    read["lanes"] = [[step.format_map(sample.ids) for step in lane] for lane in read["lanes"]]

    found = json.loads(asyncio.run(generator.run(read, host, connections, 0.5)))

    assert found["requests"] > connections
    assert (found["refused"], found["broken"]) == (0, 0)
    assert 0 < found["p50"] <= found["p99"] <= found["most"] < 5


def test_a_lane_goes_on_with_what_the_last_answer_said(empty: World, tmp_path: Path) -> None:
    add = empty.add
    token = add.token(add.person("ann", role="author"))
    article = add.article(author=add.ids["ann"])
    path = f"/v1/articles/{article}"
    steps = (
        Step.sending(
            "PATCH", path, {"data": {"type": "articles", "id": article, "attributes": {"title": t}}}
        ).with_headers(Authorization=f"Bearer {token}", If_Match="<etag>")
        for t in ("One", "Other")
    )
    host = urlsplit(empty.url).netloc
    Lanes((tuple(steps),), ('"1"',)).save(tmp_path / "plan.lua", host)
    read = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))

    found = json.loads(asyncio.run(generator.run(read, host, 1, 0.5)))

    assert found["refused"] == 0
    assert empty.client.get(path).data["meta"]["version"] == 1 + found["requests"]
