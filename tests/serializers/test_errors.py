"""Problems as documents: every member of an error object, and what they all share."""

from __future__ import annotations

from typing import Any

import pytest

from jsonapi_blog.errors import (
    CURSOR_PROFILE,
    Header,
    InvalidPage,
    NotAcceptable,
    PageSizeExceeded,
    Parameter,
    Problem,
    Problems,
    StatementTimeout,
    UnsupportedSort,
    catalogue,
)
from jsonapi_blog.serializers.errors import error_document, speaks_of_profile
from jsonapi_blog.serializers.links import Urls
from tests.rules import of_document

URLS = Urls("https://blog.example")


def document(*problems: Problem) -> dict[str, Any]:
    return error_document(Problems(problems), URLS)


def test_an_error_says_all_that_there_is_to_say() -> None:
    problem = InvalidPage("'x' is no number.", source=Parameter("page[size]"), meta={"page": {}})

    assert document(problem) == {
        "jsonapi": {"version": "1.1"},
        "errors": [
            {
                "id": problem.id,
                "links": {"type": "https://blog.example/docs#invalid-page"},
                "status": "400",
                "code": "invalid-page",
                "title": "Invalid page parameter",
                "detail": "'x' is no number.",
                "source": {"parameter": "page[size]"},
                "meta": {"page": {}},
            }
        ],
    }


def test_a_header_is_blamed_by_its_name() -> None:
    (error,) = document(NotAcceptable("No.", source=Header("Accept")))["errors"]

    assert error["source"] == {"header": "Accept"}


def test_where_nothing_in_the_request_is_to_blame_there_is_no_source() -> None:
    (error,) = document(StatementTimeout("Too slow."))["errors"]

    assert "source" not in error
    assert "meta" not in error


def test_errors_stand_in_the_order_in_which_they_were_found() -> None:
    first, second = InvalidPage("One."), UnsupportedSort("Two.")

    made = document(first, second)

    assert [error["detail"] for error in made["errors"]] == ["One.", "Two."]


@pytest.mark.parametrize("kind", [UnsupportedSort, PageSizeExceeded])
def test_a_fault_that_the_profile_names_links_its_uri_and_applies_it(kind: type[Problem]) -> None:
    made = document(InvalidPage("Ours."), kind("Theirs."))

    assert made["errors"][1]["links"]["type"].startswith(f"{CURSOR_PROFILE}/")
    assert made["jsonapi"]["profile"] == [CURSOR_PROFILE]


def test_other_faults_do_not_speak_of_the_profile() -> None:
    assert not speaks_of_profile(Problems([InvalidPage("Ours.")]))


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.code)
def test_every_problem_of_the_catalogue_is_a_document_that_keeps_the_schema(
    kind: type[Problem],
) -> None:
    made = document(kind("A sentence."))

    assert of_document(made) == []


@pytest.mark.req("ERR-12")
def test_two_occurrences_of_one_problem_have_two_ids() -> None:
    made = document(*(InvalidPage("Again.") for _ in range(50)))

    assert len({error["id"] for error in made["errors"]}) == 50


@pytest.mark.req("ERR-03")
@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ([InvalidPage], 400),
        ([InvalidPage, UnsupportedSort], 400),
        ([InvalidPage, NotAcceptable], 400),
        ([NotAcceptable, NotAcceptable], 406),
        ([StatementTimeout, NotAcceptable], 500),
    ],
)
def test_the_status_is_shared_or_the_most_general_one(
    kinds: list[type[Problem]], status: int
) -> None:
    assert Problems(kind("No.") for kind in kinds).status == status


def test_problems_without_a_problem_are_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="an empty errors array is illegal"):
        Problems([])
