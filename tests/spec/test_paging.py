"""Fetching, pagination: numbers and offsets, their links and totals."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.client import Client
from tests.conftest import World

ARTICLES = "/v1/articles"
#: How many of each type everybody may read in the sample.
VISIBLE = {"people": 8, "articles": 30, "tags": 17, "series": 2}
#: Each way to ask for the second page of ten.
SECOND = [
    {"page[number]": "2", "page[size]": "10"},
    {"page[offset]": "10", "page[limit]": "10"},
]


@pytest.fixture
def client(sample: World) -> Client:
    return sample.client


@pytest.mark.req("PAGE-01", "PAGE-02", "PAGE-04", "AMB-18")
def test_a_collection_is_paged_by_number_when_nothing_is_asked(client: Client) -> None:
    answer = client.get(ARTICLES)

    assert len(answer.ids) == 25
    assert answer.links.keys() == {"self", "first", "prev", "next", "last"}
    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert _page(answer.links["first"]) == {"page[number]": "1"}
    assert answer.links["prev"] is None
    assert _page(answer.links["next"]) == {"page[number]": "2"}
    assert _page(answer.links["last"]) == {"page[number]": "2"}


@pytest.mark.req("PAGE-01")
@pytest.mark.parametrize("size", [1, 7, 29, 30, 31, 100])
def test_a_page_holds_as_many_as_asked_for(client: Client, size: int) -> None:
    answer = client.get(ARTICLES, params={"page[size]": str(size)})

    assert len(answer.ids) == min(size, 30)


@pytest.mark.req("PAGE-04", "PAGE-06", "PAGE-07")
@pytest.mark.parametrize("params", SECOND)
def test_next_and_prev_undo_each_other(client: Client, params: dict[str, str]) -> None:
    second = client.get(ARTICLES, params=params)

    third = client.get(second.links["next"])
    first = client.get(second.links["prev"])

    assert client.get(third.links["prev"]).ids == second.ids
    assert client.get(first.links["next"]).ids == second.ids
    assert client.get(second.links["first"]).ids == first.ids
    assert client.get(second.links["last"]).ids == third.ids
    assert first.ids + second.ids + third.ids == client.get(f"{ARTICLES}?page[size]=100").ids


@pytest.mark.req("PAGE-05")
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ({"page[number]": "1", "page[size]": "10"}, {"page[number]": "3", "page[size]": "10"}),
        ({"page[offset]": "0", "page[limit]": "10"}, {"page[offset]": "20", "page[limit]": "10"}),
        ({"page[size]": "15"}, {"page[number]": "2", "page[size]": "15"}),
        ({"page[limit]": "15"}, {"page[offset]": "15", "page[limit]": "15"}),
    ],
)
def test_what_does_not_exist_is_null(
    client: Client, first: dict[str, str], last: dict[str, str]
) -> None:
    beginning = client.get(ARTICLES, params=first)
    end = client.get(ARTICLES, params=last)

    assert beginning.links["prev"] is None
    assert beginning.links["next"] is not None
    assert end.links["prev"] is not None
    assert end.links["next"] is None


@pytest.mark.req("PAGE-05")
def test_one_page_that_holds_everything_has_no_neighbours(client: Client) -> None:
    answer = client.get(f"{ARTICLES}?page[size]=30")

    assert answer.links["prev"] is answer.links["next"] is None
    assert client.get(answer.links["last"]).ids == answer.ids


@pytest.mark.req("PAGE-01")
@pytest.mark.parametrize(
    ("numbers", "offsets"),
    [
        ({"page[number]": "2", "page[size]": "10"}, {"page[offset]": "10", "page[limit]": "10"}),
        ({"page[number]": "2"}, {"page[offset]": "25"}),
        ({"page[size]": "10"}, {"page[limit]": "10"}),
        ({"page[number]": "1"}, {"page[offset]": "0"}),
        ({"page[number]": "007", "page[size]": "04"}, {"page[offset]": "024", "page[limit]": "4"}),
    ],
)
def test_numbers_and_offsets_are_two_spellings_of_the_same_pages(
    client: Client, numbers: dict[str, str], offsets: dict[str, str]
) -> None:
    one = client.get(ARTICLES, params=numbers)
    other = client.get(ARTICLES, params=offsets)

    assert one.data == other.data
    assert one.meta == other.meta
    assert {key: one.links[key] is None for key in ("first", "prev", "next", "last")} == {
        key: other.links[key] is None for key in ("first", "prev", "next", "last")
    }


@pytest.mark.req("PAGE-06")
def test_an_offset_between_two_pages_leads_to_its_own_neighbours(client: Client) -> None:
    everything = client.get(f"{ARTICLES}?page[size]=100").ids

    answer = client.get(f"{ARTICLES}?page[offset]=13&page[limit]=5")

    assert answer.ids == everything[13:18]
    assert client.get(answer.links["prev"]).ids == everything[8:13]
    assert client.get(answer.links["next"]).ids == everything[18:23]


@pytest.mark.req("PAGE-08", "PAGE-07")
@pytest.mark.parametrize("params", SECOND)
def test_page_links_keep_every_other_parameter(client: Client, params: dict[str, str]) -> None:
    asked = {
        "sort": "-title",
        "filter[language]": "en",
        "filter": "not(equals(title,'Zebra, & \"crossing\"'))",
        "include": "author,tags",
        "fields[articles]": "title,author,tags",
        "page[tags][size]": "2",
        "page[total]": "true",
    }

    answer = client.get(ARTICLES, params={**asked, **params})

    for name in ("self", "first", "prev", "next", "last"):
        kept = dict(answer.parameters) if name == "self" else _parse(answer.links[name])
        assert asked.items() <= kept.items()
        assert client.get(answer.links[name]).status == 200


@pytest.mark.req("PAGE-08")
def test_page_links_without_a_size_leave_the_default_to_the_server(client: Client) -> None:
    answer = client.get(f"{ARTICLES}?page[number]=1")

    assert _page(answer.links["next"]) == {"page[number]": "2"}


@pytest.mark.req("PAGE-06", "SORT-09")
@pytest.mark.parametrize("sort", ["title", "-title", "author.name,-publishedAt", "-series.title"])
def test_next_goes_on_in_the_order_asked_for(client: Client, sort: str) -> None:
    at_once = client.get(ARTICLES, params={"sort": sort, "page[size]": "100"}).ids

    in_steps = client.pages(ARTICLES, params={"sort": sort, "page[size]": "4"})

    assert [each for page in in_steps for each in page.ids] == at_once


@pytest.mark.req("PAGE-05")
@pytest.mark.parametrize(
    "params",
    [
        {"page[number]": "99"},
        {"page[number]": "3", "page[size]": "15"},
        {"page[number]": "9223372036854775808"},
        {"page[number]": "9" * 200, "page[size]": "100"},
        {"page[offset]": "30"},
        {"page[offset]": "9223372036854775808"},
        {"page[offset]": "9" * 200, "page[limit]": "100"},
    ],
)
def test_a_page_beyond_the_last_is_empty_and_knows_the_way_back(
    client: Client, params: dict[str, str]
) -> None:
    answer = client.get(ARTICLES, params=params)

    assert answer.status == 200
    assert answer.data == []
    assert answer.meta["total"] == 30
    assert answer.links["next"] is None
    assert client.get(answer.links["prev"]).status == 200
    assert client.get(answer.links["last"]).ids


@pytest.mark.req("PAGE-01")
@pytest.mark.parametrize(("name", "count"), VISIBLE.items())
def test_totals_are_exact_and_there_unless_refused(client: Client, name: str, count: int) -> None:
    answer = client.get(f"/v1/{name}?page[size]=1")

    assert answer.meta == {"total": count, "page": {"total": count}}


@pytest.mark.req("PAGE-01")
@pytest.mark.parametrize("strategy", SECOND)
def test_a_total_counts_what_the_filter_leaves(client: Client, strategy: dict[str, str]) -> None:
    answer = client.get(ARTICLES, params={"filter[language]": "de", **strategy})

    assert answer.meta["total"] == 3
    assert answer.data == []


@pytest.mark.req("PAGE-05")
@pytest.mark.parametrize("strategy", [{}, *SECOND])
def test_without_a_total_there_is_no_last_and_next_still_knows(
    sample: World, strategy: dict[str, str]
) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get(ARTICLES, params={"page[total]": "false", **strategy})

    assert "meta" not in answer.document
    assert "last" not in answer.links
    assert answer.links["next"] is not None
    assert not any("count(" in statement for statement in seen.counted)


@pytest.mark.req("PAGE-05")
@pytest.mark.parametrize("strategy", [{"page[size]": "30"}, {"page[limit]": "30"}])
def test_without_a_total_a_full_last_page_is_known_as_the_last(
    client: Client, strategy: dict[str, str]
) -> None:
    answer = client.get(ARTICLES, params={"page[total]": "false", **strategy})

    assert len(answer.ids) == 30
    assert answer.links["next"] is None


@pytest.mark.req("PAGE-03", "PAGE-02")
@pytest.mark.parametrize("form", ["comments", "relationships/comments"])
@pytest.mark.parametrize("strategy", SECOND)
def test_related_and_relationship_collections_are_paged_alike(
    sample: World, form: str, strategy: dict[str, str]
) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/{form}"

    answer = sample.client.get(path, params=strategy)

    assert len(answer.ids) == 10
    assert answer.meta["total"] == 59
    assert urlsplit(answer.links["next"]).path == path
    assert len({each for page in sample.client.pages(path) for each in page.ids}) == 59


@pytest.mark.req("PAGE-03")
def test_the_links_of_an_included_window_stand_in_its_relationship(sample: World) -> None:
    post = sample.ids["post-1"]

    answer = sample.client.get(f"/v1/articles/{post}?include=comments")

    assert "next" not in answer.links
    window = answer.data["relationships"]["comments"]
    assert urlsplit(window["links"]["next"]).path == f"/v1/articles/{post}/relationships/comments"
    following = sample.client.get(window["links"]["next"])
    everything = sample.client.get(f"/v1/articles/{post}/comments?page[size]=100").ids
    assert [each["id"] for each in window["data"]] + following.ids == everything[:50]


@pytest.mark.req("PAGE-02")
def test_an_empty_collection_is_one_empty_page(empty: World) -> None:
    answer = empty.client.get(ARTICLES)

    assert answer.data == []
    assert answer.meta["total"] == 0
    assert answer.links["prev"] is answer.links["next"] is None
    assert _page(answer.links["first"]) == _page(answer.links["last"]) == {"page[number]": "1"}


@pytest.mark.req("AMB-23")
@pytest.mark.parametrize(
    "params", [*SECOND, {"page[size]": "1"}, {"page[number]": "2"}, {"page[total]": "true"}]
)
@pytest.mark.parametrize("relation", ["author", "series"])
def test_a_to_one_related_url_takes_page_parameters_and_needs_none(
    sample: World, params: dict[str, str], relation: str
) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/{relation}"

    answer = sample.client.get(path, params=params)

    assert answer.status == 200
    assert answer.data == sample.client.get(path).data
    assert answer.links.keys() == {"self"}


def _parse(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _page(url: str) -> dict[str, str]:
    return {name: value for name, value in _parse(url).items() if name.startswith("page[")}
