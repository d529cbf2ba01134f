"""Resources that change: locked, judged, compared, and written where they differ.

In: `Update`, `Attach` and `Detach` changes of one type, in their order. Out: what became of each.
What a change does not change touches no row; what it does change moves the version, once for each
change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func

from ...changes import Attach, Detach, Identifier, Once, Update
from ...errors import NotPermitted, Pointer, TooManyMembers
from ..models import RESOURCES, ToOne
from ..predicates import table
from . import asserting, covering, distant, linking, placing, revoking, witnessing
from .gathering import Named, comes_before
from .locking import Locked, Sought, check_version, judged, locked
from .outcome import Effect, Linked, Written
from .related import Related
from .saving import Saving
from .transaction import Transaction
from .wanted import Mode, Wanted, wanted

_Members = dict[str, dict[str, tuple[str, ...]]]

#: Columns of people that decide who may do what.
_POWER = frozenset({"password_hash", "role"})


def change(transaction: Transaction, run: Sequence[Update | Attach | Detach]) -> list[Written]:
    """Writes `run`. Raises the problem of the first change that cannot be made."""
    type_ = run[0].target.type
    asked = [wanted(transaction, one, transaction.id(one.target)) for one in run]
    related = Related(transaction.rights)
    named = Named(asked if transaction.rights is not None else ())
    for earlier in named.types():
        if comes_before(earlier, type_):
            related.look_up(transaction, earlier, named.of(earlier))
    moving = {each.id: each.columns["series_id"] for each in asked if "series_id" in each.columns}
    shelved = placing.lock_around(transaction, moving)
    # An article may come from another series, which changes as well.
    others = placing.around(transaction, chain.from_iterable(map(distant.coming, asked)))
    ids = [*(each.id for each in asked), *others]
    covered = type_ == "access-tokens" and any(map(_covered, asked))
    asker = witnessing.asker(transaction) if covered else None
    rows = locked(transaction, _sought(transaction, type_, asked), ids)
    placing.check_still(shelved, (row.columns.get("series_id") for row in rows.values()))
    shelves = {
        each.id: placing.shelf(transaction, each.id, distant.coming(each), rows)
        for each in asked
        if type_ == "series" and "articles" in each.edits and each.id in rows
    }
    for later in named.types():
        if not comes_before(later, type_):
            related.look_up(transaction, later, named.of(later))
    members: _Members = {
        name: linking.members(
            transaction,
            link,
            [each.id for each in asked if name in each.edits and each.id in rows],
        )
        for name, link in linking.owned(type_).items()
    }
    saving = Saving(transaction, table(type_))
    writing = _Changing(transaction, related, rows, members, shelves, saving, asker)
    done = [writing.write(one.target, each) for one, each in zip(run, asked, strict=True)]
    saving.flush()
    return done


def _covered(each: Wanted) -> bool:
    """Whether the token that asks must cover what becomes of a token."""
    return not each.columns.keys().isdisjoint(covering.COLUMNS)


def _sought(transaction: Transaction, type_: str, asked: Sequence[Wanted]) -> Sought:
    """The columns to compare, and the fields whose rules are narrower than that of the row."""
    columns = {name for each in asked for name in each.columns}
    if type_ == "access-tokens" and any(map(_covered, asked)):
        columns.update(covering.COLUMNS)
    edited = {name for each in asked for name in each.edits}
    asserted = {name for each in asked for name in each.asserted}
    edges = RESOURCES[type_].edges
    narrow = _narrow(transaction, type_)
    return Sought(
        type=type_,
        columns=tuple(sorted(columns)),
        fields=tuple(
            name for name, own in narrow.items() if name in edited or columns.intersection(own)
        ),
        seen=tuple(sorted(name for name in asserted if isinstance(edges[name], ToOne))),
    )


def _narrow(transaction: Transaction, type_: str) -> dict[str, tuple[str, ...]]:
    """The fields with a rule of their own, each with the columns that it is stored in."""
    rights = transaction.rights
    if rights is None:
        return {}
    found = {}
    for owner, name in sorted(rights.writing.fields):
        if owner != type_:
            continue
        edge = RESOURCES[type_].edges.get(name)
        if isinstance(edge, ToOne):
            found[name] = tuple(edge.columns.values())
        else:
            own = rights.graph[type_].attributes.get(name)
            found[name] = () if own is None else (own.column,)
    return found


@dataclass(slots=True)
class _Changing:
    """The rows of a run, as they are by now."""

    transaction: Transaction
    related: Related
    rows: dict[str, Locked]
    members: _Members
    shelves: dict[str, placing.Shelf]
    saving: Saving
    asker: witnessing.Asker | None

    def write(self, target: Identifier, each: Wanted) -> Written:
        """Writes what differs, and notes it for a later change of the run."""
        row = judged(self.rows, target, each.id)
        differing = self._differing(each, row)
        edited = self._edited(each)
        self._check_fields(each, row, {*differing}, {*edited})
        self._check_asker(each, row, differing)
        asserting.check(self.transaction, each, row)
        check_version(row, target, each.id, each.expected)
        distant.check_guard(each)
        self._check_related(each, row, edited)
        self._check_room(each, edited)

        moved, manys = self._edit_distant(each)
        if not differing and not edited and not moved:
            return self._told(each, Effect.UNCHANGED, manys)
        self._update(each, row, differing)
        for name, after in edited.items():
            before = self.members[name].get(each.id, ())
            self.saving.link(linking.owned(each.type)[name], each.id, before, after)
            self.members[name][each.id] = after
        if each.type == "people" and "password_hash" in differing:
            revoking.revoke_others(self.transaction, each.id)
        return self._told(each, Effect.UPDATED, manys)

    def _differing(self, each: Wanted, row: Locked) -> dict[str, Any]:
        differing = {}
        for name, value in each.columns.items():
            present = row.columns[name]
            if value is Once.NOW:
                if present is None:
                    differing[name] = func.now()
            elif present != value:
                differing[name] = value
        return differing

    def _edited(self, each: Wanted) -> dict[str, tuple[str, ...]]:
        """The members that the resource's own to-manys shall have, where they differ."""
        edited = {}
        for name, edit in each.edits.items():
            link = linking.owned(each.type).get(name)
            if link is None:
                continue
            present = self.members[name].get(each.id, ())
            after = edit.applied(present)
            if linking.differ(link, present, after):
                edited[name] = after
        return edited

    def _check_room(self, each: Wanted, edited: dict[str, tuple[str, ...]]) -> None:
        rights = self.transaction.rights
        for name, after in edited.items():
            most = None if rights is None else rights.graph[each.type].relations[name].most
            if most is not None and len(after) > most:
                raise TooManyMembers(
                    f"{name!r} would have {len(after)} members; at most {most} are allowed.",
                    source=Pointer(each.edits[name].pointer),
                )

    def _check_fields(self, each: Wanted, row: Locked, columns: set[str], edited: set[str]) -> None:
        """What only some may write is no fault where it would not change (contract, 1)."""
        for name, own in _narrow(self.transaction, each.type).items():
            changes = name in edited or not columns.isdisjoint(own)
            if changes and not row.fields[name]:
                where = next((c for c in (name, *own) if c in each.pointers), name)
                edit = each.edits.get(name)
                pointer = edit.pointer if edit is not None else each.pointer_to(where)
                raise NotPermitted(
                    f"{name!r} of {each.type}/{each.id} is not yours to change.",
                    source=Pointer(pointer),
                )

    def _check_asker(self, each: Wanted, row: Locked, differing: dict[str, Any]) -> None:
        """What makes somebody more powerful takes a caller who still is (contract, 6)."""
        if each.type == "people" and not _POWER.isdisjoint(differing):
            # Who asks may be among those who have changed by now.
            self.saving.flush()
            witnessing.check_role(self.transaction, each.pointer)
        if self.asker is not None and _covered(each):
            covering.check(self.asker, each, row, differing)

    def _check_related(self, each: Wanted, row: Locked, edited: dict[str, tuple[str, ...]]) -> None:
        for name, (identifier, ref) in each.ones.items():
            if identifier is None or ref is None:
                continue
            self.related.check(identifier, ref[1])
            edge = RESOURCES[each.type].edges[name]
            assert isinstance(edge, ToOne), f"{each.type}.{name} is no to-one"
            if row.columns[edge.columns[ref[0]]] != ref[1]:
                self.related.permit((each.type, name), identifier, ref[1])
        for name, edit in each.edits.items():
            if name not in linking.owned(each.type) or edit.mode is Mode.REMOVE:
                continue
            present = self.members[name].get(each.id, ())
            for identifier, id_ in zip(edit.named, edit.ids, strict=True):
                self.related.check(identifier, id_)
                if name in edited and id_ not in present:
                    self.related.permit((each.type, name), identifier, id_)

    def _edit_distant(self, each: Wanted) -> tuple[bool, dict[str, Linked]]:
        """Edits what is kept in the rows of others; whether the resource itself has changed."""
        moved, manys = False, {}
        for name, edit in each.edits.items():
            if (each.type, name) == distant.OWNED_BY_TARGET:
                distant.edit_tag(self.transaction, each, edit, self.related)
            elif (each.type, name) == distant.OWNED_BY_BOTH:
                moved, manys[name] = distant.edit_series(
                    self.transaction, each, edit, self.related, self.shelves[each.id]
                )
        return moved, manys

    def _update(self, each: Wanted, row: Locked, differing: dict[str, Any]) -> None:
        if each.type == "articles" and "series_id" in differing:
            old, new = row.columns["series_id"], differing["series_id"]
            moved = placing.moved(self.transaction, old, new)
            self.saving.keep(each.id, {**differing, **moved})
            # The next one that comes into the series goes behind this one.
            self.saving.flush()
        else:
            self.saving.keep(each.id, differing)
        row.columns |= differing
        row.version += 1

    def _told(self, each: Wanted, effect: Effect, manys: dict[str, Linked]) -> Written:
        ones = {name: ref for name, (_, ref) in each.ones.items()}
        for name in each.edits:
            if name in linking.owned(each.type):
                ids = self.members[name].get(each.id, ())
                manys[name] = linking.linked(each.type, name, ids)
        return Written(Identifier(each.type, each.id), effect, ones, manys)
