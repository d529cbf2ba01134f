"""Bearer tokens to identities.

In: the `Authorization` header and a look-up by digest, which waits for the database.
Out: an `Identity`, anonymous where no token is sent. Raises InvalidToken, on reads too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from . import credentials
from .errors import Header, InvalidToken
from .policy import ANONYMOUS, Identity, Role


class Credential(Protocol):
    """What is known of a token: whose it is, that person's role; its scopes, its id, its end."""

    @property
    def person(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def scopes(self) -> tuple[str, ...]: ...
    @property
    def token(self) -> str: ...
    @property
    def expires(self) -> datetime | None: ...


Lookup = Callable[[bytes], Awaitable[Credential | None]]


def bearer(authorization: str | None) -> str | None:
    """The token of an `Authorization` header; None where there is no header.

    Raises InvalidToken for any other scheme, and for an empty token.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or " " in token:
        raise _refusal("The Authorization header is not 'Bearer <token>'.")
    return token


async def identity(token: str, lookup: Lookup) -> Identity:
    """Who sent `token`; raises InvalidToken where nobody has it, or not any more.

    What has not the form of a token is not looked up.
    """
    if not credentials.well_formed(token):
        raise _refusal("The access token is mistyped, or was not made by this service.")
    found = await lookup(credentials.digest(token))
    if found is None:
        raise _refusal("The access token is unknown, revoked or expired.")
    return Identity(
        found.person,
        Role[found.role.upper()],
        frozenset(found.scopes),
        found.token,
        found.expires,
    )


async def caller(authorization: str | None, lookup: Lookup) -> Identity:
    """Who sent a request with this `Authorization` header."""
    token = bearer(authorization)
    return ANONYMOUS if token is None else await identity(token, lookup)


def _refusal(detail: str) -> InvalidToken:
    return InvalidToken(
        detail,
        source=Header("Authorization"),
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )
