"""Access tokens: everybody's own; nobody sees any without a token.

A token never makes or becomes one that may do more or lives longer than itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .. import credentials
from ..changes import Create, Update
from ..errors import (
    AuthenticationRequired,
    InsufficientScope,
    InvalidValue,
    MissingField,
    Pointer,
    Problem,
)
from ..policy import EVERYTHING, Identity, Policy, Role, covers, everyone, outlives, own
from ..query.expression import Symbol
from ..serializers.access_tokens import AccessTokenSchema
from .resource import Resource

NAME = "access-tokens"
_OWN = own("person", all_from=Role.ADMIN)
_LOGIN = ("email", "password")


class AccessTokens(Resource):
    schema = AccessTokenSchema
    # Whoever has no token makes one with address and password, so creation is no matter of role.
    policy = Policy(read=_OWN, create=everyone, write=_OWN, private=True)
    sortable = ("name", "expiresAt", "lastUsedAt", "createdAt")
    filterable = sortable
    client_ids = False
    defaults = {"scopes": [EVERYTHING], "person": Symbol.CALLER}

    @classmethod
    def refusals(cls, change: Create | Update, identity: Identity) -> Iterable[Problem]:
        """What the caller's own token does not cover.

        Raises AuthenticationRequired where neither a token nor a login is sent.
        """
        if identity.person is None:
            if not any(name in change.pointers for name in _LOGIN):
                raise AuthenticationRequired(
                    "A new token takes email and password, or another token in the Authorization "
                    "header.",
                    headers={"WWW-Authenticate": "Bearer"},
                )
            return
        columns = {**cls.defaults, "expires_at": None} if isinstance(change, Create) else {}
        columns |= change.columns
        if isinstance(change, Create) and identity.writes_as(NAME) is Role.ANONYMOUS:
            yield InsufficientScope(
                "The token lacks the scope access-tokens:write.", source=Pointer(change.pointer)
            )
            return
        beyond = [s for s in columns.get("scopes", ()) if not covers(identity.scopes, s)]
        if beyond:
            yield InsufficientScope(
                f"The token that asks does not cover {', '.join(beyond)}.",
                source=Pointer(change.pointers.get("scopes", change.pointer)),
            )
        if "expires_at" in columns and not outlives(identity.expires, columns["expires_at"]):
            yield InsufficientScope(
                f"The token that asks expires at {identity.expires:%Y-%m-%dT%H:%M:%SZ}; another "
                "one may not live longer.",
                source=Pointer(change.pointers.get("expires_at", change.pointer)),
            )

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """A new token has a secret, of which only the digest is stored."""
        if isinstance(change, Update):
            return change
        columns = {name: value for name, value in change.columns.items() if name not in _LOGIN}
        secret = credentials.mint()
        columns |= {"digest": credentials.digest(secret)}
        columns.setdefault("scopes", [EVERYTHING])
        return replace(change, columns=columns, shown={"secret": secret})


def login(change: Create, identity: Identity) -> tuple[str, str] | None:
    """The address and the password that a new token is asked for with; None where a token asks.

    Raises MissingField where one of the two is missing, and InvalidValue where they come beside a
    token.
    """
    given = [name for name in _LOGIN if name in change.columns]
    if identity.person is not None:
        if given:
            raise InvalidValue(
                "A request with a token does not log in: leave email and password out, or the "
                "Authorization header.",
                source=Pointer(change.pointers[given[0]]),
                meta={"attribute": given[0], "message": "Leave this out beside a token."},
            )
        return None
    if len(given) == 1:
        (missing,) = set(_LOGIN) - set(given)
        raise MissingField(
            f"Logging in takes {missing!r} too.",
            source=Pointer(f"{change.pointer}/attributes"),
            meta={"attribute": missing, "message": f"{missing} is needed."},
        )
    return change.columns["email"], change.columns["password"]
