"""Ordered to-manys: `series.articles` and `articles.coauthors` keep the order of their linkage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import (
    cast,
    fault,
    linkage,
    members,
    pointer,
    ref,
    resource,
    stored,
    version,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast; each test makes the series that it changes."""
    with world(databases) as made:
        yield cast(made)


def articles(blog: World, many: int, **given: str) -> list[str]:
    """New articles of Ann's."""
    return [blog.add.article(**{"author": blog.ids["ann"], **given}) for _ in range(many)]


def series(blog: World, members: Sequence[str]) -> tuple[str, str]:
    """A new series of Ann's, and the URL of its articles."""
    made = blog.add.series(curator=blog.ids["ann"], articles=members)
    return made, f"/v1/series/{made}/relationships/articles"


def versions(blog: World, type_: str, ids: Sequence[str]) -> list[int]:
    return [version(blog, type_, id_) for id_ in ids]


@pytest.mark.req("UPD-10", "UPDREL-06", "UPDREL-12", "UPDREL-15", "REL-12")
def test_the_order_of_linkage_is_kept_and_returned_everywhere(blog: World) -> None:
    client, (a, b, c) = blog.client_of("ann"), articles(blog, 3)
    made, url = series(blog, [a, b, c])
    wanted = linkage("articles", [c, a, b])

    written = client.patch(
        f"/v1/series/{made}", resource("series", made, None, {"articles": wanted})
    )

    included = client.get(f"/v1/series/{made}?include=articles")
    assert written.data["relationships"]["articles"]["data"] == wanted["data"]
    assert written.data["meta"] == {"version": 2}
    assert members(client, url) == [c, a, b]
    assert client.get(f"/v1/series/{made}/articles").ids == [c, a, b]
    assert included.data["relationships"]["articles"]["data"] == wanted["data"]
    assert versions(blog, "articles", [a, b, c]) == [1, 1, 1]


@pytest.mark.req(
    "UPDREL-04", "UPDREL-06", "UPDREL-07", "UPDREL-08", "UPDREL-10", "UPDREL-11", "UPDREL-12",
    "AMB-42",
)  # fmt: skip
@pytest.mark.parametrize("relation", ["series", "coauthors"])
@pytest.mark.parametrize(
    ("method", "sent", "after", "moves"),
    [
        ("PATCH", "cab", "cab", 1),
        ("PATCH", "abc", "abc", 0),
        ("PATCH", "cbcac", "cba", 1),
        ("PATCH", "dbe", "dbe", 1),
        ("PATCH", "", "", 1),
        ("POST", "ed", "abced", 1),
        ("POST", "cdad", "abcd", 1),
        ("POST", "cba", "abc", 0),
        ("DELETE", "a", "bc", 1),
        ("DELETE", "cbd", "a", 1),
        ("DELETE", "de", "abc", 0),
    ],
)
def test_post_appends_delete_keeps_places_and_patch_takes_the_order_that_is_sent(
    blog: World, relation: str, method: str, sent: str, after: str, moves: int
) -> None:
    if relation == "series":
        type_, owner, all_ = "articles", "series", articles(blog, 5)
        made, url = series(blog, all_[:3])
    else:
        type_, owner, all_ = "people", "articles", [blog.add.person() for _ in range(5)]
        made = blog.add.article(author=blog.ids["ann"], coauthors=all_[:3])
        url = f"/v1/articles/{made}/relationships/coauthors"
    by_name = dict(zip("abcde", all_, strict=True))
    client = blog.client_of("ann")

    answer = client.write(method, url, linkage(type_, [by_name[name] for name in sent]))

    assert (answer.status, answer.body) == (204, b"")
    assert members(client, url) == [by_name[name] for name in after]
    assert version(blog, owner, made) == 1 + moves
    if relation == "series":
        changed = [1 + ((name in after) != (name in "abc")) for name in "abcde"]
        assert versions(blog, "articles", all_) == changed


@pytest.mark.req("UPDREL-06", "UPDREL-10", "UPDREL-12")
@pytest.mark.parametrize(
    ("method", "sent", "after"),
    [
        ("PATCH", "ba", "xbay"),
        ("PATCH", "b", "xby"),
        ("PATCH", "cab", "xcayb"),
        ("PATCH", "", "xy"),
        ("POST", "c", "xabyc"),
        ("DELETE", "a", "xby"),
        ("DELETE", "xya", "xby"),
    ],
)
def test_members_that_the_caller_cannot_see_keep_their_places(
    blog: World, method: str, sent: str, after: str
) -> None:
    seen = articles(blog, 3)
    hidden = articles(blog, 2, author=blog.ids["bob"], status="draft")
    by_name = dict(zip("abcxy", [*seen, *hidden], strict=True))
    made, url = series(blog, [by_name[name] for name in "xaby"])
    client = blog.client_of("ann")

    answer = client.write(method, url, linkage("articles", [by_name[name] for name in sent]))

    everything = members(blog.client_of("eve"), url)
    assert answer.status == 204
    assert members(client, url) == [by_name[name] for name in after if name in "abc"]
    assert [name for id_ in everything for name in by_name if by_name[name] == id_] == [*after]
    assert versions(blog, "articles", hidden) == [1, 1]
    assert version(blog, "series", made) == 2


@pytest.mark.req("UPDREL-06", "UPDREL-07", "UPDREL-18", "AMB-26")
@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_nobody_puts_in_what_they_cannot_see(blog: World, method: str) -> None:
    (hidden,) = articles(blog, 1, author=blog.ids["bob"], status="draft")
    (seen,) = articles(blog, 1)
    _, url = series(blog, [seen, hidden])
    rows = stored(blog)

    answer = blog.client_of("ann").write(method, url, linkage("articles", [seen, hidden]))

    assert fault(answer) == (404, "related-not-found", pointer("/data/1"))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-01", "UPDREL-04", "UPD-10", "UPDREL-21")
@pytest.mark.parametrize("way", ["series POST", "series PATCH", "article", "to-one"])
def test_an_article_that_moves_leaves_its_series_and_comes_last_in_the_other(
    blog: World, way: str
) -> None:
    client, (a, b, c, d) = blog.client_of("ann"), articles(blog, 4)
    (old, old_url), (new, new_url) = series(blog, [a, b, c]), series(blog, [d])

    match way:
        case "series POST":
            answer = client.post(new_url, linkage("articles", [b]))
        case "series PATCH":
            answer = client.patch(new_url, linkage("articles", [d, b]))
        case "to-one":
            answer = client.patch(f"/v1/articles/{b}/relationships/series", linkage("series", new))
        case _:
            sent = {"series": linkage("series", new)}
            answer = client.patch(f"/v1/articles/{b}", resource("articles", b, None, sent))

    assert answer.status in (200, 204)
    assert (members(client, old_url), members(client, new_url)) == ([a, c], [d, b])
    assert client.get(f"/v1/articles/{b}?include=series").data["relationships"]["series"][
        "data"
    ] == ref("series", new)
    assert versions(blog, "series", [old, new]) == [2, 2]
    assert versions(blog, "articles", [a, b, c, d]) == [1, 2, 1, 1]


@pytest.mark.req("UPDREL-01", "UPDREL-10")
def test_an_article_leaves_its_series_from_either_side(blog: World) -> None:
    client, (a, b, c) = blog.client_of("ann"), articles(blog, 3)
    made, url = series(blog, [a, b, c])

    client.patch(f"/v1/articles/{a}/relationships/series", {"data": None})
    client.delete(url, linkage("articles", [b]))
    again = client.patch(f"/v1/articles/{a}/relationships/series", {"data": None})

    assert again.status == 204
    assert members(client, url) == [c]
    assert version(blog, "series", made) == 3
    assert versions(blog, "articles", [a, b, c]) == [2, 2, 1]


@pytest.mark.req("UPD-10", "UPDREL-01")
def test_an_article_that_is_put_where_it_is_keeps_its_place(blog: World) -> None:
    client, (a, b) = blog.client_of("ann"), articles(blog, 2)
    made, url = series(blog, [a, b])
    rows = stored(blog)

    answers = [
        client.patch(f"/v1/articles/{a}/relationships/series", linkage("series", made)),
        client.post(url, linkage("articles", [a])),
    ]

    assert [answer.status for answer in answers] == [204, 204]
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-06", "UPDREL-10", "UPDREL-17")
@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [("PATCH", "ba", 204), ("PATCH", "a", 204), ("DELETE", "b", 204), ("PATCH", "abc", 403)],
)
def test_a_curator_moves_and_takes_out_what_others_wrote_and_puts_in_only_own_articles(
    blog: World, method: str, sent: str, status: int
) -> None:
    own = articles(blog, 1)
    foreign = articles(blog, 2, author=blog.ids["bob"])
    by_name = dict(zip("abc", [*own, *foreign], strict=True))
    _, url = series(blog, [*own, foreign[0]])

    answer = blog.client_of("ann").write(
        method, url, linkage("articles", [by_name[name] for name in sent])
    )

    assert answer.status == status
    if status == 403:
        assert fault(answer) == (403, "not-permitted", pointer("/data/2"))


@pytest.mark.req("UPDREL-07", "UPDREL-17")
def test_an_author_puts_nothing_into_a_series_of_somebody_else_and_takes_own_articles_out(
    blog: World,
) -> None:
    inside, outside = articles(blog, 2, author=blog.ids["bob"])
    made, _ = series(blog, [inside])
    client = blog.client_of("bob")

    refused = client.patch(f"/v1/articles/{outside}/relationships/series", linkage("series", made))
    taken_out = client.patch(f"/v1/articles/{inside}/relationships/series", {"data": None})

    assert fault(refused) == (403, "not-permitted", pointer("/data"))
    assert taken_out.status == 204
    assert version(blog, "articles", outside) == 1
