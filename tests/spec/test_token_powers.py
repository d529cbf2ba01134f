"""A token never makes, becomes or prolongs anything that may do more than itself, in whatever steps
(contract, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from tests.atomic.sending import operate
from tests.client import Client
from tests.conftest import Databases, World, world
from tests.spec.accounts import HASH, PASSWORD, change, log_in
from tests.spec.sending import fault, pointer

NEW = "another horse, another battery"
PAST, SOON, LATER = (datetime(year, 1, 1, tzinfo=UTC) for year in (2001, 2998, 2999))
AT = {
    None: None,
    PAST: "2001-01-01T00:00:00Z",
    SOON: "2998-01-01T00:00:00Z",
    LATER: "2999-01-01T00:00:00Z",
}
WIDE, NARROW, OTHER = ("*",), ("access-tokens:write",), ("tags:read",)
SCOPES, END = pointer("/data/attributes/scopes"), pointer("/data/attributes/expiresAt")
_NUMBERS = count()


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """Ann, who has a password, and Ada, who is an admin."""
    with world(databases) as made:
        made.add.person("ann", role="author", email="ann@blog.example", password_hash=HASH)
        made.add.person("ada", role="admin")
        yield made


def client_with(
    blog: World, scopes: tuple[str, ...], end: datetime | None = None, of: str = "ann"
) -> Client:
    """A client with a new token of somebody."""
    name = f"token-{next(_NUMBERS)}"
    blog.tokens[name] = blog.add.token(blog.ids[of], scopes, end)
    return blog.client_of(name)


def another(blog: World, scopes: tuple[str, ...], end: datetime | None) -> str:
    """The id of one more token of Ann."""
    asking = client_with(blog, WIDE)
    blog.add.token(blog.ids["ann"], scopes, end)
    newest: str = asking.get("/v1/access-tokens", params={"sort": "-id"}).ids[0]
    return newest


@pytest.mark.req("UPD-17")
@pytest.mark.parametrize(
    ("asks", "present", "changes", "where"),
    [
        ((WIDE, SOON), (OTHER, None), {"scopes": ["*"]}, SCOPES),
        ((WIDE, SOON), (OTHER, LATER), {"scopes": ["tags:write"]}, SCOPES),
        ((NARROW, None), (WIDE, PAST), {"expiresAt": None}, END),
        ((NARROW, None), (WIDE, SOON), {"expiresAt": AT[LATER]}, END),
        ((NARROW, SOON), (OTHER, PAST), {"expiresAt": AT[SOON]}, END),
    ],
    ids=["eternal", "longer", "ended", "prolonged", "other scopes"],
)
def test_a_token_gains_nothing_that_scopes_and_expiry_of_the_asking_one_do_not_cover_together(
    blog: World,
    asks: tuple[tuple[str, ...], datetime | None],
    present: tuple[tuple[str, ...], datetime | None],
    changes: dict[str, object],
    where: dict[str, str],
) -> None:
    id_ = another(blog, *present)

    answer = change(client_with(blog, *asks), "access-tokens", id_, **changes)

    assert fault(answer) == (403, "insufficient-scope", where)
    shown = client_with(blog, WIDE).get(f"/v1/access-tokens/{id_}").data
    assert shown["meta"]["version"] == 1
    assert shown["attributes"]["scopes"] == list(present[0])
    assert shown["attributes"]["expiresAt"] == AT[present[1]]


@pytest.mark.parametrize(
    ("asks", "present", "changes"),
    [
        ((WIDE, SOON), (OTHER, None), {"scopes": ["*"], "expiresAt": AT[SOON]}),
        ((WIDE, SOON), (("tags:write",), None), {"scopes": ["tags:read"]}),
        ((NARROW, None), (WIDE, LATER), {"expiresAt": AT[SOON]}),
        ((NARROW, None), (WIDE, None), {"scopes": ["access-tokens:read"]}),
        ((NARROW, None), (WIDE, None), {"name": "renamed"}),
        ((WIDE, LATER), (OTHER, PAST), {"scopes": ["*"], "expiresAt": AT[LATER]}),
    ],
    ids=["both", "narrowed", "shortened", "narrowed by a narrow one", "renamed", "revived"],
)
def test_a_token_may_lose_everything_and_gain_what_is_covered(
    blog: World,
    asks: tuple[tuple[str, ...], datetime | None],
    present: tuple[tuple[str, ...], datetime | None],
    changes: dict[str, object],
) -> None:
    id_ = another(blog, *present)

    answer = change(client_with(blog, *asks), "access-tokens", id_, **changes)

    assert answer.status == 200
    assert {name: answer.data["attributes"][name] for name in changes} == changes


@pytest.mark.req("UPD-17")
@pytest.mark.parametrize("of", ["ann", "ada"])
def test_a_password_is_changed_by_a_token_for_everything_alone(blog: World, of: str) -> None:
    client = client_with(blog, ("people:write",), of=of)

    answer = change(client, "people", blog.ids["ann"], password=NEW)

    assert fault(answer) == (
        403,
        "insufficient-scope",
        pointer("/data/attributes/password"),
    )
    assert log_in(blog.client, "ann@blog.example", NEW).status == 401
    assert log_in(blog.client, "ann@blog.example", PASSWORD).status == 201


def test_everything_else_of_a_person_is_changed_with_the_scope_for_people(blog: World) -> None:
    client = client_with(blog, ("people:write",))

    answer = change(client, "people", blog.ids["ann"], email="ann@blog.example", bio="Writes.")

    assert (answer.status, answer.data["attributes"]["bio"]) == (200, "Writes.")


def test_a_role_that_an_earlier_operation_took_is_had_no_more_by_a_later_one(blog: World) -> None:
    eve = blog.add.person("eve", role="admin")
    operations = [_role(eve, "reader"), _role(blog.ids["ann"], "admin")]

    answer = operate(client_with(blog, WIDE, of="eve"), *operations)

    assert fault(answer) == (403, "not-permitted", pointer("/atomic:operations/1/data"))
    ada = client_with(blog, WIDE, of="ada")
    assert ada.get(f"/v1/people/{eve}").data["attributes"]["role"] == "admin"
    assert ada.get(f"/v1/people/{blog.ids['ann']}").data["attributes"]["role"] == "author"


def _role(person: str, role: str) -> dict[str, object]:
    return {"op": "update", "data": {"type": "people", "id": person, "attributes": {"role": role}}}
