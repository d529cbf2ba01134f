"""Logging in: an address and a password to an identity.

In: what was sent, from where, and the door to the accounts. Out: an `Identity` for everything that
its person may do. An unknown address and a wrong password are one answer, after the same work. Each
account and each address has a number of attempts in a while; successes give the account's back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from . import passwords
from .errors import InvalidCredentials, TooManyAttempts
from .policy import EVERYTHING, Identity, Role


class Account(Protocol):
    """An address as it is told from others, and who has it: nobody where `person` is None."""

    @property
    def address(self) -> str: ...
    @property
    def person(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def password_hash(self) -> str | None: ...


class Attempts(Protocol):
    """How often a subject was tried lately, and in how many seconds its count begins anew."""

    @property
    def subject(self) -> bytes: ...
    @property
    def failures(self) -> int: ...
    @property
    def seconds_left(self) -> int: ...


class Accounts(Protocol):
    """Where accounts are looked up and attempts are counted."""

    def account(self, email: str) -> Account:
        """Who has this address, whatever its case."""

    def attempt(self, subjects: Collection[bytes], minutes: int) -> Sequence[Attempts]:
        """Counts one attempt on each of `subjects`; out come their counts, this one included."""

    def forgive(self, subjects: Collection[bytes]) -> None:
        """Counts nothing on `subjects` any more."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """How many attempts an account and an address have in so many minutes."""

    account: int = 10
    address: int = 100
    minutes: int = 15


def identity(
    email: str, password: str, address: str, accounts: Accounts, throttle: Throttle
) -> Identity:
    """Whose address and password these are. Raises InvalidCredentials and TooManyAttempts."""
    found = accounts.account(email)
    # By the one spelling that all others of it stand for: which these are, only the store knows.
    of_account, of_address = _subject("account", found.address), _subject("address", address)
    limits = {of_account: throttle.account, of_address: throttle.address}
    for tried in accounts.attempt(limits, throttle.minutes):
        if tried.failures > limits[tried.subject]:
            raise TooManyAttempts(
                "Too many attempts to log in were made; wait a while before the next one.",
                headers={"Retry-After": str(max(1, tried.seconds_left))},
            )
    if not passwords.matches(password, found.password_hash):
        raise InvalidCredentials(
            "No account has this address and this password.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    assert found.person and found.role, "nothing matches where there is no account"
    accounts.forgive((of_account,))
    return Identity(
        found.person,
        Role[found.role.upper()],
        frozenset({EVERYTHING}),
        verified=found.password_hash,
    )


def _subject(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind} {name}".encode()).digest()
