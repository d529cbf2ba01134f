"""`include=a,b.c` as a tree of legal paths.

In: the text and the target of the URL. Out: an `Include`. Refuses unknown paths, empty segments,
too many and too deep paths (INC-06, INC-08; AMB-22).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InvalidInclude, Parameter, Problem, Problems, QueryTooComplex
from ..graph import Graph, ResourceType
from .target import Shape, Target

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """A node of the include tree; `str` gives the shortest text that asks for it.

    >>> str(Include((("comments", Include((("author", Include()),))), ("tags", Include()))))
    'comments.author,tags'
    """

    branches: tuple[tuple[str, Include], ...] = ()

    @classmethod
    def of(cls, paths: list[Path]) -> Include:
        """The tree that holds every one of `paths`, in the order of their first appearance."""
        heads: dict[str, list[Path]] = {}
        for path in paths:
            if path:
                heads.setdefault(path[0], []).append(path[1:])
        return cls(tuple((name, cls.of(rest)) for name, rest in heads.items()))

    def paths(self) -> Iterator[Path]:
        """Every path of the tree, inner ones too, parents first."""
        for name, branch in self.branches:
            yield (name,)
            for rest in branch.paths():
                yield (name, *rest)

    def leaves(self) -> Iterator[Path]:
        """The paths that no other path goes on from."""
        for name, branch in self.branches:
            if not branch.branches:
                yield (name,)
            for rest in branch.leaves():
                yield (name, *rest)

    def at(self, path: Path) -> Include:
        """The branch at `path`; raises KeyError where there is none."""
        node = self
        for name in path:
            node = dict(node.branches)[name]
        return node

    def __str__(self) -> str:
        return ",".join(".".join(path) for path in self.leaves())


def parse(text: str, target: Target, *, most_paths: int, most_depth: int) -> Include:
    """The tree for the value of `include`; raises Problems with every fault found in it."""
    if text == "":
        return Include()
    listed = text.split(",")
    problems: list[Problem] = []
    if len(listed) > most_paths:
        problems.append(
            _refusal(
                f"include lists {len(listed)} paths; at most {most_paths} are allowed.",
                QueryTooComplex,
            )
        )
    paths = [tuple(path.split(".")) for path in listed[:most_paths]]
    for path in paths:
        problem = _fault(path, target, most_depth)
        if problem is not None:
            problems.append(problem)
    if problems:
        raise Problems(problems)
    return Include.of(paths)


def next_types(
    graph: Graph, types: tuple[ResourceType, ...], name: str
) -> tuple[ResourceType, ...]:
    """The types that relationship `name` of `types` leads to; empty where none has it (AMB-21)."""
    names = {
        target: None
        for resource_type in types
        if name in resource_type.relations
        for target in resource_type.relations[name].targets
    }
    return tuple(graph[target] for target in names)


def _fault(path: Path, target: Target, most_depth: int) -> Problem | None:
    text = ".".join(path)
    if len(path) > most_depth:
        return _refusal(
            f"{text!r} is {len(path)} relationships deep; at most {most_depth} are allowed.",
            QueryTooComplex,
        )
    types: tuple[ResourceType, ...]
    if target.shape is Shape.LINKAGE:
        assert target.relation is not None
        if path[0] != target.relation.name:
            return _refusal(
                f"{text!r} does not start with {target.relation.name!r}: on a relationship URL "
                "every include path starts at the relationship of the URL.",
            )
        types, path = target.types, path[1:]
    else:
        types = target.types
    for name in path:
        reached = next_types(target.graph, types, name)
        if not reached:
            legal = sorted({known for resource_type in types for known in resource_type.relations})
            owners = " or ".join(resource_type.name for resource_type in types)
            return _refusal(
                f"{text!r} cannot be included: {name!r} is no relationship of {owners}. "
                f"Legal there: {', '.join(legal)}."
            )
        types = reached
    return None


def _refusal(detail: str, kind: type[Problem] = InvalidInclude) -> Problem:
    return kind(detail, source=Parameter("include"))
