"""Values and places of parameters: empty segments, repetitions, URLs without a collection."""

from __future__ import annotations

import pytest

from tests.conftest import World


@pytest.mark.req("AMB-22")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("include", "author,"),
        ("include", ",author"),
        ("include", "author,,tags"),
        ("include", "."),
        ("include", "comments."),
        ("include", ".author"),
        ("include", "comments..author"),
        ("include", "author, tags"),
        ("include", " author"),
        ("include", " "),
        ("sort", ""),
        ("sort", "title,"),
        ("sort", ",title"),
        ("sort", "-"),
        ("sort", "--title"),
        ("sort", "+title"),
        ("sort", "title, slug"),
        ("sort", "author."),
        ("fields[articles]", "title,"),
        ("fields[articles]", ","),
        ("fields[articles]", " "),
        ("fields[articles]", "title, body"),
        ("page[size]", ""),
        ("page[size]", " 1"),
        ("page[number]", "1 "),
    ],
)
def test_empty_segments_and_spaces_are_400(sample: World, name: str, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: value})

    assert answer.status == 400
    assert {error["source"]["parameter"] for error in answer.errors} == {name}


@pytest.mark.req("AMB-22", "ERR-18")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("include=author", "include=tags"),
        ("include=author", "include=author"),
        ("include=", "include="),
        ("sort=title", "sort=title"),
        ("page[size]=1", "page%5Bsize%5D=1"),
        ("fields[articles]=title", "fields[articles]=title"),
        ("filter[title]=a", "filter[title]=a"),
        ("filter=has(tags)", "filter=has(tags)"),
    ],
)
def test_a_repeated_parameter_is_400(sample: World, first: str, second: str) -> None:
    answer = sample.client.raw(f"/v1/articles?{first}&{second}")

    assert answer.status == 400
    assert answer.error["code"] == "repeated-parameter"
    assert answer.error["source"] == {"parameter": first.partition("=")[0]}


@pytest.mark.req("AMB-22", "QP-02")
def test_doubles_in_a_list_and_a_repeated_list_are_harmless(sample: World) -> None:
    one, two = sample.ids["post-1"], sample.ids["post-2"]
    get = sample.client.raw

    doubled = get("/v1/articles?include=author,author&sort=title,title&fields[people]=name,name")
    listed = get(f"/v1/articles?filter[id][]={one}&filter[id][]={two}&filter[id][]={one}")

    plain = get("/v1/articles?include=author&sort=title&fields[people]=name")
    assert (doubled.data, doubled.included) == (plain.data, plain.included)
    assert sorted(listed.ids) == sorted([one, two])


SINGLE = [
    "/v1/articles/{post-1}",
    "/v1/articles/{post-1}/author",
    "/v1/articles/{post-1}/relationships/author",
    "/v1/articles/{post-30}/series",
]


@pytest.mark.req("AMB-23", "SORT-08", "QP-07")
@pytest.mark.parametrize("name", ["sort", "filter", "filter[id]", "filter[title]"])
@pytest.mark.parametrize("path", SINGLE)
def test_one_resource_is_neither_sorted_nor_filtered(sample: World, path: str, name: str) -> None:
    answer = sample.client.get(path.format_map(sample.ids), params={name: "title"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("AMB-23")
@pytest.mark.parametrize(("path", "status"), list(zip(SINGLE, [400, 200, 400, 200], strict=True)))
@pytest.mark.parametrize("name", ["page[size]", "page[number]", "page[offset]"])
def test_a_to_one_related_url_alone_takes_page(
    sample: World, path: str, status: int, name: str
) -> None:
    path = path.format_map(sample.ids)

    answer = sample.client.get(path, params={name: "1"})

    assert answer.status == status
    if status == 200:
        assert answer.data == sample.client.get(path).data
        assert sample.client.get(path, params={name: "x"}).status == 400
