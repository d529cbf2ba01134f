"""The shape of the package is held by tests: who may import whom, how large a file may be, and
which names say nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.citations import ROOT

PACKAGE = ROOT / "jsonapi_blog"
LONGEST = 300
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "shared"}
SOURCES = sorted(
    path.relative_to(ROOT) for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob("*.py")
)
#: One import that each contract forbids: the file it is written into, and the contract's name.
BREACHES = [
    ("store/session.py", "from ..serializers import links", "Rooms are stacked"),
    ("serializers/links.py", "from ..store import session", "Rooms are stacked"),
    ("query/target.py", "from .. import policy", "Rooms are stacked"),
    ("errors/problem.py", "from .. import settings", "Rooms are stacked"),
    ("passwords.py", "from . import credentials", "Rooms are stacked"),
    ("logins.py", "from . import auth", "Rooms are stacked"),
    ("preconditions.py", "from . import rowset", "Rooms are stacked"),
    ("store/writing/locking.py", "from ...serializers import links", "Rooms are stacked"),
    ("serializers/payload/fields.py", "from ...store import writer", "Rooms are stacked"),
    ("operations/document.py", "from ..resources import api", "Rooms are stacked"),
    ("graph.py", "from .query import sort", "Rooms are stacked"),
    ("policy.py", "import starlette.requests", "Only the door speaks HTTP"),
    ("store/loader.py", "import uvicorn", "Only the door speaks HTTP"),
    ("logins.py", "import starlette.requests", "Only the door speaks HTTP"),
    ("serializers/payload/envelope.py", "import starlette", "Only the door speaks HTTP"),
    ("serializers/document.py", "import sqlalchemy", "Only the store speaks SQL"),
    ("auth.py", "import psycopg2", "Only the store speaks SQL"),
    ("logins.py", "import sqlalchemy", "Only the store speaks SQL"),
    ("passwords.py", "import psycopg2", "Only the store speaks SQL"),
    ("store/plan.py", "import marshmallow", "Only the serializers speak marshmallow"),
    ("store/writer.py", "import marshmallow", "Only the serializers speak marshmallow"),
    ("graph.py", "import marshmallow_jsonapi", "Only the serializers speak marshmallow"),
]


def test_no_file_is_longer_than_a_reader_is_patient() -> None:
    lengths = {str(path): text(path).count("\n") for path in SOURCES}

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    assert [path for path in SOURCES if EMPTY_NAMES & {*path.with_suffix("").parts}] == []


def test_every_module_opens_with_what_it_is_for() -> None:
    package = [path for path in SOURCES if path.parts[0] == PACKAGE.name and text(path)]

    assert [path for path in package if not text(path).startswith('"""')] == []


def test_the_import_contracts_hold(tmp_path: Path) -> None:
    kept = contracts(copied(tmp_path))

    assert kept.returncode == 0, kept.stdout
    assert "0 broken" in kept.stdout


@pytest.mark.parametrize(("path", "breach", "contract"), BREACHES, ids=lambda value: value)
def test_a_breach_of_a_contract_is_noticed(
    tmp_path: Path, path: str, breach: str, contract: str
) -> None:
    copy = copied(tmp_path)
    file = copy / PACKAGE.name / path
    file.write_text(file.read_text(encoding="utf-8") + f"\n{breach}\n", encoding="utf-8")

    broken = contracts(copy)

    assert broken.returncode == 1
    assert any(
        line.startswith(contract) and line.endswith("BROKEN") for line in broken.stdout.splitlines()
    )


def test_a_new_room_needs_a_place_among_the_others(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    (copy / PACKAGE.name / "attic.py").write_text('"""Nobody said where this goes."""\n')

    refused = contracts(copy)

    assert refused.returncode == 1
    assert "attic" in refused.stdout


def test_the_page_for_people_has_the_rooms_of_the_contract_in_its_rows() -> None:
    declared = ConfigParser()
    declared.read(ROOT / "setup.cfg", encoding="utf-8")
    page = text(Path("docs/architecture.md"))

    layers = declared["importlinter:contract:rooms"]["layers"].split("\n")
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", page, re.MULTILINE)

    stacked = [set(layer.split(" | ")) for layer in layers if layer not in ("", "__main__")]
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == stacked[::-1]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def copied(folder: Path) -> Path:
    """A copy of the package and its contracts, to be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__", "demo")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
    shutil.copy(ROOT / "setup.cfg", folder)
    return folder


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of import-linter on the package in `folder`."""
    run = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command;"
    return subprocess.run(
        [sys.executable, "-c", f"{run} lint_imports_command(['--no-cache'])"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
