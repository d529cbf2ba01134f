"""What a URL asks for, before it is known who asks: a query string read once, and then remembered.

In: a target, the text of a query string, and what was negotiated. Out: a `Question`, all that
follows from these alone; or the faults in it. The same few texts come again and again, so those
that are not long are remembered, a bounded number of them: a `Question` never holds a row, an
identity or a moment, and so is never stale and nobody's in particular.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .. import pagination, query
from ..pagination.cursors import Cursors
from ..pagination.included import windows
from ..pagination.strategies import CursorPages, Listing, PageSizes, Strategy
from ..pagination.window import IncludedWindow, Window
from ..policy import Reading
from ..query import Query, QueryLimits
from ..query.include import Include
from ..query.parameters import decoded
from ..query.sort import Order, total
from ..query.target import Target
from ..serializers.links import QueryString
from ..store.plan import page_order
from ..store.shape import View

#: Query strings of more bytes are not remembered, and are read beside the event loop.
LONG = 2_000
REMEMBERED = 1_024


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A query string, understood: equal to itself alone, so that it is found quickly.

    `strategy` and `window` are None where the target is not a list, `order` is empty there.
    `profile` tells whether the Cursor Pagination profile is applied to the answer.
    """

    target: Target
    parameters: QueryString
    query: Query
    order: Order
    strategy: Strategy | None
    window: Window | None
    include: Include
    windows: tuple[IncludedWindow, ...]
    profile: bool
    addressable: bool


class Questions:
    """Reads query strings under the limits of one service.

    `view` gives what is read for a question under the rules of a kind of caller; it is remembered
    as well.
    """

    view: Callable[[Question, Reading], View]

    def __init__(
        self, limits: QueryLimits, included: int, sizes: PageSizes, cursors: Cursors
    ) -> None:
        self._limits = limits
        self._included = included
        self._sizes = sizes
        self._cursors = cursors
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._read)
        self.view = lru_cache(maxsize=REMEMBERED)(_view)

    def read(
        self, target: Target, text: bytes, *, by_cursor: bool, addressable: bool = True
    ) -> Question:
        """The question that `text` asks of `target`; raises Problems with every fault in it.

        `by_cursor` asks for the Cursor Pagination profile; `addressable` is False for HTTP QUERY.
        """
        if len(text) > LONG:
            return self._read(target, text, by_cursor, addressable)
        return self._remembered(target, text, by_cursor, addressable)

    def _read(self, target: Target, text: bytes, by_cursor: bool, addressable: bool) -> Question:
        pairs = tuple(decoded(text))
        parsed = query.parse(pairs, target, self._limits)
        order = total(parsed.sort) if parsed.sort else page_order(target)
        strategy = None
        if target.many:
            prefer_cursors = by_cursor or not addressable
            strategy = self._strategy(target, parsed, order, prefer_cursors)
        window = None if strategy is None else strategy.window()
        tree, page = parsed.include or Include(), 1 if window is None else window.size
        included = windows(target, tree, parsed.windows, page, self._included)
        # To pages by cursor, and where it is asked for to single resources with windows.
        applies = by_cursor and bool(included)
        if strategy is not None:
            applies = isinstance(strategy, CursorPages)
        return Question(
            target=target,
            parameters=QueryString(pairs),
            query=parsed,
            order=order if target.many else (),
            strategy=strategy,
            window=window,
            include=tree,
            windows=included,
            profile=addressable and applies,
            addressable=addressable,
        )

    def _strategy(
        self, target: Target, parsed: Query, order: Order, prefer_cursors: bool
    ) -> Strategy:
        owner = "" if target.relation is None else f"{target.owner.name}.{target.relation.name}"
        listing = Listing.of(target.graph, target.types, order, parsed.filter, owner)
        return pagination.strategy(
            parsed.paging, self._sizes, listing, self._cursors, prefer_cursors=prefer_cursors
        )


def _view(question: Question, reading: Reading) -> View:
    return View(
        target=question.target,
        reading=reading,
        include=question.include,
        fields=question.query.fields,
        windows=question.windows,
        order=question.order,
        filter=question.query.filter,
        window=question.window,
    )
