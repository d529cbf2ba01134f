"""Cursors alone: any place goes through text and back, and nothing else does."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jsonapi_blog.errors import InvalidCursor, Parameter
from jsonapi_blog.graph import Kind
from jsonapi_blog.pagination.cursors import Cursors
from jsonapi_blog.pagination.window import Edge

CURSORS = Cursors(b"a secret")
VALUES = {
    Kind.STRING: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    Kind.ID: st.uuids().map(str),
    Kind.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Kind.BOOLEAN: st.booleans(),
    Kind.TIMESTAMP: st.datetimes(timezones=st.just(UTC)),
    Kind.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
}


@st.composite
def places(draw: st.DrawFn) -> tuple[tuple[Kind, ...], tuple[object, ...]]:
    kinds = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=4))
    return tuple(kinds), tuple(draw(st.none() | VALUES[kind]) for kind in kinds)


@given(place=places(), context=st.text())
def test_every_place_comes_back_as_it_was(
    place: tuple[tuple[Kind, ...], tuple[object, ...]], context: str
) -> None:
    kinds, values = place

    text = CURSORS.text(values, context)

    assert CURSORS.place(text, context, kinds, "page[after]") == values
    assert set(text) <= set(string.ascii_letters + string.digits + "-_")


@pytest.mark.parametrize("edge", Edge)
def test_both_edges_come_back_whatever_the_order(edge: Edge) -> None:
    text = CURSORS.text(edge, "articles")

    assert CURSORS.place(text, "articles", (Kind.STRING,), "page[after]") is edge


def test_a_text_that_reads_like_an_edge_is_no_edge() -> None:
    text = CURSORS.text(("start",), "tags")

    assert CURSORS.place(text, "tags", (Kind.STRING,), "page[after]") == ("start",)


@pytest.mark.req("CUR-05")
def test_a_cursor_is_the_same_in_every_process_with_the_secret() -> None:
    place = (datetime(2024, 1, 1, tzinfo=UTC), "an id")

    assert CURSORS.text(place, "x") == Cursors(b"a secret").text(place, "x")
    assert CURSORS.text(place, "x") != Cursors(b"another").text(place, "x")


@given(one=st.text(), other=st.text())
def test_a_cursor_of_one_context_is_none_of_another(one: str, other: str) -> None:
    assume(one != other)
    text = CURSORS.text((1,), one)

    with pytest.raises(InvalidCursor):
        CURSORS.place(text, other, (Kind.INTEGER,), "page[after]")


@given(text=st.text())
def test_no_text_of_somebody_else_is_a_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        CURSORS.place(text, "articles", (Kind.STRING,), "page[before]")

    assert caught.value.source == Parameter("page[before]")


def test_values_and_context_cannot_be_shifted_into_each_other() -> None:
    text = CURSORS.text(("b",), "a\0")

    with pytest.raises(InvalidCursor):
        CURSORS.place(text, "a", (Kind.STRING,), "page[after]")
