"""Paths through the graph: those that can be listed, and a grammar for all that are longer.

In: where a path may begin, and how deep it may go. Out: paths as text, and patterns that match the
longer legal ones and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph import Graph, ResourceType
from ..query.include import next_types
from ..query.target import Shape, Target

Types = tuple[ResourceType, ...]
#: Where each relationship leads from a place.
Steps = Mapping[str, Types]


def first(target: Target) -> Steps:
    """Where an include path may begin: on a relationship URL with the relationship itself."""
    if target.shape is Shape.LINKAGE and target.relation is not None:
        return {target.relation.name: target.types}
    return steps(target.graph, target.types)


def steps(graph: Graph, types: Types) -> Steps:
    """All relationships of `types`."""
    names = dict.fromkeys(name for each in types for name in each.relations)
    return {name: next_types(graph, types, name) for name in names}


def ones(graph: Graph, types: Types) -> Steps:
    """The relationships of `types` that lead to one resource."""
    manys = {r.name for each in types for r in each.relations.values() if r.many}
    return {name: to for name, to in steps(graph, types).items() if name not in manys}


def includes(graph: Graph, start: Steps) -> list[str]:
    """Every include path of one or two relationships."""
    return [
        ".".join(path)
        for name, types in start.items()
        for path in ((name,), *((name, further) for further in steps(graph, types)))
    ]


def longer_includes(graph: Graph, start: Steps, most: int) -> str | None:
    """The pattern of include paths of three to `most` relationships; None where there are none."""
    ends: dict[Types, list[str]] = {}
    for name, types in start.items():
        for further, reached in steps(graph, types).items():
            ends.setdefault(reached, []).append(f"{name}[.]{further}")
    alternatives = [
        f"{_any(heads)}[.]{tail}"
        for reached, heads in ends.items()
        if (tail := _tail(graph, reached, most - 2)) is not None
    ]
    return f"^{_any(alternatives)}$" if alternatives and most > 2 else None


def sorts(graph: Graph, types: Types) -> list[str]:
    """Every sort key of `types` and of what their to-one relationships lead to."""
    through = (f"{name}.{key}" for name, to in ones(graph, types).items() for key in _keys(to))
    return [*_keys(types), *through]


def longer_sorts(graph: Graph, types: Types, most: int) -> str | None:
    """The pattern of sort keys through two to `most` relationships; None where there are none."""
    alternatives = [
        f"{name}[.]{further}[.]{_sorted(graph, reached, most - 2)}"
        for name, to in ones(graph, types).items()
        for further, reached in ones(graph, to).items()
    ]
    return f"^-?{_any(alternatives)}$" if alternatives and most > 1 else None


def _keys(types: Types) -> list[str]:
    names = (a.name for each in types for a in each.attributes.values() if a.sortable)
    return ["id", *dict.fromkeys(names)]


def _sorted(graph: Graph, types: Types, most: int) -> str:
    through = ones(graph, types) if most > 0 else {}
    further = (f"{name}[.]{_sorted(graph, to, most - 1)}" for name, to in through.items())
    return _any([*_keys(types), *further])


def _tail(graph: Graph, types: Types, most: int) -> str | None:
    """One to `most` relationships from `types` on."""
    if most < 1 or not steps(graph, types):
        return None
    return _any(list(_tails(graph, types, most)))


def _tails(graph: Graph, types: Types, most: int) -> Iterator[str]:
    for name, to in steps(graph, types).items():
        rest = _tail(graph, to, most - 1)
        yield name if rest is None else f"{name}(?:[.]{rest})?"


def _any(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"
