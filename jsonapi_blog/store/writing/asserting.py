"""Linkage that cannot be written, and is sent all the same: it must be what is there already.

Published clients write back what they have read. So linkage passes that equals what the caller
sees, as a set, or its first window; any other is refused (contract, section 2).
"""

from __future__ import annotations

from ...changes import Identifier
from ...errors import Pointer, ReadOnlyField
from ...pagination.window import Window
from ...query.include import Include
from ...query.target import Shape, Target
from ...rowset import Ref
from .. import loader
from ..plan import page_order, plan
from ..shape import Read, View, split
from .distant import FIRST_WINDOW
from .locking import Locked
from .transaction import Transaction
from .wanted import Wanted


def check(transaction: Transaction, each: Wanted, row: Locked) -> None:
    """Raises ReadOnlyField where linkage differs from what is there."""
    for name, linkage in each.asserted.items():
        if isinstance(linkage, tuple):
            same = _same_members(transaction, each, name, linkage)
        else:
            same = _ref(transaction, linkage) == row.seen[name]
        if not same:
            raise ReadOnlyField(
                f"{name!r} of {each.type} cannot be changed.",
                source=Pointer(each.pointer_to(name)),
            )


def _ref(transaction: Transaction, linkage: Identifier | None) -> Ref | None:
    return None if linkage is None else (linkage.type, transaction.id(linkage))


def _same_members(
    transaction: Transaction, each: Wanted, name: str, linkage: tuple[Identifier, ...]
) -> bool:
    """Whether these are all members that the caller sees, or those of the first window."""
    said = {_ref(transaction, member) for member in linkage}
    present = _members(transaction, each, name, max(FIRST_WINDOW, len(said)) + 1)
    return said == set(present) or (
        len(present) > FIRST_WINDOW and said == set(present[:FIRST_WINDOW])
    )


def _members(transaction: Transaction, each: Wanted, name: str, most: int) -> list[Ref]:
    """The first members of a relationship, read as its URL gives them."""
    rights = transaction.rights
    assert rights is not None, "only clients send linkage that cannot be written"
    owner = rights.graph[each.type]
    target = Target(rights.graph, Shape.LINKAGE, owner, owner.relations[name])
    view = View(
        target=target,
        reading=rights.reading,
        include=Include(),
        fields=(),
        windows=(),
        order=page_order(target),
        window=Window(size=most),
    )
    read = Read(view, rights.caller, each.id)
    shape, values = split(read)
    return loader.load(plan(shape), read, values, transaction.run).primary
