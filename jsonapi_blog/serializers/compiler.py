"""One Python function for each projection of a type: a row in, the text of a resource object out.

In: a `ResourceType`, the `Projection` of its rows, and which relationships are shown and linked.
Out: a function whose readable source is in `linecache` (so that tracebacks show it) and on its
`source` attribute. What never varies is constant text of it; only attributes go through a JSON
encoder, which is half of the time of a large document saved. It equals `Schema.dump`, but for
`meta.version`, links and linkage, which are ours; a property test holds the two together.
"""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import orjson

from ..graph import Projection, ResourceType
from ..rowset import Row

#: What follows `related` in a relationship object of the resource with an id and URL: more links,
#: the brace that ends them, linkage and meta.
Linker = Callable[[str, str, str], str]


class Serializer(Protocol):
    """A function that was written for a projection, with its own source."""

    source: str

    def __call__(self, row: Row, base: str, link: Linker, more: str, /) -> str:
        """The text of a resource object; `more` goes on after the version in `meta`."""


#: What a linker says of a relationship that carries no linkage.
UNLINKED = "}"


def encode(value: Any) -> str:
    """JSON text; moments in UTC end in `Z`."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()


@dataclass(frozen=True, slots=True)
class Shown:
    """Which relationships a resource object has, and which of them may carry linkage."""

    relations: tuple[str, ...]
    linked: frozenset[str]


@lru_cache(maxsize=1024)
def serializer(resource_type: ResourceType, projection: Projection, shown: Shown) -> Serializer:
    """The function for rows of `projection`."""
    source = write(resource_type, projection, shown)
    name = function_name(resource_type.name)
    filename = f"<serializer of {resource_type.name} {hash((projection, shown)):x}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    namespace: dict[str, Any] = {"encode": encode}
    exec(compile(source, filename, "exec"), namespace)
    # Taken out, the function is in no cycle: dropped by the cache it takes its source with it.
    made: Any = namespace.pop(name)
    made.source = source
    weakref.finalize(made, linecache.cache.pop, filename, None).atexit = False
    compiled: Serializer = made
    return compiled


def function_name(type_name: str) -> str:
    """The type as a Python name."""
    return type_name.replace("-", "_")


def write(resource_type: ResourceType, projection: Projection, shown: Shown) -> str:
    """The source of the function, as one would write it by hand."""
    name = resource_type.name
    lines = [
        f"def {function_name(name)}(row, base, link, more):",
        "    id = row[0]",
        f'    url = f"{{base}}/v1/{name}/{{id}}"',
        *_attributes(projection),
        "    return (",
        _text('{"type":"', name, '","id":"', Code("id"), '",'),
    ]
    if projection.attributes:
        lines.append(_text(Code("attributes")))
    if shown.relations:
        lines.append(_text('"relationships":{'))
        last = shown.relations[-1]
        lines += [_relationship(r, shown, "" if r == last else ",") for r in shown.relations]
        lines.append(_text("},"))
    lines += [
        _text('"links":{"self":"', Code("url"), '"},'),
        _text('"meta":{"version":', Code("row[1]"), Code("more"), "}}"),
        "    )",
    ]
    return "\n".join(lines) + "\n"


class Code(str):
    """A part of a generated text that is an expression, not a constant."""


def _text(*parts: str) -> str:
    """One line of the text that the function returns: constants, and expressions in braces."""
    escaped = (
        f"{{{part}}}" if isinstance(part, Code) else part.replace("{", "{{").replace("}", "}}")
        for part in parts
    )
    return f"        f'{''.join(escaped)}'"


def _attributes(projection: Projection) -> list[str]:
    """The lines that make the text of `attributes`, empty where all of them are hidden."""
    if not projection.attributes:
        return []
    plain = [a for a in projection.attributes if a not in projection.gated]
    lines = ["    values = {"]
    lines += [f'        "{a}": row[{projection.attribute_index(a)}],' for a in plain]
    lines += ["    }"]
    for attribute in projection.gated:
        lines += [
            f"    if row[{projection.gate_index(attribute)}]:",
            f'        values["{attribute}"] = row[{projection.attribute_index(attribute)}]',
        ]
    written = _text('"attributes":', Code("encode(values)"), ",").strip()
    return [*lines, f"    attributes = {written} if values else ''"]


def _relationship(relation: str, shown: Shown, comma: str) -> str:
    linked = relation in shown.linked
    rest = Code(f'link("{relation}", id, url)') if linked else UNLINKED
    own, related = f'/relationships/{relation}","related":"', f'/{relation}"'
    start = f'"{relation}":{{"links":{{"self":"'
    return _text(start, Code("url"), own, Code("url"), related, rest, f"}}{comma}")
