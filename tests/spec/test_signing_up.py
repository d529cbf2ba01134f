"""Signing up: where `BLOG_SIGNUP` is open, everybody creates readers (contract, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jsonapi_blog.settings import Signup
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World, served, world
from tests.spec.accounts import PASSWORD, document, log_in, secret_of

CARL = {"name": "Carl", "handle": "carl", "email": "carl@blog.example", "password": PASSWORD}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A blog in which Ann is an author, and which is closed."""
    with world(databases) as made:
        made.add.person("ann", role="author", email="ann@blog.example")
        yield made


@pytest.fixture(scope="module")
def open_blog(blog: World) -> Iterator[Client]:
    """Somebody without a token, where the same blog is open."""
    with served(blog.engine, signup=Signup.OPEN) as url, Client(url) as client:
        yield client


def sign_up(client: Client, **said: Any) -> Answer:
    return client.post("/v1/people", document("people", **said))


def test_a_closed_blog_takes_nobody(blog: World) -> None:
    answer = sign_up(blog.client, **CARL)

    assert (answer.status, answer.error["code"]) == (401, "authentication-required")


def test_who_signs_up_is_a_reader_logs_in_and_edits_themselves(open_blog: Client) -> None:
    signed_up = sign_up(open_blog, **CARL)
    id_ = signed_up.data["id"]
    secret = secret_of(log_in(open_blog, "CARL@blog.example"))

    with Client(open_blog.base_url, secret) as carl:
        own = carl.get(f"/v1/people/{id_}")
        changed = carl.patch(f"/v1/people/{id_}", document("people", id_, bio="New here."))
        article = carl.post("/v1/articles", document("articles", title="Mine"))

    assert signed_up.status == 201
    assert {"email", "role", "password"}.isdisjoint(signed_up.data["attributes"])
    assert own.data["attributes"]["role"] == "reader"
    assert own.data["attributes"]["email"] == "carl@blog.example"
    assert (changed.status, article.status) == (200, 403)


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_nobody_signs_up_as_more_than_a_reader(open_blog: Client, role: str) -> None:
    answer = sign_up(open_blog, name="Eve", handle="eve", role=role)

    assert (answer.status, answer.error["code"]) == (403, "not-permitted")
    assert answer.error["source"] == {"pointer": "/data/attributes/role"}
    assert open_blog.get("/v1/people?filter[handle]=eve").ids == []


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"handle": "ann"}, "/data/attributes/handle"),
        ({"email": "ANN@Blog.example"}, "/data/attributes/email"),
    ],
)
def test_what_somebody_has_is_taken(open_blog: Client, said: dict[str, str], pointer: str) -> None:
    answer = sign_up(open_blog, **{"name": "Ann", "handle": "another-ann", **said})

    assert (answer.status, answer.error["code"]) == (409, "not-unique")
    assert answer.error["source"] == {"pointer": pointer}


def test_the_id_of_a_person_is_not_theirs_to_choose(open_blog: Client) -> None:
    made = document("people", "018f2f3e-0000-7000-8000-000000000001", name="Dan", handle="dan")

    answer = open_blog.post("/v1/people", made)

    assert (answer.status, answer.error["code"]) == (403, "client-id-refused")


@pytest.mark.parametrize("path", ["people", "articles", "comments", "tags", "series", "reactions"])
def test_an_open_blog_is_open_to_people_alone(open_blog: Client, path: str) -> None:
    answer = open_blog.post(f"/v1/{path}", document(path))

    assert answer.status == (422 if path == "people" else 401)
