"""OpenAPI documents with their references followed, one step at a time.

A reference with other keywords beside it means both; so does a schema with `anyOf` and more.
Nothing else of JSON Schema is simplified here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
#: In place of the keywords that stand for a choice between whole schemas.
CHOICES = ("anyOf", "oneOf")


class Document:
    """A document and what its references lead to."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def resolved(self, node: Node) -> Node:
        """The node without a reference at its top."""
        while "$ref" in node:
            beside = {name: value for name, value in node.items() if name != "$ref"}
            node = both(self.pointed(node["$ref"]), beside)
        return node

    def alternatives(self, node: Node) -> Iterator[Node]:
        """The schemas of one type each that a schema is any of."""
        node = self.resolved(node)
        for keyword in CHOICES:
            branches = node.get(keyword, [])
            if any(branch.keys() != {"required"} for branch in branches):
                rest = {name: value for name, value in node.items() if name != keyword}
                for branch in branches:
                    yield from self.alternatives(both(rest, self.resolved(branch)))
                return
        types = node.get("type")
        for each in types if isinstance(types, list) else [types]:
            yield _of_type(node, each)

    def pointed(self, reference: str) -> Node:
        """What a reference leads to."""
        node: Any = self.root
        for step in reference.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        found: Node = node
        return found


def both(one: Node, other: Node) -> Node:
    """What both say: the members of either, and only the values that both allow."""
    made = {**one, **other}
    if "required" in one and "required" in other:
        made["required"] = [*dict.fromkeys([*one["required"], *other["required"]])]
    if "enum" in one and "enum" in other:
        made["enum"] = [value for value in one["enum"] if value in other["enum"]]
    if "properties" in one and "properties" in other:
        made["properties"] = one["properties"] | {
            name: _beside(one["properties"][name], each) if name in one["properties"] else each
            for name, each in other["properties"].items()
        }
    if "items" in one and "items" in other:
        made["items"] = _beside(one["items"], other["items"])
    return made


def _beside(one: Node, other: Node) -> Node:
    """Both, where one of them may be a reference, to be followed later."""
    if "$ref" in other:
        one, other = other, one
    return both(one, other)


def _of_type(node: Node, type_: str | None) -> Node:
    made = node if type_ is None else {**node, "type": type_}
    if type_ == "null" or "enum" not in made:
        return made
    return {**made, "enum": [value for value in made["enum"] if value is not None]}
