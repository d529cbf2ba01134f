"""Fetching, sorting: what is refused, under the name that the profile has for it."""

from __future__ import annotations

import pytest

from tests.answer import CURSOR_PROFILE, Answer
from tests.conftest import World

TYPES = ("people", "articles", "comments", "tags", "series", "reactions")


@pytest.mark.req("SORT-08", "CUR-04", "CUR-44", "CUR-45", "AMB-13")
@pytest.mark.parametrize(
    ("path", "sort"),
    [
        *((f"/v1/{name}", "nope") for name in TYPES),
        *(("/v1/articles", key) for key in ("body", "bodyHtml", "summary")),
        *(("/v1/people", key) for key in ("bio", "website", "avatarUrl", "password")),
        *(("/v1/comments", key) for key in ("body", "bodyHtml", "article.body", "author.bio")),
        ("/v1/tags", "description"),
        ("/v1/series", "description"),
        ("/v1/articles", "title,nope"),
        ("/v1/articles", "tags"),
        ("/v1/articles", "author"),
        ("/v1/articles", "tags.name"),
        ("/v1/articles", "comments.createdAt"),
        ("/v1/people", "articles.title"),
        ("/v1/articles", "author.nope"),
        ("/v1/articles", "nope.name"),
        ("/v1/articles", "author."),
        ("/v1/articles", ".name"),
        ("/v1/articles", "author..name"),
        ("/v1/articles", "title.length"),
        ("/v1/articles", "@position"),
        ("/v1/series", "@position"),
        ("/v1/articles", "relevance"),
        ("/v1/articles", "-relevance"),
        ("/v1/articles", "type"),
        ("/v1/articles", "version"),
        ("/v1/articles", "Title"),
        ("/v1/articles", "title:asc"),
        ("/v1/articles", "title desc"),
        ("/v1/articles", " title"),
        ("/v1/articles", "title "),
        ("/v1/articles", "+title"),
        ("/v1/articles", "--title"),
        ("/v1/articles", "-"),
        ("/v1/articles", "title;id"),
        ("/v1/articles", "title\0"),
        ("/v1/articles", "título"),
        ("/v1/articles", "word_count"),
        ("/v1/articles", "-\N{MINUS SIGN}title"),
        ("/v1/articles", "parent." * 50 + "createdAt"),
    ],
)
def test_what_cannot_be_sorted_by_is_refused_by_the_name_of_the_profile(
    sample: World, path: str, sort: str
) -> None:
    answer = sample.client_of("editor").get(path, params={"sort": sort})

    assert answer.status == 400
    assert answer.error["code"] == "unsupported-sort"
    _assert_blames_sort(answer)


@pytest.mark.req("SORT-08", "AMB-22")
@pytest.mark.parametrize("sort", ["", ",", "title,", ",title", "title,,id"])
def test_empty_segments_of_a_sort_are_refused(sample: World, sort: str) -> None:
    answer = sample.client.get("/v1/articles", params={"sort": sort})

    assert answer.status == 400
    _assert_blames_sort(answer)


@pytest.mark.req("SORT-08")
def test_each_bad_field_of_a_sort_has_an_error_of_its_own(sample: World) -> None:
    answer = sample.client.get("/v1/articles?sort=nope,title,-body")

    assert [error["source"]["parameter"] for error in answer.errors] == ["sort", "sort"]
    assert "'nope'" in answer.errors[0]["detail"]
    assert "'-body'" in answer.errors[1]["detail"]


@pytest.mark.req("SORT-03", "SORT-07")
def test_a_literal_plus_is_a_space_and_no_direction(sample: World) -> None:
    answer = sample.client.raw("/v1/articles?sort=+title")

    assert answer.status == 400
    assert "' title'" in answer.error["detail"]


@pytest.mark.req("SORT-08", "AMB-23")
@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles/{post-1}",
        "/v1/articles/{post-1}/author",
        "/v1/articles/{post-1}/relationships/author",
    ],
)
def test_where_there_is_no_collection_there_is_nothing_to_sort(sample: World, path: str) -> None:
    path = path.replace("{post-1}", sample.ids["post-1"])

    answer = sample.client.get(path, params={"sort": "title"})

    assert answer.status == 400
    _assert_blames_sort(answer)


@pytest.mark.req("SORT-08")
@pytest.mark.parametrize("name", ["sort[title]", "sort[]", "sort[articles]"])
def test_sort_takes_no_brackets(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: "title"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("SORT-08")
@pytest.mark.parametrize(
    "sort",
    [
        "parent." * 5 + "createdAt",
        "parent." * 1000 + "createdAt",
        ",".join("parent." * depth + "createdAt" for depth in range(40)),
        ",".join(["createdAt"] * 21),
        ",".join(["id"] * 1500),
    ],
)
def test_a_sort_that_walks_or_lists_too_much_is_refused_before_any_sql(
    sample: World, sort: str
) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get("/v1/comments", params={"sort": sort})

    assert answer.status == 400
    assert len(seen) == 0
    _assert_blames_sort(answer)


def _assert_blames_sort(answer: Answer) -> None:
    for error in answer.errors:
        assert error["status"] == "400"
        assert error["source"] == {"parameter": "sort"}
        assert error["links"]["type"] == f"{CURSOR_PROFILE}/unsupported-sort"
