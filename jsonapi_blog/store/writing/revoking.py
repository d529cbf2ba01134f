"""A new password ends what was begun under the old one."""

from __future__ import annotations

from sqlalchemy import delete

from ..models import AccessToken
from .transaction import Transaction


def revoke_others(transaction: Transaction, person: str) -> None:
    """Deletes the access tokens of a person, but for the one that is used right now."""
    rights = transaction.rights
    used = None if rights is None else rights.token
    statement = delete(AccessToken).where(AccessToken.person_id == person)
    if used is not None:
        statement = statement.where(AccessToken.id != used)
    transaction.connection.execute(statement)
