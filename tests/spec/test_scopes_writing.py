"""Scopes on writes: what a token may write is what both its person's role and its scopes allow
(contract, section 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, world

DRY = {"Prefer": "tx=rollback"}
#: What it takes to create one, and some attribute of it.
NEW: dict[str, dict[str, Any]] = {
    "people": {"name": "New", "handle": "new"},
    "articles": {"title": "New"},
    "comments": {"body": "New."},
    "tags": {"name": "New"},
    "series": {"title": "New"},
    "reactions": {"kind": "sad"},
    "access-tokens": {"name": "New", "scopes": []},
}
TYPES = tuple(NEW)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """Ada, an admin, has one resource of each type; Ann, an author, two articles and a series."""
    with world(databases) as made:
        add = made.add
        ada = add.person("ada", role="admin")
        ann = add.person("ann", role="author")
        article = add.article("articles", author=ada)
        add.comment("comments", article=article, author=ada)
        add.tag("tags")
        add.series("series", curator=ada, articles=[add.article("in-series", author=ada)])
        add.reaction("reactions", person=ada, article=article)
        add.token(ada, ["tags:read"])
        add.ids |= {"people": ada, "access-tokens": list(add.ids.values())[-1]}
        add.article("own", author=ann, tags=[add.ids["tags"]])
        add.article("in-own", author=ann)
        add.series("own-series", curator=ann, articles=[add.ids["in-own"]])
        yield made


def client_with(blog: World, *scopes: str, of: str = "ada") -> Client:
    """A client with a token of somebody for these scopes."""
    name = f"{of} {' '.join(scopes)}"
    if name not in blog.tokens:
        blog.tokens[name] = blog.add.token(blog.ids[of], scopes)
    return blog.client_of(name)


def writes(blog: World, client: Client, type_: str, scopes: list[str]) -> dict[str, Answer]:
    """The answers to a creation, a change and a deletion, as dry runs; a new token has `scopes`."""
    url = f"/v1/{type_}/{blog.ids[type_]}"
    new = {**NEW[type_], **({"scopes": scopes} if type_ == "access-tokens" else {})}
    links = {
        "comments": {"article": {"data": identifier(blog, "articles")}},
        "reactions": {"target": {"data": identifier(blog, "articles")}},
    }.get(type_, {})
    made = {"data": {"type": type_, "attributes": new, "relationships": links}}
    changed = {"data": {**identifier(blog, type_), "attributes": new}}
    if type_ == "people":
        # Who owns something does not go.
        url = f"/v1/people/{blog.ids['ann']}"
        changed["data"]["id"] = blog.ids["ann"]
    return {
        "create": client.post(f"/v1/{type_}", made, headers=DRY),
        "update": client.patch(url, changed, headers=DRY),
        "delete": client.delete(url, headers=DRY),
    }


def identifier(blog: World, type_: str, name: str | None = None) -> dict[str, str]:
    return {"type": type_, "id": blog.ids[name or type_]}


#: What writing all of it is answered with: Ann still owns articles.
DONE = {type_: {"create": 201, "update": 200, "delete": 200} for type_ in TYPES}
DONE["people"]["delete"] = 409


@pytest.mark.parametrize("type_", TYPES)
def test_the_scope_to_write_a_type_is_all_that_writing_it_takes(blog: World, type_: str) -> None:
    scope = f"{type_}:write"

    answers = writes(blog, client_with(blog, scope), type_, [scope])

    assert {verb: answer.status for verb, answer in answers.items()} == DONE[type_]


@pytest.mark.parametrize("type_", TYPES)
def test_the_scope_for_everything_writes_every_type(blog: World, type_: str) -> None:
    answers = writes(blog, client_with(blog, "*"), type_, ["*"])

    assert {verb: answer.status for verb, answer in answers.items()} == DONE[type_]


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("all_but", ["read", "others"])
def test_no_other_scope_writes_a_type(blog: World, type_: str, all_but: str) -> None:
    others = [f"{other}:write" for other in TYPES if other != type_]
    scopes = [f"{type_}:read"] if all_but == "read" else [*others, f"{type_}:read"]

    answers = writes(blog, client_with(blog, *scopes), type_, [f"{type_}:read"])

    for answer in answers.values():
        assert (answer.status, answer.error["code"]) == (403, "insufficient-scope")
        assert f"{type_}:write" in answer.error["detail"]


@pytest.mark.parametrize(
    ("scopes", "code"),
    [(("*",), "not-permitted"), (("tags:write",), "not-permitted"), (("tags:read",), None)],
)
def test_what_the_role_forbids_no_scope_allows_and_none_is_asked_for(
    blog: World, scopes: tuple[str, ...], code: str | None
) -> None:
    """An author writes no tags: a token that could would not help."""
    answers = writes(blog, client_with(blog, *scopes, of="ann"), "tags", [])

    found = {(answer.status, answer.error["code"]) for answer in answers.values()}
    assert found == {(403, code or "not-permitted")}


def test_writing_implies_reading(blog: World) -> None:
    draft = blog.add.article(author=blog.ids["ann"], status="draft")
    client = client_with(blog, "articles:write", of="ann")

    answer = client.patch(
        f"/v1/articles/{draft}",
        {"data": {"type": "articles", "id": draft, "attributes": {"title": "Read and written"}}},
    )

    assert (answer.status, answer.data["attributes"]["title"]) == (200, "Read and written")
    assert client.get(f"/v1/articles/{draft}").status == 200


def test_an_answer_shows_of_other_types_what_anonymous_callers_see(blog: World) -> None:
    client = client_with(blog, "articles:write", of="ann")
    own = blog.ids["own"]

    answer = client.patch(
        f"/v1/articles/{own}?include=author",
        {"data": {"type": "articles", "id": own, "attributes": {"title": "Mine"}}},
        headers=DRY,
    )

    assert answer.status == 200
    (author,) = answer.included
    assert {"email", "role"}.isdisjoint(author["attributes"])


def test_signing_nobody_up_takes_the_scope_of_people(blog: World) -> None:
    made = {"data": {"type": "people", "attributes": NEW["people"]}}

    answer = client_with(blog, "articles:write").post("/v1/people", made, headers=DRY)

    assert (answer.status, answer.error["code"]) == (403, "insufficient-scope")


#: Scopes of an author's token, a link that it writes, and the answer: the resource in the path
#: takes its own scope, and what the link changes too takes the scope for that.
LINKS = [
    # -- an article into an own series, from either side
    (("articles:write", "series:write"), "articles/own", "series", "own-series", 204),
    (("articles:write",), "articles/own", "series", "own-series", 403),
    (("articles:write", "series:read"), "articles/own", "series", "own-series", 403),
    (("series:write",), "articles/own", "series", "own-series", 403),
    (("series:write", "articles:write"), "series/own-series", "articles", "own", 204),
    (("series:write",), "series/own-series", "articles", "own", 403),
    (("series:write", "articles:read"), "series/own-series", "articles", "own", 403),
    (("articles:write",), "series/own-series", "articles", "own", 403),
    # -- people and tags are not changed by what leads to them
    (("articles:write",), "articles/own", "tags", "tags", 204),
    (("articles:write",), "articles/own", "coauthors", "ada", 204),
    (("tags:write",), "articles/own", "tags", "tags", 403),
]


@pytest.mark.parametrize(("scopes", "path", "relation", "target", "status"), LINKS)
def test_a_link_takes_the_scopes_of_all_that_it_changes(
    blog: World, scopes: tuple[str, ...], path: str, relation: str, target: str, status: int
) -> None:
    type_, _, name = path.partition("/")
    to = {"own-series": "series", "own": "articles", "ada": "people"}.get(target, target)
    found = identifier(blog, to, target)
    url = f"/v1/{type_}/{blog.ids[name]}/relationships/{relation}"
    client = client_with(blog, *scopes, of="ann")

    if relation == "series":
        answer = client.patch(url, {"data": found}, headers=DRY)
    else:
        answer = client.post(url, {"data": [found]}, headers=DRY)

    assert answer.status == status


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        (("tags:write", "articles:write"), 204),
        (("*",), 204),
        (("tags:write",), 403),
        (("tags:write", "articles:read"), 403),
        (("articles:write",), 403),
    ],
)
def test_tagging_from_the_side_of_the_tag_writes_articles(
    blog: World, scopes: tuple[str, ...], status: int
) -> None:
    client = client_with(blog, *scopes)
    url = f"/v1/tags/{blog.ids['tags']}/relationships/articles"

    added = client.post(url, {"data": [identifier(blog, "articles")]}, headers=DRY)
    removed = client.delete(url, {"data": [identifier(blog, "articles", "own")]}, headers=DRY)

    assert (added.status, removed.status) == (status, status)


@pytest.mark.parametrize("scopes", [("articles:write",), ("articles:write", "series:read")])
def test_out_of_a_series_an_article_is_taken_with_the_scope_of_articles(
    blog: World, scopes: tuple[str, ...]
) -> None:
    url = f"/v1/articles/{blog.ids['in-own']}/relationships/series"

    answer = client_with(blog, *scopes, of="ann").patch(url, {"data": None}, headers=DRY)

    assert answer.status == 204


def test_out_of_a_series_articles_are_taken_with_the_scope_of_series(blog: World) -> None:
    url = f"/v1/series/{blog.ids['own-series']}/relationships/articles"
    inside = {"data": [identifier(blog, "articles", "in-own")]}

    answer = client_with(blog, "series:write", of="ann").delete(url, inside, headers=DRY)

    assert answer.status == 204
