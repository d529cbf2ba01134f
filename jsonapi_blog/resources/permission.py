"""What a caller may not even ask for: role and scopes, before any row is looked at (403).

In: a change, and who wants it. Out: problems. What depends on a row is judged under its lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..changes import Attach, Change, Create, Delete, Detach, Identifier, Update
from ..errors import InsufficientScope, NotPermitted, Pointer, Problem, ReadOnlyField
from ..errors import ReplacementRefused as Refused
from ..graph import Access, Relation
from ..policy import Identity
from ..query.expression import NEVER, Expression, Symbol
from .api import Api

_VERBS = {Create: "create", Delete: "delete"}


def refusals(api: Api, change: Change, identity: Identity) -> Iterator[Problem]:
    """Why `identity` may not ask for `change`."""
    refused = _kind_refused(api, change, identity)
    if refused is not None:
        yield refused
        return
    if isinstance(change, Create):
        yield from _narrow_refused(api, change, identity)
    if isinstance(change, Update):
        yield from _replacements_refused(api, change)
    if isinstance(change, Create | Update):
        yield from api.resources[change.target.type].refusals(change, identity)


def relationship_refusal(change: Update | Attach | Detach, relation: Relation) -> Problem | None:
    """Why a relationship cannot be written by itself, as `change` wants."""
    source = _source(change)
    if relation.access is not Access.OPEN:
        return ReadOnlyField(
            f"{relation.name!r} of {change.target.type} cannot be written.", source=source
        )
    if isinstance(change, Attach | Detach) and not relation.many:
        return NotPermitted(
            f"{relation.name!r} leads to one resource: it is replaced by PATCH, not added to.",
            source=source,
        )
    return None


def _kind_refused(api: Api, change: Change, identity: Identity) -> Problem | None:
    """Whether this kind of caller makes this kind of change at all."""
    type_ = change.target.type
    if _rule(api, change, identity) != NEVER:
        return None
    verb = _VERBS.get(type(change), "change")
    if _rule(api, change, identity.unscoped) != NEVER:
        return InsufficientScope(
            f"The token lacks the scope {type_}:write, which it takes to {verb} {type_}.",
            source=_source(change),
        )
    return NotPermitted(
        f"Whoever is {_article(identity.role.name.lower())} may not {verb} {type_}.",
        source=_source(change),
    )


def _rule(api: Api, change: Change, identity: Identity) -> Expression:
    writing = api.writings.of(identity)
    match change:
        case Create():
            return writing.create[change.target.type]
        case Delete():
            return writing.delete[change.target.type]
        case _:
            return writing.write[change.target.type]


def _narrow_refused(api: Api, change: Create, identity: Identity) -> Iterator[Problem]:
    """Fields that this caller never writes have their default in what is new."""
    writing, type_ = api.writings.of(identity), change.target.type
    resource = api.resources[type_]
    for (owner, name), rule in writing.fields.items():
        if owner != type_ or rule != NEVER:
            continue
        said = _said(api, change, name)
        if said is not _UNSAID and said != _default(resource.defaults.get(name), identity):
            yield NotPermitted(
                f"{name!r} is not yours to set: leave it out.",
                source=Pointer(_pointer(api, change, name)),
            )


def _replacements_refused(api: Api, change: Update) -> Iterator[Problem]:
    relations = api.graph[change.target.type].relations
    for name in change.linkage:
        if not relations[name].replaceable:
            yield Refused(
                f"{name!r} cannot be replaced as a whole: a client that has seen one page of it "
                "would unlink all others. Add members with POST, remove them with DELETE.",
                source=Pointer(change.pointers.get(name, change.pointer)),
            )


_UNSAID = object()


def _said(api: Api, change: Create, name: str) -> Any:
    """What the change says of a field: a value, the id of a person, or `_UNSAID`."""
    if name in change.linkage:
        linkage = change.linkage[name]
        return linkage.id if isinstance(linkage, Identifier) else linkage
    attribute = api.graph[change.target.type].attributes.get(name)
    return _UNSAID if attribute is None else change.columns.get(attribute.column, _UNSAID)


def _default(default: Any, identity: Identity) -> Any:
    return identity.person if default is Symbol.CALLER else default


def _pointer(api: Api, change: Create, name: str) -> str:
    attribute = api.graph[change.target.type].attributes.get(name)
    column = name if attribute is None else attribute.column
    return change.pointers.get(column, change.pointer)


def _source(change: Change) -> Pointer | None:
    """Only a batch says in its document what it is about; elsewhere the URL does."""
    pointer = change.target.pointer
    return Pointer(pointer) if pointer.startswith("/atomic:") else None


def _article(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
