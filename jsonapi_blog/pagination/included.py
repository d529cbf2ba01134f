"""How much of each included to-many relationship comes along, and what all of it may cost.

In: the include tree, the windows asked for, and how many resources it starts from. Out: one
`IncludedWindow` for each to-many relationship of the tree. Refuses, before any SQL, a tree that
could include more than the limit (contract, sections 4 and 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Parameter, TooManyIncluded
from ..graph import ResourceType
from ..query.include import Include, Path, next_types
from ..query.page import WindowRequest
from ..query.target import Shape, Target
from .window import IncludedWindow

#: The window below no, one, two and three to-many relationships.
DEFAULT_SIZES = (25, 5, 2, 1)


@dataclass(frozen=True, slots=True)
class Edge:
    """One relationship on the include tree; `above` counts the to-manys before it."""

    path: Path
    many: bool
    above: int


def edges(target: Target, include: Include) -> Iterator[Edge]:
    """Every edge of the tree, parents first; on a relationship URL the first is primary data."""
    if target.shape is not Shape.LINKAGE:
        yield from _edges(target, include, target.types, (), 0)
        return
    for name, branch in include.branches:
        assert target.relation is not None
        yield from _edges(target, branch, target.types, (name,), int(target.relation.many))


def default_size(above: int) -> int:
    """The window of a to-many relationship below `above` others."""
    return DEFAULT_SIZES[min(above, len(DEFAULT_SIZES) - 1)]


def windows(
    target: Target, include: Include, requests: tuple[WindowRequest, ...], page: int, most: int
) -> tuple[IncludedWindow, ...]:
    """The window of every to-many edge; raises TooManyIncluded above `most` resources.

    `page` is how many resources primary data can hold.
    """
    asked = {request.path: request for request in requests}
    tree = tuple(edges(target, include))
    made = {}
    for edge in tree:
        if edge.many:
            request = asked.get(edge.path, WindowRequest(edge.path))
            size = request.size or default_size(edge.above)
            made[edge.path] = IncludedWindow(edge.path, size, request.total)
    sizes = {path: window.size for path, window in made.items()}
    start = page if target.shape is Shape.LINKAGE and include.branches else 0
    cost = start + _cost(tree, sizes, page)
    if cost > most:
        raise _refusal(cost, most, tree, sizes, page, start)
    return tuple(made.values())


def _edges(
    target: Target, include: Include, types: tuple[ResourceType, ...], path: Path, above: int
) -> Iterator[Edge]:
    for name, branch in include.branches:
        many = any(t.relations[name].many for t in types if name in t.relations)
        yield Edge((*path, name), many, above)
        reached = next_types(target.graph, types, name)
        yield from _edges(target, branch, reached, (*path, name), above + many)


def _cost(tree: tuple[Edge, ...], sizes: dict[Path, int], page: int) -> int:
    """How many resources the tree could include, a polymorphic edge counted once."""
    reached: dict[Path, int] = {}
    for edge in tree:
        parents = reached.get(edge.path[:-1], page)
        reached[edge.path] = parents * sizes.get(edge.path, 1)
    return sum(reached.values())


def _refusal(
    cost: int, most: int, tree: tuple[Edge, ...], sizes: dict[Path, int], page: int, start: int
) -> TooManyIncluded:
    fitting = next(
        (
            size
            for size in range(max(sizes.values(), default=1), 0, -1)
            if start + _cost(tree, {path: min(size, n) for path, n in sizes.items()}, page) <= most
        ),
        None,
    )
    if fitting is not None:
        remedy = f"with no window above {fitting} (page[…][size]={fitting}) it would fit."
    else:
        remedy = "include fewer paths or ask for a smaller page[size]."
    return TooManyIncluded(
        f"This could include {cost} resources; at most {most} are allowed: {remedy}",
        source=Parameter("include"),
    )
