"""Who uses what is deprecated, and how they are told (RFC 9745, RFC 8594).

In: a parsed query, changes. Out: what they name that is deprecated, and the headers that say so.
What merely shows in an answer is not used. Where nothing is deprecated, nothing is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from ..changes import Attach, Change, Create, Delete, Detach, Update
from ..graph import Deprecated, Graph, ResourceType
from ..query import Query
from ..query.expression import (
    And,
    AnyOf,
    Compare,
    Count,
    Expression,
    Has,
    IsNull,
    Match,
    Not,
    Or,
)
from ..query.include import next_types
from ..query.target import Shape, Target
from ..serializers.links import Urls
from ..store.committing import Answered

ANCHOR = "deprecations"

Types = tuple[ResourceType, ...]


def read(query: Query, target: Target) -> list[Deprecated]:
    """What a read of `target` uses: what its URL and its parameters name."""
    if not target.graph.deprecates:
        return []
    linked = target.shape is Shape.LINKAGE
    start = (target.owner,) if linked else target.types
    url = () if target.relation is None else _named(target.relation.name, (target.owner,))
    return [
        *url,
        *_shaped(query, target.graph, start),
        *(each for key in query.sort for each in _walked(key.path, target.graph, target.types)),
        *(_filtered(query.filter, target.graph, target.types) if query.filter else ()),
    ]


def told(
    answered: Answered, graph: Graph, query: Query, changes: Iterable[Change], urls: Urls
) -> Answered:
    """The same answer, telling what the query and the changes use; what is kept of it for retries
    does not tell, since a retry is told by itself."""
    if not graph.deprecates:
        return answered
    used = [each for change in changes for each in _written(change, query, graph)]
    found = answered.recorded
    more = {**found.headers, **headers(used, urls)}
    return replace(answered, recorded=replace(found, headers=more))


def headers(used: Iterable[Deprecated], urls: Urls) -> dict[str, str]:
    """What tells of all that was used: the earliest dates, and where to read on; nothing where
    nothing was."""
    used = [*used]
    if not used:
        return {}
    since = min(each.since for each in used)
    sunsets = [each.sunset for each in used if each.sunset is not None]
    link = f'<{urls.at("/docs")}#{ANCHOR}>; rel="deprecation"; type="text/html"'
    made = {"Deprecation": f"@{int(_midnight(since).timestamp())}", "Link": link}
    if sunsets:
        made["Sunset"] = format_datetime(_midnight(min(sunsets)), usegmt=True)
    return made


def markdown(graph: Graph) -> str:
    """All that is deprecated, for people to read."""
    rows = [
        f"| `{what}` | {end.since} | {end.sunset or 'not decided'} | {end.note} |"
        for what, end in _declared(graph)
    ]
    if not rows:
        return f"{_INTRODUCTION}\nNothing is deprecated.\n"
    return "\n".join((_INTRODUCTION, "| what | since | until | |", "|---|---|---|---|", *rows, ""))


_INTRODUCTION = """\
Whoever names what is deprecated (in a fieldset, an include path, a sort, a filter, a URL or a
document) is told in the headers of the answer: `Deprecation` says since when, `Sunset` from when
on it may be gone, and `Link` leads here. Whoever does not is not told.
"""


def _declared(graph: Graph) -> Iterator[tuple[str, Deprecated]]:
    for each in graph.types.values():
        for field in each.declared():
            if field.deprecated is not None:
                yield f"{each.name}.{field.name}", field.deprecated
        for name, end in each.deprecated_filters.items():
            yield f"filter[{name}] of {each.name}", end


def _shaped(query: Query, graph: Graph, start: Types) -> Iterator[Deprecated]:
    """What fieldsets and include paths name; these begin at `start`."""
    for fieldset in query.fields:
        for name in fieldset.names:
            yield from _named(name, (graph[fieldset.type],))
    for path in query.include.leaves() if query.include else ():
        yield from _walked(path, graph, start)


def _written(change: Change, query: Query, graph: Graph) -> Iterator[Deprecated]:
    of_type = graph[change.target.type]
    yield from _shaped(query, graph, (of_type,))
    match change:
        case Create() | Update():
            # Documents say columns and relationships; what was overlooked they do not have.
            for each in of_type.declared():
                if getattr(each, "column", each.name) in change.pointers:
                    yield from _named(each.name, (of_type,))
        case Attach() | Detach():
            yield from _named(change.relation, (of_type,))
        case Delete():
            return


def _walked(path: tuple[str, ...], graph: Graph, types: Types) -> Iterator[Deprecated]:
    for name in path:
        yield from _named(name, types)
        types = next_types(graph, types, name)


def _filtered(expression: Expression, graph: Graph, types: Types) -> Iterator[Deprecated]:
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _filtered(part, graph, types)
        case Not(part):
            yield from _filtered(part, graph, types)
        case Has(relation, condition):
            yield from _filtered_by(relation, types)
            if condition is not None:
                yield from _filtered(condition, graph, next_types(graph, types, relation))
        case Count(relation):
            yield from _filtered_by(relation, types)
        case Compare(name) | AnyOf(name) | Match(name) | IsNull(name):
            yield from _filtered_by(name, types)


def _filtered_by(name: str, types: Types) -> Iterator[Deprecated]:
    yield from _named(name, types)
    yield from (t.deprecated_filters[name] for t in types if name in t.deprecated_filters)


def _named(name: str, types: Types) -> Iterator[Deprecated]:
    for each in types:
        for fields in (each.attributes, each.hidden, each.relations):
            if name in fields and (end := fields[name].deprecated) is not None:
                yield end


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
