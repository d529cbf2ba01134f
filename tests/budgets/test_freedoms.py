"""`spec/freedoms.md` names real clauses, and each choice is pinned by a test that cites it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.citations import ROOT, citations, requirements

LINE = re.compile(r"^\| ([A-Z]+-\d\d(?:, [A-Z]+-\d\d)*) \| (.+) \| `([^`]+)` \|$", re.MULTILINE)
TEXT = (ROOT / "spec" / "freedoms.md").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Freedom:
    """One line: the clauses it answers to, the choice, and the file that pins it."""

    ids: tuple[str, ...]
    choice: str
    pinned: str


FREEDOMS = tuple(
    Freedom(tuple(ids.split(", ")), choice, pinned) for ids, choice, pinned in LINE.findall(TEXT)
)


def test_every_row_of_every_table_is_read() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "`" in line]

    assert len(FREEDOMS) == len(rows)


@pytest.mark.parametrize("freedom", FREEDOMS, ids=lambda freedom: freedom.choice[:50])
def test_a_freedom_names_clauses_that_there_are(freedom: Freedom) -> None:
    unknown = [id_ for id_ in freedom.ids if id_ not in requirements()]

    assert not unknown


@pytest.mark.parametrize("freedom", FREEDOMS, ids=lambda freedom: freedom.choice[:50])
def test_a_freedom_is_pinned_by_what_cites_its_clause(freedom: Freedom) -> None:
    assert (ROOT / freedom.pinned).exists(), f"{freedom.pinned} is not there"
    if not freedom.pinned.endswith(".py"):
        return

    cited = {place.partition(":")[0] for id_ in freedom.ids for place in citations().get(id_, ())}

    assert freedom.pinned in cited, f"{freedom.pinned} cites none of {freedom.ids}"
