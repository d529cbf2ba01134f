"""The form of a secret: what makes it recognisable, and what a slip of the hand does to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsonapi_blog.credentials import ENTROPY_BYTES, digest, mint, secret_of, well_formed

ENTROPY = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)
SECRET = secret_of(bytes(range(ENTROPY_BYTES)))


@given(ENTROPY)
def test_every_secret_has_the_prefix_and_is_well_formed(entropy: bytes) -> None:
    secret = secret_of(entropy)

    assert re.fullmatch(r"blog_[0-9A-Za-z]{49}", secret)
    assert well_formed(secret)


def test_the_form_is_for_ever_and_small_numbers_are_written_out_in_full() -> None:
    assert secret_of(b"\0" * 32) == "blog_" + "0" * 43 + "2ln2E3"


@given(ENTROPY, ENTROPY)
def test_other_randomness_is_another_secret(one: bytes, other: bytes) -> None:
    assert (secret_of(one) == secret_of(other)) is (one == other)


def test_no_secret_is_made_twice() -> None:
    made = {mint() for _ in range(100)}

    assert len(made) == 100
    assert all(well_formed(secret) for secret in made)


@given(st.integers(0, len(SECRET) - 1), st.characters(codec="latin-1"))
def test_a_character_that_is_mistyped_is_noticed(index: int, character: str) -> None:
    typed = SECRET[:index] + character + SECRET[index + 1 :]

    assert well_formed(typed) is (typed == SECRET)


@given(st.integers(0, len(SECRET) - 2))
def test_neighbours_that_changed_places_are_noticed(index: int) -> None:
    typed = SECRET[:index] + SECRET[index + 1] + SECRET[index] + SECRET[index + 2 :]

    assert well_formed(typed) is (typed == SECRET)


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "blog_",
        "secret",
        SECRET[:-1],
        SECRET + "0",
        SECRET + "\n",
        " " + SECRET,
        SECRET.swapcase(),
        SECRET.removeprefix("blog_"),
        SECRET.replace("blog_", "shop_"),
        "blog_" + "0" * 49,
        "blog_" + "٣" * 49,
    ],
)
def test_what_was_never_minted_is_not_well_formed(foreign: str) -> None:
    assert not well_formed(foreign)


def test_the_digest_is_the_sha_256_of_the_secret() -> None:
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert digest("abc") == bytes.fromhex(known)
