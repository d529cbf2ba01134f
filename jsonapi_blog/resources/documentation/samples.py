"""A document to begin with, made from its schema, for operations that have no example.

It holds what is required, with ids and texts to be replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .description import Object

ID = "00000000-0000-7000-8000-000000000000"


def sample(schema: Object, resolved: Callable[[Object], Object], name: str = "") -> Any:
    """Something of this schema; `name` is that of the member it is made for."""
    schema = resolved(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "type" not in schema and (kinds := schema.get("oneOf", schema.get("anyOf"))):
        return sample(kinds[0], resolved, name)
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            # An identifier may have its lid in place of its id; here it has its id.
            wanted = {*schema.get("required", ()), *({"id"} if "anyOf" in schema else ())}
            return {
                each: sample(properties[each], resolved, each)
                for each in properties
                if each in wanted
            }
        case "array":
            return [sample(schema["items"], resolved, name)]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return ID if schema.get("format") == "uuid" else name
