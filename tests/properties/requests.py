"""Any GET that the blog can be sent, made from the graph and from what is in the database.

In: the graph, and a `Stock` of ids and values, unreadable ones too. Out: a hypothesis strategy
for a path and its parameters. Most are legal; what is not is a fine question too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from jsonapi_blog.graph import Graph, Kind, ResourceType

T = TypeVar("T")
Pairs = tuple[tuple[str, str], ...]

NOBODY = "00000000-0000-7000-8000-000000000000"
LIKENESSES = ("contains", "startsWith", "endsWith")
ORDERED = ("ne", "lt", "lte", "gt", "gte")
COMPARISONS = ("equals", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual")
WORDS = ("ownership", "secret", "draft", "post -lifetimes", '"about ownership"', "future or plans")
PAGES: tuple[Pairs, ...] = (
    (),
    (("page[size]", "3"),),
    (("page[size]", "100"),),
    (("page[number]", "2"), ("page[size]", "4")),
    (("page[offset]", "3"), ("page[limit]", "5")),
    (("page[total]", "false"),),
    (("page[total]", "true"), ("page[size]", "2")),
)


@dataclass(frozen=True)
class Stock:
    """The ids and attribute values of a whole blog by type, as a filter writes them."""

    ids: Mapping[str, Sequence[str]]
    values: Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True)
class Asked:
    """One request; `profile` is whether `Accept` asks for cursors."""

    path: str
    pairs: Pairs = ()
    profile: bool = False


@st.composite
def requests(draw: st.DrawFn, graph: Graph, stock: Stock) -> Asked:
    """A request for a collection, a resource, or what is behind a relationship."""
    return _Making(draw, graph, stock).request()


@dataclass(frozen=True)
class _Making:
    draw: st.DrawFn
    graph: Graph
    stock: Stock

    def request(self) -> Asked:
        owner = self.graph[self.one_of(sorted(self.graph.types))]
        path, many, first, types = f"/v1/{owner.name}", True, "", (owner,)
        if self.chance():
            path += f"/{self.id(owner.name)}"
            relation = self.one_of([None, *owner.relations.values(), *owner.relations.values()])
            many = relation is not None and relation.many
            if relation is not None:
                types = tuple(self.graph[name] for name in relation.targets)
                first = self.one_of(["", relation.name])
                path += f"/relationships/{relation.name}" if first else f"/{relation.name}"
        pairs = self.shaping(types, first)
        if many:
            pairs += self.choosing(types[0])
        return Asked(path, tuple(dict(pairs).items()), self.chance())

    def one_of(self, choices: Sequence[T]) -> T:
        return self.draw(st.sampled_from(choices))

    def chance(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def times(self, most: int) -> range:
        return range(self.draw(st.integers(0, most)))

    def id(self, type_name: str) -> str:
        return self.one_of([*self.stock.ids[type_name], NOBODY])

    def shaping(self, types: tuple[ResourceType, ...], first: str) -> list[tuple[str, str]]:
        """`include`, the windows on it, and `fields`."""
        paths = {}
        for _ in self.times(2):
            path, many = self.walk(types)
            paths[(first, *path) if first else path] = many
        pairs = []
        if paths:
            pairs.append(("include", ",".join(".".join(path) for path in paths)))
        for path, many in paths.items():
            if many and self.chance():
                name = "page" + "".join(f"[{segment}]" for segment in path)
                pairs.append((f"{name}[size]", self.one_of("123")))
                pairs.append((f"{name}[total]", self.one_of(["true", "false"])))
        for _ in self.times(2):
            type_ = self.graph[self.one_of(sorted(self.graph.types))]
            names = [self.one_of(sorted(type_.fields)) for _ in self.times(4)]
            pairs.append((f"fields[{type_.name}]", ",".join(dict.fromkeys(names))))
        return pairs

    def walk(self, types: tuple[ResourceType, ...]) -> tuple[tuple[str, ...], bool]:
        """A path of up to three relationships, and whether its last one is to-many."""
        path: tuple[str, ...] = ()
        many = False
        for _ in range(self.draw(st.integers(1, 3))):
            relation = self.one_of([r for each in types for r in each.relations.values()])
            path, many = (*path, relation.name), relation.many
            types = tuple(self.graph[name] for name in relation.targets)
        return path, many

    def choosing(self, type_: ResourceType) -> list[tuple[str, str]]:
        """`filter`, `sort` and `page` of a list."""
        pairs = [self.bracket(type_) for _ in self.times(2)]
        if self.chance(3):
            pairs.append(("filter", self.expression(type_, 3)))
        keys = [self.key(type_) for _ in self.times(2)]
        if type_.searchable and self.chance(4):
            pairs.append(("filter[search]", self.one_of(WORDS)))
            keys = ["-relevance", *keys]
        if keys:
            pairs.append(("sort", ",".join(keys)))
        return [*pairs, *self.one_of(PAGES)]

    def key(self, type_: ResourceType) -> str:
        """A sort key, through up to two to-one relationships."""
        path = []
        for _ in self.times(2):
            ones = [relation for relation in type_.relations.values() if not relation.many]
            if ones:
                relation = self.one_of(ones)
                path.append(relation.name)
                type_ = self.graph[self.one_of(relation.targets)]
        names = ["id", *(a.name for a in type_.attributes.values() if a.sortable)]
        return self.one_of(["", "-"]) + ".".join([*path, self.one_of(names)])

    def bracket(self, type_: ResourceType) -> tuple[str, str]:
        """`filter[…]…=…`, through up to two relationships."""
        name = "filter"
        for _ in self.times(2):
            relation = self.one_of(list(type_.relations.values()))
            name += f"[{relation.name}]"
            type_ = self.graph[self.one_of(relation.targets)]
        attribute, kind = self.attribute(type_)
        name += f"[{attribute}]"
        if self.chance(5):
            return f"{name}[null]", self.one_of(["true", "false"])
        value = self.value(type_, attribute)
        if kind is Kind.STRING and self.chance():
            return f"{name}[{self.one_of(LIKENESSES)}]", value[: self.draw(st.integers(1, 5))]
        if kind is not Kind.BOOLEAN and self.chance():
            return f"{name}[{self.one_of(ORDERED)}]", value
        return name, value

    def expression(self, type_: ResourceType, most: int) -> str:
        """An expression at most `most` levels deep."""
        deep = ("and", "or", "not", "has") if most > 1 else ()
        match self.one_of([*deep, "there", "count", "null", "compare"]):
            case "and" | "or" as name:
                parts = (self.expression(type_, most - 1) for _ in range(2))
                return f"{name}({','.join(parts)})"
            case "not":
                return f"not({self.expression(type_, most - 1)})"
            case "has":
                relation = self.one_of(list(type_.relations.values()))
                target = self.graph[self.one_of(relation.targets)]
                return f"has({relation.name},{self.expression(target, most - 1)})"
            case "there":
                return f"has({self.one_of(list(type_.relations))})"
            case "count" if any(r.many for r in type_.relations.values()):
                name = self.one_of([r.name for r in type_.relations.values() if r.many])
                return f"{self.one_of(COMPARISONS)}(count({name}),{self.one_of('012345')})"
            case "null":
                return f"equals({self.attribute(type_)[0]},null)"
        attribute, kind = self.attribute(type_)
        value = self.value(type_, attribute).replace("'", "''")
        comparison = "equals" if kind is Kind.BOOLEAN else self.one_of(COMPARISONS)
        return f"{comparison}({attribute},'{value}')"

    def attribute(self, type_: ResourceType) -> tuple[str, Kind]:
        found = [(a.name, a.kind) for a in type_.attributes.values() if a.filterable]
        return self.one_of([("id", Kind.ID), *found])

    def value(self, type_: ResourceType, attribute: str) -> str:
        if attribute == "id":
            return self.id(type_.name)
        return self.one_of([*self.stock.values[type_.name, attribute]] or ["x"])
