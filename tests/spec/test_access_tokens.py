"""Access tokens as resources: made with another token, narrowed, shown once, revoked (contract,
sections 2 and 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from jsonapi_blog.credentials import digest
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, world
from tests.spec.accounts import TOKENS, ask_for_token, change, secret_of

#: When the token that asks ends, where it does, and moments around that.
END = datetime(2999, 1, 1, tzinfo=UTC)
AT_THE_END, BEFORE, AFTER = "2999-01-01T00:00:00Z", "2998-12-31T23:59:59Z", "2999-01-01T00:00:01Z"

#: What a token has, what another one is asked for with it, and whether it is had.
SCOPES = [
    (("*",), None, True),
    (("*",), ["*"], True),
    (("*",), ["tags:write", "series:read"], True),
    (("access-tokens:write",), None, False),
    (("access-tokens:write",), ["access-tokens:write"], True),
    (("access-tokens:write",), ["access-tokens:read"], True),
    (("access-tokens:write", "articles:write"), ["articles:write"], True),
    (("access-tokens:write", "articles:write"), ["articles:read", "articles:write"], True),
    (("access-tokens:write", "articles:write"), ["articles:read", "comments:read"], False),
    (("access-tokens:write", "articles:read"), ["articles:write"], False),
    (("access-tokens:write", "articles:read"), ["*"], False),
]
ENDS = [
    (None, None, True),
    (None, AFTER, True),
    (END, BEFORE, True),
    (END, AT_THE_END, True),
    (END, AFTER, False),
    (END, None, False),
]


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """Ann, Bob, and Ada, who is an admin."""
    with world(databases) as made:
        for name, role in (("ann", "author"), ("bob", "reader"), ("ada", "admin")):
            made.tokens[name] = made.add.token(made.add.person(name, role=role))
        yield made


_NUMBERS = count()


def client_with(
    blog: World, scopes: tuple[str, ...] = ("*",), end: datetime | None = None, of: str = "ann"
) -> Client:
    """A client with a new token of somebody."""
    name = f"narrow-{next(_NUMBERS)}"
    blog.tokens[name] = blog.add.token(blog.ids[of], scopes, end)
    return blog.client_of(name)


@pytest.mark.parametrize(("has", "wanted", "covered"), SCOPES, ids=str)
def test_a_token_makes_only_what_may_do_no_more(
    blog: World, has: tuple[str, ...], wanted: list[str] | None, covered: bool
) -> None:
    said = {} if wanted is None else {"scopes": wanted}

    answer = ask_for_token(client_with(blog, has), **said)

    if covered:
        assert (answer.status, answer.data["attributes"]["scopes"]) == (201, wanted or ["*"])
    else:
        assert_not_covered(answer, "/data" if wanted is None else "/data/attributes/scopes")


@pytest.mark.parametrize(("has", "wanted", "covered"), [each for each in SCOPES if each[1]])
def test_a_token_becomes_only_what_may_do_no_more(
    blog: World, has: tuple[str, ...], wanted: list[str], covered: bool
) -> None:
    other = secret_of(ask_for_token(blog.client_of("ann"), scopes=["tags:read"]))

    answer = change(client_with(blog, has), "access-tokens", id_of(blog, other), scopes=wanted)

    if covered:
        assert (answer.status, answer.data["attributes"]["scopes"]) == (200, wanted)
    else:
        assert_not_covered(answer, "/data/attributes/scopes")


@pytest.mark.parametrize(("ends", "wanted", "covered"), ENDS, ids=str)
def test_a_token_makes_none_that_lives_longer(
    blog: World, ends: datetime | None, wanted: str | None, covered: bool
) -> None:
    client = client_with(blog, end=ends)

    answer = ask_for_token(client, expiresAt=wanted)

    if covered:
        assert (answer.status, answer.data["attributes"]["expiresAt"]) == (201, wanted)
    else:
        assert_not_covered(answer, "/data/attributes/expiresAt")


def test_a_token_that_ends_makes_none_without_an_end(blog: World) -> None:
    answer = ask_for_token(client_with(blog, end=END))

    assert_not_covered(answer, "/data")


@pytest.mark.parametrize(("ends", "wanted", "covered"), ENDS, ids=str)
def test_a_token_prolongs_none_beyond_its_own_end(
    blog: World, ends: datetime | None, wanted: str | None, covered: bool
) -> None:
    client = client_with(blog, end=ends)
    own = client.get(TOKENS, params={"sort": "-id"}).ids[0]

    answer = change(client, "access-tokens", own, expiresAt=wanted)

    if covered:
        assert (answer.status, answer.data["attributes"]["expiresAt"]) == (200, wanted)
    else:
        assert_not_covered(answer, "/data/attributes/expiresAt")


@pytest.mark.parametrize(
    ("scopes", "read", "written"),
    [
        (("access-tokens:write",), 200, 201),
        (("access-tokens:read",), 200, 403),
        (("articles:write", "people:write"), 403, 403),
        ((), 403, 403),
    ],
)
def test_tokens_are_seen_and_made_with_the_scope_for_them_alone(
    blog: World, scopes: tuple[str, ...], read: int, written: int
) -> None:
    client = client_with(blog, scopes)
    own = client_with(blog).get(TOKENS).ids[0]

    answers = (
        *(client.get(TOKENS), client.get(f"{TOKENS}/{own}"), client.get(f"{TOKENS}/{own}/person")),
        client.query(TOKENS, {}),
    )
    made = ask_for_token(client, scopes=["access-tokens:read"])

    assert [answer.status for answer in answers] == [read] * 4
    assert made.status == written
    refused = [answer for answer in (*answers, made) if answer.status == 403]
    assert {answer.error["code"] for answer in refused} <= {"insufficient-scope"}


def test_without_a_token_nobody_sees_any(blog: World) -> None:
    (own, *_) = client_with(blog).get(TOKENS).ids

    for url in (TOKENS, f"{TOKENS}/{own}", f"{TOKENS}/{own}/relationships/person"):
        answer = blog.client.get(url)
        assert (answer.status, answer.error["code"]) == (401, "authentication-required")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_everybody_sees_their_own_and_admins_all(blog: World) -> None:
    people = {name: blog.ids[name] for name in ("ann", "bob", "ada")}

    seen = {
        name: {
            each["relationships"]["person"]["data"]["id"]
            for each in blog.client_of(name).get(f"{TOKENS}?include=person&page[size]=100").data
        }
        for name in people
    }

    assert seen == {"ann": {people["ann"]}, "bob": {people["bob"]}, "ada": {*people.values()}}


@pytest.mark.parametrize(
    ("scopes", "code"),
    [
        ([], "invalid-value"),
        (["all"], "invalid-value"),
        (["articles:read", "nope:write"], "invalid-value"),
        ("articles:read", "invalid-value"),
        ([1], "invalid-value"),
    ],
    ids=str,
)
def test_scopes_that_there_are_not_are_refused(blog: World, scopes: Any, code: str) -> None:
    answer = ask_for_token(blog.client_of("ann"), scopes=scopes)

    assert (answer.status, answer.error["code"]) == (422, code)
    assert answer.error["source"] == {"pointer": "/data/attributes/scopes"}


@pytest.mark.parametrize("who", ["ann", "ada", "itself"])
def test_a_revoked_token_is_refused_at_the_next_request(blog: World, who: str) -> None:
    made = ask_for_token(blog.client_of("ann"))
    blog.tokens["itself"] = secret_of(made)
    client = blog.client_of("itself")
    before = client.get("/v1/tags").status

    revoked = blog.client_of(who).delete(f"{TOKENS}/{made.data['id']}")
    after = client.get("/v1/tags")

    assert (before, revoked.status, revoked.meta) == (200, 200, {"deleted": {"access-tokens": 1}})
    assert (after.status, after.error["code"]) == (401, "invalid-token")
    assert blog.client_of("ann").get("/v1/tags").status == 200


def test_nobody_learns_of_the_tokens_of_others(blog: World) -> None:
    others = id_of(blog, blog.tokens["ann"] or "")
    bob = blog.client_of("bob")

    answers = [
        bob.get(f"{TOKENS}/{others}"),
        change(bob, "access-tokens", others, name="mine"),
        bob.delete(f"{TOKENS}/{others}"),
    ]

    assert [(answer.status, answer.error["code"]) for answer in answers] == [
        (404, "resource-not-found")
    ] * 3
    assert bob.get(TOKENS, params={"filter[id]": others}).ids == []


def id_of(blog: World, secret: str) -> str:
    """The id of the token with this secret."""
    with blog.engine.connect() as connection:
        found: str = connection.exec_driver_sql(
            "SELECT id::text FROM access_tokens WHERE digest = %s", (digest(secret),)
        ).scalar_one()
    return found


def assert_not_covered(answer: Answer, pointer: str) -> None:
    assert (answer.status, answer.error["code"]) == (403, "insufficient-scope")
    assert answer.error["source"] == {"pointer": pointer}
