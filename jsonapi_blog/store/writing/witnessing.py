"""What a new access token leans on must still hold when it is stored.

Who asks was found out before the transaction: by a token, or by a password that takes a while to
verify. Meanwhile the password may have changed, which ends all that was begun under the old one.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from ...errors import InvalidCredentials
from ..models import AccessToken, Person
from .transaction import Transaction


def check(transaction: Transaction) -> None:
    """Raises InvalidCredentials unless the token that asks is still there, or the password that was
    verified is still the person's; whoever changes it waits until the new token is stored."""
    rights = transaction.rights
    if rights is None:
        return
    held = select(
        Person.password_hash, exists().where(AccessToken.id == rights.token).label("asks")
    )
    statement = held.where(Person.id == rights.caller).with_for_update(read=True, of=Person)
    row = transaction.connection.execute(statement).first()
    holds = row is not None and (
        row.asks or (rights.verified is not None and row.password_hash == rights.verified)
    )
    if not holds:
        raise InvalidCredentials(
            "What this was asked for with was revoked or changed a moment ago.",
            headers={"WWW-Authenticate": "Bearer"},
        )
