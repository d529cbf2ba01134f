"""A change in terms of storage: columns, and edits of to-many relationships.

In: a `Create`, `Update`, `Attach` or `Detach`. Out: `Wanted`, in which foreign keys are columns and
identifiers are ids. It reads nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...changes import Attach, Create, Detach, Expected, Identifier, Linkage, Update
from ...rowset import Ref
from ..models import RESOURCES, ToOne
from .transaction import Transaction

Writes = Create | Update | Attach | Detach


class Mode(enum.Enum):
    """What happens to the members of a to-many."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """New members, more or fewer of them. `named` are the identifiers behind `ids`."""

    mode: Mode
    ids: tuple[str, ...]
    named: tuple[Identifier, ...]
    pointer: str

    def applied(self, present: tuple[str, ...]) -> tuple[str, ...]:
        """The members after this edit of `present` ones; those that stay keep their places."""
        match self.mode:
            case Mode.SET:
                return self.ids
            case Mode.ADD:
                return tuple(dict.fromkeys((*present, *self.ids)))
            case Mode.REMOVE:
                going = set(self.ids)
                return tuple(id_ for id_ in present if id_ not in going)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a change wants of one resource.

    `ones` are the to-ones that it writes, as identifiers and as what they lead to.
    """

    id: str
    type: str
    columns: dict[str, Any]
    edits: Mapping[str, Edit]
    ones: Mapping[str, tuple[Identifier | None, Ref | None]]
    asserted: Mapping[str, Linkage]
    expected: Expected | None
    pointer: str
    pointers: Mapping[str, str]

    def pointer_to(self, name: str) -> str:
        """Where the request says the column or the relationship, or else the whole change."""
        return self.pointers.get(name, self.pointer)


def wanted(transaction: Transaction, change: Writes, id_: str) -> Wanted:
    """`change` of the resource with this id. Raises UnknownLid."""
    type_ = change.target.type
    match change:
        case (
            Attach(relation=relation, members=members) | Detach(relation=relation, members=members)
        ):
            mode = Mode.ADD if isinstance(change, Attach) else Mode.REMOVE
            edits = {relation: _edit(transaction, mode, members, change.pointer)}
            return Wanted(id_, type_, {}, edits, {}, {}, change.expected, change.pointer, {})
        case Create() | Update():
            return _of_resource(transaction, change, id_)


def _edit(
    transaction: Transaction, mode: Mode, members: tuple[Identifier, ...], pointer: str
) -> Edit:
    """The edit with each member once, however often and in whichever way it is named."""
    named: dict[str, Identifier] = {}
    for member in members:
        named.setdefault(transaction.id(member), member)
    return Edit(mode, tuple(named), tuple(named.values()), pointer)


def _of_resource(transaction: Transaction, change: Create | Update, id_: str) -> Wanted:
    type_ = change.target.type
    columns, edits = dict(change.columns), {}
    ones: dict[str, tuple[Identifier | None, Ref | None]] = {}
    mode = Mode.ADD if isinstance(change, Create) else Mode.SET
    for name, linkage in change.linkage.items():
        edge = RESOURCES[type_].edges[name]
        pointer = change.pointers.get(name, change.pointer)
        if isinstance(linkage, tuple):
            assert not isinstance(edge, ToOne), f"{type_}.{name} leads to one, not to {linkage!r}"
            edits[name] = _edit(transaction, mode, linkage, pointer)
            continue
        assert isinstance(edge, ToOne), f"{type_}.{name} leads to many, not to {linkage!r}"
        columns |= dict.fromkeys(edge.columns.values())
        ref = None
        if linkage is not None:
            ref = (linkage.type, transaction.id(linkage))
            columns[edge.columns[linkage.type]] = ref[1]
        ones[name] = (linkage, ref)
    update = change if isinstance(change, Update) else None
    return Wanted(
        id=id_,
        type=type_,
        columns=columns,
        edits=edits,
        ones=ones,
        asserted={} if update is None else update.asserted,
        expected=None if update is None else update.expected,
        pointer=change.pointer,
        pointers=change.pointers,
    )
