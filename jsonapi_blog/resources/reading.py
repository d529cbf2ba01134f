"""One read from its URL to its document: the order of the stages, and nothing else.

    query string -> Query -> Window -> Read -> Rowset -> document

Everything before the store is pure; the first stage that finds a fault answers with all of its
own (contract, section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import pagination, query
from ..negotiation import Negotiated
from ..pagination.included import windows
from ..pagination.strategies import CursorPages, Listing, Strategy
from ..policy import Identity
from ..query import Query
from ..query.include import Include
from ..query.sort import Order, total
from ..query.target import Target
from ..serializers.document import Frame, document
from ..serializers.links import Pairs, Urls
from ..store.plan import page_order
from ..store.shape import Read
from . import deprecations, stages
from .api import Api


@dataclass(frozen=True, slots=True)
class Asked:
    """What the request line and the headers ask for.

    `addressable` is False for HTTP QUERY: its answer has no URL of its own.
    """

    target: Target
    id: str | None
    path: str
    pairs: Pairs
    negotiated: Negotiated
    urls: Urls
    addressable: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The document, whether the profile is applied to it, the version of its resource, and headers
    that tell of what was asked for."""

    document: dict[str, Any]
    profile: bool
    version: int | None
    headers: Mapping[str, str]


def answer(api: Api, asked: Asked, identity: Identity) -> Answer:
    """The answer to a read; raises Problem or Problems."""
    target = asked.target
    parsed = query.parse(asked.pairs, target, api.limits)
    stages.check_scope(api, identity, target.owner.name)
    order = total(parsed.sort) if parsed.sort else page_order(target)
    strategy = _strategy(api, asked, parsed, order) if target.many else None
    window = strategy.window() if strategy is not None else None
    tree = parsed.include or Include()
    read = Read(
        target=target,
        reading=api.readings.of(identity),
        caller=identity.person,
        include=tree,
        fields=parsed.fields,
        windows=windows(
            target,
            tree,
            parsed.windows,
            1 if window is None else window.size,
            api.settings.limits.included,
        ),
        id=asked.id,
        order=order if target.many else (),
        filter=parsed.filter,
        window=window,
    )
    rowset = api.store.read(read)
    applied = asked.addressable and _applies(asked.negotiated, strategy, read)
    frame = Frame(
        target=target,
        query=parsed,
        urls=asked.urls,
        path=asked.path,
        pairs=asked.pairs,
        strategy=strategy,
        cursors=api.cursors,
        profile=applied,
        addressable=asked.addressable,
    )
    used = deprecations.read(parsed, target)
    headers = deprecations.headers(used, asked.urls)
    return Answer(document(rowset, frame), applied, rowset.version, headers)


def _strategy(api: Api, asked: Asked, parsed: Query, order: Order) -> Strategy:
    target = asked.target
    owner = "" if target.relation is None else f"{target.owner.name}.{target.relation.name}"
    listing = Listing.of(target.graph, target.types, order, parsed.filter, owner)
    return pagination.strategy(
        parsed.paging,
        api.page_sizes,
        listing,
        api.cursors,
        prefer_cursors=asked.negotiated.profile or not asked.addressable,
    )


def _applies(negotiated: Negotiated, strategy: Strategy | None, read: Read) -> bool:
    """Whether the Cursor Pagination profile is applied: to pages by cursor, and where it is asked
    for to single resources with windows."""
    if strategy is not None:
        return isinstance(strategy, CursorPages)
    return negotiated.profile and bool(read.windows)
