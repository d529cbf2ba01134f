"""A read's shape to a plan: which statements run, in which order, with which columns.

In: a `ReadShape`. Out: a `Plan`, cached by the shape; pure, it touches no connection. The include
tree becomes steps: one statement for each to-many edge, one for all to-one edges to a type whose
keys are known by then. A to-one step waits for the to-manys that may add keys of its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..graph import Graph, Projection, Relation, ResourceType
from ..query.expression import ALWAYS, NEVER
from ..query.include import Include, Path
from ..query.sort import Order, declared
from ..query.target import Shape, Target
from .queries import Statements
from .shape import ReadShape
from .steps import (
    KeysRoot,
    OneRoot,
    PageRoot,
    Place,
    Plan,
    RelatedRoot,
    Root,
    SeveralRoot,
    Step,
    ToManyStep,
    ToOneSource,
    ToOneStep,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One relationship of one type at one place of the include tree."""

    place: Place
    relation: Relation

    @property
    def path(self) -> Path:
        return (*self.place[0], self.relation.name)

    @property
    def reached(self) -> tuple[Place, ...]:
        return tuple((self.path, target) for target in self.relation.targets)


@dataclass(slots=True)
class Kept:
    """Where the plan of a shape is kept once it is made."""

    plan: Plan | None = None


@lru_cache(maxsize=1024)
def kept(_: ReadShape) -> Kept:
    """The place of a shape, which may be empty still: whoever cannot wait looks here."""
    return Kept()


def plan(shape: ReadShape) -> Plan:
    """The plan of every read of this shape."""
    found = kept(shape)
    if found.plan is None:
        found.plan = _made(shape)
    return found.plan


def _made(shape: ReadShape) -> Plan:
    target = shape.target
    tree = shape.include
    root_path: Path = ()
    if target.shape is Shape.LINKAGE and target.relation is not None and tree.branches:
        root_path = (target.relation.name,)
        tree = tree.at(root_path)
    types = tuple(resource_type.name for resource_type in target.types)
    edges = tuple(_edges(target.graph, tree, types, root_path))
    projections = _projections(shape, types, edges)
    statements = Statements(target.graph, shape.reading)
    steps = _steps(shape, statements, projections, edges, types, root_path)
    return Plan(_root(shape, statements, projections), root_path, steps, projections)


def relation_order(graph: Graph, relation: Relation) -> Order:
    """The order of a to-many: its own, or the default order of its type."""
    return declared(relation.order or graph[relation.targets[0]].order)


def _edges(graph: Graph, tree: Include, types: tuple[str, ...], path: Path) -> list[Edge]:
    found = []
    for name, branch in tree.branches:
        reached: dict[str, None] = {}
        for type_name in types:
            relation = graph[type_name].relations.get(name)
            if relation is not None:
                found.append(Edge((path, type_name), relation))
                reached |= dict.fromkeys(relation.targets)
        found += _edges(graph, branch, tuple(reached), (*path, name))
    return found


def _projections(
    shape: ReadShape, types: tuple[str, ...], edges: tuple[Edge, ...]
) -> dict[str, Projection]:
    """The columns of every type that occurs; identifiers alone need no more than their id."""
    if shape.target.shape is Shape.LINKAGE and not shape.include.branches:
        return {name: Projection(name, (), ()) for name in types}
    names = dict.fromkeys(types)
    linked: dict[str, dict[str, Relation]] = {}
    for edge in edges:
        names |= dict.fromkeys(edge.relation.targets)
        if not edge.relation.many:
            linked.setdefault(edge.place[1], {})[edge.relation.name] = edge.relation
    return {
        name: _projection(shape, shape.target.graph[name], tuple(linked.get(name, {}).values()))
        for name in names
    }


def _projection(
    shape: ReadShape, resource_type: ResourceType, linked: tuple[Relation, ...]
) -> Projection:
    asked = {fieldset.type: fieldset.names for fieldset in shape.fields}
    default = frozenset((*resource_type.default_fields, *resource_type.once))
    names = asked.get(resource_type.name, default)
    hidden: frozenset[str] = frozenset() if shape.once else resource_type.once

    def rule(attribute: str) -> object:
        return shape.reading.seen.get((resource_type.name, attribute), ALWAYS)

    attributes = tuple(
        name
        for name in resource_type.attributes
        if name in names and name not in hidden and rule(name) != NEVER
    )
    gated = tuple(name for name in attributes if rule(name) != ALWAYS)
    return Projection(resource_type.name, attributes, linked, gated)


def _root(shape: ReadShape, statements: Statements, projections: dict[str, Projection]) -> Root:
    target, page, relation = shape.target, shape.page, shape.target.relation
    names = tuple(resource_type.name for resource_type in target.types)
    name, owner = names[0], target.owner.name
    projection = projections[name]
    if shape.several:
        return SeveralRoot(name, statements.by_id(projection))
    if relation is None and page is None:
        return OneRoot(name, statements.one(projection))
    if page is not None:
        assert len(names) == 1, f"{target} would be a polymorphic to-many"
        if relation is None:
            sql = statements.page(projection, shape.order, shape.filter, page)
            return PageRoot(name, sql, owned=False, headed=page.total)
        sql = statements.members(owner, relation, projection, shape.order, shape.filter, page)
        return PageRoot(name, sql, owned=True, headed=True)
    assert relation is not None, "what is neither a page nor one resource is behind a relationship"
    if len(names) == 1:
        return RelatedRoot(name, statements.related(owner, relation, projection))
    fetches = tuple((name, statements.by_id(projections[name])) for name in names)
    return KeysRoot(statements.keys(owner, relation), fetches)


def _steps(
    shape: ReadShape,
    statements: Statements,
    projections: dict[str, Projection],
    edges: tuple[Edge, ...],
    types: tuple[str, ...],
    root_path: Path,
) -> tuple[Step, ...]:
    known: set[Place] = {(root_path, name) for name in types}
    waiting = list(edges)
    steps: list[Step] = []
    while waiting:
        ready = [edge for edge in waiting if edge.place in known]
        chosen = [edge for edge in ready if edge.relation.many] or _settled(ready, waiting)
        if chosen[0].relation.many:
            steps += [_to_many(shape, statements, projections, edge) for edge in chosen]
        else:
            steps += _to_one(statements, projections, chosen)
        for edge in chosen:
            known.update(edge.reached)
            waiting.remove(edge)
    return tuple(steps)


def _settled(ready: list[Edge], waiting: list[Edge]) -> list[Edge]:
    """The ready to-ones whose types no waiting edge behind another can still add keys of.

    All ready ones where every type may still get more: somebody has to go first.
    """
    behind = [edge for edge in waiting if edge not in ready and not edge.relation.many]
    expected = {target for edge in behind for target in edge.relation.targets}
    settled = [edge for edge in ready if expected.isdisjoint(edge.relation.targets)]
    return settled or ready


def _to_one(
    statements: Statements, projections: dict[str, Projection], chosen: list[Edge]
) -> list[Step]:
    sources: dict[str, list[ToOneSource]] = {}
    for edge in chosen:
        column = projections[edge.place[1]].link_index(edge.relation.name)
        for offset, place in enumerate(edge.reached):
            source = ToOneSource(edge.place, edge.relation, column + offset, place)
            sources.setdefault(place[1], []).append(source)
    return [
        ToOneStep(name, statements.by_id(projections[name]), tuple(found))
        for name, found in sources.items()
    ]


def _to_many(
    shape: ReadShape, statements: Statements, projections: dict[str, Projection], edge: Edge
) -> Step:
    relation = edge.relation
    assert len(relation.targets) == 1, f"{relation.name} is a polymorphic to-many"
    total = edge.path in shape.totals
    order = relation_order(shape.target.graph, relation)
    sql, keys = statements.windows(
        edge.place[1], relation, projections[relation.targets[0]], order, total=total
    )
    target, reached = relation.targets[0], edge.reached[0]
    return ToManyStep(edge.place, relation, target, sql, keys, total, reached)


def page_order(target: Target) -> Order:
    """The order of primary data that nobody sorted."""
    if target.relation is not None:
        return relation_order(target.graph, target.relation)
    return declared(target.owner.order)
