"""Resource objects and identifiers as documents show them: one set of schemas for each type.

In: the facts. Out: schemas by name. A sparse fieldset may leave out any field, so that none is
required; attributes that are only ever written are not there at all, and one that is shown once has
a schema of its own, for the answer that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Access, Attribute, Relation
from ..serializers import json_schema
from .facts import Facts, Object, Types, closed, one_of, plural, schema
from .vocabulary import access, ending


def objects(facts: Facts) -> dict[str, Object]:
    """The schemas of what all types look like."""
    made: dict[str, Object] = {}
    for name in facts.graph.types:
        made |= _resource(facts, name)
        made |= _identifiers(facts, name)
    for _, relation in facts.relations():
        made[relationship(facts, relation)] = _relationship(facts, relation)
    return made


def shown_once(facts: Facts, type_name: str) -> str:
    """The schema of a resource in the answer that creates it."""
    singular = facts.singular(type_name)
    return f"New{singular}" if facts.graph[type_name].once else singular


def relationship(facts: Facts, relation: Relation) -> str:
    """The schema of a relationship object: `ToOnePerson`, `ToManyTags`."""
    if relation.many:
        return "ToMany" + "Or".join(map(plural, relation.targets))
    return f"ToOne{facts.either(relation.targets)}"


def linkage(facts: Facts, types: Types, *, many: bool) -> Object:
    """Linkage to any of `types`; what cannot be read is null."""
    found = one_of(f"{facts.singular(name)}Identifier" for name in types)
    if many:
        return {"type": "array", "items": found}
    return {"anyOf": [*found.get("anyOf", [found]), {"type": "null"}]}


def _resource(facts: Facts, type_name: str) -> dict[str, Object]:
    singular, of_type = facts.singular(type_name), facts.graph[type_name]
    lasting = [a for a in of_type.attributes.values() if a.access is not Access.ONCE]
    made = {
        singular: _object(type_name, f"{singular}Attributes", f"{singular}Relationships"),
        f"{singular}Attributes": closed(dict(_attributes(facts, type_name, lasting))),
        f"{singular}Relationships": closed(
            {
                each.name: schema(relationship(facts, each)) | _facts_of(each)
                for each in of_type.relations.values()
            }
        ),
    }
    if of_type.once:
        shown = _attributes(facts, type_name, [*of_type.attributes.values()])
        made[f"New{singular}Attributes"] = closed(dict(shown))
        made[f"New{singular}"] = _object(
            type_name, f"New{singular}Attributes", f"{singular}Relationships"
        )
    return made


def _object(type_name: str, attributes: str, relationships: str) -> Object:
    return closed(
        {
            "type": {"type": "string", "const": type_name},
            "id": schema("Id"),
            "attributes": schema(attributes),
            "relationships": schema(relationships),
            "links": schema("ResourceLinks"),
            "meta": schema("ResourceMeta"),
        },
        *("type", "id", "links", "meta"),
    )


def _attributes(
    facts: Facts, type_name: str, attributes: list[Attribute]
) -> Iterator[tuple[str, Object]]:
    fields = facts.forms[type_name].fields
    for each in attributes:
        made = json_schema.given(fields[each.name]) | access(each.access) | ending(each.deprecated)
        if each.on_request and each.access is not Access.ONCE:
            asked = f"Shown where fields[{type_name}] names it."
            made["description"] = asked
        yield each.name, made


def _facts_of(relation: Relation) -> Object:
    """What is declared of a relationship beside its shape."""
    made = access(relation.access) | ending(relation.deprecated)
    said: Object = {"required": relation.required}
    if relation.many:
        said |= {"replaceable": relation.replaceable}
        said |= {} if relation.most is None else {"most": relation.most}
    else:
        said |= {"nullable": relation.nullable}
    said |= {} if relation.inverse is None else {"inverse": relation.inverse}
    return made | {"x-relationship": {"access": relation.access.value, **said}}


def _identifiers(facts: Facts, type_name: str) -> dict[str, Object]:
    kind = {"type": {"type": "string", "const": type_name}, "id": schema("Id")}
    cursor = closed({"page": closed({"cursor": schema("Cursor")}, "cursor")}, "page")
    singular = facts.singular(type_name)
    return {
        f"{singular}Identifier": closed(kind, "type", "id"),
        f"{singular}Member": closed(
            {**kind, "meta": cursor},
            *("type", "id"),
            description="An identifier in a page of linkage, perhaps with its cursor.",
        ),
    }


def _relationship(facts: Facts, relation: Relation) -> Object:
    data = linkage(facts, relation.targets, many=relation.many)
    if not relation.many:
        return closed({"links": schema("RelationshipLinks"), "data": data}, "links")
    return closed(
        {"links": schema("WindowLinks"), "data": data, "meta": schema("WindowMeta")},
        "links",
        description="`data`, where it is included, is a window on all members.",
    )
