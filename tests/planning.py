"""Plans as endpoints ask for them, made from a path and a query string without a server."""

from __future__ import annotations

from jsonapi_blog import query
from jsonapi_blog.graph import Graph
from jsonapi_blog.pagination.window import IncludedWindow, Window
from jsonapi_blog.policy import ANONYMOUS, Identity, Readings
from jsonapi_blog.query import QueryLimits
from jsonapi_blog.query.include import Include
from jsonapi_blog.query.parameters import decoded
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.store.plan import page_order, plan
from jsonapi_blog.store.shape import Read, View, split
from jsonapi_blog.store.steps import Plan

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
READINGS = Readings({resource.schema.Meta.type_: resource.policy for resource in RESOURCES})
LIMITS = QueryLimits(
    page_size=100, include_depth=4, include_paths=20, filter_terms=50, filter_depth=8
)
AN_ID = "018cc251-f400-7000-8000-000000000000"


def target(path: str) -> Target:
    """The target of `articles`, `articles/1`, `articles/1/author` and so on."""
    match path.split("/"):
        case [name]:
            return Target(GRAPH, Shape.COLLECTION, GRAPH[name])
        case [name, _]:
            return Target(GRAPH, Shape.INDIVIDUAL, GRAPH[name])
        case [name, _, "relationships", relation]:
            return Target(GRAPH, Shape.LINKAGE, GRAPH[name], GRAPH[name].relations[relation])
        case [name, _, relation]:
            return Target(GRAPH, Shape.RELATED, GRAPH[name], GRAPH[name].relations[relation])
    raise ValueError(path)


def planned(
    path: str,
    parameters: str = "",
    *,
    window: Window | None = None,
    totals: tuple[tuple[str, ...], ...] = (),
    identity: Identity = ANONYMOUS,
) -> Plan:
    """The plan of a read, as an endpoint would ask for it."""
    at = target(path)
    asked = query.parse(decoded(parameters.encode()), at, LIMITS)
    view = View(
        target=at,
        reading=READINGS.of(identity),
        include=asked.include or Include(),
        fields=asked.fields,
        windows=tuple(IncludedWindow(one, 25, True) for one in totals),
        order=(asked.sort or page_order(at)) if at.many else (),
        filter=asked.filter,
        window=(window or Window(25)) if at.many else None,
    )
    shape, _ = split(Read(view, identity.person, AN_ID))
    return plan(shape)
