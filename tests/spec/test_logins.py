"""Logging in with an e-mail address and a password: who gets a token, and how often one may try
(contract, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from jsonapi_blog.settings import LoginLimits
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, world
from tests.spec.accounts import HASH, PASSWORD, TOKENS, ask_for_token, document, log_in, secret_of

Serve = Callable[..., str]
ANN = "Ann@Blog.example"


@pytest.fixture(scope="module")
def people(databases: Databases) -> Iterator[World]:
    """A blog with Ann, Bob and Ivy, who have passwords, and Rita, who has none."""
    with world(databases) as made:
        made.add.person("ann", role="author", email=ANN, password_hash=HASH)
        for name in ("bob", "ivy"):
            made.add.person(name, email=f"{name}@blog.example", password_hash=HASH)
        made.add.person("rita", email="rita@blog.example")
        made.tokens["bob"] = made.add.token(made.ids["bob"])
        yield made


@pytest.fixture
def blog(people: World) -> World:
    """That blog, in which nobody has tried to log in."""
    with people.engine.begin() as connection:
        connection.execute(text("DELETE FROM login_attempts"))
    return people


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that passwords are held against, as it happens."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, stored: str, password: str) -> bool:
        seen.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    return seen


@pytest.mark.req("CREATE-09", "CREATE-10")
def test_address_and_password_make_a_token_whose_secret_works(blog: World) -> None:
    answer = log_in(blog.client, ANN)

    assert answer.status == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Location"] == f"{blog.url}{TOKENS}/{answer.data['id']}"
    shown = answer.data["attributes"]
    assert set(shown) == {"name", "scopes", "expiresAt", "lastUsedAt", "createdAt", "secret"}
    assert (shown["name"], shown["scopes"], shown["expiresAt"]) == ("laptop", ["*"], None)
    with Client(blog.url, shown["secret"]) as client:
        assert client.get("/v1").meta["person"] == {"type": "people", "id": blog.ids["ann"]}


@pytest.mark.parametrize("email", ["ann@blog.example", "ANN@BLOG.EXAMPLE"])
def test_the_case_of_an_address_does_not_matter(blog: World, email: str) -> None:
    answer = log_in(blog.client, email)

    assert answer.status == 201


def test_who_logs_in_chooses_scopes_and_expiry(blog: World) -> None:
    said = {"scopes": ["articles:write", "people:read"], "expiresAt": "2999-01-01T00:00:00Z"}

    answer = log_in(blog.client, ANN, **said)

    assert answer.status == 201
    assert said.items() <= answer.data["attributes"].items()


@pytest.mark.parametrize(
    "attributes",
    [
        {"name": "laptop"},
        {"name": "laptop", "email": None, "password": None},
        {"name": "laptop", "scopes": ["nonsense"]},
        {},
        {"unheard-of": 1},
    ],
    ids=str,
)
def test_without_a_token_and_without_a_login_nothing_else_is_judged(
    blog: World, attributes: dict[str, Any]
) -> None:
    answer = blog.client.post(TOKENS, document("access-tokens", **attributes))

    assert (answer.status, answer.error["code"]) == (401, "authentication-required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_who_may_not_log_in_learns_nothing_and_costs_the_same(
    blog: World, verified: list[str]
) -> None:
    refused, costs = [], []
    for email in (ANN, "nobody@blog.example", "rita@blog.example"):
        before = len(verified)
        refused.append(log_in(blog.client, email, "wrong password"))
        costs.append([parameters(stored) for stored in verified[before:]])

    assert refused[0].status == 401
    assert refused[0].headers["WWW-Authenticate"] == "Bearer"
    assert refused[0].error["code"] == "invalid-credentials"
    assert told(refused[0]) == told(refused[1]) == told(refused[2])
    assert costs == [[parameters(HASH)]] * 3


@pytest.mark.parametrize("password", ["", "x" * 1000])
def test_rules_for_new_passwords_are_none_for_old_ones(blog: World, password: str) -> None:
    answer = log_in(blog.client, ANN, password)

    assert (answer.status, answer.error["code"]) == (401, "invalid-credentials")


@pytest.mark.parametrize("missing", ["email", "password"])
def test_half_a_login_lacks_the_other_half(blog: World, missing: str) -> None:
    said = {"name": "laptop", "email": ANN, "password": PASSWORD}
    del said[missing]

    answer = blog.client.post(TOKENS, document("access-tokens", **said))

    assert (answer.status, answer.error["code"]) == (422, "missing-field")
    assert answer.error["source"] == {"pointer": "/data/attributes"}
    assert answer.error["meta"]["attribute"] == missing


@pytest.mark.parametrize("name", ["email", "password"])
def test_a_login_beside_a_token_is_refused(blog: World, name: str, verified: list[str]) -> None:
    said = {"email": ANN, "password": PASSWORD}

    answer = ask_for_token(blog.client_of("bob"), **{name: said[name]})

    assert (answer.status, answer.error["code"]) == (422, "invalid-value")
    assert answer.error["source"] == {"pointer": f"/data/attributes/{name}"}
    assert verified == []


def test_a_dry_run_logs_in_and_shows_no_secret(blog: World) -> None:
    before = tokens(blog)

    answer = log_in(blog.client, ANN, headers={"Prefer": "tx=rollback"})
    wrong = log_in(blog.client, ANN, "wrong password", headers={"Prefer": "tx=rollback"})

    assert answer.status == 201
    assert "secret" not in answer.data["attributes"]
    assert wrong.status == 401
    assert tokens(blog) == before


def test_an_account_is_tried_so_often_and_no_more(
    blog: World, serve: Serve, verified: list[str]
) -> None:
    with Client(serve(blog.engine, login=LoginLimits(per_account=2))) as client:
        wrong = [log_in(client, ANN, "wrong password", {"Prefer": "tx=rollback"}).status]
        wrong.append(log_in(client, "ANN@blog.example", "wrong password").status)
        too_many = log_in(client, ANN)
        another = log_in(client, "bob@blog.example")

    assert (wrong, another.status) == ([401, 401], 201)
    assert_too_many(too_many)
    assert len(verified) == 3


def test_an_address_that_nobody_has_is_tried_no_more_often(blog: World, serve: Serve) -> None:
    with Client(serve(blog.engine, login=LoginLimits(per_account=1))) as client:
        answers = [log_in(client, email, "wrong") for email in 2 * [ANN] + 2 * ["no@body.example"]]

    assert [answer.status for answer in answers] == [401, 429] * 2
    assert told(answers[1]) == told(answers[3])


def test_no_spelling_of_an_address_gives_more_attempts(blog: World, serve: Serve) -> None:
    """To the database each of these is the same address; to Python the last is another."""
    spellings = ("ivy@blog.example", "IVY@blog.example", "\u0130vy@blog.example")

    with Client(serve(blog.engine, login=LoginLimits(per_account=2))) as client:
        answers = [log_in(client, email, "wrong") for email in spellings]

    assert [answer.status for answer in answers] == [401, 401, 429]


def test_attempts_come_from_one_place_so_often_and_no_more(blog: World, serve: Serve) -> None:
    limits = LoginLimits(per_address=2)
    there = {"X-Forwarded-For": "203.0.113.9"}

    with Client(serve(blog.engine, login=limits)) as client:
        first = [log_in(client, f"{name}@blog.example", "wrong").status for name in "xy"]
        too_many = log_in(client, ANN, headers=there)
    with Client(serve(blog.engine, login=limits, trusted_proxies=("127.0.0.1",))) as client:
        elsewhere = log_in(client, ANN, headers=there)

    assert first == [401, 401]
    assert_too_many(too_many)
    assert elsewhere.status == 201


def test_who_logs_in_has_all_attempts_again(blog: World, serve: Serve) -> None:
    with Client(serve(blog.engine, login=LoginLimits(per_account=2))) as client:
        answers = [log_in(client, ANN, said) for said in ("wrong", PASSWORD, "wrong", PASSWORD)]

    assert [answer.status for answer in answers] == [401, 201, 401, 201]


def test_after_a_while_attempts_begin_anew(blog: World, serve: Serve) -> None:
    with Client(serve(blog.engine, login=LoginLimits(per_account=1, minutes=2))) as client:
        before = [log_in(client, ANN, "wrong").status, log_in(client, ANN).status]
        with blog.engine.begin() as connection:
            connection.execute(
                text("UPDATE login_attempts SET since = since - interval '2 minutes'")
            )
        after = log_in(client, ANN)

    assert (before, after.status) == ([401, 429], 201)


def test_many_attempts_at_once_are_no_way_around(blog: World, serve: Serve) -> None:
    url = serve(blog.engine, login=LoginLimits(per_account=3))

    def attempt(_: int) -> int:
        with Client(url) as client:
            return log_in(client, ANN, "wrong password").status

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(attempt, range(12)))

    assert statuses == [401] * 3 + [429] * 9


def test_a_secret_that_has_expired_logs_nobody_in(blog: World) -> None:
    secret = secret_of(log_in(blog.client, ANN, expiresAt="2999-01-01T00:00:00Z"))

    with Client(blog.url, secret) as client:
        before = client.get("/v1/tags").status
        with blog.engine.begin() as connection:
            connection.execute(
                text("UPDATE access_tokens SET expires_at = now() WHERE expires_at IS NOT NULL")
            )
        after = client.get("/v1/tags")

    assert (before, after.status, after.error["code"]) == (200, 401, "invalid-token")


def tokens(blog: World) -> int:
    with blog.engine.connect() as connection:
        return connection.execute(text("SELECT id FROM access_tokens")).rowcount


def parameters(stored: str) -> str:
    """What a hash cost: algorithm, version, memory, passes and lanes."""
    return stored.rpartition("$")[0].rpartition("$")[0]


def told(answer: Answer) -> tuple[int, dict[str, str], dict[str, Any]]:
    """All that an answer tells, but for the id of its error and for what passes."""
    passing = {"date", "content-length", "retry-after"}
    headers = {n.lower(): v for n, v in answer.headers.items() if n.lower() not in passing}
    return answer.status, headers, {**answer.error, "id": ""}


def assert_too_many(answer: Answer) -> None:
    assert (answer.status, answer.error["code"]) == (429, "too-many-attempts")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
