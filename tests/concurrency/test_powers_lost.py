"""Whoever waits for a lock while they lose their token or their role writes no account with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.concurrency.waiting import later, rival, until_somebody_waits
from tests.conftest import World
from tests.spec.accounts import HASH, PASSWORD, ask_for_token, change, document, log_in
from tests.spec.sending import fault, pointer

NEW, STOLEN = "another horse, another battery", "a thief's own password"
BOB = "bob@blog.example"
SEVERAL = {"include": "articles,comments"}


@pytest.fixture
def blog(empty: World) -> Iterator[World]:
    """Bob, whose second token was stolen; Ada and Eve, who are admins."""
    empty.add.person("bob", email=BOB, password_hash=HASH)
    empty.add.person("ada", role="admin")
    empty.add.person("eve", role="admin")
    for name, person in (("own", "bob"), ("stolen", "bob"), ("ada", "ada"), ("eve", "eve")):
        empty.tokens[name] = empty.add.token(empty.ids[person])
    return empty


def test_a_password_that_is_changed_in_time_is_not_changed_back_by_a_stolen_token(
    blog: World,
) -> None:
    bob, own, stolen = blog.ids["bob"], blog.client_of("own"), blog.client_of("stolen")
    with (
        rival(blog, f"SELECT 1 FROM people WHERE id = '{bob}' FOR UPDATE") as transaction,
        later(lambda: change(own, "people", bob, password=NEW)) as first,
    ):
        until_somebody_waits(blog)
        with later(lambda: change(stolen, "people", bob, password=STOLEN)) as second:
            until_somebody_waits(blog, 2)
            transaction.rollback()

    assert first[0].status == 200
    assert fault(second[0]) == (401, "invalid-token", {"header": "Authorization"})
    assert log_in(blog.client, BOB, STOLEN).status == 401
    assert log_in(blog.client, BOB, NEW).status == 201


def test_a_token_that_a_new_password_ends_makes_no_other_meanwhile(blog: World) -> None:
    bob, stolen = blog.ids["bob"], blog.client_of("stolen")
    with (
        rival(
            blog,
            f"UPDATE people SET version = version + 1 WHERE id = '{bob}'",
            f"DELETE FROM access_tokens WHERE person_id = '{bob}'",
        ) as transaction,
        later(lambda: ask_for_token(stolen)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()

    assert fault(answers[0]) == (401, "invalid-token", {"header": "Authorization"})


@pytest.mark.parametrize("params", [None, SEVERAL], ids=["one statement", "several"])
def test_an_admin_who_loses_the_role_does_not_take_it_back(
    blog: World, params: dict[str, str] | None
) -> None:
    ada, client = blog.ids["ada"], blog.client_of("ada")
    path, wanted = f"/v1/people/{ada}", document("people", ada, role="admin")
    with (
        rival(
            blog, f"UPDATE people SET role = 'reader', version = version + 1 WHERE id = '{ada}'"
        ) as transaction,
        later(lambda: client.patch(path, wanted, params=params)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()

    assert fault(answers[0]) == (403, "not-permitted", pointer("/data"))
    assert _role(blog, "ada") == "reader"


def test_an_admin_who_loses_the_role_hands_it_to_nobody(blog: World) -> None:
    ada, client = blog.ids["ada"], blog.client_of("ada")
    said = document("people", name="Mole", handle="mole", role="admin", password=PASSWORD)
    with (
        rival(
            blog, f"UPDATE people SET role = 'reader', version = version + 1 WHERE id = '{ada}'"
        ) as transaction,
        later(lambda: client.post("/v1/people", said)) as created,
        later(lambda: change(client, "people", blog.ids["bob"], role="admin")) as changed,
    ):
        until_somebody_waits(blog, 2)
        transaction.commit()

    assert fault(created[0]) == (403, "not-permitted", pointer("/data"))
    assert fault(changed[0]) == (403, "not-permitted", pointer("/data"))
    assert _role(blog, "bob") == "reader"


def _role(blog: World, handle: str) -> str:
    with blog.engine.connect() as connection:
        found: str = connection.scalar(
            text("SELECT role FROM people WHERE handle = :handle"), {"handle": handle}
        )
    return found
