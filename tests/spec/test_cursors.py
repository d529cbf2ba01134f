"""The Cursor Pagination profile: after and before, sizes, and the links between pages."""

from __future__ import annotations

import pytest

from tests.client import Client
from tests.conftest import World
from tests.cursors import first_page, ids_of, item_cursors, walk

LISTS = [
    ("/v1/articles", {}),
    ("/v1/articles", {"sort": "title"}),
    ("/v1/articles", {"sort": "-language,wordCount"}),
    ("/v1/articles", {"sort": "series.title"}),
    ("/v1/articles", {"filter[language]": "en", "sort": "language"}),
    ("/v1/people", {}),
    ("/v1/people", {"sort": "-email"}),
    ("/v1/tags", {"sort": "-name"}),
    ("/v1/reactions", {"sort": "kind"}),
    ("/v1/articles/{post-1}/comments", {}),
    ("/v1/articles/{post-1}/relationships/comments", {}),
    ("/v1/articles/{post-1}/relationships/coauthors", {}),
    ("/v1/articles/{post-2}/tags", {"sort": "slug"}),
    ("/v1/series/{guide}/articles", {}),
    ("/v1/series/{guide}/relationships/articles", {}),
    ("/v1/tags/{rust}/relationships/articles", {}),
    ("/v1/comments/{c1}/reactions", {"sort": "-target.createdAt"}),
]


@pytest.fixture
def client(sample: World) -> Client:
    return sample.client


def _filled(path: str, world: World) -> str:
    return path.replace("{", "{0[").replace("}", "]}").format(world.ids)


@pytest.mark.req("CUR-01", "CUR-02", "CUR-05", "CUR-15", "CUR-22", "CUR-34", "PAGE-06")
@pytest.mark.parametrize(("path", "params"), LISTS)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_next_visits_every_item_once_in_full_pages(
    sample: World, path: str, params: dict[str, str], size: int
) -> None:
    path = _filled(path, sample)
    everything = sample.client.get(path, params={**params, "page[limit]": "100"}).ids

    pages = walk(sample.client, first_page(sample.client, path, size, **params), "next")

    assert ids_of(pages) == everything
    assert all(len(page.ids) == size for page in pages[:-1])
    assert 0 < len(pages[-1].ids) <= size


@pytest.mark.req("CUR-20", "CUR-32", "CUR-35", "PAGE-06")
@pytest.mark.parametrize(("path", "params"), LISTS)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_prev_from_the_last_page_visits_every_item_once_backwards(
    sample: World, path: str, params: dict[str, str], size: int
) -> None:
    path = _filled(path, sample)
    everything = sample.client.get(path, params={**params, "page[limit]": "100"}).ids
    last = sample.client.get(first_page(sample.client, path, size, **params).links["last"])

    pages = walk(sample.client, last, "prev")

    assert ids_of(pages[::-1]) == everything
    assert all(len(page.ids) == size for page in pages[:-1])


@pytest.mark.req("CUR-06", "CUR-18", "CUR-30", "CUR-31")
@pytest.mark.parametrize(("path", "params"), LISTS)
def test_the_cursor_of_an_item_lies_on_that_item(
    sample: World, path: str, params: dict[str, str]
) -> None:
    path = _filled(path, sample)
    page = first_page(sample.client, path, 7, **params)
    everything = sample.client.get(path, params={**params, "page[limit]": "100"}).ids

    for position, (_, cursor) in enumerate(item_cursors(page).items()):
        after = sample.client.get(path, params={**params, "page[after]": cursor, "page[size]": "2"})
        before = sample.client.get(
            path, params={**params, "page[before]": cursor, "page[size]": "2"}
        )
        assert after.ids == everything[position + 1 : position + 3]
        assert before.ids == everything[max(0, position - 2) : position]


@pytest.mark.req("CUR-18", "CUR-20")
def test_before_gives_the_nearest_items_in_the_order_of_the_list(client: Client) -> None:
    page = first_page(client, "/v1/articles", 10)
    cursors = item_cursors(page)

    before = client.get(f"/v1/articles?page[before]={cursors[page.ids[8]]}&page[size]=3")

    assert before.ids == page.ids[5:8]


@pytest.mark.req("CUR-13", "CUR-14", "CUR-16", "CUR-22")
def test_without_a_size_a_page_has_the_default_one(client: Client) -> None:
    page = first_page(client, "/v1/articles", 100)
    cursor = item_cursors(page)[page.ids[0]]

    answer = client.get(f"/v1/articles?page[after]={cursor}")

    assert answer.ids == page.ids[1:26]
    assert "page%5Bsize%5D" not in answer.links["first"]


@pytest.mark.req("CUR-34")
def test_next_is_null_on_a_last_page_that_is_exactly_full(client: Client) -> None:
    at_once = first_page(client, "/v1/articles", 30)
    half = first_page(client, "/v1/articles", 15)

    assert at_once.links["next"] is None
    assert client.get(half.links["next"]).links["next"] is None


@pytest.mark.req("CUR-35", "CUR-36")
def test_prev_is_null_at_the_beginning_however_one_gets_there(client: Client) -> None:
    first = first_page(client, "/v1/articles", 10)
    second = client.get(first.links["next"])

    assert first.links["prev"] is None
    assert client.get(first.links["first"]).links["prev"] is None
    assert client.get(second.links["prev"]).links["prev"] is None


@pytest.mark.req("CUR-32")
@pytest.mark.parametrize("size", [1, 7, 30])
def test_first_and_last_begin_and_end_the_list(client: Client, size: int) -> None:
    first = first_page(client, "/v1/articles", size)
    everything = client.get("/v1/articles?page[size]=100").ids

    last = client.get(first.links["last"])

    assert client.get(first.links["first"]).ids == first.ids == everything[:size]
    assert last.ids == everything[-size:]
    assert last.links["next"] is None
    assert client.get(last.links["first"]).ids == first.ids
    assert client.get(last.links["last"]).ids == last.ids


@pytest.mark.req("CUR-19", "CUR-33", "AMB-16")
def test_after_the_last_item_there_is_an_empty_page_that_leads_back(client: Client) -> None:
    page = first_page(client, "/v1/articles", 30)
    last = item_cursors(page)[page.ids[-1]]

    answer = client.get(f"/v1/articles?page[after]={last}&page[size]=4")

    assert answer.status == 200
    assert answer.data == []
    assert answer.links["next"] is None
    assert client.get(answer.links["prev"]).ids == page.ids[-4:]


@pytest.mark.req("CUR-21", "CUR-33", "AMB-16")
def test_before_the_first_item_there_is_an_empty_page_that_leads_back(client: Client) -> None:
    page = first_page(client, "/v1/articles", 30)
    first = item_cursors(page)[page.ids[0]]

    answer = client.get(f"/v1/articles?page[before]={first}&page[size]=4")

    assert answer.status == 200
    assert answer.data == []
    assert answer.links["prev"] is None
    assert client.get(answer.links["next"]).ids == page.ids[:4]


@pytest.mark.req("CUR-23", "CUR-33")
@pytest.mark.parametrize("link", ["first", "last"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles?filter[slug]=nothing",
        "/v1/tags/{unused}/articles",
        "/v1/people/{otto}/comments",
    ],
)
def test_an_empty_list_has_no_neighbours_at_all(sample: World, path: str, link: str) -> None:
    empty = first_page(sample.client, _filled(path, sample), 5)

    there = sample.client.get(empty.links[link])

    for answer in (empty, there):
        assert answer.data == []
        assert answer.links["prev"] is answer.links["next"] is None


@pytest.mark.req("CUR-33", "CUR-43")
@pytest.mark.parametrize(("path", "params"), LISTS)
def test_prev_and_next_stand_beside_every_page(
    sample: World, path: str, params: dict[str, str]
) -> None:
    pages = walk(
        sample.client, first_page(sample.client, _filled(path, sample), 2, **params), "next"
    )

    assert all({"prev", "next", "first", "last"} <= page.links.keys() for page in pages)
    assert [page.links["next"] is None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert [page.links["prev"] is None for page in pages] == [True] + [False] * (len(pages) - 1)


@pytest.mark.req("CUR-37", "CUR-07")
def test_a_link_to_items_that_have_gone_leads_to_an_empty_page(empty: World) -> None:
    tags = [empty.add.tag() for _ in range(4)]
    first = first_page(empty.client, "/v1/tags", 2)
    _delete(empty, *tags[2:])

    answer = empty.client.get(first.links["next"])

    assert answer.status == 200
    assert answer.data == []
    assert empty.client.get(answer.links["prev"]).ids == tags[:2]


@pytest.mark.req("CUR-07")
@pytest.mark.parametrize("sort", ["id", "-id", "-name", "slug,-name"])
def test_a_cursor_outlives_the_item_that_it_lies_on(empty: World, sort: str) -> None:
    for number in range(7):
        empty.add.tag(f"t{number}")
    page = first_page(empty.client, "/v1/tags", 7, sort=sort)
    cursor = item_cursors(page)[page.ids[3]]
    _delete(empty, page.ids[3])

    after = empty.client.get("/v1/tags", params={"sort": sort, "page[after]": cursor})
    before = empty.client.get("/v1/tags", params={"sort": sort, "page[before]": cursor})

    assert after.ids == page.ids[4:]
    assert before.ids == page.ids[:3]


@pytest.mark.req("CUR-07")
def test_what_is_added_meanwhile_moves_no_page(empty: World) -> None:
    old = [empty.add.tag(f"m{number}") for number in range(4)]
    first = first_page(empty.client, "/v1/tags", 2, sort="name")
    empty.add.tag("a-new-one")

    answer = empty.client.get(first.links["next"])

    assert answer.ids == old[2:]


def _delete(world: World, *tags: str) -> None:
    with world.engine.begin() as connection:
        for tag in tags:
            connection.exec_driver_sql("DELETE FROM tags WHERE id = %s", (tag,))
