"""What the description follows from: the declarations of all types, and what an operator chose.

In: resources, their policies, limits. Out: `Facts`, and the names that follow from them. Singular
names are those of the schemas (`ArticleSchema`), plural ones those of the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..graph import Attribute, Graph, Relation
from ..policy import Policy
from ..query.target import Shape, Target
from ..resources.resource import Resource
from ..serializers.payload.fields import Form
from ..settings import Limits

Object = dict[str, Any]
Types = tuple[str, ...]
#: An object that may hold whatever it likes.
ANYTHING: Object = {"type": "object", "additionalProperties": True}


@dataclass(frozen=True, eq=False)
class Facts:
    """All that is declared, by the names of the types."""

    graph: Graph
    resources: Mapping[str, type[Resource]]
    policies: Mapping[str, Policy]
    forms: Mapping[str, Form]
    limits: Limits
    statement_seconds: float

    @classmethod
    def of(
        cls,
        resources: Iterable[type[Resource]],
        policies: Mapping[str, Policy],
        limits: Limits,
        statement_seconds: float,
    ) -> Facts:
        """The facts of `resources` under the policies that are in force."""
        declared = {resource.schema.Meta.type_: resource for resource in resources}
        graph = Graph.of(resource.resource_type() for resource in declared.values())
        forms = {
            name: Form.of(graph[name], each.schema(), client_ids=each.client_ids)
            for name, each in declared.items()
        }
        return cls(graph, declared, policies, forms, limits, statement_seconds)

    def targets(self) -> Iterator[Target]:
        """Every URL of every type, in the order of their paths."""
        for owner in self.graph.types.values():
            yield Target(self.graph, Shape.COLLECTION, owner)
            yield Target(self.graph, Shape.INDIVIDUAL, owner)
            for relation in owner.relations.values():
                yield Target(self.graph, Shape.RELATED, owner, relation)
                yield Target(self.graph, Shape.LINKAGE, owner, relation)

    def relations(self) -> Iterator[tuple[str, Relation]]:
        """Every relationship, with the name of the type that has it."""
        for owner in self.graph.types.values():
            yield from ((owner.name, relation) for relation in owner.relations.values())

    def attributes(self, type_name: str) -> tuple[Attribute, ...]:
        """Every attribute of a type, in the order of declaration, hidden ones too."""
        form = self.forms[type_name]
        found = (form.attribute(name) for name in form.fields)
        return tuple(each for each in found if each is not None)

    def singular(self, type_name: str) -> str:
        """`Person` for `people`."""
        return self.resources[type_name].schema.__name__.removesuffix("Schema")

    def either(self, types: Types) -> str:
        """`ArticleOrComment`."""
        return "Or".join(map(self.singular, types))


def plural(type_name: str) -> str:
    """`AccessTokens` for `access-tokens`."""
    return "".join(map(capital, type_name.split("-")))


def capital(name: str) -> str:
    """`BodyHtml` for `bodyHtml`."""
    return name[:1].upper() + name[1:]


def words(name: str) -> str:
    """`access token` for `AccessToken`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def one(name: str) -> str:
    """`an article` for `Article`."""
    said = words(name)
    return f"{'an' if said[0] in 'aeiou' else 'a'} {said}"


def ref(kind: str, name: str) -> Object:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schema(name: str) -> Object:
    """A reference to a schema among the components."""
    return ref("schemas", name)


def closed(properties: Mapping[str, Any], *required: str, **more: Any) -> Object:
    """An object with these members and no other."""
    made: Object = {"type": "object"}
    if required:
        made["required"] = list(required)
    return {**made, "properties": dict(properties), "additionalProperties": False, **more}


def one_of(names: Iterable[str]) -> Object:
    """Any of several schemas; plainly the one, where there is only one."""
    refs = [schema(name) for name in names]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}
