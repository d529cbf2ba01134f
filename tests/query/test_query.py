"""A query string becomes one value, or all of its faults."""

from __future__ import annotations

import pytest

from jsonapi_blog.errors import Parameter
from jsonapi_blog.query import MOST_PARAMETERS, Query
from jsonapi_blog.query.expression import And, Compare, Comparison, Search
from jsonapi_blog.query.fields import Fieldset
from jsonapi_blog.query.include import Include
from jsonapi_blog.query.page import Paging, WindowRequest
from jsonapi_blog.query.sort import Key
from tests.query.types import parsed, refused


def test_nothing_asked_is_the_empty_query() -> None:
    assert parsed("articles") == Query()
    assert parsed("articles/id/relationships/tags") == Query()


def test_an_empty_include_is_not_the_same_as_none() -> None:
    assert parsed("articles", ("include", "")).include == Include()
    assert parsed("articles").include is None


def test_every_family_finds_its_place() -> None:
    query = parsed(
        "articles",
        ("include", "author,comments.author"),
        ("fields[articles]", "title,id"),
        ("sort", "-author.name,id"),
        ("filter[status]", "published"),
        ("filter[search]", "crab"),
        ("page[number]", "2"),
        ("page[size]", "010"),
        ("page[comments][size]", "3"),
        ("page[comments][total]", "true"),
    )

    assert query == Query(
        include=Include((("author", Include()), ("comments", Include((("author", Include()),))))),
        fields=(Fieldset("articles", frozenset({"title"})),),
        sort=(Key(("author", "name"), descending=True), Key(("id",))),
        filter=And((Compare("status", Comparison.EQUALS, "published"), Search("crab"))),
        paging=Paging(number=2, size=10),
        windows=(WindowRequest(("comments",), size=3, total=True),),
    )
    assert hash(query) == hash(query)


def test_all_faults_are_found_at_once_and_each_blames_its_parameter() -> None:
    problems = refused(
        "articles",
        ("_x", "1"),
        ("nope", "1"),
        ("include", "nope,author.nope"),
        ("fields[nope]", ""),
        ("sort", "body"),
        ("filter[nope]", "1"),
        ("filter", "x"),
        ("page[size]", "0"),
        ("page[tags][size]", "1"),
        ("page[size]", "2"),
    )

    blamed = [(each.code, each.source.name) for each in problems if each.source is not None]
    assert sorted(blamed) == [
        ("invalid-fields", "fields[nope]"),
        ("invalid-filter", "filter"),
        ("invalid-filter", "filter[nope]"),
        ("invalid-include", "include"),
        ("invalid-include", "include"),
        ("invalid-page", "page[size]"),
        ("invalid-page", "page[tags][size]"),
        ("invalid-parameter-name", "_x"),
        ("repeated-parameter", "page[size]"),
        ("unknown-parameter", "nope"),
        ("unsupported-sort", "sort"),
    ]


@pytest.mark.parametrize(
    ("path", "many"),
    [
        ("articles", True),
        ("articles/id", False),
        ("articles/id/tags", True),
        ("articles/id/author", False),
        ("articles/id/relationships/tags", True),
        ("articles/id/relationships/author", False),
        ("reactions/id/target", False),
    ],
)
@pytest.mark.parametrize(
    "pair", [("sort", "id"), ("filter[id][null]", "false"), ("filter", "not(equals(id,null))")]
)
def test_sort_and_filter_are_for_urls_that_give_many(
    path: str, many: bool, pair: tuple[str, str]
) -> None:
    if many:
        assert parsed(path, pair) != Query()
    else:
        assert [problem.source for problem in refused(path, pair)] == [Parameter(pair[0])]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("articles", True),
        ("articles/id", False),
        ("articles/id/author", True),
        ("articles/id/relationships/author", False),
        ("articles/id/relationships/tags", True),
    ],
)
def test_page_is_taken_where_clients_page_every_related_url_alike(path: str, taken: bool) -> None:
    pair = ("page[size]", "5")

    if taken:
        assert parsed(path, pair).paging == Paging(size=5)
    else:
        assert [problem.code for problem in refused(path, pair)] == ["invalid-page"]


def test_only_so_many_parameters_are_read() -> None:
    some = [("filter[title][]", "x")] * MOST_PARAMETERS

    query = parsed("articles", *some)
    problems = refused("articles", *some, ("filter[title][]", "x"))

    assert query.filter is not None
    assert [problem.code for problem in problems] == ["query-too-complex"]


def test_a_long_value_is_quoted_no_further_than_people_read() -> None:
    long = "9" * 5_000

    bracket = refused("articles", ("filter[wordCount]", long))
    expression = refused("articles", ("filter", f"equals(wordCount,'{long}')"))

    for (problem,) in (bracket, expression):
        assert len(problem.detail) < 250
        assert f"{'9' * 60}…" in problem.detail
        assert "an integer of at most 18 digits is needed" in problem.detail


@pytest.mark.parametrize(
    ("text", "position"),
    [("'{}'", 1), ("{}", 1), ("equals(status,{})", 15), ("equals({},1)", 8), ("has({})", 5)],
)
def test_a_long_word_does_not_push_the_position_out_of_the_message(
    text: str, position: int
) -> None:
    (problem,) = refused("articles", ("filter", text.format("long" * 5_000)))

    assert problem.detail.endswith(f"(at position {position} of filter).")
    assert len(problem.detail) < 500
