"""Changes become rows, in the transaction of whoever calls.

In: changes in the order in which they are to happen; a `lid` names what an earlier `Create` of the
same call made. Out: what became of each. Neighbours of one kind and type share their statements.

Rows are locked before they are compared, what others lead to first, series before articles and by
id within a type, so that no two transactions wait for each other. Broken constraints become
problems; without rights they are left to whoever calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import psycopg2
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ..changes import Attach, Change, Create, Delete, Detach, Identifier, Update
from .refusing import cause
from .writing import creating, deleting, distant, updating, violations
from .writing.outcome import Effect, Outcome, Written
from .writing.transaction import Retry, Rights, Transaction

__all__ = [
    "Effect",
    "Outcome",
    "Retry",
    "Rights",
    "Transaction",
    "Unattributed",
    "Written",
    "apply",
    "carry_out",
]

Run = Sequence[Change]


def apply(connection: Connection, changes: Run) -> Outcome:
    """Writes `changes` without asking who may. Raises `ResourceNotFound` for an `Update` of what
    does not exist."""
    return carry_out(Transaction(connection), changes)


def carry_out(
    transaction: Transaction,
    changes: Run,
    *,
    singly: bool = False,
    before: Callable[[Run], None] = lambda _: None,
    after: Callable[[Sequence[Written]], None] = lambda _: None,
) -> Outcome:
    """Writes `changes`, with `before` and `after` called around what is written together.

    Raises the problem of the first change that cannot be made; `Unattributed` where several were
    written together and it is not known which of them that is: `singly` tells.
    """
    written: list[Written] = []
    for run in _runs(changes, singly=singly):
        before(run)
        try:
            done = _written(transaction, run)
        except (IntegrityError, psycopg2.IntegrityError) as error:
            if transaction.rights is None:
                raise
            if len(run) > 1:
                raise Unattributed from error
            raise violations.problem(cause(error), run[0]) from error
        after(done)
        written += done
    return Outcome(tuple(written))


class Unattributed(Retry):
    """One of several changes broke a constraint; written one by one they will tell which."""


def _written(transaction: Transaction, run: Run) -> list[Written]:
    match run[0]:
        case Create():
            return creating.create(transaction, [c for c in run if isinstance(c, Create)])
        case Delete():
            return deleting.delete(transaction, [c for c in run if isinstance(c, Delete)])
        case Update() | Attach() | Detach():
            return updating.change(
                transaction, [c for c in run if isinstance(c, Update | Attach | Detach)]
            )


def _runs(changes: Run, *, singly: bool) -> Iterator[Run]:
    """Neighbours that can be written together: of one kind and type, none of which is about what
    another is about, or links to what another makes, before or after it."""
    run: list[Change] = []
    made: set[_Key] = set()
    named: set[_Key] = set()
    for change in changes:
        target = set(_keys(change.target))
        leads = set(chain.from_iterable(map(_keys, _named(change))))
        leans = not made.isdisjoint(leads) or not named.isdisjoint(target)
        if run and (singly or leans or not _alike(run[0], change)):
            yield run
            run, made, named = [], set(), set()
        run.append(change)
        made |= target
        named |= leads
    if run:
        yield run


def _alike(one: Change, other: Change) -> bool:
    if type(one) is not type(other) or one.target.type != other.target.type:
        return False
    return not _reaches(one) and not _reaches(other)


def _reaches(change: Change) -> bool:
    """Whether a change writes the rows of others, which a neighbour may write too."""
    match change:
        case Create() | Update():
            names = tuple(change.linkage)
        case Attach() | Detach():
            names = (change.relation,)
        case Delete():
            names = ()
    return any(distant.is_distant(change.target.type, name) for name in names)


#: A type, and the id or the lid of one of its resources.
_Key = tuple[str, str, str]


def _keys(identifier: Identifier) -> Iterator[_Key]:
    if identifier.id is not None:
        yield identifier.type, "id", identifier.id
    if identifier.lid is not None:
        yield identifier.type, "lid", identifier.lid


def _named(change: Change) -> Iterator[Identifier]:
    yield change.target
    if isinstance(change, Create | Update):
        for linkage in change.linkage.values():
            yield from linkage if isinstance(linkage, tuple) else [linkage] if linkage else []
