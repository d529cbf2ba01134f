"""What a read costs in instructions, beside what it cost when that was last looked at.

In: requests whose rows are canned. The figures are exact, so a small tolerance is enough: who makes
the code quicker saves new ones with `scripts/bench --baseline`, and so does who has a reason to
make it slower.
"""

from __future__ import annotations

import json

import pytest

from bench import instructions

TOLERANCE = 0.05
#: Of less than this nobody needs to know.
FEW = 40


def test_a_read_takes_as_many_instructions_as_it_did() -> None:
    kept = instructions.baseline()
    found = instructions.counted()
    if kept["python"] != instructions.version():
        # Each release compiles to other instructions: beside another's figures nothing is shown.
        pytest.skip(f"The figures are of Python {kept['python']}. Here: {json.dumps(found)}")

    changed = [
        f"{request}, {when} time, {room}: {before} -> {now}"
        for when in ("first", "again")
        for request, rooms in found[when].items()
        for room, now in rooms.items()
        if abs(now - (before := kept[when][request][room])) > max(FEW, TOLERANCE * before)
    ]

    assert changed == [], "run scripts/bench --baseline if this is as it should be"


def test_more_work_takes_more_instructions() -> None:
    found = instructions.counted()["again"]

    one, page, compound = (
        sum(found[name].values())
        for name in ("one article", "page of 25", "25 with author, tags, comments, their authors")
    )

    assert one < page < compound
