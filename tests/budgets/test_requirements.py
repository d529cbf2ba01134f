"""The list of requirements is whole, and what it says about the server is proved.

In: `spec/requirements.toml` and the citations of all tests. Out: a failure that names each
statement which no test proves, no reason explains, or nobody ever wrote.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.citations import Requirement, chapters, citations, cited_in, requirements

# MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, IMPLIED and READING, as counted in the texts.
LEVELS = ("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "IMPLIED", "READING")
COUNTS = {
    "CN": (11, 1, 3, 0, 2, 5, 0),
    "EXT": (10, 2, 0, 0, 5, 1, 0),
    "PROF": (0, 2, 0, 0, 2, 2, 0),
    "DOC": (9, 4, 1, 0, 5, 2, 0),
    "NAME": (6, 1, 1, 0, 3, 1, 0),
    "RES": (10, 0, 1, 1, 4, 2, 0),
    "RID": (4, 0, 0, 0, 1, 0, 0),
    "REL": (7, 1, 0, 0, 1, 3, 0),
    "COMP": (2, 1, 0, 0, 1, 2, 0),
    "LINK": (5, 0, 1, 0, 1, 2, 0),
    "FETCH": (15, 0, 0, 0, 5, 1, 0),
    "INC": (4, 1, 0, 0, 2, 4, 0),
    "FIELDS": (1, 1, 0, 0, 2, 5, 0),
    "SORT": (5, 0, 1, 0, 4, 2, 0),
    "PAGE": (4, 0, 1, 0, 2, 1, 0),
    "FILT": (0, 0, 1, 0, 0, 2, 0),
    "CRUD": (1, 0, 0, 0, 2, 1, 0),
    "CREATE": (14, 0, 3, 0, 5, 1, 0),
    "UPD": (14, 2, 1, 0, 7, 2, 0),
    "UPDREL": (13, 1, 0, 0, 3, 4, 0),
    "DEL": (3, 0, 1, 0, 3, 0, 0),
    "QP": (6, 0, 2, 0, 1, 2, 0),
    "ERR": (3, 0, 6, 1, 4, 6, 0),
    "ATOM": (36, 2, 9, 0, 14, 7, 0),
    "CUR": (36, 0, 2, 0, 10, 4, 0),
    "REC": (0, 0, 16, 1, 0, 3, 0),
    "AMB": (0, 0, 0, 0, 0, 0, 52),
}
FINISHED = tuple(chapter for chapter, state in chapters().items() if state == "finished")


def test_every_chapter_has_as_many_statements_of_each_level_as_the_texts_have() -> None:
    counted = Counter((each.chapter, each.level) for each in requirements().values())

    assert {
        chapter: tuple(counted[chapter, level] for level in LEVELS) for chapter in chapters()
    } == COUNTS
    assert counted.total() == 497


@pytest.mark.parametrize("chapter", COUNTS)
def test_the_ids_of_a_chapter_are_numbered_without_a_gap(chapter: str) -> None:
    ids = [each.id for each in requirements().values() if each.chapter == chapter]

    assert ids == [f"{chapter}-{number:02}" for number in range(1, len(ids) + 1)]


def test_every_statement_binds_somebody_and_says_how_the_server_shows_it() -> None:
    sides = Counter(each.side for each in requirements().values())

    assert sides == {"server": 469, "client": 12, "author": 16}
    for each in requirements().values():
        legal = {"shown", "unused"} if each.side == "server" else {""}
        assert each.status in legal, f"{each.id}: its status is {each.status!r}"
        assert each.text.endswith("."), f"{each.id}: its text is no sentence"


def test_a_statement_that_no_request_shows_has_a_reason() -> None:
    bare = [
        each.id
        for each in requirements().values()
        if each.status == "unused" and not each.reason.endswith(".")
    ]

    assert bare == [], "unused, but no sentence says why"


@pytest.mark.parametrize("chapter", FINISHED)
def test_every_must_of_a_finished_chapter_is_cited(chapter: str) -> None:
    unproved = _uncited(chapter, "MUST", "MUST NOT")

    assert not unproved, f"no test cites these:\n{_listed(unproved)}"


@pytest.mark.parametrize("chapter", FINISHED)
def test_what_else_a_finished_chapter_asks_is_cited_or_left_with_a_reason(chapter: str) -> None:
    uncited = _uncited(chapter, "SHOULD", "SHOULD NOT", "IMPLIED", "READING")

    unexplained = [each for each in uncited if not each.left.endswith(".")]

    assert not unexplained, f"no test cites these, no `left` says why:\n{_listed(unexplained)}"


def test_nothing_is_left_that_a_test_proves() -> None:
    left = [each.id for each in requirements().values() if each.left]

    assert [id_ for id_ in left if id_ in citations()] == [], "cited, so `left` is out of date"


def test_every_cited_id_exists() -> None:
    unknown = {id_: places for id_, places in citations().items() if id_ not in requirements()}

    assert unknown == {}, "spec/requirements.toml has no such ids"


def test_citations_are_found_on_functions_modules_and_parameters() -> None:
    source = """
pytestmark = pytest.mark.req("CN-01", "CN-02")

@mark.req("CN-03")
def test_something(): ...

cases = [pytest.param(1, marks=pytest.mark.req("CN-04"))]
other = pytest.mark.skip("CN-05")
"""

    found = list(cited_in(source))

    assert sorted(found) == [("CN-01", 2), ("CN-02", 2), ("CN-03", 4), ("CN-04", 7)]


def _uncited(chapter: str, *levels: str) -> list[Requirement]:
    return [
        each
        for each in requirements().values()
        if each.chapter == chapter and each.shown and each.level in levels
        if each.id not in citations()
    ]


def _listed(found: list[Requirement]) -> str:
    return "\n".join(f"{each.id} {each.level}: {each.text}" for each in found)
