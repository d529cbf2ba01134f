"""Text to values: every spelling that is legal, and one sentence for each that is not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jsonapi_blog.graph import Attribute, Kind
from jsonapi_blog.query import literals

NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)
CHOICES = ("draft", "published")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.STRING, "", ""),
        (Kind.STRING, " a,'b' ", " a,'b' "),
        (Kind.STRING, "true", "true"),
        (Kind.INTEGER, "0", 0),
        (Kind.INTEGER, "-0", 0),
        (Kind.INTEGER, "-007", -7),
        (Kind.INTEGER, "9" * 18, 10**18 - 1),
        (Kind.BOOLEAN, "true", True),
        (Kind.BOOLEAN, "false", False),
        (Kind.ID, "018cc253-c8c0-7003-8000-00000000000a", "018cc253-c8c0-7003-8000-00000000000a"),
        (Kind.TIMESTAMP, "2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00Z", NOON),
        (Kind.TIMESTAMP, "2024-01-31t12:00:00z", NOON),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00.0Z", NOON),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00-00:00", NOON),
        (Kind.TIMESTAMP, "2024-02-01T01:45:00+13:45", NOON),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00.000001Z", NOON.replace(microsecond=1)),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00.5Z", NOON.replace(microsecond=500_000)),
        (Kind.TIMESTAMP, "0001-01-01", datetime(1, 1, 1, tzinfo=UTC)),
        (Kind.TIMESTAMP, "2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_legal_spelling_is_read(kind: Kind, text: str, value: Any) -> None:
    read = literals.read(Attribute("name", "name", kind), text)

    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (Kind.STRING, "a\0", "no value may hold U+0000"),
        (Kind.ID, "\0", "no value may hold U+0000"),
        (Kind.INTEGER, "", "an integer of at most 18 digits is needed"),
        (Kind.INTEGER, "+1", "an integer of at most 18 digits is needed"),
        (Kind.INTEGER, "1_000", "an integer of at most 18 digits is needed"),
        (Kind.INTEGER, "0x1", "an integer of at most 18 digits is needed"),
        (Kind.INTEGER, "1\n", "an integer of at most 18 digits is needed"),
        (Kind.INTEGER, "1" + "0" * 18, "an integer of at most 18 digits is needed"),
        (Kind.BOOLEAN, "", "legal are true and false"),
        (Kind.BOOLEAN, "TRUE", "legal are true and false"),
        (Kind.BOOLEAN, "0", "legal are true and false"),
        (Kind.ID, "018CC253-C8C0-7003-8000-00000000000A", "an id is a UUID in lower case"),
        (Kind.ID, "018cc253c8c070038000000000000001", "an id is a UUID in lower case"),
        (Kind.ID, "{018cc253-c8c0-7003-8000-000000000001}", "an id is a UUID in lower case"),
        (Kind.ID, "018cc253-c8c0-7003-8000-00000000000a\n", "an id is a UUID in lower case"),
        (Kind.TIMESTAMP, "", "a time is written 2024-01-31 or 2024-01-31T12:00:00Z"),
        (Kind.TIMESTAMP, "2024", "a time is written"),
        (Kind.TIMESTAMP, "20240131", "a time is written"),
        (Kind.TIMESTAMP, "2024-W05-3", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31T12:00Z", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31 12:00:00Z", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00+0100", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00.0000001Z", "a time is written"),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00 01:00", "'+' in an offset percent-encoded as %2B"),
        (Kind.TIMESTAMP, "2023-02-29", "there is no such time"),
        (Kind.TIMESTAMP, "2024-01-31T25:00:00Z", "there is no such time"),
        (Kind.TIMESTAMP, "2024-01-31T12:00:00+99:00", "there is no such time"),
        (Kind.TIMESTAMP, "0001-01-01T00:00:00+00:01", "there is no such time"),
        (Kind.TIMESTAMP, "9999-12-31T23:59:59-00:01", "there is no such time"),
        (Kind.TIMESTAMP, "0000-01-01", "there is no such time"),
    ],
)
def test_what_is_no_value_is_told_in_one_sentence(kind: Kind, text: str, why: str) -> None:
    with pytest.raises(literals.NotAValue) as refused:
        literals.read(Attribute("name", "name", kind), text)

    assert why in str(refused.value)


def test_a_choice_is_one_of_its_words() -> None:
    status = Attribute("status", "status", Kind.STRING, choices=CHOICES)

    assert literals.read(status, "draft") == "draft"
    with pytest.raises(literals.NotAValue, match="legal are draft, published"):
        literals.read(status, "drafts")


def test_a_message_quotes_long_text_only_in_part() -> None:
    assert literals.shown("it's") == '"it\'s"'
    assert literals.shown("x" * 60) == repr("x" * 60)
    assert literals.shown("x" * 61) == repr("x" * 60 + "…")
