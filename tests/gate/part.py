"""A part of what is released that is small enough to be changed and compared a hundred times.

The components are all there; of the URLs there are those that show every kind of operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.gate.references import Document, Node
from tests.gate.release import RELEASED

ARTICLE = "/v1/articles/{id}"
PATHS = (
    "/v1",
    "/v1/operations",
    "/v1/articles",
    ARTICLE,
    f"{ARTICLE}/series",
    f"{ARTICLE}/relationships/coauthors",
)


@cache
def _text() -> str:
    whole = json.loads(RELEASED.read_text(encoding="utf-8"))
    kept = {path: whole["paths"][path] for path in PATHS}
    components = {name: each for name, each in whole["components"].items() if name != "examples"}
    return json.dumps({**whole, "paths": kept, "components": components})


def part() -> Node:
    """A copy to be changed."""
    made: Node = json.loads(_text())
    return made


@cache
def released() -> Node:
    """The same, to be compared with and to be left as it is."""
    return part()


def members(made: Node, *, answered: bool) -> Iterator[tuple[Node, str]]:
    """Every member of every document that is answered without errors, or of those that are sent:
    the object schema that has it, and its name there."""
    document = Document(made)
    seen: set[int] = set()
    for item in made["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict):
                continue
            for status, each in operation["responses"].items() if answered else ():
                if status < "400":
                    yield from _below(document.resolved(each), document, seen)
            if not answered and "requestBody" in operation:
                yield from _below(operation["requestBody"], document, seen)


def _below(node: Any, document: Document, seen: set[int]) -> Iterator[tuple[Node, str]]:
    if isinstance(node, list):
        for each in node:
            yield from _below(each, document, seen)
    if not isinstance(node, dict) or id(node) in seen:
        return
    seen.add(id(node))
    if "$ref" in node:
        yield from _below(document.pointed(node["$ref"]), document, seen)
    for name, each in node.items():
        if name == "properties":
            yield from ((node, member) for member in each)
        if name in ("examples", "headers", "links"):
            continue
        yield from _below([*each.values()] if name == "properties" else each, document, seen)
