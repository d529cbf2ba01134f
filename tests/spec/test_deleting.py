"""Deleting: what goes with a resource, what only loses a link, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import MISSING, cast, fault, left, members, stored, version


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast; each test makes what it deletes."""
    with world(databases) as made:
        yield cast(made)


@pytest.mark.req("DEL-01", "DEL-03", "DEL-04", "AMB-30", "AMB-50", "CRUD-02")
@pytest.mark.parametrize(
    ("type_", "who"),
    [
        ("articles", "ann"),
        ("comments", "ann"),
        ("tags", "eve"),
        ("series", "ann"),
        ("reactions", "ann"),
        ("people", "ada"),
        ("access-tokens", "ann"),
    ],
)
def test_a_deletion_is_200_with_meta_alone_and_what_was_deleted_is_gone(
    blog: World, type_: str, who: str
) -> None:
    add, ann = blog.add, blog.ids["ann"]
    match type_:
        case "articles":
            made = add.article(author=ann)
        case "comments":
            made = add.comment(article=add.article(author=ann), author=ann)
        case "tags":
            made = add.tag()
        case "series":
            made = add.series(curator=ann)
        case "reactions":
            made = add.reaction(person=ann, article=add.article(author=ann))
        case "people":
            made = add.person()
        case _:
            add.token(ann)
            made = [*blog.ids.values()][-1]
    client, url = blog.client_of(who), f"/v1/{type_}/{made}"

    deleted = client.delete(url)
    again = client.delete(url)

    assert deleted.status == 200
    assert deleted.document == {
        "jsonapi": {"version": "1.1"},
        "meta": {"deleted": {type_: 1}},
    }
    assert fault(again) == fault(client.get(url)) == (404, "resource-not-found", None)


@pytest.mark.req("DEL-04", "DEL-06", "AMB-50")
@pytest.mark.parametrize("id_", [MISSING, "nope", "{draft}"])
def test_what_is_not_there_for_the_caller_is_404(blog: World, id_: str) -> None:
    draft = blog.add.article(author=blog.ids["bob"], status="draft")
    before = stored(blog)

    answer = blog.client_of("ann").delete(f"/v1/articles/{id_.format(draft=draft)}")

    assert fault(answer) == (404, "resource-not-found", None)
    assert stored(blog) == before


@pytest.mark.req("DEL-05", "DEL-06", "DEL-07", "AMB-40")
@pytest.mark.parametrize(
    ("who", "path", "headers", "status", "code"),
    [
        ("anonymous", "articles/{post}", {}, 401, "authentication-required"),
        ("rita", "articles/{post}", {}, 403, "not-permitted"),
        ("bob", "articles/{post}", {}, 403, "not-permitted"),
        ("bob", "tags/{tag}", {}, 403, "not-permitted"),
        ("ann", "people/{rita}", {}, 403, "not-permitted"),
        ("eve", "people/{rita}", {}, 403, "not-permitted"),
        ("ann", "articles/{post}?include=author", {}, 400, "unknown-parameter"),
        ("ann", "articles/{post}?fields[articles]=title", {}, 400, "unknown-parameter"),
        ("ann", "articles/{post}", {"If-Match": '"7"'}, 412, "precondition-failed"),
        ("bob", "articles/{post}", {"If-Match": '"7"'}, 403, "not-permitted"),
        ("ann", "articles", {}, 405, "method-not-allowed"),
        ("ann", "articles/{post}/tags", {}, 405, "method-not-allowed"),
    ],
)
def test_a_deletion_that_is_refused_changes_nothing(
    blog: World, who: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    post = blog.add.article(author=blog.ids["ann"], coauthors=[blog.ids["bob"]])
    tag = blog.add.tag()
    before = stored(blog)

    answer = blog.client_of(who).delete(
        f"/v1/{path.format(**blog.ids, post=post, tag=tag)}", headers=headers
    )

    assert fault(answer)[:2] == (status, code)
    assert stored(blog) == before


@pytest.mark.req("DEL-03", "UPDREL-21")
def test_an_article_takes_its_comments_and_all_reactions_along(blog: World) -> None:
    add, ids = blog.add, blog.ids
    tag = add.tag()
    post, other = (
        add.article(author=ids["ann"], tags=[tag], coauthors=[ids["bob"]]) for _ in range(2)
    )
    series = add.series(curator=ids["bob"], articles=[other, post])
    first = add.comment(article=post, author=ids["bob"])
    reply = add.comment(article=post, author=ids["rita"], parent=first)
    stays = add.comment(article=other, author=ids["rita"])
    reactions = [
        add.reaction(person=ids["rita"], article=post),
        add.reaction(person=ids["rita"], comment=first),
        add.reaction(person=ids["bob"], comment=reply),
    ]
    kept = add.reaction(person=ids["rita"], comment=stays)
    client = blog.client_of("ann")

    answer = client.delete(f"/v1/articles/{post}")

    assert answer.meta == {"deleted": {"articles": 1, "comments": 2, "reactions": 3}}
    assert left(blog, "comments", [first, reply, stays]) == 1
    assert left(blog, "reactions", [*reactions, kept]) == 1
    assert members(client, f"/v1/series/{series}/relationships/articles") == [other]
    assert members(client, f"/v1/tags/{tag}/relationships/articles") == [other]
    assert version(blog, "series", series) == 2
    for type_, id_ in (
        ("tags", tag),
        ("articles", other),
        ("comments", stays),
        ("people", ids["bob"]),
    ):
        assert version(blog, type_, id_) == 1


@pytest.mark.req("DEL-03", "UPDREL-21")
def test_a_comment_takes_its_reactions_along_and_leaves_its_replies(blog: World) -> None:
    add, ids = blog.add, blog.ids
    post = add.article(author=ids["ann"])
    top = add.comment(article=post, author=ids["bob"])
    reply = add.comment(article=post, author=ids["rita"], parent=top)
    below = add.comment(article=post, author=ids["rita"], parent=reply)
    sibling = add.comment(article=post, author=ids["rita"], parent=top)
    add.reaction(person=ids["rita"], comment=top)
    kept = add.reaction(person=ids["bob"], comment=reply)
    client = blog.client_of("bob")
    before = client.get(f"/v1/comments/{reply}").data

    answer = client.delete(f"/v1/comments/{top}")

    after = client.get(f"/v1/comments/{reply}?include=parent").data
    assert answer.meta == {"deleted": {"comments": 1, "reactions": 1}}
    assert after["relationships"]["parent"]["data"] is None
    assert after["meta"] == {"version": 2}
    assert after["attributes"]["updatedAt"] > before["attributes"]["updatedAt"]
    assert members(client, f"/v1/comments/{reply}/relationships/replies") == [below]
    assert [version(blog, "comments", each) for each in (reply, sibling, below)] == [2, 2, 1]
    assert version(blog, "reactions", kept) == version(blog, "articles", post) == 1


@pytest.mark.req("DEL-03", "DEL-04")
def test_a_hidden_comment_is_there_for_staff_alone_and_its_visible_replies_stay(
    blog: World,
) -> None:
    add, ids = blog.add, blog.ids
    post = add.article(author=ids["ann"])
    hidden = add.comment(article=post, author=ids["rita"], status="hidden")
    reply = add.comment(article=post, author=ids["bob"], parent=hidden)
    url = f"/v1/comments/{hidden}"

    refused = [
        blog.client_of(who).request(method, url, headers={})
        for who in ("rita", "ann", "bob")
        for method in ("GET", "DELETE")
    ]
    by_staff = blog.client_of("eve").delete(url)

    assert [answer.status for answer in refused] == [404] * 6
    assert by_staff.meta == {"deleted": {"comments": 1}}
    seen = blog.client.get(f"/v1/comments/{reply}?include=parent")
    assert (seen.status, seen.data["relationships"]["parent"]["data"]) == (200, None)
    assert seen.data["meta"] == {"version": 2}


@pytest.mark.req("DEL-03", "UPDREL-21")
def test_a_tag_and_a_series_are_only_unlinked(blog: World) -> None:
    add, ids = blog.add, blog.ids
    tag, other = add.tag(), add.tag()
    tagged, both, plain = (
        add.article(author=ids["ann"], tags=tags) for tags in ([tag], [tag, other], [other])
    )
    series = add.series(curator=ids["bob"], articles=[both, plain])
    client = blog.client_of("eve")

    tag_gone = client.delete(f"/v1/tags/{tag}")
    after_tag = [version(blog, "articles", each) for each in (tagged, both, plain)]
    series_gone = client.delete(f"/v1/series/{series}")

    assert tag_gone.meta == {"deleted": {"tags": 1}}
    assert series_gone.meta == {"deleted": {"series": 1}}
    assert after_tag == [2, 2, 1]
    assert [version(blog, "articles", each) for each in (tagged, both, plain)] == [2, 3, 2]
    assert client.get(f"/v1/articles/{both}/series").data is None
    assert members(client, f"/v1/articles/{both}/relationships/tags") == [other]
    assert version(blog, "tags", other) == version(blog, "people", ids["bob"]) == 1
