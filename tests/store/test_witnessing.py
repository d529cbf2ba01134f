"""A new token needs what it was asked for with, up to the moment in which it is stored."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import Engine

from jsonapi_blog.changes import Create, Identifier
from jsonapi_blog.errors import InvalidCredentials, InvalidToken
from jsonapi_blog.policy import Identity, Role, Writings
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.store.writer import Rights, Transaction, carry_out
from tests.factories import Factory
from tests.planning import GRAPH, READINGS
from tests.store.writing import rows

POLICIES = {resource.schema.Meta.type_: resource.policy for resource in RESOURCES}
WRITINGS = Writings(POLICIES, lambda type_, name: GRAPH[type_].relations[name].targets)


def rights(person: str, *, token: str | None = None, verified: str | None = None) -> Rights:
    identity = Identity(person, Role.READER, frozenset({"*"}))
    reading, writing = READINGS.of(identity), WRITINGS.of(identity)
    return Rights(GRAPH, reading, writing, person, token, verified)


def ask(engine: Engine, asking: Rights) -> None:
    columns = {"name": "new", "digest": hashlib.sha256(b"new").digest(), "scopes": ["*"]}
    person = Identifier("people", asking.caller)
    change = Create(Identifier("access-tokens"), columns, {"person": person})
    with engine.begin() as connection:
        carry_out(Transaction(connection, asking), [change])


def names(engine: Engine) -> list[tuple[str, ...]]:
    return rows(engine, "SELECT name FROM access_tokens WHERE name = 'new'")


def test_the_password_that_was_verified_is_still_the_persons(engine: Engine, add: Factory) -> None:
    rita = add.person("rita", password_hash="the one")

    ask(engine, rights(rita, verified="the one"))

    assert names(engine) == [("new",)]


@pytest.mark.parametrize("now", ["another one", None])
def test_a_password_that_has_changed_since_makes_no_token(
    engine: Engine, add: Factory, now: str | None
) -> None:
    rita = add.person("rita", password_hash=now)

    with pytest.raises(InvalidCredentials):
        ask(engine, rights(rita, verified="the one"))

    assert names(engine) == []


def test_a_token_that_was_revoked_since_makes_no_other(engine: Engine, add: Factory) -> None:
    rita = add.person("rita")
    add.token(rita)
    (kept,) = (id_ for name, id_ in add.ids.items() if name.startswith("token-"))
    ask(engine, rights(rita, token=kept))

    with pytest.raises(InvalidToken):
        ask(engine, rights(rita, token="00000000-0000-7000-8000-000000000000"))

    assert names(engine) == [("new",)]
