"""`sort=-a,b.c` as keys, and any sort as a *total* order.

In: the text and the types it sorts. Out: `Key`s. Refuses what cannot be sorted by (SORT-08);
`total` ends every order with `id`, in the direction of the last key (CUR-01).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Parameter, Problem, Problems, UnsupportedSort
from ..graph import BY_HAND, ID, Attribute, Graph, Kind, ResourceType
from .include import next_types

#: The rank of a full-text search: a sort key that exists only beside `filter[search]`.
RELEVANCE = "relevance"
#: The place of a member in an ordered relationship; `@` keeps it apart from every attribute.
POSITION = BY_HAND


@dataclass(frozen=True, slots=True)
class Key:
    """One sort field: `-author.name` is `Key(("author", "name"), descending=True)`."""

    path: tuple[str, ...]
    descending: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{'.'.join(self.path)}"


Order = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class SortLimits:
    """How many fields one sort may have, and how many relationships one field may walk."""

    fields: int
    depth: int


def parse(
    text: str,
    graph: Graph,
    types: tuple[ResourceType, ...],
    limits: SortLimits,
    *,
    searching: bool,
) -> Order:
    """The keys of the value of `sort`; raises Problems with every fault found in it."""
    fields = text.split(",")
    if len(fields) > limits.fields:
        raise Problems(
            [_refusal(f"{len(fields)} fields are too many; at most {limits.fields} are allowed.")]
        )
    problems = []
    keys = []
    for field in fields:
        key = Key(tuple(field.removeprefix("-").split(".")), field.startswith("-"))
        fault = _too_deep(key, limits) or _fault(key, graph, types, searching=searching)
        if fault is not None:
            problems.append(fault)
        keys.append(key)
    if problems:
        raise Problems(problems)
    return tuple(keys)


def total(keys: Order) -> Order:
    """The same order made total: `id` last, nothing after an `id`, no field twice.

    >>> " ".join(map(str, total((Key(("title",), True),))))
    '-title -id'
    """
    unique: dict[tuple[str, ...], Key] = {}
    for key in keys:
        unique.setdefault(key.path, key)
        if key.path == ("id",):
            return tuple(unique.values())
    last = keys[-1] if keys else Key(("id",))
    return (*unique.values(), Key(("id",), last.descending))


def declared(text: str) -> Order:
    """The total order that a declaration names, such as `-publishedAt` or `@position`."""
    return total((Key((text.removeprefix("-"),), text.startswith("-")),))


def attribute_of(
    graph: Graph, types: tuple[ResourceType, ...], path: tuple[str, ...]
) -> Attribute | None:
    """The attribute at the end of `path`, through to-one relationships only; else None."""
    *relations, last = path
    for name in relations:
        if any(t.relations[name].many for t in types if name in t.relations):
            return None
        types = next_types(graph, types, name)
    if last == "id":
        return ID if types else None
    found = (t.attributes[last] for t in types if last in t.attributes)
    return next(found, None)


def _too_deep(key: Key, limits: SortLimits) -> Problem | None:
    depth = len(key.path) - 1
    if depth <= limits.depth:
        return None
    shown = str(key) if len(str(key)) <= 40 else f"{str(key)[:40]}…"
    return _refusal(f"{shown!r} walks {depth} relationships; at most {limits.depth} are allowed.")


def _fault(
    key: Key, graph: Graph, types: tuple[ResourceType, ...], *, searching: bool
) -> Problem | None:
    if key.path == (RELEVANCE,) and any(t.searchable for t in types):
        if searching:
            return None
        return _refusal("'relevance' can be sorted by only together with filter[search].")
    attribute = attribute_of(graph, types, key.path)
    if attribute is not None and attribute.sortable:
        return None
    legal = sorted({a.name for t in types for a in t.attributes.values() if a.sortable})
    bridges = sorted({r.name for t in types for r in t.relations.values() if not r.many})
    through = f", and the same through {', '.join(bridges)}" if bridges else ""
    return _refusal(
        f"{str(key)!r} cannot be sorted by; legal are id, {', '.join(legal)}{through}, each with "
        "'-' before it for descending order."
    )


def _refusal(detail: str) -> Problem:
    return UnsupportedSort(detail, source=Parameter("sort"))


def key_kind(graph: Graph, types: tuple[ResourceType, ...], key: Key) -> Kind:
    """What the values of a legal sort key are."""
    if key.path == (RELEVANCE,):
        return Kind.FLOAT
    if key.path == (POSITION,):
        return Kind.INTEGER
    attribute = attribute_of(graph, types, key.path)
    assert attribute is not None, f"{key} was checked when it was parsed"
    return attribute.kind
