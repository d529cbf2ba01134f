"""Who has an account, and with which tokens: what the command line looks up and writes.

In: changes, and names as people know them. Out: ids and rows, never a digest. Each call is one
transaction. Writing is the writer's; only a token that is revoked is deleted from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg2
from psycopg2.errors import UniqueViolation
from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.exc import DBAPIError

from ..changes import Create
from ..query.literals import UUID
from .models import AccessToken, Person
from .refusing import cause
from .writer import apply


@dataclass(frozen=True, slots=True)
class Account:
    """A person, by what they are known by."""

    id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Token:
    """What may be shown of an access token."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime | None
    last_used: datetime | None


class Register:
    """People and tokens in the database of `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def person(self, named: str) -> Account | None:
        """Whoever has `named` as id, as handle, or as e-mail address in whatever case.

        A handle may look like an id; then the id counts.
        """
        known_as = [
            Person.handle.collate("C") == named,
            func.lower(Person.email) == func.lower(named),
        ]
        if UUID.fullmatch(named):
            known_as.append(Person.id == named)
        statement = (
            select(Person.id, Person.handle).where(or_(*known_as)).order_by(Person.handle == named)
        )
        with self._engine.connect() as connection:
            row = connection.execute(statement).first()
        return None if row is None else Account(row.id, row.handle)

    def tokens(self, person: str) -> Sequence[Token]:
        """The tokens of the person with this id, the oldest first."""
        columns = (
            *(AccessToken.id, AccessToken.name, AccessToken.scopes),
            *(AccessToken.created_at, AccessToken.expires_at, AccessToken.last_used_at),
        )
        statement = select(*columns).where(AccessToken.person_id == person).order_by(AccessToken.id)
        with self._engine.connect() as connection:
            return [
                Token(id_, name, tuple(scopes), created, expires, last_used)
                for id_, name, scopes, created, expires, last_used in connection.execute(statement)
            ]

    def add(self, *changes: Create) -> Sequence[str]:
        """Writes all of `changes` or nothing; out come the ids of what was created.

        Raises ValueError, with a sentence, where something is taken that must be unique.
        """
        try:
            with self._engine.begin() as connection:
                outcome = apply(connection, changes)
        except (DBAPIError, psycopg2.Error) as error:
            match cause(error):
                case UniqueViolation(diag=broken) if broken.constraint_name in _TAKEN:
                    said = {name: value for one in changes for name, value in one.columns.items()}
                    raise ValueError(_TAKEN[broken.constraint_name].format_map(said)) from error
            raise
        return [written.target.id or "" for written in outcome.written]

    def revoke(self, id_: str) -> str | None:
        """Deletes the token with this id; out comes the handle of its person, None without one."""
        if not UUID.fullmatch(id_):
            return None
        statement = (
            delete(AccessToken)
            .where(AccessToken.id == id_, AccessToken.person_id == Person.id)
            .returning(Person.handle)
        )
        with self._engine.begin() as connection:
            return connection.scalar(statement)


_TAKEN = {
    "uq_people_handle": "The handle {handle!r} is taken; choose another one.",
    "uq_people_email": "The e-mail address {email!r} belongs to somebody else.",
}
