"""Tokens on reads: bad ones are refused, scopes narrow what their person may read (contract,
sections 5 and 6).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.client import FORM, Client
from tests.conftest import World

#: One URL of each kind, and the entry document.
URLS = (
    "/v1",
    "/v1/articles",
    "/v1/articles/{post-1}",
    "/v1/articles/{post-1}/author",
    "/v1/articles/{post-1}/relationships/tags",
)
MALFORMED = (
    "",
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Basic cml0YTpzZWNyZXQ=",
    "Token abc",
    "blog_secret",
    "Bearer\tabc",
    "Bearer unknown",
    "Bearer " + "x" * 4000,
    "Bearer \xe4\xf6\xfc",
    "Bearer ''; DROP TABLE people",
)


@pytest.mark.parametrize("header", MALFORMED)
def test_a_header_that_is_no_token_of_ours_is_401_on_reads_too(sample: World, header: str) -> None:
    answer = sample.client.raw("/v1/articles", headers={"Authorization": header})

    assert (answer.status, answer.error["code"]) == (401, "invalid-token")
    assert answer.error["source"] == {"header": "Authorization"}
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("url", URLS)
def test_every_url_of_the_api_refuses_a_bad_token(sample: World, url: str) -> None:
    target = url.format_map(sample.ids)

    answer = sample.client.get(target, headers={"Authorization": "Bearer unknown"})

    assert answer.status == 401
    assert "WWW-Authenticate" in answer.headers


def test_http_query_refuses_a_bad_token_too(sample: World) -> None:
    answer = sample.client.query("/v1/tags", {}, headers={"Authorization": "Bearer unknown"})

    assert answer.status == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_name_of_the_scheme_is_written_in_any_case(sample: World, scheme: str) -> None:
    token = sample.tokens["reader"]

    answer = sample.client.get("/v1", headers={"Authorization": f"{scheme} {token}"})

    assert answer.meta["person"] == {"type": "people", "id": sample.ids["rita"]}


@pytest.mark.parametrize(("ends", "status"), [(-1, 401), (3600, 200)])
def test_a_token_works_until_it_expires(empty: World, ends: int, status: int) -> None:
    person = empty.add.person("rita")
    expires = datetime.now(UTC) + timedelta(seconds=ends)
    empty.tokens["rita"] = empty.add.token(person, expires_at=expires)

    answer = empty.client_of("rita").get("/v1/people")

    assert answer.status == status


def test_a_token_that_is_altered_by_one_character_is_unknown(sample: World) -> None:
    token = sample.tokens["reader"] or ""

    for altered in (token[:-1], token + "A", token.swapcase(), token[1:]):
        with Client(sample.url, altered) as client:
            assert client.get("/v1/tags").status == 401


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/v1/nothing", "*/*", 404),
        ("/v1/articles", "application/json", 406),
        ("/v1/articles?nothing=1", "*/*", 401),
        (f"/v1/articles/{'0' * 8}-0000-7000-8000-{'0' * 12}", "*/*", 401),
    ],
)
def test_the_token_is_judged_after_negotiation_and_before_the_query(
    sample: World, path: str, accept: str, status: int
) -> None:
    answer = sample.client.get(path, headers={"Authorization": "Bearer unknown"}, accept=accept)

    assert answer.status == status


def test_answers_with_a_token_are_for_nobody_elses_cache(sample: World) -> None:
    own = sample.client_of("reader").get("/v1/people")
    public = sample.client.get("/v1/people")

    assert own.headers["Cache-Control"] == "private, no-cache"
    assert public.headers["Cache-Control"] == "public, no-cache"
    assert "Authorization" in own.headers["Vary"]
    assert own.headers["ETag"] != public.headers["ETag"]


#: What Ann's token finds: her draft, a comment on it, a reaction to it, and her own address.
SCOPED = [
    (("*",), {"draft", "comment", "reaction", "address"}),
    (("articles:read", "comments:read", "reactions:read"), {"draft", "comment", "reaction"}),
    (("articles:write", "comments:write"), {"draft", "comment"}),
    (("articles:read",), {"draft"}),
    (("articles:write",), {"draft"}),
    (("articles:read", "reactions:write"), {"draft", "reaction"}),
    (("comments:read", "reactions:read"), set()),
    (("people:read",), {"address"}),
    (("people:write", "tags:read"), {"address"}),
    (("tags:write",), set()),
    ((), set()),
    (("article:read", "articles:", "articles", "articles:Read", "**"), set()),
]


@pytest.mark.parametrize(("scopes", "found"), SCOPED, ids=lambda value: " ".join(sorted(value)))
def test_without_the_scope_for_a_type_one_reads_of_it_what_anonymous_callers_do(
    empty: World, scopes: tuple[str, ...], found: set[str]
) -> None:
    ann = empty.add.person("ann", role="author", email="ann@blog.example")
    draft = empty.add.article("draft", author=ann, status="draft")
    comment = empty.add.comment(article=draft, author=ann)
    reaction = empty.add.reaction(person=ann, article=draft)
    empty.tokens["ann"] = empty.add.token(ann, scopes)
    client = empty.client_of("ann")

    seen = {
        "draft": client.get(f"/v1/articles/{draft}").status == 200,
        "comment": client.get(f"/v1/comments/{comment}").status == 200,
        "reaction": client.get(f"/v1/reactions/{reaction}").status == 200,
        "address": "email" in client.get(f"/v1/people/{ann}").data["attributes"],
    }

    assert {name for name, answer in seen.items() if answer} == found


#: Every way to read tokens: the list, one, what it belongs to, and how it says so.
OF_TOKENS = [
    ("GET", ""),
    ("HEAD", ""),
    ("QUERY", ""),
    ("GET", "/{id}"),
    ("HEAD", "/{id}"),
    ("GET", "/{id}/person"),
    ("HEAD", "/{id}/person"),
    ("GET", "/{id}/relationships/person"),
    ("HEAD", "/{id}/relationships/person"),
    ("GET", "?include=person"),
    ("GET", "/0190a5b0-0000-7000-8000-00000000dead"),
]


@pytest.mark.parametrize(("method", "rest"), OF_TOKENS)
@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        ("anonymous", 401, "authentication-required"),
        ("reader-of-tags", 403, "insufficient-scope"),
    ],
)
def test_tokens_are_shown_to_nobody_without_one_that_has_their_scope(
    sample: World, method: str, rest: str, role: str, status: int, code: str
) -> None:
    id_ = next(id_ for name, id_ in sample.ids.items() if name.startswith("token-"))
    form = {"Content-Type": FORM} if method == "QUERY" else {}

    answer = sample.client_of(role).request(
        method, f"/v1/access-tokens{rest.format(id=id_)}", headers=form
    )

    assert answer.status == status
    assert answer.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
    if method != "HEAD":
        assert answer.error["code"] == code


@pytest.mark.parametrize(("role", "whose"), [("reader", ["rita"]), ("admin", ["ada", "rita"])])
def test_a_person_reads_own_tokens_and_an_admin_those_of_all(
    sample: World, role: str, whose: list[str]
) -> None:
    answer = sample.client_of(role).get("/v1/access-tokens?include=person&page[size]=100")

    owners = {each["relationships"]["person"]["data"]["id"] for each in answer.data}
    members = {name for each in answer.data for name in each["attributes"]}
    assert {sample.ids[handle] for handle in whose} <= owners
    assert (owners == {sample.ids["rita"]}) is (role == "reader")
    assert members == {"name", "scopes", "expiresAt", "lastUsedAt", "createdAt"}


def test_an_editors_token_for_comments_alone_reads_hidden_ones_on_what_all_may_read(
    empty: World,
) -> None:
    eve = empty.add.person("eve", role="editor")
    public = empty.add.article(author=eve)
    draft = empty.add.article(author=eve, status="draft")
    hidden = empty.add.comment(article=public, author=eve, status="hidden")
    empty.add.comment(article=draft, author=eve)
    empty.add.reaction(person=eve, comment=hidden)
    empty.tokens["eve"] = empty.add.token(eve, ["comments:read"])
    client = empty.client_of("eve")

    assert client.get("/v1/comments").ids == [hidden]
    assert client.get("/v1/reactions").ids == []


def test_a_token_outlives_no_change_of_role(empty: World) -> None:
    ann = empty.add.person("ann", role="author")
    draft = empty.add.article(author=ann, status="draft")
    empty.tokens["ann"] = empty.add.token(ann)
    client = empty.client_of("ann")
    before = client.get(f"/v1/articles/{draft}").status

    with empty.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE people SET role = 'reader'")

    assert (before, client.get(f"/v1/articles/{draft}").status) == (200, 404)


def test_a_bad_query_is_told_before_a_scope_that_is_missing(sample: World) -> None:
    narrow = sample.add.token(sample.ids["rita"], ("articles:read",))
    with Client(sample.url, narrow) as client:
        bad = client.get("/v1/access-tokens?nope=1")
        good = client.get("/v1/access-tokens")

    assert (bad.status, bad.error["code"]) == (400, "unknown-parameter")
    assert (good.status, good.error["code"]) == (403, "insufficient-scope")
