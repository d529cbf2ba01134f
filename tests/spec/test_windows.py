"""Windows: how much of an included to-many relationship comes along, and the way to the rest."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.compound import (
    continued,
    included,
    linkage,
    relationship,
    resources,
    whole,
)
from tests.conftest import World

PROFILE = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


@pytest.mark.req("AMB-51")
def test_windows_hold_25_then_5_then_2_then_1(threads: World) -> None:
    ids = threads.ids

    answer = threads.client.get(
        f"/v1/articles/{ids['talk']}", params={"include": "comments.replies.replies.replies"}
    )

    comments = linkage(answer, "articles", ids["talk"], "comments")
    assert comments == [ids[f"top-{number}"] for number in range(25)]
    for depth, size in ((0, 5), (1, 2), (2, 1)):
        parent = ids[f"r{depth}-0" if depth else "top-0"]
        replies = linkage(answer, "comments", parent, "replies")
        assert replies == [ids[f"r{depth + 1}-{number}"] for number in range(size)]


@pytest.mark.req("AMB-51", "COMP-03")
@pytest.mark.parametrize(
    ("type_", "name", "relation"),
    [
        ("articles", "talk", "comments"),
        ("comments", "top-0", "replies"),
        ("comments", "r1-0", "replies"),
        ("comments", "r2-0", "replies"),
    ],
)
def test_a_window_followed_to_its_end_is_the_whole_relationship(
    threads: World, type_: str, name: str, relation: str
) -> None:
    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}",
        params={"include": "comments.replies.replies.replies", "page[comments][size]": "4"},
    )
    window = relationship(answer, type_, threads.ids[name], relation)

    rest = continued(threads.client, window)

    shown = [each["id"] for each in window["data"]] + [id_ for one in rest for id_ in one.ids]
    assert rest
    assert shown == whole(threads.client, type_, threads.ids[name], relation)


@pytest.mark.req("AMB-51")
def test_a_window_with_nothing_behind_it_has_no_next(threads: World) -> None:
    answer = threads.client.get(
        f"/v1/comments/{threads.ids['top-0']}",
        params={"include": "replies,reactions", "page[replies][size]": "7"},
    )

    for name, size in (("replies", 7), ("reactions", 0)):
        window = answer.data["relationships"][name]
        assert len(window["data"]) == size
        assert window["links"].keys() == {"self", "related"}


@pytest.mark.req("AMB-51", "CUR-33")
@pytest.mark.parametrize("size", ["7", "6"])
def test_under_the_profile_a_window_has_both_prev_and_next(threads: World, size: str) -> None:
    answer = threads.client.get(
        f"/v1/comments/{threads.ids['top-0']}",
        params={"include": "replies", "page[replies][size]": size},
        accept=PROFILE,
    )

    links = answer.data["relationships"]["replies"]["links"]
    assert answer.headers["Content-Type"] == PROFILE
    assert links["prev"] is None
    assert (links["next"] is None) == (size == "7")


def test_the_next_window_is_carried_on_with_its_resources_fieldsets_and_windows(
    threads: World,
) -> None:
    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}",
        params={
            "include": "author,comments.replies.author",
            "page[comments][size]": "10",
            "page[comments][total]": "true",
            "page[comments][replies][size]": "3",
            "page[comments][replies][total]": "true",
            "fields[comments]": "body,replies,author",
            "fields[people]": "name",
            "fields[articles]": "comments",
        },
    )
    following = answer.data["relationships"]["comments"]["links"]["next"]

    url = urlsplit(following)
    asked = dict(parse_qsl(url.query, strict_parsing=True))
    page = threads.client.get(following)

    assert url.path == f"/v1/articles/{threads.ids['talk']}/relationships/comments"
    assert asked.pop("page[after]")
    assert asked == {
        "include": "comments.replies.author",
        "page[size]": "10",
        "page[total]": "true",
        "page[comments][replies][size]": "3",
        "page[comments][replies][total]": "true",
        "fields[comments]": "body,replies,author",
        "fields[people]": "name",
        "fields[articles]": "comments",
    }
    assert set(page.ids) <= {id_ for _, id_ in included(page)}
    assert page.meta["total"] == 27 + 7 + 4 + 3
    for each in page.included:
        if each["id"] in page.ids:
            assert each["attributes"].keys() == {"body"}
            assert each["relationships"]["replies"]["meta"]["total"] >= 0


@pytest.mark.parametrize(
    ("include", "sizes"),
    [
        ("author.comments.replies", {}),
        ("comments.author.comments.replies", {}),
        ("comments.author.comments.replies", {"page[comments][author][comments][size]": "3"}),
        ("comments.article.comments.replies", {"page[comments][size]": "2"}),
        ("author.articles.comments.replies", {"page[author][articles][comments][size]": "40"}),
        ("comments.replies.replies.replies", {"page[comments][replies][size]": "1"}),
    ],
)
def test_every_document_on_the_way_shows_windows_of_the_same_sizes(
    threads: World, include: str, sizes: dict[str, str]
) -> None:
    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}", params={"include": include, **sizes}
    )
    begun = {
        (each, name): len(found["data"])
        for each, resource in resources(answer).items()
        for name, found in resource["relationships"].items()
        if "next" in found["links"]
    }

    assert begun
    for (each, name), size in begun.items():
        window = resources(answer)[each]["relationships"][name]
        rest = continued(threads.client, window)
        shown = [one["id"] for one in window["data"]] + [id_ for one in rest for id_ in one.ids]
        assert shown == whole(threads.client, *each, name)
        assert {len(one.data) for one in rest[:-1]} <= {size}
        for page in rest:
            again = {
                key: found
                for key, resource in resources(page).items()
                for _, found in resource["relationships"].items()
                if "data" in found and "next" in found["links"]
            }
            assert again.keys().isdisjoint({each})


@pytest.mark.parametrize(
    ("include", "name", "expected"),
    [
        ("comments.article.comments", "talk", 25),
        ("author.articles.comments,comments", "talk", 25),
        ("comments,author.articles.comments", "talk", 25),
    ],
)
@pytest.mark.req("AMB-51", "COMP-05")
def test_where_several_paths_meet_the_widest_window_is_shown(
    threads: World, include: str, name: str, expected: int
) -> None:
    answer = threads.client.get(f"/v1/articles/{threads.ids[name]}", params={"include": include})

    assert len(linkage(answer, "articles", threads.ids[name], "comments")) == expected


@pytest.mark.parametrize(("first", "second"), [("2", "6"), ("6", "2")])
def test_it_does_not_matter_which_of_two_paths_is_the_wider(
    threads: World, first: str, second: str
) -> None:
    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}",
        params={
            "include": "comments,author.articles.comments",
            "page[comments][size]": first,
            "page[author][articles][comments][size]": second,
            "page[author][articles][size]": "100",
        },
    )
    window = relationship(answer, "articles", threads.ids["talk"], "comments")

    rest = continued(threads.client, window)

    shown = [each["id"] for each in window["data"]]
    assert len(shown) == 6
    assert shown + [id_ for page in rest for id_ in page.ids] == whole(
        threads.client, "articles", threads.ids["talk"], "comments"
    )


@pytest.mark.parametrize("totalled", ["page[comments]", "page[author][articles][comments]"])
@pytest.mark.parametrize("wider", ["page[comments]", "page[author][articles][comments]"])
def test_a_total_is_not_lost_where_several_paths_meet(
    threads: World, totalled: str, wider: str
) -> None:
    sizes = {"page[comments][size]": "2", "page[author][articles][comments][size]": "2"}

    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}",
        params={
            "include": "comments,author.articles.comments",
            **sizes,
            f"{wider}[size]": "6",
            f"{totalled}[total]": "true",
        },
    )

    window = relationship(answer, "articles", threads.ids["talk"], "comments")
    assert len(window["data"]) == 6
    assert window["meta"]["total"] == 41


@pytest.mark.req("COMP-03", "COMP-05")
def test_a_self_referential_path_reached_twice_shows_each_comment_once(threads: World) -> None:
    ids = threads.ids

    answer = threads.client.get(
        "/v1/comments",
        params={"include": "replies.replies,parent.replies", "page[size]": "50"},
    )

    assert len(answer.data) == 41
    assert answer.included == []
    assert linkage(answer, "comments", ids["top-0"], "replies") == [
        ids[f"r1-{number}"] for number in range(7)
    ]
    assert linkage(answer, "comments", ids["r2-0"], "replies") == [
        ids[f"r3-{number}"] for number in range(3)
    ]
