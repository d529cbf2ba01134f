"""Fields take values of one JSON type, convert none, and refuse all others in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import fields

from jsonapi_blog.serializers.fields import Boolean, Choice, Integer, String, Strings, Timestamp
from jsonapi_blog.serializers.rules import Length
from jsonapi_blog.serializers.texts import Password
from tests.serializers.reading import FIELDS, read, refusal

KINDS: dict[str, fields.Field] = {
    "text": String(),
    "choice": Choice(("one", "1", "true")),
    "integer": Integer(),
    "boolean": Boolean(),
    "timestamp": Timestamp(),
    "strings": Strings(),
}
LEGAL: dict[str, list[Any]] = {
    "text": ["", "x", "null", "🙂", "a\nb\tc\u2028", "\ufeff\uffff"],
    "choice": ["one", "1", "true"],
    "integer": [0, -1, 2**31, 10**30],
    "boolean": [True, False],
    "timestamp": [],
    "strings": [[], [""], ["b", "a", "b"]],
}
VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "the number 0": 0,
    "the number 1": 1,
    "the number 1.0": 1.0,
    "the number 1e+300": 1e300,
    "a number": 10**5000,
    "the text ''": "",
    "the text 'true'": "true",
    "the text '1'": "1",
    "the text '2024-01-31'": "2024-01-31",
    "an array": ["x"],
    "an object": {"x": 1},
}
TAKEN = {"text": str, "choice": str, "integer": int, "boolean": bool, "timestamp": str}
WRITABLE = sorted(
    name for name, field in FIELDS.items() if hasattr(field, "takes") and not field.dump_only
)


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in LEGAL.items() for value in values]
)
def test_a_value_of_the_right_type_is_taken_as_it_is(kind: str, value: Any) -> None:
    taken = read(KINDS[kind], value)

    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(
    ("kind", "quoted"),
    [
        (kind, quoted)
        for kind in KINDS
        for quoted, value in VALUES.items()
        if type(value) is not TAKEN.get(kind, list)
    ],
)
def test_a_value_of_another_type_is_refused_and_named(kind: str, quoted: str) -> None:
    assert refusal(KINDS[kind], VALUES[quoted]).endswith(f", not {quoted}.")


@pytest.mark.parametrize("name", WRITABLE)
def test_null_is_legal_where_an_attribute_may_be_empty_and_only_there(name: str) -> None:
    field = FIELDS[name]

    if field.allow_none:
        assert read(field, None) is None
        assert refusal(field, {}).split(", not ")[0].endswith(" or null")
    else:
        assert refusal(field, None).endswith(", not null.")


@pytest.mark.parametrize("name", WRITABLE)
@pytest.mark.parametrize("value", [{}, 1, 1.5, [[]], [None], {"@type": "x"}], ids=repr)
def test_every_attribute_refuses_what_is_of_none_of_our_types(name: str, value: Any) -> None:
    assert refusal(name, value).startswith(f"The {name.partition('.')[2]} must ")


@pytest.mark.parametrize("name", [n for n in WRITABLE if isinstance(FIELDS[n], String)])
@pytest.mark.parametrize(
    ("character", "called"), [("\0", "U+0000"), ("\ud800", "U+D800"), ("\udfff", "U+DFFF")]
)
def test_no_text_holds_what_cannot_be_stored(name: str, character: str, called: str) -> None:
    sentence = refusal(name, f"secret{character}")

    assert sentence.endswith(f" must not hold {called}, as it does at character 7.")


def test_what_stands_in_a_list_is_held_to_the_rules_of_its_members() -> None:
    names = Strings(String(validate=[Length(1, 3)]))

    assert read(names, ["🙂🙂🙂"]) == ["🙂🙂🙂"]
    assert refusal(names, ["x", ""]) == "The value must have 1 to 3 characters, not 0."
    assert refusal(names, ["x", None]) == "The value must be text, not null."
    assert "U+0000" in refusal(names, ["\0"])


def test_a_choice_is_one_of_its_list_and_nothing_like_it() -> None:
    for value in ("published ", "Published", "", "drafts", "draft\n"):
        assert refusal("articles.status", value) == (
            f"The status must be one of draft, published, archived, not {value!r}."
        )


def test_a_long_value_is_quoted_only_as_far_as_people_read() -> None:
    assert refusal("articles.status", "x" * 10_000) == (
        f"The status must be one of draft, published, archived, not '{'x' * 60}…'."
    )


def test_the_first_broken_rule_alone_is_told() -> None:
    assert refusal("people.name", "\0\n" * 500) == (
        "The name must not hold U+0000, as it does at character 1."
    )


@pytest.mark.parametrize("field", ["people.password", "access-tokens.password", Password()])
def test_no_sentence_quotes_what_may_be_a_password(field: Any) -> None:
    for text in ("hunter2\0", "hunter2" * 200):
        assert "hunter2" not in refusal(field, text)
    for value in (["hunter2"], {"hunter2": 1}, 2, True):
        assert refusal(field, value).endswith(" must be text, not anything else.")


def test_facts_that_the_graph_reads_stay_with_the_field() -> None:
    field = String(on_request=True, fixed=True, once=True, allow_none=True)

    assert (field.on_request, field.fixed, field.once) == (True, True, True)
    assert (Boolean().on_request, Strings().fixed, Timestamp().once) == (False, False, False)
