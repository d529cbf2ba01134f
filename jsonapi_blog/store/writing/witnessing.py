"""What accounts and tokens are written with must still hold when they are written.

Who asks was found out before the transaction: by a token, or by a password that takes a while to
verify. Meanwhile the password may have changed, which ends all that was begun under the old one, or
the person may have lost the role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...errors import Header, InvalidCredentials, InvalidToken, NotPermitted, Pointer
from ..models import AccessToken, Person
from .transaction import Rights, Transaction


@dataclass(frozen=True, slots=True)
class Asker:
    """The token that asks, as it is by now, and the role of its person."""

    role: str
    scopes: tuple[str, ...]
    expires: datetime | None


def check(transaction: Transaction) -> None:
    """Raises InvalidToken unless the token that asks is still there, or InvalidCredentials unless
    the password that was verified is still the person's; whoever changes it waits until the new
    token is stored."""
    rights = transaction.rights
    if rights is None or asker(transaction) is not None:
        return
    statement = select(Person.password_hash).where(Person.id == rights.caller)
    present = transaction.connection.scalar(statement.with_for_update(read=True))
    if rights.verified is None or present != rights.verified:
        raise InvalidCredentials(
            "What this was asked for with was changed a moment ago.",
            headers={"WWW-Authenticate": "Bearer"},
        )


def check_role(transaction: Transaction, pointer: str) -> None:
    """Raises InvalidToken unless the token that asks is still there, and NotPermitted unless its
    person still has the role; whoever changes either waits for the end."""
    present = asker(transaction)
    rights = transaction.rights
    if present is not None and rights is not None and rights.role not in (None, present.role):
        raise NotPermitted("Your role was changed a moment ago.", source=Pointer(pointer))


def asker(transaction: Transaction) -> Asker | None:
    """The token that asks, locked together with its person; None where none does.

    Raises InvalidToken where it is not there any more. Both rows are locked by the statement
    that reads them: of a row that is not, it would tell what was there before it waited.
    """
    rights: Rights | None = transaction.rights
    if rights is None or rights.token is None:
        return None
    row = transaction.connection.execute(
        select(Person.role, AccessToken.scopes, AccessToken.expires_at)
        .join(AccessToken, AccessToken.person_id == Person.id)
        .where(Person.id == rights.caller, AccessToken.id == rights.token)
        .with_for_update(read=True, of=[Person.__table__, AccessToken.__table__])
    ).first()
    if row is None:
        raise InvalidToken(
            "The access token was revoked a moment ago.",
            source=Header("Authorization"),
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return Asker(row.role, tuple(row.scopes), row.expires_at)
