"""Inclusion of related resources, and the compound documents that come of it."""

from __future__ import annotations

import pytest

from tests.compound import identity, included, included_types, linkage, relationship, resources
from tests.conftest import World

EVERY_KIND_OF_URL = [
    ("/v1/articles", "author"),
    ("/v1/articles/{post-1}", "author"),
    ("/v1/articles/{post-1}/author", "articles"),
    ("/v1/articles/{post-1}/comments", "author"),
    ("/v1/articles/{post-1}/relationships/author", "author"),
    ("/v1/articles/{post-1}/relationships/comments", "comments"),
]


def at(sample: World, path: str) -> str:
    """The path with the ids for the names in braces."""
    return path.format_map(sample.ids)


@pytest.mark.req("INC-02", "COMP-01", "COMP-02")
@pytest.mark.parametrize(("path", "include"), EVERY_KIND_OF_URL)
def test_every_url_of_a_type_supports_include(sample: World, path: str, include: str) -> None:
    answer = sample.client.get(at(sample, path), params={"include": include})

    assert answer.status == 200
    assert answer.included
    assert all("attributes" in each for each in answer.included)


@pytest.mark.req("INC-05")
@pytest.mark.parametrize(("path", "include"), EVERY_KIND_OF_URL)
def test_nothing_is_included_unless_it_was_asked_for(
    sample: World, path: str, include: str
) -> None:
    answer = sample.client.get(at(sample, path))

    assert "included" not in answer.document


@pytest.mark.req("INC-05")
def test_one_path_does_not_bring_the_resources_of_another(sample: World) -> None:
    answer = sample.client.get("/v1/articles", params={"include": "tags"})

    assert included_types(answer) == {"tags"}
    for article in answer.data:
        with_data = {name for name, found in article["relationships"].items() if "data" in found}
        assert with_data == {"tags"}


@pytest.mark.req("INC-06", "INC-09")
def test_several_dotted_paths_bring_all_that_lies_on_them(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-4']}"

    answer = sample.client.get(path, params={"include": "comments.author,series.curator,tags"})

    assert included_types(answer) == {"comments", "people", "series", "tags"}
    curator = relationship(answer, "series", sample.ids["notes"], "curator")["data"]
    assert identity(curator) == ("people", sample.ids["bob"])
    for id_ in linkage(answer, "articles", sample.ids["post-4"], "comments"):
        author = relationship(answer, "comments", id_, "author")["data"]
        assert identity(author) in resources(answer)


@pytest.mark.req("INC-09", "COMP-03")
@pytest.mark.parametrize("include", ["comments.author", "comments,comments.author"])
def test_the_way_to_a_leaf_may_be_named_or_not(sample: World, include: str) -> None:
    short = sample.client.get("/v1/articles", params={"include": "comments.author"})

    answer = sample.client.get("/v1/articles", params={"include": include})

    assert answer.included == short.included
    assert answer.data == short.data


@pytest.mark.req("INC-04")
@pytest.mark.parametrize(
    ("path", "include"),
    [
        ("/v1/articles/{post-9}", "series"),
        ("/v1/articles/{post-20}", "comments"),
        ("/v1/articles/{post-20}", "series.curator,comments.replies,coauthors"),
        ("/v1/articles?filter[slug]=no-such-slug", "author,comments.author"),
        ("/v1/people/{otto}/articles", "tags"),
        ("/v1/people/{otto}/relationships/articles", "articles.tags"),
        ("/v1/articles/{post-9}/series", "curator"),
        ("/v1/articles/{post-9}/relationships/series", "series.curator"),
    ],
)
def test_what_finds_nothing_is_an_empty_included(sample: World, path: str, include: str) -> None:
    answer = sample.client.get(at(sample, path), params={"include": include})

    assert answer.status == 200
    assert answer.included == []


@pytest.mark.req("INC-04", "INC-07", "AMB-22")
@pytest.mark.parametrize(("path", "_"), EVERY_KIND_OF_URL)
def test_an_empty_include_asks_for_no_related_resources(sample: World, path: str, _: str) -> None:
    plain = sample.client.get(at(sample, path))

    answer = sample.client.get(at(sample, path), params={"include": ""})

    assert answer.status == 200
    assert answer.included == []
    assert answer.data == plain.data


@pytest.mark.req("INC-08", "INC-06", "AMB-22")
@pytest.mark.parametrize(
    "include",
    [
        "nope",
        "author.nope",
        "author,nope",
        "nope,author",
        "title",
        "author.name",
        "id",
        "articles",
        "Author",
        "author.",
        ".author",
        "author..articles",
        "author,",
        ",author",
        "author,,tags",
        ",",
        ".",
        " ",
        "author, tags",
        " author",
        "author ",
        "author;tags",
        "author|tags",
        "author/articles",
        "*",
        "author.*",
        "-author",
        "author\0",
        "\0",
        "автор",
        "🦀",
        "'; DROP TABLE articles; --",
        "comments[author]",
        "author" * 200,
    ],
)
def test_a_path_that_does_not_exist_is_refused(sample: World, include: str) -> None:
    answer = sample.client.get("/v1/articles", params={"include": include})

    assert answer.status == 400
    assert "data" not in answer.document
    for error in answer.errors:
        assert error["code"] == "invalid-include"
        assert error["source"] == {"parameter": "include"}


@pytest.mark.req("INC-08")
def test_every_wrong_path_is_told_with_what_would_be_legal(sample: World) -> None:
    answer = sample.client.get("/v1/articles", params={"include": "nope,tags,author.never"})

    first, second = (error["detail"] for error in answer.errors)
    assert "'nope'" in first
    assert "author, coauthors, comments, reactions, series, tags" in first
    assert "'author.never'" in second
    assert "articles, comments" in second


@pytest.mark.req("INC-06", "AMB-22")
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("include=author&include=tags", "include"),
        ("include=author&include=author", "include"),
        ("include=&include=", "include"),
        ("include[]=author", "include[]"),
        ("include[articles]=author", "include[articles]"),
        ("Include=author", "Include"),
        ("includes=author", "includes"),
    ],
)
def test_include_is_one_parameter_without_brackets(
    sample: World, query: str, parameter: str
) -> None:
    answer = sample.client.get(f"/v1/articles?{query}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": parameter}


@pytest.mark.req("AMB-22", "COMP-05")
def test_a_path_named_twice_is_as_good_as_once(sample: World) -> None:
    once = sample.client.get("/v1/articles", params={"include": "tags,author"})

    answer = sample.client.get("/v1/articles", params={"include": "tags,author,tags,author"})

    assert answer.data == once.data
    assert answer.included == once.included


@pytest.mark.req("INC-08")
def test_include_paths_are_four_deep_and_no_deeper(sample: World) -> None:
    deep = ".".join(["replies"] * 4)

    fits = sample.client.get("/v1/comments", params={"include": deep})
    answer = sample.client.get("/v1/comments", params={"include": f"{deep}.replies"})

    assert fits.status == 200
    assert answer.status == 400
    assert answer.error["code"] == "query-too-complex"
    assert answer.error["source"] == {"parameter": "include"}


@pytest.mark.req("INC-08")
def test_twenty_include_paths_are_heeded_and_no_more(sample: World) -> None:
    fits = sample.client.get("/v1/articles", params={"include": ",".join(["tags"] * 20)})

    answer = sample.client.get("/v1/articles", params={"include": ",".join(["tags"] * 21)})

    assert fits.status == 200
    assert answer.status == 400
    assert answer.error["code"] == "query-too-complex"
    assert "21" in answer.error["detail"]
    assert "20" in answer.error["detail"]


@pytest.mark.req("INC-03")
@pytest.mark.parametrize("value", ["", "author", "articles"])
def test_the_entry_document_has_nothing_to_include(sample: World, value: str) -> None:
    answer = sample.client.get(f"/v1?include={value}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "include"}


@pytest.mark.req("INC-10", "AMB-43")
def test_on_a_relationship_url_data_stays_identifiers_and_resources_are_included(
    sample: World,
) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/relationships/comments"

    answer = sample.client.get(path, params={"include": "comments.author"})

    assert all(each.keys() == {"type", "id"} for each in answer.data)
    comments = [each for each in included(answer) if each[0] == "comments"]
    assert comments == [identity(each) for each in answer.data]
    assert included_types(answer) == {"comments", "people"}


@pytest.mark.req("INC-10", "AMB-43")
def test_a_to_one_relationship_url_includes_what_it_names(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/relationships/author"

    answer = sample.client.get(path, params={"include": "author"})

    assert answer.data == {"type": "people", "id": sample.ids["ann"]}
    assert included(answer) == [("people", sample.ids["ann"])]


@pytest.mark.req("INC-10", "INC-08")
@pytest.mark.parametrize("include", ["author", "replies", "article", "comments.nope", "tags"])
def test_on_a_relationship_url_a_path_begins_with_the_relationship(
    sample: World, include: str
) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/relationships/comments"

    answer = sample.client.get(path, params={"include": include})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "include"}


@pytest.mark.req("INC-11")
def test_query_heeds_include_as_get_does(sample: World) -> None:
    expected = sample.client.get("/v1/tags", params={"include": "articles.author"})

    answer = sample.client.query("/v1/tags", {"include": "articles.author"})

    assert answer.included == expected.included


@pytest.mark.req("INC-11", "INC-08")
@pytest.mark.parametrize("method", ["GET", "HEAD", "QUERY"])
def test_no_method_overlooks_a_wrong_include(sample: World, method: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    query = "" if method == "QUERY" else "?include=nope"
    body = b"include=nope" if method == "QUERY" else None

    answer = sample.client.request(method, f"/v1/articles{query}", headers=form, body=body)

    assert answer.status == 400
