"""What an operator says of people and tokens: what is taken, and what is refused in a sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from jsonapi_blog.accounts.people import person
from jsonapi_blog.accounts.tokens import SCOPES, expiry, issue
from jsonapi_blog.changes import Identifier

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)
ANN = Identifier("people", "018f2f3e-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "The name has 0 characters; it must have 1 to 100."),
        ({"name": "x" * 101}, "The name has 101 characters"),
        ({"name": "x\udcff"}, "is not text that can be stored"),
        ({"name": "x\0"}, "is not text that can be stored"),
        ({"handle": ""}, "The handle '' is not legal"),
        ({"handle": "Ann"}, "The handle 'Ann' is not legal"),
        ({"handle": "ann-"}, "is not legal"),
        ({"handle": "a--n"}, "is not legal"),
        ({"handle": "änn"}, "is not legal"),
        ({"handle": "ann\n"}, "is not legal"),
        ({"handle": "x" * 61}, "is not legal"),
        ({"email": ""}, "The e-mail address has 0 characters"),
        ({"email": "ann"}, "'ann' is no e-mail address"),
        ({"email": "@blog.example"}, "is no e-mail address"),
        ({"email": "ann@"}, "is no e-mail address"),
        ({"email": "ann@blog@example"}, "is no e-mail address"),
        ({"email": "ann lee@blog.example"}, "is no e-mail address"),
        ({"email": "a@" + "x" * 253}, "has 255 characters"),
        ({"bio": "x" * 2001}, "The bio has 2001 characters"),
        ({"website": ""}, "The website '' is not legal"),
        ({"website": "blog.example"}, "is not legal"),
        ({"website": "ftp://blog.example"}, "is not legal"),
        ({"website": "javascript:alert(1)"}, "is not legal"),
        ({"website": "https://blog.example/a b"}, "is not legal"),
    ],
    ids=lambda value: str(value)[:40].encode("ascii", "replace").decode(),
)
def test_what_no_person_can_be_is_refused_in_a_sentence(
    said: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        person(**{"name": "Ann", **said})

    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "said",
    [
        {"name": "x"},
        {"name": "字" * 100},
        {"name": "!"},
        {"handle": "x" * 60},
        {"handle": "0-a-0"},
        {"email": "root@localhost"},
        {"email": "änn+blog@blög.example"},
        {"bio": ""},
        {"bio": "x" * 2000},
        {"website": "HTTP://blog.example?x=1#y"},
    ],
)
def test_what_is_just_legal_is_taken_as_it_is(said: dict[str, str]) -> None:
    made = person(**{"name": "Ann", **said})

    assert said.items() <= made.columns.items()


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_that_is_offered_can_be_had(scope: str) -> None:
    issued = issue(ANN, "laptop", scopes=[scope])

    assert issued.change.columns["scopes"] == [scope]


@pytest.mark.parametrize("scope", ["", "**", "articles", "articles:", "articles:Read", "nope:read"])
def test_a_scope_that_would_open_nothing_is_refused(scope: str) -> None:
    with pytest.raises(ValueError, match=r"There is no scope .* articles:read, articles:write"):
        issue(ANN, "laptop", scopes=["*", scope])


def test_a_secret_is_not_in_what_a_log_would_show() -> None:
    issued = issue(ANN, "laptop")

    assert issued.secret not in repr(issued)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("1", NOW + timedelta(days=1)),
        ("365", NOW + timedelta(days=365)),
        ("2030-06-16", datetime(2030, 6, 16, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_an_expiry_is_a_number_of_days_or_the_day_that_begins(said: str, moment: datetime) -> None:
    assert expiry(said, NOW) == moment


@pytest.mark.parametrize("said", ["0", "2030-06-15", "0001-01-01"])
def test_an_expiry_lies_in_the_future(said: str) -> None:
    with pytest.raises(ValueError, match="not in the future"):
        expiry(said, NOW)


@pytest.mark.parametrize(
    "said", ["", "-1", "1.5", "soon", "999999999", "1" * 5000, "2031-02-29", "2031-13-01", "\u0661"]
)
def test_any_other_expiry_is_neither_days_nor_a_date(said: str) -> None:
    with pytest.raises(ValueError, match="neither a number of days"):
        expiry(said, NOW)
