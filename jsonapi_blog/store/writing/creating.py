"""New resources: one INSERT for neighbours that fill the same columns, one for each link table.

In: `Create` changes of one type, in their order. Out: what became of each. What they link to is
looked up and locked first; slugs that nobody gave are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby
from typing import Any

from ...changes import Create, Identifier, Once
from ...errors import ForeignParent, Pointer
from ..predicates import table
from . import distant, filling, linking, naming, placing, witnessing
from .gathering import Named
from .outcome import Effect, Written
from .related import Related
from .transaction import Transaction
from .wanted import Wanted, wanted


def create(transaction: Transaction, run: Sequence[Create]) -> list[Written]:
    """Makes the resources of `run`. Raises RelatedNotFound, NotPermitted or ForeignParent."""
    type_ = run[0].target.type
    ids = [transaction.made(change.target) for change in run]
    made = [wanted(transaction, change, id_) for change, id_ in zip(run, ids, strict=True)]
    related = Related(transaction.rights, own=frozenset((type_, id_) for id_ in ids))
    if transaction.rights is not None:
        named = Named(made)
        for target_type in named.types():
            if type_ == "series" and target_type == "articles":
                # They may come from other series, which are locked before articles are.
                coming = chain.from_iterable(map(distant.coming, made))
                placing.lock(transaction, placing.around(transaction, coming))
            related.look_up(transaction, target_type, named.of(target_type))
    for each in made:
        _check(each, related)
    if type_ == "access-tokens":
        witnessing.check(transaction)
    for each in made:
        if type_ == "people" and "role" in each.columns:
            witnessing.check_role(transaction, each.pointer)

    naming.settle(transaction, type_, [each.columns for each in made])
    rows = [{"id": each.id, **each.columns} for each in made]
    if type_ == "articles":
        placing.place_created(transaction, rows)
    for (names, moments), alike in groupby(rows, key=_filled):
        filling.insert(transaction, table(type_), names, moments, list(alike))
    for name, link in linking.owned(type_).items():
        members = {each.id: each.edits[name].ids for each in made if name in each.edits}
        linking.insert_members(transaction, link, members)
    return [_written(transaction, each) for each in made]


def _check(each: Wanted, related: Related) -> None:
    """What a new resource leads to is there, and may be linked."""
    for name, (identifier, ref) in each.ones.items():
        if identifier is not None and ref is not None:
            related.check(identifier, ref[1])
            related.permit((each.type, name), identifier, ref[1])
    for name, edit in each.edits.items():
        for identifier, id_ in zip(edit.named, edit.ids, strict=True):
            related.check(identifier, id_)
            related.permit((each.type, name), identifier, id_)
    if each.type == "comments" and related.rights is not None:
        _check_parent(each, related)


def _check_parent(each: Wanted, related: Related) -> None:
    """A reply is a comment on the same article; one that replies to itself is, too (CREATE-23)."""
    identifier, parent = each.ones.get("parent", (None, None))
    if identifier is None or parent is None or parent[1] == each.id:
        return
    if related.row("comments", parent[1])["article_id"] != each.columns["article_id"]:
        raise ForeignParent(
            f"comments/{parent[1]} is a comment on another article.",
            source=Pointer(identifier.pointer),
        )


def _filled(row: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that a row fills, and those of them with the present moment."""
    return tuple(row), tuple(name for name, value in row.items() if value is Once.NOW)


def _written(transaction: Transaction, each: Wanted) -> Written:
    manys = {}
    for name, edit in each.edits.items():
        if name in linking.owned(each.type):
            manys[name] = linking.linked(each.type, name, edit.ids)
        else:
            manys[name] = distant.created(transaction, each, name, edit)
    ones = {name: ref for name, (_, ref) in each.ones.items()}
    return Written(Identifier(each.type, each.id), Effect.CREATED, ones, manys)
