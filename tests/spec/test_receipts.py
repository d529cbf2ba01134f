"""The receipt of a deletion: it counts what whoever deletes could read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import cast, left, stored


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast, with tokens of Ann's that have scopes; each test makes what it deletes."""
    with world(databases) as made:
        add, ann = cast(made).add, made.ids["ann"]
        made.tokens["ann of articles"] = add.token(ann, ["articles:write"])
        made.tokens["ann of comments"] = add.token(ann, ["articles:write", "comments:read"])
        yield made


@pytest.fixture(params=["published", "draft"])
def talk(request: pytest.FixtureRequest, blog: World) -> tuple[str, list[str]]:
    """An article with two visible comments and a hidden one, a reaction to it and one to each."""
    add, ids = blog.add, blog.ids
    post = add.article(author=ids["ann"], status=request.param)
    comments = [
        add.comment(article=post, author=ids["rita"], status=status)
        for status in ("visible", "hidden", "visible")
    ]
    add.reaction(person=ids["bob"], article=post)
    for comment in comments:
        add.reaction(person=ids["bob"], comment=comment)
    return post, comments


SEEN = {
    ("ann", "published"): {"articles": 1, "comments": 2, "reactions": 3},
    ("ann", "draft"): {"articles": 1, "comments": 2, "reactions": 3},
    ("eve", "published"): {"articles": 1, "comments": 3, "reactions": 4},
    ("eve", "draft"): {"articles": 1, "comments": 3, "reactions": 4},
    ("ann of articles", "published"): {"articles": 1, "comments": 2, "reactions": 3},
    ("ann of articles", "draft"): {"articles": 1},
    ("ann of comments", "published"): {"articles": 1, "comments": 2, "reactions": 3},
    ("ann of comments", "draft"): {"articles": 1, "comments": 2},
}


@pytest.mark.req("DEL-01", "DEL-03", "AMB-30")
@pytest.mark.parametrize("who", ["ann", "eve", "ann of articles", "ann of comments"])
def test_what_goes_is_counted_as_far_as_the_caller_could_read_it(
    blog: World, talk: tuple[str, list[str]], who: str
) -> None:
    (post, comments), client = talk, blog.client_of(who)
    status = client.get(f"/v1/articles/{post}").data["attributes"]["status"]
    before = stored(blog)

    tried = client.delete(f"/v1/articles/{post}", headers={"Prefer": "tx=rollback"})
    after_trying = stored(blog)
    done = client.delete(f"/v1/articles/{post}")

    assert tried.document == done.document
    assert after_trying == before
    assert done.document == {
        "jsonapi": {"version": "1.1"},
        "meta": {"deleted": SEEN[who, status]},
    }
    assert left(blog, "articles", [post]) == left(blog, "comments", comments) == 0


@pytest.mark.req("DEL-01")
def test_people_do_not_learn_what_else_went_with_them(blog: World) -> None:
    add, ids = blog.add, blog.ids
    zoe = add.person()
    blog.tokens["zoe"] = add.token(zoe)
    draft, post = add.article(author=ids["ann"], status="draft"), add.article(author=ids["ann"])
    comments = [
        add.comment(article=draft, author=zoe),
        add.comment(article=post, author=zoe),
        add.comment(article=post, author=zoe, status="hidden"),
    ]
    add.reaction(person=zoe, article=draft)
    for comment in comments:
        add.reaction(person=ids["bob"], comment=comment)

    answer = blog.client_of("zoe").delete(f"/v1/people/{zoe}")

    assert answer.meta == {
        "deleted": {"people": 1, "comments": 1, "reactions": 1, "access-tokens": 1}
    }
    assert left(blog, "comments", comments) == 0


@pytest.mark.req("DEL-01")
def test_replies_that_stay_are_not_counted(blog: World) -> None:
    add, ids = blog.add, blog.ids
    post = add.article(author=ids["ann"])
    comment = add.comment(article=post, author=ids["rita"])
    add.comment(article=post, author=ids["bob"], parent=comment)
    add.reaction(person=ids["bob"], comment=comment)

    answer = blog.client_of("rita").delete(f"/v1/comments/{comment}")

    assert answer.meta == {"deleted": {"comments": 1, "reactions": 1}}


@pytest.mark.req("DEL-03", "AMB-30")
@pytest.mark.parametrize("type_", ["tags", "articles"])
def test_where_as_little_as_possible_is_preferred_there_is_no_receipt(
    blog: World, type_: str
) -> None:
    made = blog.add.tag() if type_ == "tags" else blog.add.article(author=blog.ids["ann"])

    answer = blog.client_of("eve").delete(
        f"/v1/{type_}/{made}", headers={"Prefer": "return=minimal"}
    )

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Preference-Applied"] == "return=minimal"
    assert "Content-Type" not in answer.headers
    assert left(blog, type_, [made]) == 0
