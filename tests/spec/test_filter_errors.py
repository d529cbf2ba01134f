"""Fetching, filtering: what is refused, and how the answer names it and what would be legal."""

from __future__ import annotations

import pytest

from tests.conftest import World

NO_ID = "00000000-0000-7000-8000-000000000000"
ARTICLE_FIELDS = "author, coauthors, comments, commentsOpen, createdAt, language, publishedAt"

BRACKETS = {
    # What does not exist, or may not be filtered by.
    ("articles", "nope", "1"): ("'nope'", f"legal are id, {ARTICLE_FIELDS}"),
    ("articles", "Status", "draft"): ("'Status'", "status"),
    ("articles", "body", "x"): ("'body'", "legal are id"),
    ("articles", "bodyHtml", "x"): ("'bodyHtml'", "legal are id"),
    ("people", "password", "x"): ("'password'", "legal are id, articles, avatarUrl"),
    ("people", "passwordHash", "x"): ("'passwordHash'", "legal are id"),
    ("comments", "body", "x"): ("'body'", "legal are id"),
    ("comments", "search", "x"): ("'search'", "legal are id"),
    ("articles", "author][nope", "1"): ("'nope'", "people", "handle"),
    ("articles", "author.name", "Ann"): ("'author.name'", "author"),
    ("articles", "tags][articles][body", "x"): ("'body'", "articles"),
    ("articles", "version", "1"): ("'version'",),
    ("reactions", "target][nope", "1"): ("articles or comments", "title"),
    # Operators that do not exist, do not fit, or stand at the wrong place.
    ("articles", "title][like", "x"): ("'like'", "ne, null, lt, lte, gt, gte, contains"),
    ("articles", "title][eq", "x"): ("'eq'", "none (equals)"),
    ("articles", "wordCount][contains", "1"): ("'contains'", "ne, null, lt, lte, gt, gte."),
    ("articles", "commentsOpen][gt", "true"): ("'gt'", "ne, null."),
    ("articles", "id][startsWith", "0"): ("'startsWith'", "ne, null, lt, lte, gt, gte."),
    ("articles", "author][contains", "ann"): ("'contains'",),
    ("articles", "title][ne][ne", "x"): ("'ne.ne'",),
    ("articles", "ne][title", "x"): ("'ne'",),
    ("articles", "title][contains][", "a"): ("'contains'", "no '[]' list"),
    ("articles", "series][null][", "true"): ("'null'", "no '[]' list"),
    ("articles", "", "x"): ("'[]' may only end",),
    ("articles", "id][][", NO_ID): ("'[]' may only end",),
    ("articles", "][id", NO_ID): ("'[]' may only end",),
    # Values.
    ("articles", "id", "1"): ("'1'", "UUID in lower case"),
    ("articles", "author", "ann"): ("'ann'", "UUID in lower case"),
    ("articles", "author", ""): ("''", "UUID in lower case"),
    ("articles", "author", f"{NO_ID},"): ("''", "UUID in lower case"),
    ("articles", "tags", NO_ID.replace("7", "A")): ("UUID in lower case",),
    ("articles", "tags", f" {NO_ID}"): ("UUID in lower case",),
    ("articles", "status", "drafted"): ("'drafted'", "draft, published, archived"),
    ("articles", "status", "draft,"): ("''", "draft, published, archived"),
    ("articles", "status", "Draft"): ("'Draft'", "draft, published, archived"),
    ("reactions", "kind", "angry"): ("upvote, funny, love, surprised, sad",),
    ("reactions", "target][status", "angry"): ("draft, published, archived, visible, hidden",),
    ("articles", "wordCount", "many"): ("'many'", "integer"),
    ("articles", "wordCount", "1.5"): ("'1.5'", "integer"),
    ("articles", "wordCount][gt", "1,2"): ("'1,2'", "integer"),
    ("articles", "wordCount", "1e3"): ("'1e3'", "integer"),
    ("articles", "wordCount", "\u0663"): ("integer",),
    ("articles", "wordCount", "9" * 19): ("at most 18 digits",),
    ("articles", "commentsOpen", "yes"): ("'yes'", "true and false"),
    ("articles", "commentsOpen", "True"): ("'True'", "true and false"),
    ("articles", "series][null", "1"): ("'1'", "true and false"),
    ("articles", "title][null", ""): ("''", "true and false"),
    ("articles", "createdAt", "yesterday"): ("'yesterday'", "2024-01-31T12:00:00Z"),
    ("articles", "createdAt", "2024-01-31T12:00:00"): ("2024-01-31T12:00:00Z",),
    ("articles", "createdAt", "2024-01-31T12:00:00 01:00"): ("'+'", "%2B"),
    ("articles", "createdAt", "2024-02-30"): ("'2024-02-30'", "no such time"),
    ("articles", "createdAt", "0000-01-01"): ("no such time",),
    ("articles", "createdAt", "0001-01-01T00:00:00+23:59"): ("no such time",),
    ("articles", "createdAt", "2024-01-01T24:30:00Z"): ("no such time",),
    ("articles", "createdAt][gte", "2024-01-01,2024-02-01"): ("2024-01-31T12:00:00Z",),
    ("articles", "createdAt", "\u0662\u0660\u0662\u0664-01-01"): ("2024-01-31",),
    ("articles", "title", "a\0b"): ("U+0000",),
    ("articles", "title][contains", "\0"): ("U+0000",),
    ("articles", "createdAt", "\0"): ("U+0000",),
}

EXPRESSIONS = {
    # The text, the position where it goes wrong, and a piece of the sentence.
    "": (1, "an expression is missing; legal are and, or, not, has, any, equals"),
    "published": (1, "'published' is no function"),
    "equal(status,'draft')": (1, "'equal' is no function"),
    "Equals(status,'draft')": (1, "'Equals' is no function"),
    "search('x')": (1, "'search' is no function"),
    "equals status": (7, "cannot be read"),
    "equals[status]": (7, "cannot be read"),
    "equals(status, 'draft')": (15, "cannot be read"),
    "equals(status,'draft'": (22, "')' is needed in place of 'the end'"),
    "equals(status,'draft'))": (23, "follows the end"),
    "equals(status,'draft'),has(tags)": (23, "follows the end"),
    "equals(status)": (14, "',' is needed in place of ')'"),
    "equals(,'draft')": (8, "a field name is needed"),
    "equals(status,'draft','published')": (22, "')' is needed"),
    "equals(status,draft)": (15, "a quoted string, a number"),
    'equals(status,"draft")': (15, "cannot be read"),
    "equals(status,'draft)": (15, "cannot be read"),
    "equals(status,'drafted')": (15, "legal are draft, published, archived"),
    "equals('status','draft')": (8, "a field name is needed"),
    "equals(author.,'x')": (15, "a field name is needed"),
    "equals(author..name,'x')": (15, "a field name is needed"),
    "equals(nope,1)": (8, "'nope' is no field of articles"),
    "equals(author.nope,1)": (15, "'nope' is no field of people"),
    "equals(title.name,1)": (8, "leads nowhere"),
    "equals(body,'x')": (8, "'body' is no field"),
    "equals(author.password,'x')": (15, "'password' is no field"),
    "equals(tags.slug,'x')": (8, "ask has(tags,…) or count(tags)"),
    "equals(tags,null)": (8, "ask has(tags,…) or count(tags)"),
    "equals(author,'ann')": (15, "UUID in lower case"),
    "equals(wordCount,1.5)": (19, "')' is needed"),
    "equals(wordCount,1e3)": (18, "cannot be read"),
    "equals(wordCount,'many')": (18, "integer"),
    "equals(wordCount,true)": (18, "integer"),
    "equals(commentsOpen,1)": (21, "true and false"),
    "equals(createdAt,'2024-13-01')": (18, "no such time"),
    "equals(title,'a\0b')": (14, "U+0000"),
    "equals(title,'x')\0": (18, "cannot be read"),
    "lessThan(title,null)": (16, "null goes only with equals"),
    "lessThan(commentsOpen,true)": (10, "cannot be compared by lessThan"),
    "any(status)": (11, "',' is needed"),
    "any(status,)": (12, "a value is needed"),
    "any(status,null)": (12, "a value is needed"),
    "contains(wordCount,'1')": (10, "is for text"),
    "contains(id,'1')": (10, "is for text"),
    "contains(title,null)": (16, "a value is needed"),
    "and(has(tags))": (14, "',' is needed"),
    "and()": (5, "is no function"),
    "not(has(tags),has(comments))": (14, "')' is needed"),
    "not()": (5, "is no function"),
    "has()": (5, "a field name is needed"),
    "has(title)": (5, "'title' is no relationship of articles"),
    "has(tags.title)": (10, "'title' is no relationship of tags"),
    "has(tags,slug)": (10, "'slug' is no function"),
    "has(tags,equals(title,'x'))": (17, "'title' is no field of tags"),
    "count(tags)": (1, "'count' is no function"),
    "equals(count(title),1)": (14, "'title' is no relationship"),
    "equals(count(tags),null)": (20, "a value is needed"),
    "equals(count(tags),'many')": (20, "integer"),
    "contains(count(tags),'1')": (10, "'count' is no field"),
    "🦀": (1, "cannot be read"),
}


@pytest.mark.req("FILT-03", "QP-01", "QP-07")
@pytest.mark.parametrize(("name", "test", "value"), BRACKETS)
def test_a_bracket_that_cannot_be_worked_out_is_refused_by_its_full_name(
    sample: World, name: str, test: str, value: str
) -> None:
    parameter = f"filter[{test}]"

    answer = sample.client.get(f"/v1/{name}", params=[(parameter, value)])

    assert (answer.status, answer.error["code"]) == (400, "invalid-filter")
    assert answer.error["source"] == {"parameter": parameter}
    for part in BRACKETS[name, test, value]:
        assert part in answer.error["detail"]


@pytest.mark.req("FILT-03")
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_that_cannot_be_read_is_refused_at_its_position(
    sample: World, text: str
) -> None:
    position, part = EXPRESSIONS[text]

    answer = sample.client.get("/v1/articles", params=[("filter", text)])

    assert (answer.status, answer.error["code"]) == (400, "invalid-filter")
    assert answer.error["source"] == {"parameter": "filter"}
    assert answer.error["detail"].endswith(f"(at position {position} of filter).")
    assert part in answer.error["detail"]


@pytest.mark.req("FILT-03", "ERR-02")
def test_every_filter_at_fault_is_named(sample: World) -> None:
    wrong = [("filter[nope]", "1"), ("filter", "x"), ("filter[id]", "1"), ("filter[slug]", "ok")]

    answer = sample.client.get("/v1/articles", params=wrong)

    blamed = [error["source"]["parameter"] for error in answer.errors]
    assert (answer.status, blamed) == (400, ["filter[nope]", "filter", "filter[id]"])
    assert "data" not in answer.document


@pytest.mark.req("QP-02", "QP-06")
@pytest.mark.parametrize(
    "name",
    [
        "filter[_]",
        "filter[a..b]",
        "filter[a.]",
        "filter[id",
        "filter[id]]",
        "filter[[id]]",
        "filter]id[",
        "filter[id]x",
        "filter[id].",
        "filter[ id]",
        "filter[\0]",
    ],
)
def test_a_filter_whose_name_breaks_the_grammar_is_refused(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params=[(name, "1")])

    assert (answer.status, answer.error["code"]) == (400, "invalid-parameter-name")
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("AMB-22")
def test_a_filter_that_is_given_twice_is_refused(sample: World) -> None:
    for name, value in (("filter[slug]", "post-1"), ("filter", "has(tags)")):
        answer = sample.client.get("/v1/articles", params=[(name, value), (name, value)])

        assert (answer.status, answer.error["code"]) == (400, "repeated-parameter")
        assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("AMB-23", "QP-07")
@pytest.mark.parametrize("parameter", ["filter", "filter[title]", "filter[search]"])
@pytest.mark.parametrize("path", ["", "/author", "/series", "/relationships/author"])
def test_one_resource_is_not_filtered(sample: World, path: str, parameter: str) -> None:
    url = f"/v1/articles/{sample.ids['post-1']}{path}"

    answer = sample.client.get(url, params=[(parameter, "x")])

    assert (answer.status, answer.error["code"]) == (400, "invalid-filter")
    assert answer.error["source"] == {"parameter": parameter}


def test_a_refused_filter_asks_nothing_of_the_database(sample: World) -> None:
    with sample.statements.count() as seen:
        sample.client.get("/v1/articles", params=[("filter[createdAt]", "x"), ("filter", "x")])

    assert len(seen) == 0
