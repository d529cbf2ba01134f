"""What an operator says of people and tokens: what is taken, and what is refused in a sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from jsonapi_blog.accounts.people import person
from jsonapi_blog.accounts.tokens import expiry, issue
from jsonapi_blog.changes import Identifier
from jsonapi_blog.serializers.access_tokens import SCOPES

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)
ANN = Identifier("people", "018f2f3e-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "The name must have 1 to 100 characters, not 0."),
        ({"name": " "}, "The name must hold more than white space, not ' ' alone."),
        ({"name": "a\nb"}, "The name must be one line and not hold U+000A"),
        ({"name": "x" * 101}, "The name must have 1 to 100 characters, not 101."),
        ({"name": "x\udcff"}, "The name must not hold U+DCFF"),
        ({"name": "x\0"}, "The name must not hold U+0000"),
        ({"handle": ""}, "The handle must be lower-case letters and digits"),
        ({"handle": "Ann"}, "with single hyphens between them, not 'Ann'."),
        ({"handle": "ann-"}, "not 'ann-'."),
        ({"handle": "a--n"}, "not 'a--n'."),
        ({"handle": "änn"}, "not 'änn'."),
        ({"handle": "ann\n"}, "not hold U+000A"),
        ({"handle": "x" * 61}, "The handle must have 1 to 60 characters, not 61."),
        ({"email": ""}, "The email must be an e-mail address such as ann@blog.example, not ''."),
        ({"email": "ann"}, "such as ann@blog.example, not 'ann'."),
        ({"email": "@blog.example"}, "not '@blog.example'."),
        ({"email": "ann@"}, "not 'ann@'."),
        ({"email": "ann@blog@example"}, "not 'ann@blog@example'."),
        ({"email": "ann lee@blog.example"}, "not 'ann lee@blog.example'."),
        ({"email": "a@" + "x" * 253}, "The email must have 1 to 254 characters, not 255."),
        ({"role": "owner"}, "The role must be one of reader, author, editor, admin, not 'owner'."),
        ({"bio": "x" * 2001}, "The bio must have at most 2,000 characters, not 2,001."),
        ({"website": ""}, "The website must be an http or https URL"),
        ({"website": "blog.example"}, "not 'blog.example'."),
        ({"website": "ftp://blog.example"}, "not 'ftp://blog.example'."),
        ({"website": "javascript:alert(1)"}, "not 'javascript:alert(1)'."),
        ({"website": "https://blog.example/a b"}, "not 'https://blog.example/a b'."),
        ({"website": "https://ann@blog.example"}, "URL without a user name"),
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
    with pytest.raises(ValueError, match=r"scopes must be one of \*, .* articles:read, .*, not '"):
        issue(ANN, "laptop", scopes=["*", scope])


def test_a_scope_that_is_asked_for_twice_is_had_once() -> None:
    issued = issue(ANN, "laptop", scopes=["tags:read", "*", "tags:read"])

    assert issued.change.columns["scopes"] == ["tags:read", "*"]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x1b[2J"])
def test_a_token_is_named_as_over_http(name: str) -> None:
    with pytest.raises(ValueError, match=r"The name must .*\."):
        issue(ANN, name)


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
