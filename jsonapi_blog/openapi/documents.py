"""The documents that answers are, one schema for each kind and type.

In: the facts. Out: schemas by name; and which of them answers a read, or a write.
"""

from __future__ import annotations

from ..graph import Relation, ResourceType
from ..query.include import next_types
from ..query.target import Shape, Target
from ..resources.service import LIMITS
from .facts import Facts, Object, Types, closed, one_of, plural, schema
from .objects import linkage, relationship, shown_once


def documents(facts: Facts) -> dict[str, Object]:
    """The schemas of all documents with data, and of the entry document."""
    made = {"EntryDocument": _entry(facts)}
    for name in facts.graph.types:
        singular = facts.singular(name)
        made |= _included(facts, (name,))
        made[f"{singular}Document"] = _single(facts, (name,), schema(singular))
        made[f"{plural(name)}Collection"] = _collection(facts, name, "PageLinks", "PageMeta")
        made[f"{plural(name)}QueryAnswer"] = _collection(facts, name, None, "QueryMeta")
        if facts.graph[name].once:
            created = schema(shown_once(facts, name))
            made[f"{shown_once(facts, name)}Document"] = _single(facts, (name,), created)
    for _, relation in facts.relations():
        made |= _included(facts, relation.targets)
        made[f"{relationship(facts, relation)}Document"] = _of_linkage(facts, relation)
        if not relation.many:
            made[_related(facts, relation.targets)] = _single(
                facts, relation.targets, _resource_or_null(facts, relation.targets)
            )
    return made


def answer(facts: Facts, target: Target) -> str:
    """The schema of the document that a GET of `target` is answered with."""
    types = tuple(each.name for each in target.types)
    match target.shape:
        case Shape.LINKAGE:
            assert target.relation is not None
            return f"{relationship(facts, target.relation)}Document"
        case Shape.RELATED if not target.many:
            return _related(facts, types)
        case Shape.INDIVIDUAL:
            return f"{facts.singular(types[0])}Document"
        case _:
            return f"{plural(types[0])}Collection"


def created(facts: Facts, type_name: str) -> str:
    """The schema of the document that answers a creation."""
    return f"{shown_once(facts, type_name)}Document"


def _related(facts: Facts, types: Types) -> str:
    return f"Related{facts.either(types)}Document"


def _single(facts: Facts, types: Types, data: Object) -> Object:
    return closed(
        {
            "jsonapi": schema("JsonApi"),
            "links": schema("DocumentLinks"),
            "data": data,
            "included": _array(f"IncludedWith{facts.either(types)}"),
        },
        *("jsonapi", "links", "data"),
    )


def _collection(facts: Facts, type_name: str, links: str | None, meta: str) -> Object:
    members: Object = {"jsonapi": schema("JsonApi")}
    if links is not None:
        members["links"] = schema(links)
    required = [*members, "data"]
    members |= {
        "data": _array(facts.singular(type_name)),
        "included": _array(f"IncludedWith{facts.singular(type_name)}"),
        "meta": schema(meta),
    }
    return closed(members, *required)


def _of_linkage(facts: Facts, relation: Relation) -> Object:
    data = linkage(facts, relation.targets, many=relation.many)
    if relation.many:
        (target,) = relation.targets
        data = _array(f"{facts.singular(target)}Member")
    members: Object = {
        "jsonapi": schema("JsonApi"),
        "links": schema("ToManyLinks" if relation.many else "ToOneLinks"),
        "data": data,
        "included": {
            "type": "array",
            "items": _any_resource(facts, _reached(facts, relation.targets, with_them=True)),
        },
    }
    if relation.many:
        members["meta"] = schema("PageMeta")
    return closed(members, "jsonapi", "links", "data")


def _included(facts: Facts, types: Types) -> dict[str, Object]:
    """What can be reached from `types` by an include path."""
    reached = _reached(facts, types, with_them=False)
    return {f"IncludedWith{facts.either(types)}": _any_resource(facts, reached)}


def _reached(facts: Facts, types: Types, *, with_them: bool) -> Types:
    level = tuple(facts.graph[name] for name in types)
    found: dict[str, None] = dict.fromkeys(types) if with_them else {}
    for _ in range(facts.limits.include_depth - with_them):
        level = _next(facts, level)
        found |= dict.fromkeys(each.name for each in level)
    return tuple(name for name in facts.graph.types if name in found)


def _next(facts: Facts, level: tuple[ResourceType, ...]) -> tuple[ResourceType, ...]:
    names = {name for each in level for name in each.relations}
    found = {t.name: t for name in sorted(names) for t in next_types(facts.graph, level, name)}
    return tuple(found.values())


def _any_resource(facts: Facts, types: Types) -> Object:
    return one_of(map(facts.singular, types))


def _resource_or_null(facts: Facts, types: Types) -> Object:
    found = _any_resource(facts, types)
    return {"anyOf": [*found.get("anyOf", [found]), {"type": "null"}]}


def _array(name: str) -> Object:
    return {"type": "array", "items": schema(name)}


def _capabilities(facts: Facts, type_name: str) -> Object:
    """Where resources of a type are, and what this caller may do with them."""
    found = facts.graph[type_name]
    own = {
        "anyOf": [{"type": "boolean"}, {"type": "string", "enum": ["own"]}],
        "description": "In all resources, in none, or in those that are the caller's own.",
    }
    yes = {"type": "boolean"}
    operations = {"read": yes, "create": yes, "update": own, "delete": own}
    names = {"type": "array", "items": {"type": "string"}}
    methods = {"type": "array", "items": {"enum": ["GET", "PATCH", "POST", "DELETE"]}}
    edits = dict.fromkeys(found.relations, methods)
    members = {
        "href": schema("Url"),
        "operations": closed(operations, *operations),
        "relationships": closed(edits, *edits),
        "includes": names,
        "sorts": names,
        "filters": {"type": "object", "additionalProperties": names},
    }
    return closed(members, *members)


def _entry(facts: Facts) -> Object:
    types = {name: _capabilities(facts, name) for name in facts.graph.types}
    number = {"type": "number", "exclusiveMinimum": 0}
    limits = dict.fromkeys((*LIMITS.values(), "statementSeconds"), number)
    person = schema(f"{facts.singular('people')}Identifier")
    meta = closed(
        {
            "types": closed(types, *types),
            "limits": closed(limits, *limits),
            "person": {**person, "description": "Who the token belongs to."},
        },
        *("types", "limits"),
    )
    links = closed({"self": schema("Url"), "describedby": schema("Url")}, "self", "describedby")
    members = {"jsonapi": schema("JsonApi"), "links": links, "meta": meta}
    return closed(members, *members)
