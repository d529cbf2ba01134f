"""The statements behind logging in: an account by its address, and attempts as they are counted.

An attempt counts as a failure when it begins: many at once are no way around a limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, case, cast, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, INTERVAL, insert, psycopg2

from .models import LoginAttempt, Person

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]  # untyped there


@dataclass(frozen=True, slots=True)
class Account:
    """An address, folded as the database compares it, and who has it, if anybody does.

    The hash is that of the password; None where none was ever set.
    """

    address: str
    person: str | None
    role: str | None
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often one subject was tried lately, and in how many seconds its count begins anew."""

    subject: bytes
    failures: int
    seconds_left: int


def _text(statement: Any) -> str:
    """SQL text for the driver, with its named parameters."""
    return str(statement.compile(dialect=_DIALECT))


_SUBJECTS = cast(bindparam("subjects"), ARRAY(BYTEA))
_WINDOW = cast(bindparam("window"), INTERVAL)
#: A count that is older than the window.
ENDED = LoginAttempt.since < func.now() - _WINDOW
_TRIED = func.unnest(_SUBJECTS).table_valued("subject", name="tried").render_derived()
_FIRST = insert(LoginAttempt).from_select(
    ["subject", "failures", "since"],
    # In one order everywhere, so that two attempts do not wait for each other.
    select(_TRIED.c.subject, literal_column("1"), func.now()).order_by(_TRIED.c.subject),
)

#: One failure more for each of `subjects`: `subject, failures, seconds left`. A count that is older
#: than `window` begins anew.
ATTEMPT = _text(
    _FIRST.on_conflict_do_update(
        index_elements=[LoginAttempt.subject],
        set_={
            "failures": case(
                (ENDED, literal_column("1")),
                else_=LoginAttempt.failures + literal_column("1"),
            ),
            "since": case((ENDED, func.now()), else_=LoginAttempt.since),
        },
    ).returning(
        LoginAttempt.subject,
        LoginAttempt.failures,
        cast(func.extract("epoch", LoginAttempt.since + _WINDOW - func.now()), Integer),
    )
)

#: It was no failure after all: `subjects` are as if they had never been tried.
FORGIVE = _text(
    delete(LoginAttempt)
    .where(LoginAttempt.subject == func.any(_SUBJECTS))
    .returning(LoginAttempt.subject)
)

_SOUGHT = select(func.lower(bindparam("email")).label("address")).subquery("sought")

#: One row, whether anybody has the address or not: `address, person, role, hash`.
ACCOUNT = _text(
    select(_SOUGHT.c.address, Person.id, Person.role, Person.password_hash).select_from(
        _SOUGHT.outerjoin(Person, func.lower(Person.email) == _SOUGHT.c.address)
    )
)
