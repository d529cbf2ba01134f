"""Every way to page, reduced to one neutral `Window`: it never sees SQL, a row or a request."""

from __future__ import annotations

from ..query.page import Paging
from .cursors import Cursors
from .strategies import CursorPages, Listing, NumberPages, OffsetPages, PageSizes, Strategy


def strategy(
    paging: Paging, sizes: PageSizes, listing: Listing, cursors: Cursors, *, prefer_cursors: bool
) -> Strategy:
    """The strategy that `paging` asks for; by cursor where it asks for none and that is preferred.

    Raises Problems for each cursor that is none of this listing.
    """
    if paging.after is not None or paging.before is not None:
        return CursorPages.of(paging, sizes, listing, cursors)
    if paging.offset is not None or paging.limit is not None:
        return OffsetPages(paging, sizes)
    if prefer_cursors and paging.number is None:
        return CursorPages.of(paging, sizes, listing, cursors)
    return NumberPages(paging, sizes)
