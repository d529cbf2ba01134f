"""What the driver raises, as problems that callers can be told about."""

from __future__ import annotations

import psycopg2
from psycopg2 import errors as pg
from sqlalchemy.exc import DBAPIError

from ..errors import DatabaseUnavailable, QueryTooComplex, StatementTimeout
from .preparing import outdated

RETRY_AFTER = {"Retry-After": "5"}


class Disconnected(Exception):
    """The connection is good for nothing any more; a new one may work."""


def cause(error: DBAPIError | psycopg2.Error) -> psycopg2.Error:
    """What the driver raised, whoever handed it on."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    assert isinstance(raised, psycopg2.Error), "there is no other driver"
    return raised


def told(error: psycopg2.Error, milliseconds: int) -> Exception:
    """What to raise for `error`: a problem, Disconnected, or the error itself, which is a fault of
    ours; `milliseconds` is what a statement may take."""
    match error:
        case pg.QueryCanceled():
            return StatementTimeout(
                f"A statement took longer than {milliseconds / 1000:g} s and was stopped; "
                "ask for less, or try again later.",
                headers=RETRY_AFTER,
            )
        case pg.StatementTooComplex() | pg.ProgramLimitExceeded():
            return QueryTooComplex("This query is more than the database can work out.")
        case psycopg2.OperationalError() | psycopg2.InterfaceError():
            return Disconnected()
    return Disconnected() if outdated(error) else error


def away() -> DatabaseUnavailable:
    """What to tell where no connection works."""
    return DatabaseUnavailable(
        "The database cannot be reached; try again later.", headers=RETRY_AFTER
    )
