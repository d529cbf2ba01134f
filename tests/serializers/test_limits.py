"""Every limit of the contract, section 2: the last legal value, and the first that is not."""

from __future__ import annotations

from typing import Any

import pytest

from jsonapi_blog.serializers.access_tokens import SCOPES
from jsonapi_blog.serializers.fields import Choice, String
from jsonapi_blog.serializers.texts import Line, Name
from jsonapi_blog.store.models import RESOURCES as MODELS
from tests.serializers.reading import FIELDS, SCHEMAS, read, refusal

#: The shortest and the longest text of each attribute that is limited by its characters alone.
LENGTHS = {
    "people.name": (1, 100),
    "people.bio": (0, 2_000),
    "people.password": (10, 1_000),
    "articles.title": (1, 200),
    "articles.summary": (0, 500),
    "comments.body": (1, 5_000),
    "tags.name": (1, 50),
    "tags.description": (0, 2_000),
    "series.title": (1, 200),
    "series.description": (0, 10_000),
    "access-tokens.name": (1, 100),
    "access-tokens.password": (0, 1_000),
}
CHOICES = {
    "people.role": ("reader", "author", "editor", "admin"),
    "articles.status": ("draft", "published", "archived"),
    "comments.status": ("visible", "hidden"),
    "reactions.kind": ("upvote", "funny", "love", "surprised", "sad"),
}
SLUGS = {
    **dict.fromkeys(("articles.slug", "tags.slug", "series.slug"), 80),
    "people.handle": 60,
}
REQUIRED = {
    *("people.name", "people.handle", "articles.title", "comments.body", "comments.article"),
    *("tags.name", "series.title", "reactions.kind", "reactions.target", "access-tokens.name"),
}
READ_ONLY = {
    *("people.createdAt", "people.updatedAt", "people.articles", "people.comments"),
    *("articles.bodyHtml", "articles.wordCount", "articles.readingMinutes", "articles.createdAt"),
    *("articles.updatedAt", "articles.comments", "articles.reactions"),
    *("comments.bodyHtml", "comments.createdAt", "comments.updatedAt", "comments.replies"),
    *("comments.reactions", "series.createdAt", "series.updatedAt", "reactions.createdAt"),
    *("access-tokens.lastUsedAt", "access-tokens.createdAt", "access-tokens.secret"),
    "access-tokens.person",
}
FIXED = {
    *("comments.article", "comments.author", "comments.parent", "reactions.person"),
    *("reactions.target", "access-tokens.email", "access-tokens.password"),
}
NULLABLE = {
    *("people.bio", "people.website", "people.avatarUrl", "people.email", "articles.summary"),
    *("articles.publishedAt", "articles.series", "comments.parent", "tags.description"),
    *("series.description", "access-tokens.expiresAt"),
}
NAMES = sorted(name for name, field in FIELDS.items() if isinstance(field, Name))
LINES = sorted(
    name for name, field in FIELDS.items() if isinstance(field, Line) and not field.dump_only
)
BODY = 256 * 1024


@pytest.mark.parametrize(("name", "limits"), LENGTHS.items())
@pytest.mark.parametrize("character", ["x", "é", "字", "🙂"])
def test_a_text_has_so_many_characters_of_whatever_script(
    name: str, limits: tuple[int, int], character: str
) -> None:
    shortest, longest = limits

    for length in {shortest, longest}:
        assert read(name, character * length) == character * length
    assert refusal(name, character * (longest + 1)).endswith(f", not {longest + 1:,}.")
    if shortest:
        assert refusal(name, character * (shortest - 1)).endswith(f", not {shortest - 1}.")


def test_a_sentence_about_length_says_what_would_be_legal() -> None:
    assert refusal("people.name", "") == "The name must have 1 to 100 characters, not 0."
    assert refusal("people.bio", "x" * 2_001) == (
        "The bio must have at most 2,000 characters, not 2,001."
    )
    assert refusal("people.password", "short") == (
        "The password must have 10 to 1,000 characters, not 5."
    )


@pytest.mark.parametrize("character", ["x", "é", "字", "🙂"])
def test_the_body_of_an_article_is_limited_by_its_bytes(character: str) -> None:
    width = len(character.encode())
    longest = character * (BODY // width) + "x" * (BODY % width)

    assert read("articles.body", longest) == longest
    assert read("articles.body", "") == ""
    assert refusal("articles.body", f"{longest}x") == (
        "The body must have at most 262,144 bytes of UTF-8, not 262,145."
    )


@pytest.mark.parametrize(("name", "choices"), CHOICES.items())
def test_a_choice_is_one_of_the_values_of_the_contract(name: str, choices: tuple[str, ...]) -> None:
    assert [read(name, choice) for choice in choices] == [*choices]
    assert refusal(name, "other").endswith(f" must be one of {', '.join(choices)}, not 'other'.")


@pytest.mark.parametrize(("name", "longest"), SLUGS.items())
def test_slugs_and_handles_are_lower_case_words_between_single_hyphens(
    name: str, longest: int
) -> None:
    for legal in ("a", "0", "a-b", "2024-01-31", "x" * longest, "a-" * (longest // 2 - 1) + "ab"):
        assert read(name, legal) == legal
    for wrong in (
        *("", "-", "-a", "a-", "a--b", "A", "aB", "a_b", "a.b", "a b", "a/b", "ä", "字", "a\n"),
        *("a\u0301", "\u0660", "\u212a", "ﬁ", "a\u200b", " a", "a" * (longest + 1)),
    ):
        refusal(name, wrong)
    assert refusal(name, "x" * (longest + 1)).endswith(
        f" must have 1 to {longest} characters, not {longest + 1}."
    )


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize(
    "character", ["\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]
)
def test_a_line_is_one_line(name: str, character: str) -> None:
    assert f"U+{ord(character):04X}, as it does at character 3." in refusal(name, f"ab{character}c")


@pytest.mark.parametrize("name", [*NAMES, "comments.body"])
@pytest.mark.parametrize("blank", [" ", "   ", "\u00a0", "\u3000\u2003", "\u200b", "\ufeff\u2060"])
def test_a_name_shows_something(name: str, blank: str) -> None:
    assert " must hold more than white space, not " in refusal(name, blank)


@pytest.mark.parametrize("name", [*NAMES, "comments.body"])
def test_a_name_is_kept_as_it_was_written(name: str) -> None:
    for written in (" Ann ", "!", "👩‍💻", "\u0645\u200c\u0647", "a\u0301", "🫨"):
        assert read(name, written) == written


@pytest.mark.parametrize(
    "name", [name for name in LENGTHS if name not in (*LINES, "comments.body")]
)
def test_prose_has_lines(name: str) -> None:
    assert read(name, "One line.\r\n\tAnother.\n") == "One line.\r\n\tAnother.\n"


def test_scopes_are_taken_once_each_in_the_order_of_first_mention() -> None:
    asked = ["tags:read", "articles:write", "tags:read", "*", "articles:write"]

    assert read("access-tokens.scopes", asked) == ["tags:read", "articles:write", "*"]
    assert read("access-tokens.scopes", [*SCOPES]) == [*SCOPES]


def test_there_are_scopes_to_read_and_to_write_each_type() -> None:
    verbs = {f"{type_}:{verb}" for type_ in MODELS for verb in ("read", "write")}

    assert set(SCOPES) == {"*"} | verbs
    assert len(SCOPES) == 15


@pytest.mark.parametrize(
    "scope", ["", "**", "articles", "articles:", "articles:Read", "posts:read", "articles:*", " *"]
)
def test_a_scope_that_would_open_nothing_is_refused(scope: str) -> None:
    assert refusal("access-tokens.scopes", ["*", scope]) == (
        f"The scopes must be one of {', '.join(SCOPES)}, not {scope!r}."
    )


def test_a_token_has_one_scope_at_least() -> None:
    assert refusal("access-tokens.scopes", []).endswith(", access-tokens:write, not none.")


@pytest.mark.parametrize("value", ["*", "articles:read tags:read", {"articles": "read"}])
def test_scopes_are_an_array(value: Any) -> None:
    assert refusal("access-tokens.scopes", value).startswith("The scopes must be an array of text")


def test_what_is_required_nullable_read_only_and_fixed_is_so_in_the_contract() -> None:
    assert FIELDS.keys() >= REQUIRED | NULLABLE | READ_ONLY | FIXED
    assert {name for name, field in FIELDS.items() if field.required} == REQUIRED
    assert {n for n, f in FIELDS.items() if f.allow_none and not f.dump_only} == NULLABLE
    assert {name for name, field in FIELDS.items() if field.dump_only} == READ_ONLY
    assert {name for name, field in FIELDS.items() if getattr(field, "fixed", False)} == FIXED


def test_what_is_only_written_and_what_is_shown_once_is_so_in_the_contract() -> None:
    hidden = {name for name, field in FIELDS.items() if field.load_only}
    shown = {name for name, field in FIELDS.items() if getattr(field, "once", False)}

    assert hidden == {"people.password", "access-tokens.email", "access-tokens.password"}
    assert shown == {"access-tokens.secret"}


def test_every_text_that_clients_write_has_a_limit() -> None:
    texts = [n for n, f in FIELDS.items() if isinstance(f, String) and not f.dump_only]

    for name in texts:
        if not isinstance(FIELDS[name], Choice):
            refusal(name, "x" * 300_000)


def test_there_is_a_schema_for_every_type() -> None:
    assert SCHEMAS.keys() == MODELS.keys()
