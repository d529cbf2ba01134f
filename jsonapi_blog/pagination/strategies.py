"""Page numbers, offsets and the Cursor Pagination profile: `page[…]` to a window and back to links.

In: `Paging` as asked, and the list that is paged. Out: a `Window` for the store; then, with the
`Extent` it found, the page parameters of each link, and `meta`. A new strategy is one more class
with these methods. The rules are those of "Pagination" in the base specification and of the
Cursor Pagination profile (CUR).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import InvalidCursor, Problem, Problems
from ..graph import Graph, Kind, ResourceType
from ..query.expression import Expression
from ..query.page import Paging
from ..query.sort import POSITION, Order, key_kind
from ..rowset import Extent
from .cursors import Cursors
from .window import Edge, Place, Window

#: The page parameters of one link; None where the link is not available (PAGE-05).
PageLink = tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that is paged: what its cursors are bound to."""

    name: str
    order: Order
    filter: Expression | None
    kinds: tuple[Kind, ...]

    @classmethod
    def of(
        cls,
        graph: Graph,
        types: tuple[ResourceType, ...],
        order: Order,
        conditions: Expression | None,
        owner: str,
    ) -> Listing:
        """`types` under `order`; an order that is kept by hand is that of `owner` alone."""
        by_hand = any(key.path == (POSITION,) for key in order)
        name = owner if by_hand else "|".join(t.name for t in types)
        kinds = tuple(key_kind(graph, types, key) for key in order)
        return cls(name, order, conditions, kinds)

    @property
    def context(self) -> str:
        """What a cursor of this list is signed with."""
        order = ",".join(map(str, self.order))
        return f"{self.name}\0{order}\0{self.filter if self.filter is not None else ''}"


@dataclass(frozen=True, slots=True)
class PageSizes:
    """The size of a page that asks for none, and the largest one that may be asked for."""

    default: int
    most: int


class Strategy(Protocol):
    """One way to page."""

    def window(self) -> Window:
        """What the store has to read."""

    def links(self, extent: Extent) -> dict[str, PageLink]:
        """The page parameters of `first`, `prev`, `next` and `last`."""

    def meta(self, extent: Extent) -> dict[str, Any]:
        """What the page says of itself in the top-level `meta`."""


def _totals(total: int | None) -> dict[str, Any]:
    return {} if total is None else {"total": total, "page": {"total": total}}


@dataclass(frozen=True, slots=True)
class NumberPages:
    """`page[number]` and `page[size]`: what a caller gets who asks for nothing."""

    paging: Paging
    sizes: PageSizes

    @property
    def size(self) -> int:
        return self.paging.size or self.sizes.default

    @property
    def number(self) -> int:
        return self.paging.number or 1

    def window(self) -> Window:
        total = self.paging.total is not False
        return Window(self.size, offset=(self.number - 1) * self.size, total=total)

    def links(self, extent: Extent) -> dict[str, PageLink]:
        links = {
            "first": self._link(1),
            "prev": self._link(self.number - 1) if self.number > 1 else None,
            "next": self._link(self.number + 1) if extent.more else None,
        }
        if extent.total is not None:
            links["last"] = self._link(max(1, -(-extent.total // self.size)))
        return links

    def meta(self, extent: Extent) -> dict[str, Any]:
        return _totals(extent.total)

    def _link(self, number: int) -> PageLink:
        size = (("page[size]", str(self.size)),) if self.paging.size else ()
        return (("page[number]", str(number)), *size)


@dataclass(frozen=True, slots=True)
class OffsetPages:
    """`page[offset]` and `page[limit]`: the same answers by another spelling."""

    paging: Paging
    sizes: PageSizes

    @property
    def limit(self) -> int:
        return self.paging.limit or self.sizes.default

    @property
    def offset(self) -> int:
        return self.paging.offset or 0

    def window(self) -> Window:
        return Window(self.limit, offset=self.offset, total=self.paging.total is not False)

    def links(self, extent: Extent) -> dict[str, PageLink]:
        links = {
            "first": self._link(0),
            "prev": self._link(max(0, self.offset - self.limit)) if self.offset else None,
            "next": self._link(self.offset + self.limit) if extent.more else None,
        }
        if extent.total is not None:
            links["last"] = self._link(max(0, extent.total - 1) // self.limit * self.limit)
        return links

    def meta(self, extent: Extent) -> dict[str, Any]:
        return _totals(extent.total)

    def _link(self, offset: int) -> PageLink:
        limit = (("page[limit]", str(self.limit)),) if self.paging.limit else ()
        return (("page[offset]", str(offset)), *limit)


@dataclass(frozen=True, slots=True)
class CursorPages:
    """`page[after]`, `page[before]` and `page[size]`: the Cursor Pagination profile, by keyset."""

    paging: Paging
    sizes: PageSizes
    listing: Listing
    cursors: Cursors
    after: Place | None
    before: Place | None

    @classmethod
    def of(
        cls, paging: Paging, sizes: PageSizes, listing: Listing, cursors: Cursors
    ) -> CursorPages:
        """The strategy with its cursors read; raises Problems for what is no cursor here."""
        faults: list[Problem] = []

        def place(text: str | None, parameter: str) -> Place | None:
            try:
                if text is not None:
                    return cursors.place(text, listing.context, listing.kinds, parameter)
            except InvalidCursor as fault:
                faults.append(fault)
            return None

        after = place(paging.after, "page[after]")
        before = place(paging.before, "page[before]")
        if faults:
            raise Problems(faults)
        return cls(paging, sizes, listing, cursors, after, before)

    @property
    def ranged(self) -> bool:
        return self.after is not None and self.before is not None

    def window(self) -> Window:
        # CUR-26: a range is given whole where it fits.
        default = self.sizes.most if self.ranged else self.sizes.default
        return Window(
            self.paging.size or default,
            after=self.after,
            before=self.before,
            total=self.paging.total is True,
            keyed=True,
        )

    def places(self, extent: Extent) -> tuple[tuple[str, Place] | None, tuple[str, Place] | None]:
        """Where the previous and the next page lie: a page parameter and a place, or None.

        An empty page beyond an edge leads back to the page that ends (or begins) at that edge
        (AMB-16); in a range, `next` stays inside it and `prev` would leave it (AMB-15).
        """
        first = extent.keys[0] if extent.keys else None
        last = extent.keys[-1] if extent.keys else None
        if self.ranged:
            return None, ("after", last) if extent.more and last is not None else None
        if self.before is not None:
            earlier = ("before", first) if extent.more and first is not None else None
            if self.before is Edge.END:
                return earlier, None
            return earlier, ("after", last if last is not None else Edge.START)
        later = ("after", last) if extent.more and last is not None else None
        if self.after is None or self.after is Edge.START:
            return None, later
        return ("before", first if first is not None else Edge.END), later

    def links(self, extent: Extent) -> dict[str, PageLink]:
        earlier, later = self.places(extent)
        return {
            "first": self._link("after", Edge.START),
            "prev": self._link(*earlier) if earlier else None,
            "next": self._link(*later) if later else None,
            "last": self._link("before", Edge.END),
        }

    def meta(self, extent: Extent) -> dict[str, Any]:
        meta = _totals(extent.total)
        if self.ranged and extent.more:
            meta.setdefault("page", {})["rangeTruncated"] = True
        return meta

    def cursor(self, place: Place) -> str:
        """The cursor that stands on `place` of this list."""
        return self.cursors.text(place, self.listing.context)

    def _link(self, side: str, place: Place) -> PageLink:
        pairs = [(f"page[{side}]", self.cursor(place))]
        if self.ranged and side == "after" and place is not Edge.START:
            assert self.paging.before is not None
            pairs.append(("page[before]", self.paging.before))
        if self.paging.size:
            pairs.append(("page[size]", str(self.paging.size)))
        return tuple(pairs)
