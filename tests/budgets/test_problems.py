"""The catalogue for people says of every problem what the code says of it.

In: `spec/problems.md`, and the classes of `jsonapi_blog.errors`. Out: a failure that names the
entry which is missing, is out of place, or tells something else than the server does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

import jsonapi_blog.errors
from jsonapi_blog.errors import Problem, catalogue
from jsonapi_blog.resources.documentation.guides import catalogue as section
from tests.answer import CURSOR_PROFILE
from tests.citations import ROOT
from tests.rules import of_document

PROBLEMS = ROOT / "spec" / "problems.md"
ENTRY = re.compile(
    r"^## (?P<code>\S+)\n\n"
    r"\*\*(?P<status>\d{3}) · (?P<title>[^*\n]+)\*\*\n\n"
    r"(?P<meaning>[^\n#]+)\n\n"
    r"```json\n(?P<example>.*?)\n```\n\n"
    r"What to do: (?P<remedy>[^\n]+)\n",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Entry:
    """One entry of the catalogue as people read it."""

    code: str
    status: int
    title: str
    meaning: str
    example: dict[str, Any]
    remedy: str


def entries() -> list[Entry]:
    return [
        Entry(
            code=found["code"],
            status=int(found["status"]),
            title=found["title"],
            meaning=found["meaning"],
            example=json.loads(found["example"]),
            remedy=found["remedy"],
        )
        for found in ENTRY.finditer(PROBLEMS.read_text(encoding="utf-8"))
    ]


def test_the_page_that_is_packaged_is_the_catalogue_itself() -> None:
    packaged = ROOT / "jsonapi_blog" / "resources" / PROBLEMS.name

    assert packaged.resolve() == PROBLEMS


def test_the_catalogue_lists_every_problem_in_the_order_of_the_code() -> None:
    headings = re.findall(r"^## (.+)$", PROBLEMS.read_text(encoding="utf-8"), re.MULTILINE)

    assert headings == [problem.code for problem in catalogue()]
    assert [entry.code for entry in entries()] == headings, "an entry has not the usual form"


def test_status_and_title_are_those_of_the_code() -> None:
    written = [(entry.code, entry.status, entry.title) for entry in entries()]

    assert written == [(problem.code, problem.status, problem.title) for problem in catalogue()]


def test_a_code_belongs_to_one_problem() -> None:
    codes = [problem.code for problem in catalogue()]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.code)
def test_every_example_is_an_error_object_that_the_server_could_send(entry: Entry) -> None:
    document = {"jsonapi": {"version": "1.1"}, "errors": [entry.example]}

    faults = of_document(document)

    assert faults == []
    assert entry.example["code"] == entry.code
    assert entry.example["status"] == str(entry.status)
    assert entry.example["title"] == entry.title
    assert entry.example["links"] == {"type": _type(entry.code)}
    assert entry.meaning.endswith(".")
    assert entry.remedy.endswith(".")


def test_a_more_specific_problem_is_known_by_the_code_of_the_general_one() -> None:
    for kind in set(_descendants(Problem)) - set(catalogue()):
        general = next(each for each in catalogue() if issubclass(kind, each))

        assert (kind.code, kind.status, kind.title) == (general.code, general.status, general.title)


def test_every_entry_has_its_code_as_anchor_on_the_page() -> None:
    anchors = re.findall(r'<h3 id="([^"]+)"', section("Errors").body)

    assert anchors == [problem.code for problem in catalogue()]


def test_the_tree_in_the_code_shows_every_class() -> None:
    shown = set(re.findall(r"\w+", jsonapi_blog.errors.__doc__ or ""))

    assert {problem.__name__ for problem in _descendants(Problem)} <= shown


def _descendants(kind: type[Problem]) -> list[type[Problem]]:
    children = kind.__subclasses__()
    return [*children, *(each for child in children for each in _descendants(child))]


def _type(code: str) -> str:
    problem: type[Problem] = next(each for each in catalogue() if each.code == code)
    if problem.type_uri is not None:
        assert problem.type_uri.startswith(f"{CURSOR_PROFILE}/")
        return problem.type_uri
    return f"https://blog.example/docs#{code}"
