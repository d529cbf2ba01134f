"""The types of the blog, as the parsers see them, and a way to parse without a server.

In: parameters and a path. Out: a `Query`, or the problems that come of it.
"""

from __future__ import annotations

from jsonapi_blog.errors import Problem, Problems
from jsonapi_blog.graph import Graph
from jsonapi_blog.query import Query, QueryLimits, parse
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
LIMITS = QueryLimits(
    page_size=100, include_depth=4, include_paths=20, filter_terms=50, filter_depth=8
)


def target(path: str) -> Target:
    """`articles`, `articles/id`, `articles/id/tags`, `articles/id/relationships/tags`."""
    name, *rest = path.split("/")
    owner = GRAPH[name]
    if not rest:
        return Target(GRAPH, Shape.COLLECTION, owner)
    if len(rest) == 1:
        return Target(GRAPH, Shape.INDIVIDUAL, owner)
    shape = Shape.LINKAGE if rest[1] == "relationships" else Shape.RELATED
    return Target(GRAPH, shape, owner, owner.relations[rest[-1]])


def parsed(path: str, *pairs: tuple[str, str]) -> Query:
    """The query; raises Problems or Problem."""
    return parse(pairs, target(path), LIMITS)


def refused(path: str, *pairs: tuple[str, str]) -> tuple[Problem, ...]:
    """The problems of a query that is not accepted; raises AssertionError where it is."""
    try:
        accepted = parsed(path, *pairs)
    except Problems as several:
        return several.problems
    except Problem as problem:
        return (problem,)
    raise AssertionError(f"{pairs} was accepted as {accepted}")
