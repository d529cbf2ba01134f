"""`fields[type]=a,b` as the fieldset of each type.

In: the parameters of the family. Out: `Fieldset`s by type. Refuses unknown types and fields
(AMB-20); `id` and `type` are legal names without effect, since they are no fields (FIELDS-06).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InvalidFields, Problem
from ..graph import Graph
from .parameters import QueryParameter


@dataclass(frozen=True, slots=True)
class Fieldset:
    """The fields asked for of one type, in no particular order: `fields[articles]=title,author`."""

    type: str
    names: frozenset[str]

    def __str__(self) -> str:
        return ",".join(sorted(self.names))


def parse(
    parameters: Iterable[QueryParameter], graph: Graph, problems: list[Problem]
) -> tuple[Fieldset, ...]:
    """One fieldset for each type named; faults are added to `problems`."""
    return tuple(_fieldset(parameter, graph, problems) for parameter in parameters)


def _fieldset(parameter: QueryParameter, graph: Graph, problems: list[Problem]) -> Fieldset:
    if len(parameter.segments) != 1 or parameter.segments[0] not in graph.types:
        problems.append(
            parameter.refuse(
                InvalidFields,
                f"{parameter.name!r} names no type; legal are "
                f"{', '.join(f'fields[{name}]' for name in sorted(graph.types))}.",
            )
        )
        return Fieldset("", frozenset())
    resource_type = graph[parameter.segments[0]]
    names = parameter.value.split(",") if parameter.value else []
    unknown = [name for name in names if name not in resource_type.fields | {"id", "type"}]
    if unknown:
        problems.append(
            parameter.refuse(
                InvalidFields,
                f"{resource_type.name} has no field {', '.join(map(repr, unknown))}; it has "
                f"{', '.join(sorted(resource_type.fields))}.",
            )
        )
    return Fieldset(resource_type.name, frozenset(names) - {"id", "type"})
