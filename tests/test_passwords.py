"""Passwords: only what was hashed matches, and to refuse nobody's takes as long as anybody's."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from jsonapi_blog.passwords import hashed, matches

PASSWORD = "correct horse battery staple"
STORED = hashed(PASSWORD)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that the library verified to the end, in order."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: str) -> bool:
        try:
            return verify(self, stored, password)
        except VerifyMismatchError:
            seen.append(stored)
            raise

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return seen


@pytest.mark.parametrize("password", [PASSWORD, "пароль на десять", "🔑" * 10, "x" * 1000, " \t "])
def test_a_password_matches_its_own_hash(password: str) -> None:
    assert matches(password, hashed(password))


@pytest.mark.parametrize(
    "wrong",
    [
        *("", PASSWORD.upper(), f"{PASSWORD} ", PASSWORD[:-1], f"{PASSWORD}\0"),
        PASSWORD.replace("c", "\uff43"),
    ],
)
def test_no_other_password_does(wrong: str) -> None:
    assert not matches(wrong, STORED)


def test_all_of_a_long_password_counts() -> None:
    stored = hashed("x" * 999 + "y")

    assert not matches("x" * 1000, stored)


def test_a_hash_tells_nothing_of_two_equal_passwords() -> None:
    assert hashed(PASSWORD) != STORED
    assert PASSWORD not in STORED


def test_a_hash_is_made_as_rfc_9106_recommends_where_memory_is_dear() -> None:
    assert extract_parameters(STORED) == RFC_9106_LOW_MEMORY


def test_keyboards_that_spell_a_letter_differently_open_the_same_account() -> None:
    composed = "Zwölf Boxkämpfer"
    decomposed = unicodedata.normalize("NFD", composed)

    assert composed != decomposed
    assert matches(decomposed, hashed(composed))
    assert matches(composed, hashed(decomposed))


def test_where_there_is_no_hash_one_is_verified_all_the_same(verified: list[str]) -> None:
    assert not matches(PASSWORD, None)
    assert not matches("", None)

    assert [extract_parameters(stored) for stored in verified] == [RFC_9106_LOW_MEMORY] * 2


def test_where_there_is_a_hash_only_that_one_is_verified(verified: list[str]) -> None:
    assert not matches("wrong", STORED)

    assert verified == [STORED]


@pytest.mark.parametrize(
    "stored",
    [
        "",
        PASSWORD,
        "ä",
        "\0",
        "$argon2id$",
        STORED[:-10],
        STORED.replace("m=65536", "m=9"),
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
    ],
)
def test_what_is_no_hash_matches_no_password(stored: str) -> None:
    assert not matches(PASSWORD, stored)
