"""Who may read what (contract, section 6): articles, comments, reactions, and hidden values.

The tables are the contract's, row by row. That nothing else gives the hidden away either is what
`tests/properties/test_deleted_world.py` shows.
"""

from __future__ import annotations

import pytest

from tests.answer import Answer
from tests.conftest import World

ROLES = ("anonymous", "reader", "author", "coauthor", "editor", "admin")
STAFF = ("editor", "admin")
EVERYBODY = ROLES

#: Which roles read an article: the author is Ann, the coauthor Bob, the reader Rita.
ARTICLES = {
    "post-1": EVERYBODY,
    "draft-of-ann": ("author", *STAFF),
    "draft-of-both": ("author", "coauthor", *STAFF),
    "draft-with-date": ("author", *STAFF),
    "draft-of-bob": ("coauthor", *STAFF),
    # Rita is named in it, but readers read no drafts.
    "draft-of-bob-and-rita": ("coauthor", *STAFF),
    "draft-of-eve": STAFF,
    "archived-of-ann": ("author", *STAFF),
    "archived-of-bob": ("coauthor", *STAFF),
    "archived-unpublished": ("author", *STAFF),
    "future": ("author", *STAFF),
}
#: A comment is read where its article is; a hidden one by staff alone.
COMMENTS = {
    "c1": EVERYBODY,
    "c12": STAFF,
    "reply-to-hidden": EVERYBODY,
    "on-draft-of-ann": ARTICLES["draft-of-ann"],
    "reply-on-draft-of-both": ARTICLES["draft-of-both"],
    "on-future": ARTICLES["future"],
    "on-archived-of-ann": ARTICLES["archived-of-ann"],
    "hidden-on-draft": STAFF,
}
#: A reaction is read where its target is.
REACTIONS = {
    "like-of-c1": EVERYBODY,
    "like-of-c12": STAFF,
    "fun-of-reply-to-hidden": EVERYBODY,
    "like-of-draft-of-ann": ARTICLES["draft-of-ann"],
    "like-of-future": ARTICLES["future"],
    "like-of-on-draft-of-both": ARTICLES["draft-of-both"],
}
TABLE = [
    pytest.param(type_, name, roles, id=f"{type_}-{name}")
    for type_, rows in (("articles", ARTICLES), ("comments", COMMENTS), ("reactions", REACTIONS))
    for name, roles in rows.items()
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("type_", "name", "roles"), TABLE)
def test_a_resource_answers_those_who_may_read_it_and_is_404_to_all_others(
    sample: World, type_: str, name: str, roles: tuple[str, ...], role: str
) -> None:
    client = sample.client_of(role)
    url = f"/v1/{type_}/{sample.ids[name]}"

    answer = client.get(url)

    if role in roles:
        assert (answer.status, answer.data["id"]) == (200, sample.ids[name])
    else:
        assert_unknown(answer)
        assert_same_as_missing(answer, client.get(f"/v1/{type_}/{MISSING}"), sample.ids[name])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("type_", "name", "roles"), TABLE)
def test_a_list_holds_what_the_caller_may_read_and_a_filter_finds_nothing_else(
    sample: World, type_: str, name: str, roles: tuple[str, ...], role: str
) -> None:
    client = sample.client_of(role)

    found = client.get(f"/v1/{type_}", params={"filter[id]": sample.ids[name]})

    assert found.ids == ([sample.ids[name]] if role in roles else [])
    assert found.meta["total"] == len(found.ids)


@pytest.mark.parametrize(
    "url", ["comments", "relationships/tags", "author", "relationships/author"]
)
def test_nothing_behind_an_unreadable_article_answers(sample: World, url: str) -> None:
    answer = sample.client.get(f"/v1/articles/{sample.ids['draft-of-ann']}/{url}")

    assert_unknown(answer)


def test_what_is_published_in_the_future_is_hidden_until_then(empty: World) -> None:
    ann = empty.add.person("ann", role="author")
    soon = empty.add.article("soon", author=ann, published_at="2999-01-01")
    now = empty.add.article("now", author=ann, published_at="2024-01-01")

    answer = empty.client.get("/v1/articles")

    assert answer.ids == [now]
    assert empty.client.get(f"/v1/articles/{soon}").status == 404


@pytest.mark.parametrize("date", [None, "2024-01-01"])
@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_date_publishes_nothing_without_the_status(
    empty: World, status: str, date: str | None
) -> None:
    ann = empty.add.person("ann", role="author")
    article = empty.add.article(author=ann, status=status, published_at=date)

    answer = empty.client.get(f"/v1/articles/{article}")

    assert_unknown(answer)


def test_a_hidden_comment_is_404_to_its_author_too(empty: World) -> None:
    ann = empty.add.person("ann", role="author")
    article = empty.add.article(author=ann)
    comment = empty.add.comment(article=article, author=ann, status="hidden")
    empty.tokens["ann"] = empty.add.token(ann)

    answer = empty.client_of("ann").get(f"/v1/comments/{comment}")

    assert_unknown(answer)


def test_a_visible_reply_to_a_hidden_comment_stays_and_its_parent_is_null(sample: World) -> None:
    reply = sample.ids["reply-to-hidden"]

    one = sample.client.get(f"/v1/comments/{reply}?include=parent")
    linkage = sample.client.get(f"/v1/comments/{reply}/relationships/parent")
    related = sample.client.get(f"/v1/comments/{reply}/parent")

    assert one.data["relationships"]["parent"]["data"] is None
    assert one.included == []
    assert linkage.data is None
    assert related.data is None


def test_staff_see_the_hidden_parent(sample: World) -> None:
    reply = sample.ids["reply-to-hidden"]

    answer = sample.client_of("editor").get(f"/v1/comments/{reply}?include=parent")

    assert [each["id"] for each in answer.included] == [sample.ids["c12"]]
    assert answer.included[0]["attributes"]["status"] == "hidden"


def test_an_unreadable_parent_is_null_to_filters_and_sorts(sample: World) -> None:
    reply, hidden = sample.ids["reply-to-hidden"], sample.ids["c12"]
    only = {"filter[id]": reply}

    as_null = sample.client.get("/v1/comments", params={**only, "filter[parent][null]": "true"})
    as_parent = sample.client.get("/v1/comments", params={"filter[parent]": hidden})
    in_words = sample.client.get("/v1/comments", params={**only, "filter": "equals(parent,null)"})
    by_parent = sample.client.get(
        "/v1/comments", params={"filter[id]": f"{reply},{sample.ids['reply']}", "sort": "parent.id"}
    )

    assert as_null.ids == [reply]
    assert as_parent.ids == []
    assert in_words.ids == [reply]
    assert by_parent.ids[-1] == reply


def test_a_demoted_author_reads_own_drafts_no_more(empty: World) -> None:
    rita = empty.add.person("rita", role="reader")
    draft = empty.add.article(author=rita, status="draft")
    empty.tokens["rita"] = empty.add.token(rita)

    answer = empty.client_of("rita").get(f"/v1/articles/{draft}")

    assert_unknown(answer)


MISSING = "00000000-0000-7000-8000-000000000000"


def assert_unknown(answer: Answer) -> None:
    assert (answer.status, answer.error["code"]) == (404, "resource-not-found")


def assert_same_as_missing(answer: Answer, missing: Answer, id_: str) -> None:
    """The words for what is hidden are those for what never was."""
    assert answer.error["detail"] == missing.error["detail"].replace(MISSING, id_)
    assert {**answer.error, "id": "", "detail": ""} == {**missing.error, "id": "", "detail": ""}
