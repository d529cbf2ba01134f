"""Strategies alone: `page[…]` to a window, and what was found back to links and meta."""

from __future__ import annotations

import pytest

from jsonapi_blog import pagination
from jsonapi_blog.graph import Kind
from jsonapi_blog.pagination.cursors import Cursors
from jsonapi_blog.pagination.strategies import (
    CursorPages,
    Listing,
    NumberPages,
    OffsetPages,
    PageSizes,
    Strategy,
)
from jsonapi_blog.pagination.window import Edge, Place
from jsonapi_blog.query.expression import IsNull
from jsonapi_blog.query.page import Paging
from jsonapi_blog.query.sort import declared
from jsonapi_blog.rowset import Extent

SIZES = PageSizes(default=25, most=100)
LISTING = Listing("tags", declared("id"), None, (Kind.STRING,))
CURSORS = Cursors(b"a secret")


def _strategy(paging: Paging, *, prefer_cursors: bool = False) -> Strategy:
    return pagination.strategy(paging, SIZES, LISTING, CURSORS, prefer_cursors=prefer_cursors)


def _cursor(place: Place) -> str:
    return CURSORS.text(place, LISTING.context)


@pytest.mark.req("AMB-18")
@pytest.mark.parametrize(
    ("paging", "prefer_cursors", "kind"),
    [
        (Paging(), False, NumberPages),
        (Paging(), True, CursorPages),
        (Paging(size=3), False, NumberPages),
        (Paging(size=3), True, CursorPages),
        (Paging(total=True), True, CursorPages),
        (Paging(number=1), True, NumberPages),
        (Paging(offset=0), True, OffsetPages),
        (Paging(limit=1), True, OffsetPages),
        (Paging(after=_cursor(("a",))), False, CursorPages),
        (Paging(before=_cursor(("a",))), False, CursorPages),
    ],
)
def test_the_parameters_choose_the_strategy(
    paging: Paging, prefer_cursors: bool, kind: type[Strategy]
) -> None:
    assert type(_strategy(paging, prefer_cursors=prefer_cursors)) is kind


@pytest.mark.parametrize(
    ("paging", "size", "offset"),
    [
        (Paging(), 25, 0),
        (Paging(number=3), 25, 50),
        (Paging(number=3, size=10), 10, 20),
        (Paging(offset=7), 25, 7),
        (Paging(limit=4), 4, 0),
        (Paging(offset=7, limit=4), 4, 7),
    ],
)
def test_numbers_and_offsets_are_windows_of_rows(paging: Paging, size: int, offset: int) -> None:
    window = _strategy(paging).window()

    assert (window.size, window.offset, window.total) == (size, offset, True)
    assert not window.keyed


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_the_last_number_is_that_of_the_page_with_the_last_row(total: int, last: int) -> None:
    links = _strategy(Paging(size=10)).links(Extent(total=total))

    assert links["last"] == (("page[number]", str(last)), ("page[size]", "10"))


@pytest.mark.parametrize(("total", "last"), [(0, 0), (1, 0), (10, 0), (11, 10), (20, 10), (21, 20)])
def test_the_last_offset_is_that_of_the_page_with_the_last_row(total: int, last: int) -> None:
    links = _strategy(Paging(limit=10)).links(Extent(total=total))

    assert links["last"] == (("page[offset]", str(last)), ("page[limit]", "10"))


@pytest.mark.req("CUR-34", "CUR-35", "AMB-15", "AMB-16", "CUR-23")
@pytest.mark.parametrize(
    ("after", "before", "found", "more", "prev", "next_"),
    [
        # From the beginning, whether by no cursor or by the one that stands there.
        (None, None, "ab", True, None, ("after", ("b",))),
        (None, None, "ab", False, None, None),
        (None, None, "", False, None, None),
        (Edge.START, None, "ab", True, None, ("after", ("b",))),
        # Forwards.
        (("a",), None, "bc", True, ("before", ("b",)), ("after", ("c",))),
        (("a",), None, "bc", False, ("before", ("b",)), None),
        (("z",), None, "", False, ("before", Edge.END), None),
        (Edge.END, None, "", False, ("before", Edge.END), None),
        # Backwards.
        (None, ("z",), "xy", True, ("before", ("x",)), ("after", ("y",))),
        (None, ("z",), "xy", False, None, ("after", ("y",))),
        (None, ("a",), "", False, None, ("after", Edge.START)),
        (None, Edge.END, "xy", True, ("before", ("x",)), None),
        (None, Edge.END, "", False, None, None),
        # A range.
        (("a",), ("z",), "bc", True, None, ("after", ("c",))),
        (("a",), ("z",), "bc", False, None, None),
    ],
)
def test_where_the_neighbours_of_a_page_lie(
    after: Place | None,
    before: Place | None,
    found: str,
    more: bool,
    prev: tuple[str, Place] | None,
    next_: tuple[str, Place] | None,
) -> None:
    paging = Paging(after=after and _cursor(after), before=before and _cursor(before))
    strategy = _strategy(paging, prefer_cursors=True)
    assert isinstance(strategy, CursorPages)

    places = strategy.places(Extent(more=more, keys=[(key,) for key in found]))

    assert places == (prev, next_)


@pytest.mark.req("CUR-26", "CUR-13")
@pytest.mark.parametrize(
    ("paging", "size"),
    [
        (Paging(after=_cursor(("a",))), 25),
        (Paging(after=_cursor(("a",)), before=_cursor(("z",))), 100),
        (Paging(after=_cursor(("a",)), before=_cursor(("z",)), size=7), 7),
    ],
)
def test_the_size_of_a_page_that_asks_for_none(paging: Paging, size: int) -> None:
    assert _strategy(paging).window().size == size


@pytest.mark.req("AMB-17")
def test_a_list_is_told_apart_by_type_order_and_filter_alone() -> None:
    lists = [
        LISTING,
        Listing("people", declared("id"), None, (Kind.STRING,)),
        Listing("tags", declared("-id"), None, (Kind.STRING,)),
        Listing("tags", declared("name"), None, (Kind.STRING, Kind.ID)),
        Listing("tags", declared("id"), IsNull("description"), (Kind.STRING,)),
    ]

    assert len({each.context for each in lists}) == len(lists)
