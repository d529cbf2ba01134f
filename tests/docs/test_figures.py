"""What the README says of speed beside others, and of memory, is what bench/RESULTS.md says."""

from __future__ import annotations

import re

from tests.house.processes import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
#: What the README calls a workload, and what the results call it.
ROWS = {
    "one article": "W1",
    "a page of 25": "W2",
    "the same with the total": "W2 counted",
    "25 with author, tags, comments, their authors": "W3",
    "that with the total": "W3 counted",
    "25 titles with their authors' names": "W4",
    "page 500, ours by cursor, theirs by offset": "W5 cursor",
    "create an article and delete it": "W6",
    "change a title, with `If-Match`": "W7",
    "50 atomic operations": "W10",
}
NONE = "\N{EN DASH}"


def test_the_ratios_of_the_readme_are_those_of_the_results() -> None:
    heads, quoted = _table(README, "| | fastapi-jsonapi")
    names, found = _table(RESULTS, "|  | fastapi-jsonapi")
    assert {*quoted} == {*ROWS}
    assert [re.sub(r" [\d.]+$", "", head) for head in heads] == names[: len(heads)]
    for name, cells in quoted.items():
        there = next(cells for title, cells in found.items() if title.startswith(f"{ROWS[name]}:"))
        assert cells == [_ratio(cell) for cell in there[: len(heads)]], name


def test_the_versions_of_the_readme_are_those_of_the_results() -> None:
    heads, _ = _table(README, "| | fastapi-jsonapi")
    assert len(heads) == 4
    assert all(f"{head}," in RESULTS for head in heads)


def test_how_many_targets_are_missed_is_told() -> None:
    words = ("None", "One", "Two", "Three", "Four", "Five")
    missed = RESULTS.count("| **missed** |")
    assert RESULTS.count("| met |") > missed
    assert f"{words[missed]} of the targets are missed" in README


def test_the_memory_of_a_worker_is_that_of_the_results() -> None:
    usual = re.search(r"^\| jsonapi_blog \| (\d+) \|$", RESULTS, re.M)
    crowded = re.search(r"^\| 1 \| 2,000 \|.*\| (\d+) \|$", RESULTS, re.M)
    assert usual is not None
    assert crowded is not None
    told = f"{usual[1]} MiB under this load and {crowded[1]} MiB with 2,000 open connections"
    assert told in README


def test_pages_by_cursor_are_as_flat_as_the_readme_says() -> None:
    flat = re.findall(r"^\| the first beside the other.*?\*\*([\d.]+)", RESULTS, re.M)
    assert flat
    told = re.search(r"by cursor costs within (\d+)% of page 1", README)
    assert told is not None
    most = max(abs(float(ratio) - 1) for ratio in flat)
    assert round(most * 100) == int(told[1])


def _ratio(cell: str) -> str:
    """The median of a cell of the results, or that there is none."""
    median = re.match(r"\*\*(.+?)\*\*", cell)
    return NONE if median is None else median[1]


def _table(text: str, head: str) -> tuple[list[str], dict[str, list[str]]]:
    """The heads of the columns of a table that begins so, and its rows by their first cell."""
    lines = text[text.index(head) :].split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return rows[0][1:], {name: cells for name, *cells in rows[2:]}
