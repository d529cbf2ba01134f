"""The documents that writes send: what creates a resource, what changes one, linkage.

In: the facts. Out: schemas by name. Objects of the specification are open, since what they hold too
much is overlooked; attributes and relationships are closed, since an unknown one is refused. What
is overlooked among them (read-only attributes, members that begin with `@`) is told beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..graph import Access, Attribute, Relation
from ..query.expression import Symbol
from ..serializers import json_schema
from ..serializers.frame import media_type
from ..serializers.payload.fields import NO_ATTRIBUTES
from .examples import requests_of
from .facts import ANYTHING, Facts, Object, Types, one_of, schema
from .vocabulary import access, ending

_WRITTEN = {
    True: (Access.OPEN, Access.WRITE_ONLY, Access.FIXED, Access.CREATION),
    False: (Access.OPEN, Access.WRITE_ONLY),
}


def requests(facts: Facts) -> dict[str, Object]:
    """The schemas of all documents that a URL of a type takes."""
    made: dict[str, Object] = {"Lid": {"type": "string"}}
    for name in facts.graph.types:
        made |= _reference(facts, name)
        made |= _resource(facts, name, creating=True)
        made |= _resource(facts, name, creating=False)
    for name, relation in facts.relations():
        if relation.access is Access.OPEN:
            data = _linkage(facts, relation, creating=False)
            made[linkage_document(facts, name, relation)] = _open({"data": data}, "data")
    return made


def document(facts: Facts, type_name: str, *, creating: bool) -> str:
    """The schema of the document that creates or changes a resource."""
    return f"{resource(facts, type_name, creating=creating)}Document"


def resource(facts: Facts, type_name: str, *, creating: bool) -> str:
    """The schema of the resource object in it."""
    return f"{'Create' if creating else 'Update'}{facts.singular(type_name)}"


def linkage_document(facts: Facts, type_name: str, relation: Relation) -> str:
    """The schema of the document that writes a relationship."""
    return f"{facts.singular(type_name)}{relation.name[0].upper()}{relation.name[1:]}Linkage"


def body(name: str, operation: str, extension: str | None = None) -> Object:
    """The request body that is a document of the schema `name`."""
    content: Object = {"schema": schema(name)}
    if found := requests_of(operation):
        content["examples"] = {"demo": {"value": found}}
    media = media_type(profile=False, extension=extension)
    return {"required": True, "content": {media: content}}


def _reference(facts: Facts, type_name: str) -> dict[str, Object]:
    members = {
        "type": {"type": "string", "const": type_name},
        "id": schema("Id"),
        "lid": schema("Lid"),
        "meta": ANYTHING,
    }
    made = _open(members, "type", anyOf=[{"required": ["id"]}, {"required": ["lid"]}])
    return {f"{facts.singular(type_name)}Reference": made}


def _resource(facts: Facts, type_name: str, *, creating: bool) -> dict[str, Object]:
    name = resource(facts, type_name, creating=creating)
    attributes = _attributes(facts, type_name, creating=creating)
    relationships = _relationships(facts, type_name, creating=creating)
    members: Object = {"type": {"type": "string", "const": type_name}}
    required = ["type"]
    if not creating:
        members |= {"id": schema("Id"), "lid": schema("Lid")}
    else:
        if facts.forms[type_name].client_ids:
            members["id"] = _or_null(schema("Id"))
        members["lid"] = schema("Lid")
    members |= {"attributes": schema(f"{name}Attributes")}
    members |= {"relationships": schema(f"{name}Relationships")}
    needed = {"attributes": attributes, "relationships": relationships}
    required += [member for member, made in needed.items() if made.get("required")]
    members |= {"links": ANYTHING, "meta": ANYTHING}
    return {
        f"{name}Attributes": attributes,
        f"{name}Relationships": relationships,
        name: _open(members, *required),
        f"{name}Document": _open(
            {
                # Only an operation can name what it changes by its lid.
                "data": schema(name) if creating else {**schema(name), "required": ["id"]},
                "meta": ANYTHING,
                "links": ANYTHING,
                "jsonapi": ANYTHING,
                "included": {"type": "array", "items": {}},
            },
            "data",
        ),
    }


def _attributes(facts: Facts, type_name: str, *, creating: bool) -> Object:
    attributes = facts.attributes(type_name)
    written = [each for each in attributes if each.access in _WRITTEN[creating]]
    overlooked = [each.name for each in attributes if each not in written]
    fields = facts.forms[type_name].fields
    required = [each.name for each in written if creating and fields[each.name].required]
    made = _closed(
        dict(_taken(facts, type_name, written, creating=creating)),
        [*overlooked, *facts.graph[type_name].relations, *NO_ATTRIBUTES],
    )
    return {**made, "required": required} if required else made


def _taken(
    facts: Facts, type_name: str, attributes: list[Attribute], *, creating: bool
) -> Iterator[tuple[str, Object]]:
    defaults = facts.resources[type_name].defaults
    for each in attributes:
        field = facts.forms[type_name].fields[each.name]
        made = json_schema.taken(field)
        if creating and not field.required and not each.nullable:
            # Null stands for the default, as does leaving it out.
            made = json_schema.nullable(made)
        if creating and _plain(defaults.get(each.name)):
            # Not as `default`: generators take that for a promise that the value is always there.
            made["description"] = f"{json.dumps(defaults[each.name])} by default."
        if each.access is not Access.FIXED:
            made |= access(each.access)
        yield each.name, made | ending(each.deprecated)


def _relationships(facts: Facts, type_name: str, *, creating: bool) -> Object:
    relations = facts.graph[type_name].relations.values()
    written = [each for each in relations if each.access in _WRITTEN[creating]]
    if not creating:
        written = [each for each in written if each.replaceable]
    asserted = [each.name for each in relations if each not in written]
    made = _closed(
        {each.name: _relationship(facts, each, creating=creating) for each in written}, asserted
    )
    required = [each.name for each in written if creating and each.required]
    return {**made, "required": required} if required else made


def _relationship(facts: Facts, relation: Relation, *, creating: bool) -> Object:
    needed = ["data"] if creating and relation.required else []
    members = {
        "data": _linkage(facts, relation, creating=creating),
        "links": ANYTHING,
        "meta": ANYTHING,
    }
    return _open(members, *needed) | ending(relation.deprecated)


def _linkage(facts: Facts, relation: Relation, *, creating: bool) -> Object:
    references: Types = tuple(f"{facts.singular(name)}Reference" for name in relation.targets)
    found = one_of(references)
    if relation.many:
        most = {} if relation.most is None else {"maxItems": relation.most}
        return {"type": "array", "items": found, **most}
    if relation.nullable or (creating and not relation.required):
        return {"anyOf": [*found.get("anyOf", [found]), {"type": "null"}]}
    return found


def _plain(default: Any) -> bool:
    return default is not None and not isinstance(default, Symbol)


def _or_null(found: Object) -> Object:
    return {"anyOf": [found, {"type": "null"}]}


def _open(properties: Object, *required: str, **more: Any) -> Object:
    """An object with these members, in which others are overlooked."""
    made: Object = {"type": "object", "properties": properties, **more}
    return {**made, "required": list(required)} if required else made


def _closed(properties: Object, overlooked: list[str]) -> Object:
    """An object with these members and no other, but for some that mean nothing."""
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "x-overlooked": ["@…", *overlooked],
    }
