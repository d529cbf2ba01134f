"""Atomic operations as schemas: the document that asks for them, and the one that answers.

In: the facts. Out: schemas by name. Each operation is one that a single request makes as well, on
the resource object or the linkage that such a request sends.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Access, Relation
from ..query.literals import UUID
from .facts import ANYTHING, Facts, Object, closed, one_of, schema
from .failures import methods
from .objects import shown_once
from .requests import linkage_document, resource

#: The method that does what an operation does.
_OPS = {"patch": "update", "post": "add", "delete": "remove"}
_ID = UUID.pattern
#: What is new has no version that could be compared.
_UNGUARDED: Object = {**ANYTHING, "not": {"required": ["ifMatch"]}}


def operations(facts: Facts) -> dict[str, Object]:
    """The schemas of documents of operations, and of their results."""
    types = tuple(facts.graph.types)
    made = {
        "OperationsDocument": {
            "type": "object",
            "required": ["atomic:operations"],
            "properties": {
                "atomic:operations": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": facts.limits.operations,
                    "items": schema("Operation"),
                },
                "meta": ANYTHING,
                "links": ANYTHING,
                "jsonapi": ANYTHING,
            },
        },
        "OperationMeta": _meta(),
        "ResultsDocument": closed(
            {
                "jsonapi": schema("JsonApiOfOperations"),
                "atomic:results": {"type": "array", "minItems": 1, "items": schema("Result")},
            },
            *("jsonapi", "atomic:results"),
        ),
        "Result": closed(
            {
                "data": one_of(shown_once(facts, name) for name in types),
                "meta": schema("Receipt"),
            },
            maxProperties=1,
            description="What an operation left: a resource, what went with it, or nothing.",
        ),
    }
    each = dict(_each(facts))
    return {**made, **each, "Operation": one_of(each)}


def _each(facts: Facts) -> Iterator[tuple[str, Object]]:
    for name in facts.graph.types:
        singular = facts.singular(name)
        new, changed = (resource(facts, name, creating=creating) for creating in (True, False))
        aims = {"ref": _ref(name), "href": _href(f"{name}/{_ID}")}
        yield (
            f"Add{singular}",
            _operation("add", {"href": _href(name), "data": schema(new), "meta": _UNGUARDED}),
        )
        yield (
            f"Change{singular}",
            _operation("update", {**aims, "data": _named(schema(changed))}, needs=False),
        )
        yield f"Remove{singular}", _operation("remove", {**aims})
    for name, relation in facts.relations():
        if relation.access is Access.OPEN:
            yield from _linking(facts, name, relation)


def _linking(facts: Facts, name: str, relation: Relation) -> Iterator[tuple[str, Object]]:
    linkage = linkage_document(facts, name, relation)
    members = {
        "ref": _ref(name, relation.name),
        "href": _href(f"{name}/{_ID}/relationships/{relation.name}"),
        "data": {"$ref": f"#/components/schemas/{linkage}/properties/data"},
    }
    for method in methods(relation):
        op = _OPS[method]
        verb = "Change" if op == "update" else op.capitalize()
        yield f"{verb}{linkage.removesuffix('Linkage')}", _operation(op, members)


def _operation(op: str, members: Object, *, needs: bool = True) -> Object:
    """An operation with these members; `needs` says whether it names its aim by `ref` or `href`."""
    made: Object = {
        "type": "object",
        "required": ["op", *(["data"] if "data" in members else [])],
        "properties": {
            "op": {"type": "string", "const": op},
            "meta": schema("OperationMeta"),
            **members,
        },
    }
    both: Object = {"required": ["ref", "href"]}
    if "ref" not in members:
        return made | {"not": {"required": ["ref"]}}
    if not needs:
        return made | {"not": both}
    return made | {"oneOf": [{"required": ["ref"]}, {"required": ["href"]}]}


def _named(found: Object) -> Object:
    """A resource object that says which resource it is."""
    return {**found, "anyOf": [{"required": ["id"]}, {"required": ["lid"]}]}


def _href(path: str) -> Object:
    return {"type": "string", "pattern": rf"^(https?://\S+)?/v1/{path}/?$"}


def _ref(type_name: str, relation: str | None = None) -> Object:
    properties: Object = {
        "type": {"type": "string", "const": type_name},
        "id": schema("Id"),
        "lid": schema("Lid"),
    }
    required = ["type"]
    if relation is not None:
        properties["relationship"] = {"type": "string", "const": relation}
        required.append("relationship")
    made: Object = {"type": "object", "required": required, "properties": properties}
    made["oneOf"] = [{"required": ["id"]}, {"required": ["lid"]}]
    return made if relation else made | {"not": {"required": ["relationship"]}}


def _meta() -> Object:
    version = {"type": "integer", "minimum": 1}
    tag = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "properties": {
            "ifMatch": {
                "anyOf": [version, tag],
                "description": "The state that the operation is meant for: an ETag, or the "
                "version as string or number.",
            }
        },
    }
