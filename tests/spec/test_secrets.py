"""What is kept secret: tokens are shown once, passwords never, and a new password ends what the old
one began (contract, section 6).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from jsonapi_blog.credentials import digest
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, world
from tests.spec.accounts import (
    HASH,
    PASSWORD,
    TOKENS,
    ask_for_token,
    change,
    document,
    is_in,
    log_in,
    secret_of,
    stored,
)
from tests.store.writing import rows

NEW = "another horse, another battery"
BOB = "bob@blog.example"


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """Ann, and Ada, who is an admin."""
    with world(databases) as made:
        for name, role in (("ann", "author"), ("ada", "admin")):
            made.tokens[name] = made.add.token(made.add.person(name, role=role))
        yield made


@pytest.fixture
def bob(empty: World) -> World:
    """Bob, who has a password and two tokens; Ada, an admin, has one."""
    empty.add.person("bob", email=BOB, password_hash=HASH)
    empty.add.person("ada", role="admin")
    for name, person in (("used", "bob"), ("other", "bob"), ("ada", "ada")):
        empty.tokens[name] = empty.add.token(empty.ids[person])
    return empty


def test_a_secret_is_shown_once_and_only_its_digest_is_stored(blog: World) -> None:
    ada = blog.client_of("ada")
    made = ask_for_token(ada)
    secret, own = secret_of(made), f"{TOKENS}/{made.data['id']}"

    answers = [
        ada.get(own),
        ada.get(f"{own}?fields[access-tokens]=secret,name"),
        ada.get(f"{TOKENS}?page[size]=100"),
        ada.get(f"{own}/person"),
        change(ada, "access-tokens", made.data["id"], name="renamed"),
        ada.patch(
            f"{own}?fields[access-tokens]=secret",
            document("access-tokens", made.data["id"], name="again"),
        ),
        ada.delete(own, headers={"Prefer": "tx=rollback"}),
        ask_for_token(ada, {"Prefer": "tx=rollback"}),
    ]

    assert [answer.status for answer in answers] == [200] * 7 + [201]
    assert not any(b"blog_" in answer.body or b'"secret"' in answer.body for answer in answers)
    everything = stored(blog.engine)
    assert digest(secret).hex() in everything
    assert not is_in(secret, everything)


def test_a_secret_is_kept_out_of_every_cache_and_what_shows_none_is_as_usual(blog: World) -> None:
    ann = blog.client_of("ann")

    shown = ask_for_token(ann)
    dry = ask_for_token(ann, {"Prefer": "tx=rollback"})
    renamed = change(ann, "access-tokens", shown.data["id"], name="renamed")

    assert shown.headers["Cache-Control"] == "no-store"
    assert dry.headers["Cache-Control"] == "private, no-cache"
    assert renamed.headers["Cache-Control"] == "private, no-cache"


def test_a_fieldset_decides_about_the_secret_as_about_any_other_field(blog: World) -> None:
    ann, made = blog.client_of("ann"), document("access-tokens", name="script")

    secret = ann.post(f"{TOKENS}?fields[access-tokens]=secret", made)
    name = ann.post(f"{TOKENS}?fields[access-tokens]=name", made)

    assert set(secret.data["attributes"]) == {"secret"}
    assert name.data["attributes"] == {"name": "script"}


def test_a_key_for_retries_is_refused_where_a_secret_is_shown_once(blog: World) -> None:
    ann = blog.client_of("ann")

    answer = ask_for_token(ann, {"Idempotency-Key": "once"})

    assert (answer.status, answer.error["code"]) == (400, "invalid-header")
    assert answer.error["source"] == {"header": "Idempotency-Key"}


def test_a_new_password_revokes_all_tokens_but_the_one_that_changes_it(bob: World) -> None:
    answer = change(bob.client_of("used"), "people", bob.ids["bob"], password=NEW)

    assert answer.status == 200
    assert alive(bob) == {"used", "ada"}
    assert log_in(bob.client, BOB).status == 401
    assert log_in(bob.client, BOB, NEW).status == 201


def test_a_password_that_an_admin_sets_revokes_all_tokens_of_that_person(bob: World) -> None:
    answer = change(bob.client_of("ada"), "people", bob.ids["bob"], password=NEW)

    assert answer.status == 200
    assert alive(bob) == {"ada"}


@pytest.mark.parametrize(
    "refused",
    [
        lambda client, id_: change(client, "people", id_, password="short"),
        lambda client, id_: change(client, "people", id_, password=NEW, handle="ada"),
        lambda client, id_: change(client, "people", id_, password=NEW, role="admin"),
        lambda client, id_: client.patch(
            f"/v1/people/{id_}",
            document("people", id_, password=NEW),
            headers={"If-Match": '"7"'},
        ),
        lambda client, id_: client.patch(
            f"/v1/people/{id_}",
            document("people", id_, password=NEW),
            headers={"Prefer": "tx=rollback"},
        ),
        lambda client, id_: change(client, "people", id_, name="Bob", email=BOB.upper()),
    ],
    ids=["too short", "conflict", "forbidden", "stale", "dry run", "no password"],
)
def test_a_password_that_is_not_changed_revokes_nothing(
    bob: World, refused: Callable[[Client, str], Answer]
) -> None:
    refused(bob.client_of("used"), bob.ids["bob"])

    assert alive(bob) == {"used", "other", "ada"}
    assert rows(bob.engine, "SELECT password_hash FROM people WHERE handle = 'bob'") == [(HASH,)]


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("nine char", "nine char"),
        ("x" * 1001, "xxx"),
        ("nothing \0 in between", "nothing"),
        (1234567890, "1234567890"),
        (["a good password"], "a good password"),
        ({"a good password": True}, "a good password"),
    ],
)
def test_what_can_be_no_password_is_refused_without_a_word_of_it(
    blog: World, password: object, word: str
) -> None:
    answer = change(blog.client_of("ann"), "people", blog.ids["ann"], password=password)

    assert (answer.status, answer.error["code"]) == (422, "invalid-value")
    assert answer.error["source"] == {"pointer": "/data/attributes/password"}
    assert word not in answer.body.decode()


def test_no_password_and_no_secret_is_in_any_answer_log_or_column(
    bob: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ada, used, id_ = bob.client_of("ada"), bob.client_of("used"), bob.ids["bob"]
    secrets = [PASSWORD, NEW, "a first password", "far too wrong"]
    carl = {"name": "Carl", "handle": "carl", "email": "carl@blog.example"}

    logged_in = log_in(bob.client, BOB)
    key = {"Idempotency-Key": "k"}
    answers = [
        log_in(bob.client, BOB, secrets[3]),
        ada.post("/v1/people", document("people", **carl, password=secrets[2]), headers=key),
        ada.post("/v1/people", document("people", **carl, password=secrets[2]), headers=key),
        ada.post("/v1/people", document("people", **carl, password=secrets[2])),
        used.patch(f"/v1/people/{id_}", document("people", id_, password=NEW), headers=key),
        used.patch(f"/v1/people/{id_}", document("people", id_, password=NEW), headers=key),
        used.get(f"/v1/people/{id_}"),
        used.get(f"/v1/people/{id_}?fields[people]=password"),
        used.get("/v1/people?filter[password]=x"),
        used.get("/v1/people?sort=password"),
        used.get(TOKENS),
        log_in(used, BOB, NEW),
        ask_for_token(used, password=NEW),
    ]

    assert [answer.status for answer in answers] == [
        *(401, 201, 201, 409, 200, 200, 200),
        *(400, 400, 400, 200, 422, 422),
    ]
    everything = stored(bob.engine)
    assert "carl@blog.example" in everything
    shown = "\n".join(answer.body.decode() for answer in answers)
    for word in (*secrets, secret_of(logged_in)):
        assert word not in shown
        assert word not in caplog.text
        assert not is_in(word, everything)
    assert "argon2id" not in shown


def alive(bob: World) -> set[str]:
    """Whose tokens still work."""
    return {
        name
        for name in ("used", "other", "ada")
        if bob.client_of(name).get("/v1/tags").status == 200
    }
