"""What a caller may do with each type: what the entry document tells about it.

In: an identity. Out: plain values by type, from the same policies and declarations that decide when
it is tried. `"own"` stands for a rule that depends on the resource: who wrote it, who it is.
"""

from __future__ import annotations

from typing import Any

from ..graph import ID, Access, Relation, ResourceType
from ..policy import Identity, Role, Writing
from ..query import brackets
from ..query.expression import ALWAYS, NEVER, Expression
from .api import Api

Object = dict[str, Any]


def capabilities(api: Api, type_: str, identity: Identity) -> Object:
    """What `identity` may do with resources of a type, and how they can be asked for."""
    found = api.graph[type_]
    writing = api.writings.of(identity)
    return {
        "operations": _operations(api, type_, identity, writing),
        "relationships": {
            relation.name: _edits(found, relation, writing) for relation in found.relations.values()
        },
        "includes": list(found.relations),
        "sorts": ["id", *(a.name for a in found.attributes.values() if a.sortable)],
        "filters": _filters(found),
    }


def _operations(api: Api, type_: str, identity: Identity, writing: Writing) -> Object:
    private = api.resources[type_].policy.private
    reads = not private or identity.reads_as(type_) is not Role.ANONYMOUS
    return {
        "read": reads,
        # Whoever has no token at all makes one by logging in.
        "create": writing.create[type_] != NEVER,
        "update": _where(writing.write[type_]),
        "delete": _where(writing.delete[type_]),
    }


def _edits(found: ResourceType, relation: Relation, writing: Writing) -> list[str]:
    """The methods that this caller may use at the URL of a relationship, of its own resources."""
    rule = writing.fields.get((found.name, relation.name), writing.write[found.name])
    if relation.access is not Access.OPEN or NEVER in (rule, writing.write[found.name]):
        return ["GET"]
    replacing = ["PATCH"] if relation.replaceable else []
    return ["GET", *replacing, *(["POST", "DELETE"] if relation.many else [])]


def _where(rule: Expression) -> bool | str:
    """In all resources, in none, or in those that are the caller's."""
    if rule == ALWAYS:
        return True
    return False if rule == NEVER else "own"


def _filters(found: ResourceType) -> Object:
    filters: Object = {
        attribute.name: ["equals", *brackets.operators(attribute.kind)]
        for attribute in (ID, *found.attributes.values())
        if attribute.filterable
    }
    filters |= {name: ["equals", "ne", "null"] for name in found.relations}
    return filters | ({brackets.SEARCH: ["equals"]} if found.searchable else {})
