"""Deleting people: with what they said and how they logged in, but not while they own something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import cast, fault, left, members, stored, version


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast; each test makes whom it deletes."""
    with world(databases) as made:
        yield cast(made)


@pytest.mark.req("DEL-03", "UPDREL-21")
@pytest.mark.parametrize("by", ["self", "admin"])
def test_a_person_takes_along_what_they_said_and_how_they_logged_in(blog: World, by: str) -> None:
    add, ids = blog.add, blog.ids
    zoe = add.person()
    blog.tokens["zoe"] = add.token(zoe)
    add.token(zoe)
    post = add.article(author=ids["ann"], coauthors=[ids["bob"], zoe])
    untouched = add.article(author=ids["ann"], coauthors=[ids["bob"]])
    said = add.comment(article=post, author=zoe)
    own_reply = add.comment(article=post, author=zoe, parent=said)
    reply = add.comment(article=post, author=ids["bob"], parent=said)
    theirs = [
        add.reaction(person=zoe, article=post),
        add.reaction(person=ids["bob"], comment=said),
        add.reaction(person=zoe, comment=said),
    ]
    kept = add.reaction(person=ids["rita"], comment=reply)
    client = blog.client_of("zoe" if by == "self" else "ada")

    answer = client.delete(f"/v1/people/{zoe}")

    assert answer.meta == {
        "deleted": {"people": 1, "comments": 2, "reactions": 3, "access-tokens": 2}
    }
    assert left(blog, "comments", [said, own_reply, reply]) == 1
    assert left(blog, "reactions", [*theirs, kept]) == 1
    assert blog.client_of("zoe").get("/v1").status == 401
    assert members(
        client if by == "admin" else blog.client, f"/v1/articles/{post}/relationships/coauthors"
    ) == [ids["bob"]]
    assert version(blog, "articles", post) == version(blog, "comments", reply) == 2
    assert version(blog, "articles", untouched) == version(blog, "reactions", kept) == 1


@pytest.mark.req("DEL-05", "DEL-06", "UPD-20")
@pytest.mark.parametrize(
    ("who", "owned", "said"),
    [
        ("ada", {"articles": 2, "drafts": 1}, "3 articles"),
        ("self", {"articles": 2, "drafts": 1}, "2 articles"),
        ("self", {"drafts": 1}, "articles"),
        ("ada", {"series": 1}, "1 series"),
        ("self", {"articles": 1, "series": 2}, "1 articles and 2 series"),
    ],
)
def test_a_person_who_owns_articles_or_series_is_not_deleted(
    blog: World, who: str, owned: dict[str, int], said: str
) -> None:
    add, zoe = blog.add, blog.add.person()
    blog.tokens["self"] = add.token(zoe)
    for _ in range(owned.get("articles", 0)):
        add.article(author=zoe)
    for _ in range(owned.get("drafts", 0)):
        add.article(author=zoe, status="draft")
    for _ in range(owned.get("series", 0)):
        add.series(curator=zoe)
    before = stored(blog)

    answer = blog.client_of(who).delete(f"/v1/people/{zoe}")

    assert fault(answer) == (409, "still-owner", None)
    assert f"owns {said};" in answer.error["detail"]
    assert stored(blog) == before


@pytest.mark.req("DEL-03")
def test_a_token_can_end_itself(blog: World) -> None:
    blog.tokens["brief"] = blog.add.token(blog.ids["rita"])
    brief = [*blog.ids.values()][-1]
    client = blog.client_of("brief")

    answer = client.delete(f"/v1/access-tokens/{brief}")

    assert answer.meta == {"deleted": {"access-tokens": 1}}
    assert fault(client.delete(f"/v1/access-tokens/{brief}"))[:2] == (401, "invalid-token")
    assert version(blog, "people", blog.ids["rita"]) == 1
