"""One write, from its first lock to its commit, tried again where others were in the way.

In: changes, who makes them, what the answer shows, and a function that makes the answer inside the
transaction: a write that cannot be answered has not happened. Out: the answer. Raises the problems
that only the database knows.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import psycopg2
from psycopg2 import errors as pg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ..changes import Change, Update
from ..errors import DatabaseUnavailable, Problem, WriteConflict
from . import idempotency
from .echo import Echo, Reader, Result
from .idempotency import Key, Recorded
from .plan import plan
from .preparing import outdated
from .refusing import cause
from .shape import split
from .writer import Retry, Rights, Transaction, Unattributed, carry_out

ATTEMPTS = 12
#: Seconds before the second attempt, about; each further one waits twice as long, to a bound.
PAUSE, LONGEST = 0.01, 0.16


@dataclass(frozen=True, slots=True)
class Write:
    """Changes to make, all or none. `shown` are the indexes of those whose resource is shown.

    With `rollback` everything happens but the commit.
    """

    changes: tuple[Change, ...]
    rights: Rights
    reader: Reader
    shown: frozenset[int]
    key: Key | None = None
    rollback: bool = False
    singly: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a write, and whether it is one that was given before."""

    recorded: Recorded
    replayed: bool = False


Answering = Callable[[Sequence[Result]], Recorded]


class Lost(Exception):
    """Nothing was committed, and the connection is good for nothing any more."""


def write(engine: Engine, asked: Write, answering: Answering) -> Answered:
    """Carries out `asked`. Raises WriteConflict where others are in the way again and again."""
    for attempt in range(ATTEMPTS):
        if attempt:
            # Two that collided must not start again together.
            pause = min(PAUSE * 2 ** (attempt - 1), LONGEST)
            time.sleep(pause * random.uniform(0.5, 1.5))
        try:
            return _once(engine, asked, answering)
        except Unattributed:
            asked = replace(asked, singly=True)
        except Retry:
            continue
    raise WriteConflict(
        "Other writes were in the way of this one again and again; nothing was changed.",
        headers={"Retry-After": "1"},
    )


def _once(engine: Engine, asked: Write, answering: Answering) -> Answered:
    level = "READ COMMITTED" if _is_single(asked) else "REPEATABLE READ"
    try:
        with engine.connect() as made:
            connection = made.execution_options(isolation_level=level)
            # Statements that go past SQLAlchemy begin nothing that it would commit.
            connection.begin()
            try:
                answered = _carried_out(connection, asked, answering)
            except Problem:
                connection.rollback()
                before = _given_before(connection, asked)
                if before is None:
                    raise
                answered = before
            if asked.rollback or answered.replayed:
                connection.rollback()
            else:
                _commit(connection)
            return answered
    except (DBAPIError, psycopg2.Error) as error:
        raise _told(error) from error


def _carried_out(connection: Connection, asked: Write, answering: Answering) -> Answered:
    if asked.key is not None:
        before = idempotency.recall(connection, asked.key)
        if before is not None:
            return Answered(before, replayed=True)
    transaction = Transaction(connection, asked.rights)
    echo = Echo(transaction, asked.reader, asked.shown)
    carry_out(transaction, asked.changes, singly=asked.singly, before=echo.before, after=echo.after)
    echo.drain()
    recorded = answering(echo.results)
    if asked.key is not None:
        idempotency.remember(connection, asked.key, recorded)
    return Answered(recorded)


def _given_before(connection: Connection, asked: Write) -> Answered | None:
    """What was answered to the same request while this one began, if anything was.

    A snapshot of several statements is taken before the lock on the key is had; what is refused in
    it may be what the first request has written in between.
    """
    if asked.key is None or _is_single(asked):
        return None
    before = idempotency.recall(connection, asked.key)
    return None if before is None else Answered(before, replayed=True)


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except (DBAPIError, psycopg2.Error) as error:
        if isinstance(cause(error), pg.SerializationFailure | pg.DeadlockDetected):
            raise Retry from error
        raise DatabaseUnavailable(
            "The database went away while it committed: whether this was written is not known. "
            "With an Idempotency-Key the same request can be sent again.",
            headers={"Retry-After": "5"},
        ) from error


def _is_single(asked: Write) -> bool:
    """Whether the answer is read by one statement, which is its own snapshot (contract, 4).

    So is whatever ends tokens: it must see those that were stored while it waited for its lock.
    """
    if any(isinstance(c, Update) and "password_hash" in c.columns for c in asked.changes):
        return True
    shown = (asked.changes[index].target.type for index in sorted(asked.shown))
    return all(plan(split(asked.reader(type_, (), False))[0]).single for type_ in set(shown))


def _told(error: DBAPIError | psycopg2.Error) -> Exception:
    """What to raise for what the driver raised: `Retry`, `Lost`, or the driver's own error."""
    raised = cause(error)
    match raised:
        case pg.SerializationFailure() | pg.DeadlockDetected():
            return Retry()
        case pg.QueryCanceled() | pg.StatementTooComplex() | pg.ProgramLimitExceeded():
            return raised
        case psycopg2.OperationalError() | psycopg2.InterfaceError():
            return Lost()
    return Lost() if outdated(raised) else error
