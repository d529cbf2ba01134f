"""What the answer to a write shows: each resource as its change left it.

Resources wait to be read, so that many are read by one statement for each type; they are read
earlier when a later change touches one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ..changes import Attach, Change, Create, Delete, Detach, Update
from ..errors import NotPermitted
from ..rowset import Members, Rowset
from . import loader
from .plan import plan
from .shape import Read, split
from .writing.distant import FIRST_WINDOW, is_distant
from .writing.outcome import Effect, Written
from .writing.transaction import Transaction

#: The read of some resources of a type, by their ids; whether with what is shown only once.
Reader = Callable[[str, tuple[str, ...], bool], Read]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a change, and the rows that show it, where it is shown."""

    written: Written
    rowset: Rowset | None = None


@dataclass(slots=True)
class Echo:
    """The results of one transaction, in the order of its changes; `shown` are those with rows."""

    transaction: Transaction
    reader: Reader
    shown: Collection[int]
    results: list[Result] = field(default_factory=list)
    _waiting: list[int] = field(default_factory=list)

    def before(self, run: Sequence[Change]) -> None:
        """Reads what is about to change."""
        if self._waiting and any(map(self._touches, run)):
            self.drain()

    def after(self, done: Sequence[Written]) -> None:
        """Notes what has changed."""
        for written in done:
            if len(self.results) in self.shown:
                self._waiting.append(len(self.results))
            self.results.append(Result(written))

    def drain(self) -> None:
        """Reads everything that waits, one type after the other."""
        alike: dict[tuple[str, bool], list[int]] = {}
        for index in self._waiting:
            written = self.results[index].written
            alike.setdefault((written.target.type, self._is_new(written)), []).append(index)
        for (type_, new), indexes in alike.items():
            several = [self.results[index].written for index in indexes]
            rowset = self._read(type_, several, once=new)
            for index, written in zip(indexes, several, strict=True):
                self.results[index] = Result(written, rowset)
        self._waiting.clear()

    def _is_new(self, written: Written) -> bool:
        """Whether there is something to show of it that is never shown again."""
        rights = self.transaction.rights
        assert rights is not None, "what is shown is shown to somebody"
        return written.effect is Effect.CREATED and bool(rights.graph[written.target.type].once)

    def _read(self, type_: str, several: Sequence[Written], *, once: bool) -> Rowset:
        read = self.reader(type_, tuple(written.target.id or "" for written in several), once)
        shape, values = split(read)
        rowset = loader.load(plan(shape), read, values, self.transaction.run)
        found = {id_ for _, id_ in rowset.primary}
        for written in several:
            if written.target.id not in found:
                raise NotPermitted("After this change you could not see the resource any more.")
            _link(rowset, written)
        return rowset

    def _touches(self, change: Change) -> bool:
        """Whether what waits may look different after a change."""
        if isinstance(change, Delete) or _reaches(change):
            return True
        if isinstance(change, Create):
            return False
        id_ = self.transaction.id(change.target)
        return any(self.results[index].written.target.id == id_ for index in self._waiting)


def _reaches(change: Create | Update | Attach | Detach) -> bool:
    """Whether a change reaches other resources than its own: moves their versions, or ends them, as
    a new password does with tokens."""
    type_ = change.target.type
    if isinstance(change, Update) and "password_hash" in change.columns:
        return True
    names = change.linkage if isinstance(change, Create | Update) else (change.relation,)
    return any(is_distant(type_, name) or (type_, name) == ("articles", "series") for name in names)


def _link(rowset: Rowset, written: Written) -> None:
    """Shows the linkage that was written, where no include path shows it (contract, section 2)."""
    type_, id_ = written.target.type, written.target.id or ""
    for name, ref in written.ones.items():
        rowset.ones.setdefault((type_, name), {}).setdefault(id_, ref)
    for name, linked in written.manys.items():
        members = Members(
            refs=linked.refs[:FIRST_WINDOW],
            path=(),
            size=FIRST_WINDOW,
            more=len(linked.refs) > FIRST_WINDOW,
            last=linked.last,
            total=None,
        )
        rowset.manys.setdefault((type_, name), {}).setdefault(id_, members)
