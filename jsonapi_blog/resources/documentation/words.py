"""Schemas in a few words: what a value may be, for people.

In: a schema without references. Out: text such as `text of 1 to 200 characters, or null`.
"""

from __future__ import annotations

from .description import Object

_FORMATS = {
    "date": "date",
    "date-time": "date and time",
    "email": "e-mail address",
    "iri": "URL",
    "password": "text",
    "uri": "URL",
    "uuid": "UUID",
}
_TYPES = {
    "array": "list",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "object": "object",
    "string": "text",
}
#: Longer patterns are for machines.
_LONGEST_PATTERN = 40


def words(schema: Object) -> str:
    """What a value of this schema is."""
    types = _types(schema)
    nullable = ", or null" if "null" in types else ""
    if values := legal_values(schema):
        return f"{' | '.join(values)}{nullable}"
    if "array" in types:
        return f"list of {words(schema.get('items', {}))}{_many(schema)}{nullable}"
    kind = next((_TYPES[each] for each in types if each in _TYPES), "anything")
    return f"{_FORMATS.get(schema.get('format', ''), kind)}{_size(schema)}{_like(schema)}{nullable}"


def legal_values(schema: Object) -> tuple[str, ...]:
    """All values, or those of all members, where they are listed."""
    if "enum" in schema:
        return tuple(str(value) for value in schema["enum"] if value is not None)
    if "const" in schema:
        return (str(schema["const"]),)
    if _types(schema) == ("boolean",):
        return ("true", "false")
    for nested in (schema.get("items"), *schema.get("anyOf", ())):
        if nested and "array" not in _types(nested) and (found := legal_values(nested)):
            return found
    return ()


def _types(schema: Object) -> tuple[str, ...]:
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else tuple(found)


def _size(schema: Object) -> str:
    least, most = schema.get("minLength"), schema.get("maxLength")
    if "x-maxBytes" in schema:
        return f" of at most {schema['x-maxBytes']:,} bytes"
    if most is not None:
        return (
            f" of {least:,} to {most:,} characters" if least else f" of at most {most:,} characters"
        )
    least, most = schema.get("minimum"), schema.get("maximum")
    if most is not None:
        return f" from {least or 0:,} to {most:,}"
    return f" from {least:,}" if least is not None else ""


def _like(schema: Object) -> str:
    pattern = schema.get("pattern", "")
    plain = "format" not in schema and 0 < len(pattern) <= _LONGEST_PATTERN
    return f" like {pattern}" if plain and "\\x" not in pattern else ""


def _many(schema: Object) -> str:
    return f", at most {schema['maxItems']:,}" if "maxItems" in schema else ""
