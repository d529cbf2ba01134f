"""Fetching, filtering: `filter[…]` with every operator, on attributes of every kind."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.spec.found import ALL, found, listed, posts

ARTICLES = "/v1/articles"

OWN = {
    # Text: equality is exact, order is by code point.
    ("title", "Zebra crossing"): posts(1),
    ("title", "zebra crossing"): set(),
    ("title", "apple pie,Zebra crossing,nothing"): posts(1, 2),
    ("title", ""): set(),
    ("title][ne", "Zebra crossing"): posts(*range(2, 31)),
    ("title][ne", "Zebra crossing,apple pie"): posts(*range(3, 31)),
    ("title][lt", "A"): posts(11),
    ("title][lte", "A crab 🦀 in Rust"): posts(7, 11),
    ("title][gt", "z"): posts(3, 4, 5, 6, 15),
    ("title][gte", "éclair"): posts(4, 6, 15),
    ("title][null", "true"): set(),
    ("title][null", "false"): posts(*ALL),
    ("slug", "post-9"): posts(9),
    ("language", "de"): posts(3, 5, 14),
    ("language][contains", "D"): posts(3, 5, 14),
    # Text that may be null: `ne` includes nulls, every other test leaves them out.
    ("summary", "Summary 1 of the post."): posts(*(n for n in ALL if n % 3 and n % 5 == 1)),
    ("summary][ne", "Summary 1 of the post."): posts(
        *(n for n in ALL if not (n % 3 and n % 5 == 1))
    ),
    ("summary][null", "true"): posts(*(n for n in ALL if n % 3 == 0)),
    ("summary][null", "false"): posts(*(n for n in ALL if n % 3)),
    ("summary][lt", "Z"): posts(*(n for n in ALL if n % 3)),
    ("summary][startsWith", ""): posts(*(n for n in ALL if n % 3)),
    # One of a few words.
    ("status", "published"): posts(*ALL),
    ("status", "draft,archived"): set(),
    ("status][ne", "draft"): posts(*ALL),
    ("status][lt", "published"): set(),
    ("status][gte", "published"): posts(*ALL),
    ("status][endsWith", "ISHED"): posts(*ALL),
    # Numbers.
    ("wordCount", "300"): posts(*(n for n in ALL if n % 7 == 3)),
    ("wordCount", "0300"): posts(*(n for n in ALL if n % 7 == 3)),
    ("wordCount", "0,600,9"): posts(*(n for n in ALL if n % 7 in (0, 6))),
    ("wordCount][ne", "0"): posts(*(n for n in ALL if n % 7)),
    ("wordCount][lt", "100"): posts(*(n for n in ALL if n % 7 == 0)),
    ("wordCount][lte", "100"): posts(*(n for n in ALL if n % 7 < 2)),
    ("wordCount][gt", "500"): posts(*(n for n in ALL if n % 7 == 6)),
    ("wordCount][gte", "500"): posts(*(n for n in ALL if n % 7 > 4)),
    ("wordCount][gt", "-1"): posts(*ALL),
    ("wordCount][null", "true"): set(),
    # No column holds such a number; it is a number nevertheless.
    ("wordCount", "999999999999999999"): set(),
    ("wordCount", "300,999999999999999999"): posts(*(n for n in ALL if n % 7 == 3)),
    ("wordCount][lt", "999999999999999999"): posts(*ALL),
    # True and false.
    ("commentsOpen", "false"): posts(10, 20, 30),
    ("commentsOpen", "true,false"): posts(*ALL),
    ("commentsOpen][ne", "true"): posts(10, 20, 30),
    ("commentsOpen][null", "false"): posts(*ALL),
    # Times, in every spelling of RFC 3339; a date alone is its midnight in UTC.
    ("publishedAt", "2024-03-02T12:00:00Z"): posts(3, 4, 5),
    ("publishedAt", "2024-03-02t12:00:00.000000z"): posts(3, 4, 5),
    ("publishedAt", "2024-03-02T13:30:00.0+01:30"): posts(3, 4, 5),
    ("publishedAt", "2024-03-02T12:00:00Z,2024-03-11T07:00:00-05:00"): posts(3, 4, 5, 30),
    ("publishedAt", "2024-03-02"): set(),
    ("publishedAt][ne", "2024-03-02T12:00:00Z"): posts(1, 2, *range(6, 31)),
    ("publishedAt][lt", "2024-03-02"): posts(1, 2),
    ("publishedAt][lte", "2024-03-02T12:00:00Z"): posts(1, 2, 3, 4, 5),
    ("publishedAt][gt", "2024-03-10T12:00:00Z"): posts(30),
    ("publishedAt][gte", "2024-03-10T12:00:00Z"): posts(27, 28, 29, 30),
    ("publishedAt][gt", "0001-01-01"): posts(*ALL),
    ("publishedAt][lt", "9999-12-31T23:59:59.999999Z"): posts(*ALL),
    ("publishedAt][null", "true"): set(),
}

LIKE = {
    ("contains", "aPPle"): posts(2),
    ("contains", "ÖL"): posts(3),
    ("contains", "äPF"): posts(3),
    ("contains", "日本"): posts(6),
    ("contains", "🦀"): posts(7),
    ("contains", "'quoted' and \"QUOTED\""): posts(10),
    ("contains", "commas, (b"): posts(13),
    ("contains", "& <A"): posts(13),
    ("contains", ""): posts(*ALL),
    ("startsWith", "É"): posts(4),
    ("startsWith", "über"): posts(5),
    ("startsWith", "ALL"): posts(8, 9),
    ("startsWith", "pie"): set(),
    ("endsWith", "ßE"): posts(14),
    ("endsWith", "small"): posts(9),
    ("endsWith", "NUMBER 29"): posts(29),
    ("endsWith", "all "): set(),
    # Wildcards and the escape of LIKE are characters like any other.
    ("contains", "%"): posts(11),
    ("startsWith", "100% S"): posts(11),
    ("contains", "s%e"): set(),
    ("contains", "_"): posts(12),
    ("contains", "n_er"): set(),
    ("contains", "\\"): posts(12),
    ("endsWith", "back\\slash"): posts(12),
    ("endsWith", "\\"): set(),
    ("contains", "\\\\"): set(),
    ("startsWith", "%"): set(),
}


@pytest.mark.req("FILT-01", "FILT-02")
@pytest.mark.parametrize(("test", "value"), OWN)
def test_an_attribute_is_tested_by_every_operator_that_fits_it(
    sample: World, test: str, value: str
) -> None:
    names = found(sample, ARTICLES, (f"filter[{test}]", value))

    assert names == OWN[test, value]


@pytest.mark.parametrize(("operator", "text"), LIKE)
def test_text_operators_ignore_case_and_take_every_character_as_it_is(
    sample: World, operator: str, text: str
) -> None:
    names = found(sample, ARTICLES, (f"filter[title][{operator}]", text))

    assert names == LIKE[operator, text]


@pytest.mark.parametrize(
    ("operator", "numbers"),
    [
        ("", [4]),
        ("[ne]", [1, 2, 3, 5]),
        ("[lt]", [1, 2, 3]),
        ("[lte]", [1, 2, 3, 4]),
        ("[gt]", [5]),
        ("[gte]", [4, 5]),
    ],
)
def test_ids_are_equal_and_ordered(sample: World, operator: str, numbers: list[int]) -> None:
    among = ("filter[slug]", "post-1,post-2,post-3,post-4,post-5")

    names = found(sample, ARTICLES, among, (f"filter[id]{operator}", sample.ids["post-4"]))

    assert names == posts(*numbers)


@pytest.mark.req("REC-10")
def test_commas_part_values_and_a_list_with_brackets_takes_each_value_whole(sample: World) -> None:
    title = "commas, (brackets) & <angles>"
    person = "Lee, Jr."

    parted = found(sample, ARTICLES, ("filter[title]", title))
    whole = found(sample, ARTICLES, ("filter[title][]", title))
    several = found(sample, ARTICLES, ("filter[title][]", title), ("filter[title][]", "éclair"))
    neither = found(
        sample, ARTICLES, ("filter[title][ne][]", title), ("filter[title][ne][]", "éclair")
    )
    people = found(sample, "/v1/people", ("filter[name][]", person))

    assert parted == set()
    assert whole == posts(13)
    assert several == posts(4, 13)
    assert neither == posts(*ALL) - several
    assert people == {"lee"}


@pytest.mark.req("REC-11")
def test_several_filters_narrow_together(sample: World) -> None:
    german = ("filter[language]", "de")
    by_ann = ("filter[author]", sample.ids["ann"])
    late = ("filter[publishedAt][gte]", "2024-03-02")
    named = ("filter", "startsWith(title,'é')")

    assert found(sample, ARTICLES, german) == posts(3, 5, 14)
    assert found(sample, ARTICLES, german, by_ann) == posts(3, 5)
    assert found(sample, ARTICLES, german, by_ann, late) == posts(3, 5)
    assert found(sample, ARTICLES, german, named) == set()
    assert found(sample, ARTICLES, late, named) == posts(4)


def test_bounds_of_one_attribute_make_a_range(sample: World) -> None:
    names = listed(
        sample,
        ARTICLES,
        ("filter[publishedAt][gte]", "2024-03-05"),
        ("filter[publishedAt][lt]", "2024-03-06"),
        ("sort", "id"),
    )

    assert names == ["post-12", "post-13", "post-14"]


@pytest.mark.parametrize(
    ("path", "test", "value", "names"),
    [
        ("/v1/people", "handle", "ann,bob", {"ann", "bob"}),
        ("/v1/people", "name][contains", "ø", {"rita"}),
        ("/v1/people", "name][startsWith", "김", {"kim"}),
        ("/v1/people", "bio][null", "false", {"ada", "ann"}),
        ("/v1/people", "website", "http://lee.example/?a=1&b=2", {"lee"}),
        (
            "/v1/people",
            "avatarUrl][ne",
            "https://ann.example/face.png",
            {"ada", "eve", "bob", "rita", "kim", "lee", "otto"},
        ),
        ("/v1/people", "createdAt][lt", "2024-01-01T00:01:00Z", {"ada"}),
        ("/v1/tags", "name", "C++", {"c-plus-plus"}),
        ("/v1/tags", "name][contains", "ÜBER", {"uebersicht"}),
        ("/v1/tags", "description][endsWith", "LANGUAGE.", {"rust"}),
        ("/v1/series", "description][contains", "*on the", {"notes"}),
        ("/v1/series", "title", "A guide", {"guide"}),
        ("/v1/comments", "status", "hidden", set()),
        ("/v1/reactions", "createdAt][lt", "2024-01-01", set()),
    ],
)
def test_every_type_is_filtered_by_its_attributes(
    sample: World, path: str, test: str, value: str, names: set[str]
) -> None:
    assert found(sample, path, (f"filter[{test}]", value)) == names


@pytest.mark.req("QP-08")
def test_a_plus_in_a_value_is_a_space_and_a_plus_is_written_percent_encoded(sample: World) -> None:
    spaced = sample.client.raw("/v1/people?filter[name]=Ada+Admin")
    plus = sample.client.raw("/v1/tags?filter[name]=C%2b%2B")

    assert spaced.ids == [sample.ids["ada"]]
    assert plus.ids == [sample.ids["c-plus-plus"]]


@pytest.mark.req("QP-10", "QP-11")
@pytest.mark.parametrize(
    "name",
    [
        "filter[publishedAt][gt]",
        "filter%5BpublishedAt%5D%5Bgt%5D",
        "filter%5bpublishedAt][gt%5d",
        "%66ilter[%70ublishedAt]%5Bgt]",
    ],
)
def test_brackets_of_a_filter_may_be_bare_or_encoded(sample: World, name: str) -> None:
    answer = sample.client.raw(f"/v1/articles?{name}=2024-03-10T12:00:00Z")

    assert answer.ids == [sample.ids["post-30"]]


@pytest.mark.req("FILT-02")
def test_a_filter_is_kept_in_every_page_link(sample: World) -> None:
    pages = sample.client.pages(
        ARTICLES, params=[("filter[title][contains]", "post & +"), ("page[size]", "1")]
    )
    walked = sample.client.pages(
        ARTICLES, params=[("filter[language][]", "de"), ("page[size]", "1")]
    )

    assert [page.data for page in pages] == [[]]
    assert [page.ids for page in walked] == [
        [sample.ids["post-14"]],
        [sample.ids["post-5"]],
        [sample.ids["post-3"]],
    ]
