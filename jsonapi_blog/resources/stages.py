"""The stages of a write that need no row: who asks, what they may ask for, what follows from it.

In: changes as they were read, and the faults that reading noted. Out: the same changes, completed
and ready to be written; or the problems of the first stage that found any (contract, section 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .. import logins
from ..changes import Change, Create, Identifier, Linkage, Update
from ..errors import AuthenticationRequired, InsufficientScope
from ..policy import ANONYMOUS, Identity, Role
from ..query.expression import NEVER, Symbol
from ..serializers.payload.faults import Faults
from ..store.idempotency import Key
from ..store.writer import Rights
from . import access_tokens
from .api import Api
from .permission import refusals
from .sent import Sent


def caller(sent: Sent, *, open_to_all: bool = False) -> Identity:
    """Who writes. Raises AuthenticationRequired without a token."""
    if sent.identity.person is None and not open_to_all:
        raise AuthenticationRequired(
            "Writing takes a token: Authorization: Bearer <token>.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return sent.identity


def admit(api: Api, identity: Identity, type_: str) -> None:
    """Raises AuthenticationRequired where a type is private and nobody in particular asks."""
    if api.resources[type_].policy.private and identity.person is None:
        raise AuthenticationRequired(
            f"{type_} are shown to nobody without a token: Authorization: Bearer <token>.",
            headers={"WWW-Authenticate": "Bearer"},
        )


def check_scope(api: Api, identity: Identity, type_: str) -> None:
    """Raises InsufficientScope where a type is private and the token does not reach it."""
    if api.resources[type_].policy.private and identity.reads_as(type_) is Role.ANONYMOUS:
        raise InsufficientScope(f"The token lacks the scope {type_}:read.")


def anyone_creates(api: Api, type_: str) -> bool:
    """Whether resources of a type are created without a token, too."""
    return api.writings.of(ANONYMOUS).create[type_] != NEVER


def judge(api: Api, changes: Sequence[Change], identity: Identity, faults: Faults) -> None:
    """Raises Problems with what is wrong: structure, then role and scopes, then values."""
    faults.raise_structure()
    for change in changes:
        faults.refusals += refusals(api, change, identity)
    faults.raise_refusals()
    faults.raise_values()


def logged_in(api: Api, change: Create, identity: Identity, sent: Sent) -> Identity:
    """Whose new token it will be: the caller's, or whoever's address and password it came with."""
    given = access_tokens.login(change, identity)
    if given is None:
        return identity
    limits = api.settings.login
    throttle = logins.Throttle(limits.per_account, limits.per_address, limits.minutes)
    return logins.identity(*given, sent.address, api.store, throttle)


def completed(api: Api, change: Change, identity: Identity) -> Change:
    """The change with its defaults, and all that its type makes of it."""
    if not isinstance(change, Create | Update):
        return change
    resource = api.resources[change.target.type]
    if isinstance(change, Create):
        links: dict[str, Linkage] = {
            name: Identifier("people", identity.person)
            for name, default in resource.defaults.items()
            if default is Symbol.CALLER and identity.person is not None
        }
        change = replace(change, linkage={**links, **change.linkage})
    return resource.prepared(change)


def rights(api: Api, identity: Identity) -> Rights:
    """What the store needs to know of who writes."""
    return Rights(
        api.graph,
        api.readings.of(identity),
        api.writings.of(identity),
        identity.person,
        identity.token,
        identity.verified,
        identity.role.name.lower(),
    )


def key(sent: Sent, identity: Identity, text: str | None, root: Any) -> Key | None:
    """The key under which the answer is kept; a dry run leaves it free."""
    if text is None or identity.person is None or sent.preferences.rollback:
        return None
    return Key(identity.person, text, sent.fingerprint(root, identity.scopes))
