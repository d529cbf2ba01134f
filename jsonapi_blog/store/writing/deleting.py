"""Resources that go, with what cannot be without them, and links that end.

In: `Delete` changes of one type. Out: a receipt for each, which counts what went with it as far as
whoever deletes could read it. Nothing is left to the database: `ON DELETE` would pass by versions
and receipts. What only loses a link that it owns gets a version more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from ...changes import Delete, Identifier
from . import placing, removal
from .locking import Sought, check_version, judged, locked
from .outcome import Effect, Written
from .removal import Receipts
from .transaction import Transaction


def delete(transaction: Transaction, run: Sequence[Delete]) -> list[Written]:
    """Deletes the resources of `run`, none of them twice. Raises ResourceNotFound, NotPermitted,
    PreconditionFailed or StillOwner."""
    type_ = run[0].target.type
    ids = [transaction.id(one.target) for one in run]
    of_series = ("series_id",) if type_ == "articles" else ()
    shelved = placing.lock_around(transaction, dict.fromkeys(ids if of_series else ()))
    rows = locked(transaction, Sought(type_, of_series, going=True), ids)
    placing.check_still(shelved, (row.columns.get("series_id") for row in rows.values()))
    for one, id_ in zip(run, ids, strict=True):
        row = judged(rows, one.target, id_)
        check_version(row, one.target, id_, one.expected)
        if type_ == "people":
            removal.check_owns_nothing(transaction, one.target, id_)
    receipts: Receipts = {id_: Counter({type_: 1}) for id_ in ids}
    _GOING[type_](transaction, ids, receipts)
    return [
        Written(Identifier(type_, id_), Effect.DELETED, receipt=dict(receipts[id_])) for id_ in ids
    ]


_GOING: dict[str, Callable[[Transaction, Collection[str], Receipts], None]] = {
    "people": removal.people,
    "articles": removal.articles,
    "comments": removal.comments,
    "tags": removal.tags,
    "series": removal.series,
    "reactions": removal.reactions,
    "access-tokens": removal.access_tokens,
}
