"""What has ended is deleted: answers that were kept for retries, and attempts to log in.

In: how long an attempt counts. Out: how many rows of each kind there were. It is one statement, and
rows that somebody else holds right now are left for the next time, so that nobody waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import psycopg2

from . import idempotency, logins
from .models import IdempotencyKey, LoginAttempt
from .models.base import Base

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]  # untyped there


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows there were of each kind."""

    answers: int
    attempts: int


def forget(connection: Connection, login_minutes: int) -> Forgotten:
    """Deletes all that has ended; an attempt to log in ends after so many minutes."""
    return Forgotten(*connection.exec_driver_sql(FORGET, ended(login_minutes)).one())


def ended(login_minutes: int) -> dict[str, Any]:
    """The values of `FORGET`."""
    return {"kept": idempotency.KEPT, "window": f"{login_minutes} minutes"}


def _gone(model: type[Base], condition: ColumnElement[bool]) -> CTE:
    """The rows of a table that meet a condition, deleted; those that are locked stay."""
    rows = model.__table__
    assert isinstance(rows, Table), f"{model.__name__} is stored in no table of its own"
    keys = tuple(rows.primary_key)
    free = select(*keys).where(condition).with_for_update(skip_locked=True)
    return delete(rows).where(tuple_(*keys).in_(free)).returning(*keys).cte(f"gone_{rows.name}")


def _counted(gone: CTE) -> Any:
    return select(func.count()).select_from(gone).scalar_subquery()


#: `answers, attempts`: how many there were.
FORGET = str(
    select(
        _counted(_gone(IdempotencyKey, idempotency.ended(bindparam("kept")))),
        _counted(_gone(LoginAttempt, logins.ENDED)),
    ).compile(dialect=_DIALECT)
)
