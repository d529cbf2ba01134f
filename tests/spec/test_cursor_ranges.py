"""The Cursor Pagination profile: ranges between two cursors."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.answer import Answer
from tests.client import Client
from tests.conftest import World
from tests.cursors import first_page, ids_of, item_cursors, walk


@pytest.fixture
def page(sample: World) -> Answer:
    """All comments of `post-1` on one page, each with its cursor."""
    return first_page(sample.client, _comments(sample), 100)


@pytest.fixture
def ranged(sample: World, page: Answer) -> Range:
    return Range(sample.client, _comments(sample), page)


class Range:
    """Asks for what lies between the items at two positions of a page."""

    def __init__(self, client: Client, path: str, page: Answer) -> None:
        self._client, self._path, self._ids = client, path, page.ids
        self._cursors = item_cursors(page)

    def cursor(self, position: int) -> str:
        return self._cursors[self._ids[position]]

    def between(self, after: int, before: int, **params: str) -> Answer:
        asked = {"page[after]": self.cursor(after), "page[before]": self.cursor(before)}
        return self._client.get(self._path, params={**asked, **params})


@pytest.mark.req("CUR-25", "CUR-18", "CUR-20")
def test_a_range_is_what_lies_between_two_cursors(page: Answer, ranged: Range) -> None:
    answer = ranged.between(10, 15)

    assert answer.ids == page.ids[11:15]


@pytest.mark.req("CUR-26", "CUR-28")
def test_a_range_without_a_size_is_as_large_as_a_page_may_be(page: Answer, ranged: Range) -> None:
    answer = ranged.between(0, 58)

    assert answer.ids == page.ids[1:58]
    assert len(answer.ids) > 25
    assert "meta" not in answer.document


@pytest.mark.req("CUR-26", "CUR-27", "CUR-28")
def test_a_range_of_more_than_the_largest_page_is_truncated(empty: World) -> None:
    for _ in range(103):
        empty.add.tag()
    edges = first_page(empty.client, "/v1/tags", 1)
    last = empty.client.get(edges.links["last"])
    first, end = edges.data[0], last.data[0]

    answer = empty.client.get(
        "/v1/tags",
        params={
            "page[after]": first["meta"]["page"]["cursor"],
            "page[before]": end["meta"]["page"]["cursor"],
        },
    )

    assert len(answer.ids) == 100
    assert answer.meta["page"]["rangeTruncated"] is True
    assert len(empty.client.get(answer.links["next"]).ids) == 1


@pytest.mark.req("CUR-27", "CUR-28", "CUR-29")
def test_a_truncated_range_begins_at_its_start_and_says_so(page: Answer, ranged: Range) -> None:
    answer = ranged.between(10, 15, **{"page[size]": "2"})

    assert answer.ids == page.ids[11:13]
    assert answer.meta == {"page": {"rangeTruncated": True}}


@pytest.mark.req("CUR-28")
@pytest.mark.parametrize("size", ["4", "5", "100"])
def test_a_range_that_fits_is_not_truncated(page: Answer, ranged: Range, size: str) -> None:
    answer = ranged.between(10, 15, **{"page[size]": size})

    assert answer.ids == page.ids[11:15]
    assert "meta" not in answer.document
    assert answer.links["next"] is None


@pytest.mark.req("AMB-15", "CUR-33", "PAGE-08")
def test_next_of_a_truncated_range_stays_inside_the_range(
    sample: World, page: Answer, ranged: Range
) -> None:
    answer = ranged.between(10, 15, **{"page[size]": "3"})

    following = parse_qs(urlsplit(answer.links["next"]).query)

    assert following["page[before]"] == [ranged.cursor(15)]
    assert following["page[after]"] == [ranged.cursor(13)]
    assert following["page[size]"] == ["3"]
    assert ids_of(walk(sample.client, answer, "next")) == page.ids[11:15]


@pytest.mark.req("AMB-15", "CUR-33", "CUR-36")
def test_a_range_has_no_way_out_but_first_and_last(
    sample: World, page: Answer, ranged: Range
) -> None:
    answer = ranged.between(10, 15, **{"page[size]": "3"})

    assert answer.links["prev"] is None
    assert sample.client.get(answer.links["first"]).ids == page.ids[:3]
    assert sample.client.get(answer.links["last"]).ids == page.ids[-3:]


@pytest.mark.req("CUR-19", "CUR-21", "CUR-33")
@pytest.mark.parametrize(("after", "before"), [(10, 11), (10, 10), (11, 10), (58, 0)])
def test_a_range_of_nothing_is_an_empty_page(ranged: Range, after: int, before: int) -> None:
    answer = ranged.between(after, before)

    assert answer.status == 200
    assert answer.data == []
    assert answer.links["prev"] is answer.links["next"] is None
    assert "meta" not in answer.document


@pytest.mark.req("CUR-06", "CUR-26")
def test_the_cursors_of_first_and_last_make_a_range_of_everything(
    sample: World, page: Answer
) -> None:
    start = parse_qs(urlsplit(page.links["first"]).query)["page[after]"][0]
    end = parse_qs(urlsplit(page.links["last"]).query)["page[before]"][0]

    whole = sample.client.get(_comments(sample), params={"page[after]": start, "page[before]": end})
    nothing = sample.client.get(
        _comments(sample), params={"page[after]": end, "page[before]": start}
    )

    assert whole.ids == page.ids
    assert nothing.data == []


@pytest.mark.req("CUR-38", "CUR-28")
def test_a_total_in_a_range_counts_the_whole_list(ranged: Range) -> None:
    answer = ranged.between(10, 15, **{"page[size]": "2", "page[total]": "true"})

    assert answer.meta == {"total": 59, "page": {"total": 59, "rangeTruncated": True}}


@pytest.mark.req("CUR-17", "CUR-48")
@pytest.mark.parametrize("bad", ["page[after]", "page[before]"])
def test_one_bad_end_of_a_range_is_named(sample: World, ranged: Range, bad: str) -> None:
    cursors = {"page[after]": ranged.cursor(10), "page[before]": ranged.cursor(15), bad: "nonsense"}

    answer = sample.client.get(_comments(sample), params=cursors)

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": bad}


@pytest.mark.req("CUR-17", "CUR-48")
def test_two_bad_ends_of_a_range_are_both_named(sample: World) -> None:
    answer = sample.client.get(
        _comments(sample), params={"page[after]": "nonsense", "page[before]": "nonsense"}
    )

    assert [error["source"]["parameter"] for error in answer.errors] == [
        "page[after]",
        "page[before]",
    ]


def _comments(world: World) -> str:
    return f"/v1/articles/{world.ids['post-1']}/comments"
