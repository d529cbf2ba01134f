"""The `ETag` in the answers to writes, and what it is after them (contract, sections 4 and 5)."""

from __future__ import annotations

import pytest

from tests.concurrency.writes import WRITES, Write, fill
from tests.conftest import World
from tests.spec.sending import Object

PATCH = WRITES["patch an article"]


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


def test_after_a_change_all_etags_that_guarded_the_resource_are_old(blog: World) -> None:
    url = f"/v1/articles/{blog.ids['post']}"
    urls = (url, f"{url}/relationships/tags", f"{url}/relationships/comments")
    before = [blog.client.get(url).headers["ETag"] for url in urls]
    PATCH.sent(blog)

    answers = [WRITES["more tags"].sent(blog, tag) for tag in before]

    assert [answer.status for answer in answers] == [412, 412, 412]
    assert [blog.client.get(url).headers["ETag"][:3] for url in urls] == ['"5.'] * 3


def test_the_answer_to_each_write_of_a_resource_guards_the_nextone(blog: World) -> None:
    author = blog.client_of("ann")
    data: Object = {"type": "articles", "attributes": {"title": "0"}}
    made = author.post("/v1/articles", {"data": data})
    data["id"], tag = made.data["id"], made.headers["ETag"]

    tags, statuses = [tag], []
    for number in range(1, 4):
        data["attributes"] = {"title": str(number)}
        path, guard = f"/v1/articles/{data['id']}", {"If-Match": tag}
        fields = {"fields[articles]": "title"} if number == 2 else None
        answer = author.patch(path, {"data": data}, headers=guard, params=fields)
        tag = answer.headers["ETag"]
        tags.append(tag)
        statuses.append(answer.status)

    assert statuses == [200, 200, 200]
    assert [tag.split(".")[0] for tag in tags] == ['"1', '"2', '"3', '"4']


def test_the_answer_to_a_patch_has_the_etag_that_the_resource_has_from_then_on(
    blog: World,
) -> None:
    written = PATCH.sent(blog)

    read = blog.client_of("ada").get("/v1/articles/{post}".format_map(blog.ids))

    assert read.body == written.body
    assert read.headers["ETag"] == written.headers["ETag"]


@pytest.mark.parametrize(
    "write", [WRITES["more tags"], WRITES["delete a tag"]], ids=["a relationship", "a deletion"]
)
def test_what_shows_no_resource_has_no_etag(blog: World, write: Write) -> None:
    assert "ETag" not in write.sent(blog).headers
