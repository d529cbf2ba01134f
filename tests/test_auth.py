"""`Authorization` headers to identities, with a look-up that is a dict."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsonapi_blog import auth
from jsonapi_blog.auth import bearer
from jsonapi_blog.credentials import digest, mint
from jsonapi_blog.errors import Header, InvalidToken
from jsonapi_blog.policy import ANONYMOUS, Identity, Role


@dataclass(frozen=True)
class Known:
    person: str
    role: str
    scopes: tuple[str, ...]
    token: str
    expires: datetime | None


TOMORROW = datetime(2031, 1, 2, tzinfo=UTC)
SECRET, UNKNOWN = mint(), mint()
SCOPES = ("articles:read", "articles:read", "*")
TOKENS = {digest(SECRET): Known("p1", "editor", SCOPES, "t1", TOMORROW)}


async def known(digest_: bytes) -> Known | None:
    return TOKENS.get(digest_)


@dataclass
class Asked:
    """A look-up that finds nobody, and what it was asked for."""

    digests: list[bytes]

    async def __call__(self, digest_: bytes) -> None:
        self.digests.append(digest_)


def identity(token: str, lookup: auth.Lookup) -> Identity:
    return asyncio.run(auth.identity(token, lookup))


def caller(header: str | None, lookup: auth.Lookup) -> Identity:
    return asyncio.run(auth.caller(header, lookup))


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (None, None),
        ("Bearer secret", "secret"),
        ("bearer secret", "secret"),
        ("BEARER   secret  ", "secret"),
        ("Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="),
    ],
)
def test_the_token_is_what_follows_the_scheme(header: str | None, token: str | None) -> None:
    assert bearer(header) == token


@pytest.mark.parametrize(
    "header", ["", " ", "Bearer", "Bearer ", "Basic secret", "Bearer a b", "secret", " Bearer x"]
)
def test_any_other_header_is_refused_and_says_how_it_is_written(header: str) -> None:
    with pytest.raises(InvalidToken, match=r"'Bearer <token>'") as refused:
        bearer(header)

    assert refused.value.source == Header("Authorization")
    assert refused.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def test_a_known_token_is_its_person_with_role_and_scopes_and_which_token_it_is() -> None:
    found = identity(SECRET, known)

    scopes = frozenset({"articles:read", "*"})
    assert found == Identity("p1", Role.EDITOR, scopes, "t1", TOMORROW)


def test_an_unknown_token_is_refused_without_being_repeated() -> None:
    with pytest.raises(InvalidToken) as refused:
        identity(UNKNOWN, known)

    assert "unknown, revoked or expired" in refused.value.detail
    assert UNKNOWN not in str(refused.value)
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_header_is_nobody_and_asks_nobody() -> None:
    asked = Asked([])

    found = caller(None, asked)

    assert found is ANONYMOUS
    assert asked.digests == []


def test_only_the_hash_of_a_token_is_ever_looked_up() -> None:
    asked = Asked([])

    with pytest.raises(InvalidToken):
        caller(f"Bearer {UNKNOWN}", asked)

    assert asked.digests == [hashlib.sha256(UNKNOWN.encode()).digest()]


@pytest.mark.parametrize("token", ["guess", UNKNOWN[:-1], UNKNOWN.swapcase(), "ghp_" + "0" * 36])
def test_a_mistyped_or_foreign_token_is_refused_without_a_look_up(token: str) -> None:
    asked = Asked([])

    with pytest.raises(InvalidToken, match="mistyped") as refused:
        caller(f"Bearer {token}", asked)

    assert asked.digests == []
    assert token not in str(refused.value)
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


@given(st.text(st.characters(codec="latin-1")))
def test_whatever_a_header_can_hold_is_a_caller_or_a_refusal(header: str) -> None:
    try:
        found = caller(header, known)
    except InvalidToken:
        found = ANONYMOUS

    assert found == ANONYMOUS
