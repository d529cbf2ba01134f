"""Full replacement of a to-many with more members than one window shows: only under a version."""

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
    """31 articles of Ann's, in no series."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        add.tag("rust")
        for number in range(31):
            add.article(f"post-{number}", author=ids["ann"], tags=[ids["rust"]])
        yield made


def posts(blog: World, *numbers: int) -> list[str]:
    return [blog.ids[f"post-{number}"] for number in numbers]


def series(blog: World, members: Sequence[str]) -> tuple[str, str]:
    """A new series of Ann's, and the URL of its articles."""
    made = blog.add.series(curator=blog.ids["ann"], articles=members)
    return made, f"/v1/series/{made}/relationships/articles"


UNGUARDED = [{}, {"If-Match": "*"}]


@pytest.mark.req("UPDREL-06", "UPDREL-19", "UPD-11", "UPD-12")
@pytest.mark.parametrize("headers", UNGUARDED)
@pytest.mark.parametrize("sent", [range(0), range(25), range(24, -1, -1), range(26), range(3, 4)])
def test_more_than_25_members_are_not_replaced_unguarded(
    blog: World, headers: dict[str, str], sent: range
) -> None:
    client, (made, url) = blog.client_of("ann"), series(blog, posts(blog, *range(26)))
    wanted = linkage("articles", posts(blog, *sent))
    rows = stored(blog)

    alone = client.patch(url, wanted, headers=headers)
    beside = client.patch(
        f"/v1/series/{made}",
        resource("series", made, {"title": "Refused"}, {"articles": wanted}),
        headers=headers,
    )

    assert fault(alone) == (403, "replacement-refused", pointer("/data"))
    assert fault(beside) == (
        403,
        "replacement-refused",
        pointer("/data/relationships/articles/data"),
    )
    for answer in (alone, beside):
        assert "POST and DELETE" in answer.error["detail"]
        assert "If-Match" in answer.error["detail"]
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-06", "UPD-10", "UPD-11")
@pytest.mark.parametrize("sent", [range(0), range(25), range(25, -1, -1), range(1, 31)])
@pytest.mark.parametrize("tag", ["the ETag", '"1"', '"7", "1"'])
def test_under_a_version_they_are(blog: World, sent: range, tag: str) -> None:
    client, (made, url) = blog.client_of("ann"), series(blog, posts(blog, *range(26)))
    tag = client.get(url).headers["ETag"] if tag == "the ETag" else tag
    wanted = posts(blog, *sent)

    guarded = client.patch(url, linkage("articles", wanted), headers={"If-Match": tag})
    late = client.patch(url, {"data": []}, headers={"If-Match": tag})

    assert guarded.status == 204
    assert members(client, url) == wanted
    assert fault(late) == (412, "precondition-failed", {"header": "If-Match"})
    assert version(blog, "series", made) == 2


@pytest.mark.req("UPD-10", "UPD-11", "UPD-16")
@pytest.mark.parametrize(
    ("include", "carried"), [(None, []), ("curator", []), ("articles.tags", [("tags", "rust")])]
)
def test_the_answer_shows_the_first_window_of_what_was_written_and_links_to_the_rest(
    blog: World, include: str | None, carried: list[tuple[str, str]]
) -> None:
    client, (made, _) = blog.client_of("ann"), series(blog, posts(blog, *range(26)))
    wanted = posts(blog, *range(30, -1, -1))
    document = resource("series", made, None, {"articles": linkage("articles", wanted)})
    headers = {"If-Match": '"1"'}
    params = None if include is None else {"include": include}

    answer = client.patch(f"/v1/series/{made}", document, headers=headers, params=params)

    shown = answer.data["relationships"]["articles"]
    rest = client.get(shown["links"]["next"])
    assert answer.status == 200
    assert shown["data"] == [ref("articles", each) for each in wanted[:25]]
    assert rest.ids == wanted[25:]
    assert [
        (each["type"], each["attributes"]["name"])
        for each in rest.document.get("included", [])
        if each["type"] == "tags"
    ] == carried


@pytest.mark.req("UPDREL-06")
def test_25_members_are_replaced_unguarded_and_by_more(blog: World) -> None:
    client, (_, url) = blog.client_of("ann"), series(blog, posts(blog, *range(25)))
    wanted = posts(blog, *range(30, 2, -1))

    answer = client.patch(url, linkage("articles", wanted))

    assert answer.status == 204
    assert members(client, url) == wanted


@pytest.mark.req("UPDREL-06")
def test_members_that_the_caller_cannot_see_do_not_count(blog: World) -> None:
    hidden = blog.add.article(author=blog.ids["bob"], status="draft")
    client, (_, url) = blog.client_of("ann"), series(blog, [hidden, *posts(blog, *range(25))])
    before = stored(blog)

    of_staff = blog.client_of("eve").patch(url, {"data": []})
    after_refusal = stored(blog)
    of_ann = client.patch(url, {"data": []})

    assert fault(of_staff)[:2] == (403, "replacement-refused")
    assert "26" in of_staff.error["detail"]
    assert after_refusal == before
    assert of_ann.status == 204
    assert members(blog.client_of("eve"), url) == [hidden]


@pytest.mark.req("UPDREL-07", "UPDREL-10")
def test_members_come_and_go_unguarded_however_many_there_are(blog: World) -> None:
    client, (made, url) = blog.client_of("ann"), series(blog, posts(blog, *range(28)))

    added = client.post(url, linkage("articles", posts(blog, 30, 28)))
    removed = client.delete(url, linkage("articles", posts(blog, 0, 27, 29)))

    assert (added.status, removed.status) == (204, 204)
    assert members(client, url) == posts(blog, *range(1, 27), 30, 28)
    assert version(blog, "series", made) == 3
