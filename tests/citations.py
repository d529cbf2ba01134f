"""Which statements of the specification the tests say they prove.

In: `spec/requirements.toml`, and the source of every test. Out: the requirements as values, and
for each cited id the places that cite it. Citations are read from the syntax tree, so that they
are the same whichever part of the tests runs; nothing is imported and nothing is run here.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "spec" / "requirements.toml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One statement: whom it binds, how hard, and how a server shows that it keeps it.

    `status` is shown or unused, and empty where the statement binds no server.
    `reason` says why it is not shown; `left` says why no test cites it all the same.
    """

    id: str
    level: str
    side: str
    text: str
    status: str = ""
    reason: str = ""
    left: str = ""

    @property
    def chapter(self) -> str:
        """The group that the id names: `"INC"` of `"INC-04"`."""
        return self.id.rpartition("-")[0]

    @property
    def shown(self) -> bool:
        return self.status == "shown"


@cache
def chapters() -> dict[str, str]:
    """Every chapter with its state, finished or open."""
    states: dict[str, str] = _toml()["chapters"]
    return states


@cache
def requirements() -> dict[str, Requirement]:
    """Every requirement by its id, in the order of the file."""
    return {
        id_: Requirement(id=id_, **row)
        for chapter, rows in _toml().items()
        if chapter != "chapters"
        for id_, row in rows.items()
    }


@cache
def citations() -> dict[str, tuple[str, ...]]:
    """For each cited id the places, `tests/reading/test_include.py:31`."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for id_, line in cited_in(path.read_text(encoding="utf-8")):
            places[id_].append(f"{path.relative_to(ROOT)}:{line}")
    return {id_: tuple(found) for id_, found in places.items()}


def cited_in(source: str) -> Iterator[tuple[str, int]]:
    """Ids with their lines: the string arguments of each `pytest.mark.req(...)` of a module."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(
                    attr="req", value=ast.Attribute(attr="mark") | ast.Name(id="mark")
                )
            ):
                for argument in node.args:
                    yield str(ast.literal_eval(argument)), argument.lineno


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))
