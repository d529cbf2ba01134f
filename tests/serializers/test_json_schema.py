"""A field as a JSON Schema: what the field takes, the schema takes; and mostly the other way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from marshmallow import ValidationError

from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.serializers import json_schema, rules
from jsonapi_blog.serializers.fields import (
    Boolean,
    Choice,
    Integer,
    Relationship,
    Strict,
    String,
    Strings,
    Timestamp,
)
from jsonapi_blog.serializers.texts import (
    Email,
    Language,
    Markdown,
    Name,
    Password,
    Prose,
    Slug,
    WebAddress,
)

FIELDS = [
    (f"{resource.__name__}.{name}", field)
    for resource in RESOURCES
    for name, field in resource.schema().fields.items()
    if name != "id" and not isinstance(field, Relationship)
]
TEXTS = (
    *("", " ", "a", "A", "a-b", "a--b", "-a", "a\n", "a\tb", "\0", "\u200b", "\u2028", "ä", "🦀"),
    *("ann@blog.example", "ann@blog", "a b@c", "@", "ann@ünï.example", "a\x01@b"),
    *("https://blog.example", "HTTP://blog.example/ä?a=b#c", "ftp://blog.example", "https://"),
    *("https://ann@blog.example", "https://a b", "https://blog.example/%zz"),
    *("en", "zh-Hant-TW", "EN-gb", "i-klingon", "I-KLINGON", "x-a", "en_US", "e", "de-CH-1901"),
    *("draft", "upvote", "reader", "*", "articles:read", "2024-01-31", "2024-01-31T12:00:00Z"),
    *("2024-01-31T12:00:00+02:00", "24-01-31T12:00:00Z", "a" * 81, "a" * 201, "a" * 2_001),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, [], ["*"], ["articles:read", "*"], ["nothing"], [1], {}),
    *TEXTS,
)


def takes(field: Strict, value: Any) -> bool:
    try:
        field.deserialize(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[name for name, _ in FIELDS])
def test_what_a_field_takes_its_schema_takes(name: str, field: Strict) -> None:
    validator = Draft202012Validator(json_schema.taken(field))

    refused = [v for v in VALUES if takes(field, v) and not validator.is_valid(v)]

    assert refused == []


#: Rules that JSON Schema cannot say in full: what is visible, and what makes a URL or a moment.
PARTLY = (Name, WebAddress, Timestamp)


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[name for name, _ in FIELDS])
def test_what_a_field_refuses_its_schema_refuses_where_it_can_say_so(
    name: str, field: Strict
) -> None:
    if isinstance(field, PARTLY) or field.dump_only or rules.visible in field.validators:
        return
    validator = Draft202012Validator(json_schema.taken(field))

    taken = [v for v in VALUES if not takes(field, v) and validator.is_valid(v)]

    assert taken == []


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_that_a_field_takes_its_schema_takes(text: str) -> None:
    for name, field in FIELDS:
        if isinstance(field, String) and takes(field, text):
            assert Draft202012Validator(json_schema.taken(field)).is_valid(text), name


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Boolean(), {"type": "boolean"}),
        (Integer(allow_none=True), {"type": ["integer", "null"]}),
        (Choice(("a", "b")), {"type": "string", "enum": ["a", "b"]}),
        (
            Choice(("a", "b"), allow_none=True),
            {"type": ["string", "null"], "enum": ["a", "b", None]},
        ),
        (
            Strings(Choice(("a",))),
            {"type": "array", "items": {"type": "string", "enum": ["a"]}},
        ),
        (Prose(5), {"type": "string", "maxLength": 5, "pattern": r"^[^\x00]*$"}),
        (
            Slug(),
            {
                "type": "string",
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                "minLength": 1,
                "maxLength": 80,
            },
        ),
        (
            Markdown(),
            {
                "type": "string",
                "maxLength": 262144,
                "x-maxBytes": 262144,
                "pattern": r"^[^\x00]*$",
            },
        ),
        (
            Password(),
            {
                "type": "string",
                "format": "password",
                "minLength": 10,
                "maxLength": 1000,
                "pattern": r"^[^\x00]*$",
            },
        ),
        (Timestamp(), {"type": "string", "format": "date-time"}),
        (String(dump_only=True), {"type": "string"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_field_is_said_in_the_words_of_json_schema(
    field: Strict, expected: dict[str, Any]
) -> None:
    assert json_schema.taken(field) == expected


@pytest.mark.parametrize(("field", "format_"), [(Email(), "email"), (WebAddress(), "iri")])
def test_texts_of_a_known_format_name_it(field: Strict, format_: str) -> None:
    assert json_schema.taken(field)["format"] == format_


def test_moments_are_shown_in_utc() -> None:
    assert json_schema.given(Timestamp(allow_none=True)) == {
        "type": ["string", "null"],
        "format": "date-time",
        "pattern": "Z$",
    }


def test_a_pattern_that_ignores_case_says_so_letter_by_letter() -> None:
    pattern = json_schema.ecma(re.compile(r"(?: [a-wy-z]+ | x-[0-9]{2} )\Z", re.X | re.I))

    assert pattern == "^(?:[a-wA-Wy-zY-Z]+|[xX]-[0-9]{2})$"


def test_the_pattern_of_language_tags_is_the_rule_s() -> None:
    pattern = re.compile(json_schema.taken(Language())["pattern"])

    for text in TEXTS:
        assert bool(pattern.search(text.rstrip("\n") or "?")) is bool(
            rules.LANGUAGE.regex.match(text.rstrip("\n") or "?")
        )


def test_a_rule_without_words_is_a_wrong_declaration() -> None:
    with pytest.raises(AssertionError, match="has no words in JSON Schema"):
        json_schema.taken(String(validate=[str.isupper]))
