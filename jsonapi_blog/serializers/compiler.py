"""One Python function for each projection of a type: a row in, a resource object out.

In: a `ResourceType`, the `Projection` of its rows, and which relationships are shown and linked.
Out: a function whose readable source is in `linecache` (so that tracebacks show it) and on its
`source` attribute. It equals `Schema.dump`, but for `meta.version`, links and linkage, which are
ours; a property test holds the two together.
"""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..graph import Projection, ResourceType
from ..rowset import Row

Object = dict[str, Any]
#: Writes linkage into the object of a named relationship of the resource with an id and URL.
Linker = Callable[[str, Object, str, str], None]
Serializer = Callable[[Row, str, Linker], Object]


@dataclass(frozen=True, slots=True)
class Shown:
    """Which relationships a resource object has, and which of them may carry linkage."""

    relations: tuple[str, ...]
    linked: frozenset[str]


@lru_cache(maxsize=1024)
def serializer(resource_type: ResourceType, projection: Projection, shown: Shown) -> Serializer:
    """The function `(row, base URL, linker) -> resource object` for rows of `projection`."""
    source = write(resource_type, projection, shown)
    name = function_name(resource_type.name)
    filename = f"<serializer of {resource_type.name} {hash((projection, shown)):x}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    namespace: dict[str, Any] = {}
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
        f"def {function_name(name)}(row, base, link):",
        "    id = row[0]",
        f'    url = f"{{base}}/v1/{name}/{{id}}"',
        "    resource = {",
        f'        "type": "{name}",',
        '        "id": id,',
    ]
    plain = [a for a in projection.attributes if a not in projection.gated]
    if plain:
        lines += ['        "attributes": {']
        lines += [f'            "{a}": row[{projection.attribute_index(a)}],' for a in plain]
        lines += ["        },"]
    if shown.relations:
        lines += ['        "relationships": {']
        for relation in shown.relations:
            lines += [
                f'            "{relation}": {{',
                '                "links": {',
                f'                    "self": f"{{url}}/relationships/{relation}",',
                f'                    "related": f"{{url}}/{relation}",',
                "                },",
                "            },",
            ]
        lines += ["        },"]
    lines += [
        '        "links": {"self": url},',
        '        "meta": {"version": row[1]},',
        "    }",
    ]
    for attribute in projection.gated:
        lines += [
            f"    if row[{projection.gate_index(attribute)}]:",
            '        attributes = resource.setdefault("attributes", {})',
            f'        attributes["{attribute}"] = row[{projection.attribute_index(attribute)}]',
        ]
    for relation in shown.relations:
        if relation in shown.linked:
            lines.append(
                f'    link("{relation}", resource["relationships"]["{relation}"], id, url)'
            )
    lines.append("    return resource")
    return "\n".join(lines) + "\n"
