"""No query string is our fault: whatever is asked of whatever URL, the answer is a document that
keeps every rule, and never a 500.

Plausible and broken pieces are put together at random and then damaged. What a document has to
keep is checked by the client, of every answer.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.client import Client
from tests.conftest import World
from tests.cursors import PROFILED, first_page
from tests.properties.model import SORTABLE, TO_ONES

PATHS = (
    "/v1",
    "/v1/articles",
    "/v1/people",
    "/v1/comments",
    "/v1/tags",
    "/v1/series",
    "/v1/reactions",
    "/v1/access-tokens",
    "/v1/nothing",
    "/v1/articles/{post-1}",
    "/v1/articles/not-an-id",
    "/v1/reactions/{like-of-c1}",
    "/v1/articles/{post-1}/author",
    "/v1/articles/{post-1}/series",
    "/v1/articles/{post-1}/comments",
    "/v1/articles/{post-1}/nothing",
    "/v1/reactions/{like-of-c1}/target",
    "/v1/reactions/{like-of-c1}/relationships/target",
    "/v1/comments/{c1}/relationships/parent",
    "/v1/series/{guide}/relationships/articles",
    "/v1/tags/{rust}/relationships/articles",
    "/v1/articles/{post-1}/relationships/coauthors",
)
WORDS = (
    *("id", "title", "body", "bodyHtml", "status", "publishedAt", "wordCount", "commentsOpen"),
    *("name", "email", "role", "password", "kind", "createdAt", "slug", "version", "type"),
    *("author", "coauthors", "tags", "series", "comments", "reactions", "parent", "replies"),
    *("target", "person", "curator", "article", "articles", "people", "search", "relevance"),
    *("size", "number", "offset", "limit", "after", "before", "total", "null", "ne", "gte", "lt"),
    *("contains", "startsWith", "true", "false", "@position", "constructor", "nope", ""),
)
FUNCTIONS = (
    *("and", "or", "not", "equals", "lessThan", "greaterOrEqual", "contains", "endsWith"),
    *("any", "has", "count", "nope", "search"),
)
HOSTILE = (
    *("\0", "%", "%00", "%zz", "\ud7ff", "\ufffd", "\U0010ffff", "'", "''", '"', "\\", "\n", "\t"),
    *("-", "--", "+", ",", ",,", ".", "..", "(", ")", "[", "]", "[]", "{}", "*", "?", "#", "~"),
    *("0", "-0", "-1", "1e999", "NaN", "Infinity", "9" * 40, "0x7f", "1.5", "²", "2147483648"),
    *("2024-02-30", "0000-00-00", "9999-12-31T23:59:60Z", "10000-01-01", "-4712-01-01"),
    *("2024-01-01T00:00:00+25:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("00000000-0000-0000-0000-000000000000", "urn:uuid:0", "a" * 500, "日本語", "İ", "ß" * 60),
)
OPERATORS = ("ne", "lt", "lte", "gt", "gte", "contains", "startsWith", "endsWith", "null")
COMPARISONS = (
    *("equals", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual", "any"),
    *("contains", "startsWith", "endsWith"),
)
BASES = ("include", "sort", "filter", "page", "fields", "nope", "foo-bar", "ext:x", "", "Include")


def texts() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(HOSTILE),
        st.text(max_size=12),
        st.integers().map(str),
    )


def paths() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(".".join)


def lists() -> st.SearchStrategy[str]:
    field = st.one_of(paths(), paths().map("-".__add__), texts())
    return st.lists(field, min_size=1, max_size=5).map(",".join)


def expressions() -> st.SearchStrategy[str]:
    leaf = st.one_of(
        paths(), texts().map(lambda text: "'" + text.replace("'", "''") + "'"), texts()
    )
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda name, parts: f"{name}({','.join(parts)})",
            st.sampled_from(FUNCTIONS),
            st.lists(inner, max_size=4),
        ),
        max_leaves=12,
    )


def names() -> st.SearchStrategy[str]:
    segments = st.lists(st.one_of(st.sampled_from(WORDS), texts()), max_size=4)
    return st.builds(
        lambda base, parts: base + "".join(f"[{part}]" for part in parts),
        st.sampled_from(BASES),
        segments,
    )


def pairs() -> st.SearchStrategy[tuple[str, str]]:
    """One parameter: of a family with a value in its style, or of any name with any value."""
    plain = st.tuples(st.sampled_from(["include", "sort"]), lists())
    filters = st.tuples(st.just("filter"), expressions())
    fields = st.tuples(st.sampled_from(WORDS).map("fields[{}]".format), lists())
    return st.one_of(plain, filters, fields, st.tuples(names(), st.one_of(texts(), lists())))


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query string, percent-encoded; of some the one or other piece is cut out or put in."""
    asked = draw(st.lists(pairs(), max_size=5))
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in asked)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(query)))
        stop = draw(st.integers(start, min(len(query), start + 6)))
        wedge = draw(
            st.sampled_from(
                ["", "&", "=", "%", "%FF", "%00", "%C3%28", "%ED%A0%80", "+", ";", "[", "]"]
            )
        )
        query = query[:start] + wedge + query[stop:]
    return query[:7000]


@pytest.mark.req("QP-06", "QP-07", "SORT-08", "ERR-04", "CUR-17")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from(PATHS),
    query=queries(),
    role=st.sampled_from(["anonymous", "author", "admin"]),
    accept=st.sampled_from([None, PROFILED]),
)
@example("/v1/comments", "sort=" + "parent." * 900 + "id", "anonymous", None)
@example("/v1/articles", "include=" + "comments.replies." * 400 + "author", "anonymous", None)
@example("/v1/articles", "filter=" + "not(" * 1500, "anonymous", None)
@example("/v1/articles", "filter=" + "(" * 7000, "anonymous", None)
@example("/v1/articles", "filter" + "[comments]" * 600 + "=x", "anonymous", None)
@example("/v1/articles", "&".join(f"filter[title][]={n}" for n in range(300)), "anonymous", None)
@example("/v1/articles", "&" * 7000, "anonymous", None)
@example("/v1/articles", "=&" * 3000, "anonymous", None)
def test_no_query_string_gives_a_500(
    sample: World, path: str, query: str, role: str, accept: str | None
) -> None:
    path = path.replace("{", "{0[").replace("}", "]}").format(sample.ids)
    headers = {"Authorization": f"Bearer {sample.tokens[role]}"} if role != "anonymous" else {}

    answer = sample.client.raw(f"{path}?{query}", headers=headers, accept=accept)

    private = path == "/v1/access-tokens" and role == "anonymous"
    assert answer.status in ({401, 414} if private else {200, 400, 404, 414}), answer.body
    if answer.status == 400:
        assert all(error["source"]["parameter"] is not None for error in answer.errors)


@st.composite
def hostile_filters(draw: st.DrawFn) -> tuple[str, str, str]:
    """A type, and a filter on a field that it has, with a value that may be anything at all."""
    name = draw(st.sampled_from(sorted(SORTABLE)))
    relations = TO_ONES[name]
    path, target = [], name
    if relations and draw(st.booleans()):
        relation = draw(st.sampled_from(sorted(relations)))
        path, target = [relation], draw(st.sampled_from(sorted(relations[relation])))
    path.append(draw(st.sampled_from(["id", *SORTABLE[target]])))
    value = draw(texts())
    if draw(st.booleans()):
        operator = draw(st.sampled_from(("", *OPERATORS)))
        brackets = "".join(f"[{segment}]" for segment in [*path, operator] if segment)
        return name, f"filter{brackets}{draw(st.sampled_from(['', '', '[]']))}", value
    comparison = draw(st.sampled_from(COMPARISONS))
    written = draw(st.sampled_from([value, "'" + value.replace("'", "''") + "'"]))
    return name, "filter", f"{comparison}({'.'.join(path)},{written})"


@pytest.mark.req("QP-06", "ERR-04")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=hostile_filters())
def test_no_value_of_a_legal_filter_gives_a_500(sample: World, asked: tuple[str, str, str]) -> None:
    type_name, name, value = asked

    answer = sample.client.raw(f"/v1/{type_name}?{_quoted(name)}={_quoted(value)}")

    assert answer.status in {200, 400}, answer.body


@pytest.mark.req("QP-06", "QP-07", "CUR-17")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_form_gives_a_500(sample: World, data: Any) -> None:
    path = data.draw(st.sampled_from([each for each in PATHS if "{" not in each]))
    body = data.draw(queries()).encode()

    answer = sample.client.request(
        "QUERY", path, headers={"Content-Type": "application/x-www-form-urlencoded"}, body=body
    )

    private = path == "/v1/access-tokens"
    assert answer.status in ({401} if private else {200, 400, 404, 405}), answer.body


@pytest.mark.req("CUR-17", "CUR-06")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_page_link_is_refused_or_served(sample: World, data: Any) -> None:
    url = _page_link(sample.client)
    query = url.partition("?")[2]
    start = data.draw(st.integers(0, len(query) - 1))
    stop = data.draw(st.integers(start, len(query)))
    wedge = data.draw(st.sampled_from(["", "&", "=", "%", "%00", "A", "-", "[", "%5D"]))

    answer = sample.client.raw(f"/v1/articles?{query[:start]}{wedge}{query[stop:]}")

    assert answer.status in {200, 400}


def _page_link(client: Client) -> str:
    page = first_page(client, "/v1/articles", 7, sort="-author.name,title", include="author,tags")
    link: str = page.links["next"]
    return link


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="[]().,-:'")
