"""Tags from both sides: the articles own the links, and none has more than 25 of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import (
    MISSING,
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
    """A cast; each test makes what it tags."""
    with world(databases) as made:
        yield cast(made)


@pytest.fixture
def tag(blog: World) -> str:
    """A tag on one article."""
    made = blog.add.tag()
    blog.add.article(author=blog.ids["ann"], tags=[made])
    return made


@pytest.mark.req("UPDREL-07", "UPDREL-08", "UPDREL-09", "UPDREL-10", "UPDREL-11", "UPDREL-21")
def test_tagging_from_the_tag_moves_the_articles_and_not_the_tag(blog: World, tag: str) -> None:
    client, url = blog.client_of("eve"), f"/v1/tags/{tag}/relationships/articles"
    (present,) = members(client, url)
    new = [blog.add.article(author=blog.ids["ann"]) for _ in range(2)]

    added = client.post(url, linkage("articles", [*new, present, new[0]]))
    after_adding = (members(client, url), [version(blog, "articles", one) for one in new])
    removed = client.delete(url, linkage("articles", [new[0], present, MISSING]))

    assert (added.status, removed.status) == (204, 204)
    assert after_adding == ([new[1], new[0], present], [2, 2])
    assert members(client, url) == [new[1]]
    assert [version(blog, "articles", one) for one in (*new, present)] == [3, 2, 2]
    assert version(blog, "tags", tag) == 1


@pytest.mark.req("UPDREL-09", "UPDREL-11", "UPDREL-16")
def test_tagging_what_is_tagged_moves_nothing(blog: World, tag: str) -> None:
    client, url = blog.client_of("eve"), f"/v1/tags/{tag}/relationships/articles"
    present, other = members(client, url), blog.add.article(author=blog.ids["ann"])
    rows = stored(blog)

    answers = [
        client.post(url, linkage("articles", present)),
        client.post(url, {"data": []}),
        client.delete(url, linkage("articles", [other, MISSING, "nope"])),
        client.delete(url, {"data": []}),
    ]

    assert [answer.status for answer in answers] == [204] * 4
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-06", "UPD-11", "UPD-12")
@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": '"1"'}])
@pytest.mark.parametrize("many", [0, 1])
def test_the_articles_of_a_tag_are_never_replaced(
    blog: World, tag: str, headers: dict[str, str], many: int
) -> None:
    client, url = blog.client_of("ada"), f"/v1/tags/{tag}"
    sent = linkage("articles", members(client, f"{url}/relationships/articles")[:many])
    rows = stored(blog)

    alone = client.patch(f"{url}/relationships/articles", sent, headers=headers)
    beside = client.patch(
        url, resource("tags", tag, {"name": f"New {tag}"}, {"articles": sent}), headers=headers
    )

    assert fault(alone) == (403, "replacement-refused", pointer("/data"))
    assert fault(beside) == (
        403,
        "replacement-refused",
        pointer("/data/relationships/articles/data"),
    )
    for answer in (alone, beside):
        assert "POST" in answer.error["detail"]
        assert "DELETE" in answer.error["detail"]
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-18", "UPDREL-20")
@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("of", ["tag", "article"])
def test_no_version_guards_the_articles_of_a_tag_but_that_it_exists_does(
    blog: World, tag: str, method: str, of: str
) -> None:
    client, url = blog.client_of("eve"), f"/v1/tags/{tag}/relationships/articles"
    (present,) = members(client, url)
    sent = linkage("articles", [present])
    tags = {"tag": client.get(url).headers["ETag"], "article": '"1", "2", "3"'}
    rows = stored(blog)

    refused = client.write(method, url, sent, headers={"If-Match": tags[of]})
    after_refusal = stored(blog)
    guarded = client.write(method, url, sent, headers={"If-Match": "*"})

    assert fault(refused) == (412, "precondition-failed", {"header": "If-Match"})
    assert after_refusal == rows
    assert guarded.status == 204
    assert members(client, url) == ([present] if method == "POST" else [])


@pytest.mark.req("UPDREL-20")
def test_the_version_of_a_tag_guards_the_tag_itself(blog: World, tag: str) -> None:
    client, url = blog.client_of("eve"), f"/v1/tags/{tag}"
    etag = client.get(url).headers["ETag"]
    document = resource("tags", tag, {"description": "New."})

    first, second = (client.patch(url, document, headers={"If-Match": etag}) for _ in range(2))

    assert (first.status, first.data["meta"]) == (200, {"version": 2})
    assert fault(second) == (412, "precondition-failed", {"header": "If-Match"})


@pytest.mark.req("UPDREL-06", "UPDREL-18", "AMB-26")
def test_an_article_that_does_not_exist_is_tagged_by_nobody(blog: World, tag: str) -> None:
    present = blog.add.article(author=blog.ids["ann"])
    rows = stored(blog)

    answer = blog.client_of("eve").post(
        f"/v1/tags/{tag}/relationships/articles", linkage("articles", [present, MISSING])
    )

    assert fault(answer) == (404, "related-not-found", pointer("/data/1"))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-06", "UPDREL-07", "UPDREL-18")
@pytest.mark.parametrize("name", ["tags", "coauthors"])
@pytest.mark.parametrize(("method", "many"), [("PATCH", 26), ("POST", 26), ("POST", 2)])
def test_an_article_has_at_most_25_tags_and_co_authors(
    blog: World, name: str, method: str, many: int
) -> None:
    make: Any = blog.add.tag if name == "tags" else blog.add.person
    type_ = "tags" if name == "tags" else "people"
    present, new = [make() for _ in range(24)], [make() for _ in range(many)]
    post = blog.add.article(author=blog.ids["ann"], **{name: present})
    client, url = blog.client_of("ann"), f"/v1/articles/{post}/relationships/{name}"
    rows = stored(blog)

    refused = client.write(method, url, linkage(type_, new))
    after_refusal = stored(blog)
    room = client.post(url, linkage(type_, [*present, new[0]]))

    assert fault(refused) == (422, "too-many-members", pointer("/data"))
    assert after_refusal == rows
    assert room.status == 204
    assert len(members(client, url)) == 25


@pytest.mark.req("UPD-23", "UPD-10")
@pytest.mark.parametrize("name", ["tags", "coauthors"])
def test_nor_does_an_update_give_it_more(blog: World, name: str) -> None:
    make: Any = blog.add.tag if name == "tags" else blog.add.person
    type_ = "tags" if name == "tags" else "people"
    new = [make() for _ in range(26)]
    post = blog.add.article(author=blog.ids["ann"])
    client, url = blog.client_of("ann"), f"/v1/articles/{post}"

    refused = client.patch(url, resource("articles", post, None, {name: linkage(type_, new)}))
    fitting = client.patch(
        url, resource("articles", post, None, {name: linkage(type_, [*new[1:], new[25]])})
    )

    assert fault(refused) == (
        422,
        "too-many-members",
        pointer(f"/data/relationships/{name}/data"),
    )
    assert fitting.data["relationships"][name]["data"] == [ref(type_, one) for one in new[1:]]


@pytest.mark.req("UPDREL-07", "UPDREL-18")
def test_nor_does_a_tag(blog: World, tag: str) -> None:
    full = blog.add.article(author=blog.ids["ann"], tags=[blog.add.tag() for _ in range(25)])
    free = blog.add.article(author=blog.ids["ann"])
    rows = stored(blog)

    answer = blog.client_of("eve").post(
        f"/v1/tags/{tag}/relationships/articles", linkage("articles", [free, full])
    )

    assert fault(answer) == (422, "too-many-members", pointer("/data/1"))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-18", "AMB-40")
@pytest.mark.parametrize(
    ("who", "headers", "status", "code"),
    [
        ("bob", {"If-Match": '"9"'}, 403, "not-permitted"),
        ("ann", {"If-Match": '"9"'}, 412, "precondition-failed"),
        ("ann", {}, 422, "too-many-members"),
    ],
)
def test_that_there_is_no_room_is_said_last(
    blog: World, who: str, headers: dict[str, str], status: int, code: str
) -> None:
    crowd = [blog.add.person() for _ in range(26)]
    post = blog.add.article(author=blog.ids["ann"], coauthors=[blog.ids["bob"], *crowd[:24]])

    answer = blog.client_of(who).post(
        f"/v1/articles/{post}/relationships/coauthors",
        linkage("people", crowd[24:]),
        headers=headers,
    )

    assert (answer.status, answer.error["code"]) == (status, code)
