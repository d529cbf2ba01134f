"""Random filters: every function, over every field of every type, with values that are there and
values that are not.

In: the graph, and a blog whose values are drawn from. Out: hypothesis strategies for expressions
that the parser makes, no deeper and no longer than the contract lets anybody ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from jsonapi_blog.graph import ID, Attribute, Graph, Kind, ResourceType
from jsonapi_blog.query.expression import (
    And,
    AnyOf,
    Compare,
    Comparison,
    Count,
    Expression,
    Has,
    IsNull,
    Likeness,
    Match,
    Not,
    Or,
)
from jsonapi_blog.query.include import next_types

Types = tuple[ResourceType, ...]

#: What SQL, LIKE or the expression language might take for more than a character.
ODD = ("", "%", "_", "\\", "'", "''", "é", "É", "ÖL", "null", "a,b", "(", ")", '"', "🦀", "ß", "{}")
NO_ID = "00000000-0000-7000-8000-000000000000"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@dataclass(frozen=True, eq=False)
class Filters:
    """Strategies for one graph; `stock` holds some values of each attribute, by its name."""

    graph: Graph
    stock: dict[str, list[Any]]

    def of(self, types: Types, depth: int = 3) -> st.SearchStrategy[Expression]:
        """An expression about resources of `types`."""
        leaf = st.one_of(self._compare(types), self._leaf(types))
        if depth == 0:
            return leaf
        inner = st.deferred(lambda: self.of(types, depth - 1))
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            leaf,
            inner.map(Not),
            several.map(And),
            several.map(Or),
            self._has(types, depth),
            self._count(types),
        )

    def value(self, attribute: Attribute) -> st.SearchStrategy[Any]:
        """A legal value for an attribute, often one that some resource has."""
        known = self.stock.get(attribute.name, [])
        there = [st.sampled_from(known)] if known else []
        match attribute.kind:
            case Kind.ID:
                return st.one_of(*there, st.just(NO_ID), st.uuids().map(str))
            case Kind.INTEGER:
                return st.one_of(*there, st.integers(-(10**18) + 1, 10**18 - 1))
            case Kind.BOOLEAN:
                return st.booleans()
            case Kind.TIMESTAMP:
                return st.one_of(*there, st.datetimes(timezones=st.just(UTC)))
            case _ if attribute.choices:
                return st.sampled_from(attribute.choices)
            case _:
                return st.one_of(*there, st.sampled_from(ODD), TEXT)

    def attribute(self, types: Types) -> st.SearchStrategy[Attribute]:
        """A field to filter by; `id` is one, and one of a single type of several is one."""
        found = [a for t in types for a in t.attributes.values() if a.filterable]
        return st.sampled_from([ID, *found])

    def relation(self, types: Types) -> st.SearchStrategy[str]:
        return st.sampled_from(sorted({name for t in types for name in t.relations}))

    def _compare(self, types: Types) -> st.SearchStrategy[Expression]:
        def of(attribute: Attribute) -> st.SearchStrategy[Expression]:
            ordered = attribute.kind is not Kind.BOOLEAN
            legal = list(Comparison) if ordered else [Comparison.EQUALS]
            return st.builds(
                Compare,
                st.just(attribute.name),
                st.sampled_from(legal),
                self.value(attribute),
            )

        return self.attribute(types).flatmap(of)

    def _leaf(self, types: Types) -> st.SearchStrategy[Expression]:
        def of(attribute: Attribute) -> st.SearchStrategy[Expression]:
            name = st.just(attribute.name)
            several = st.lists(self.value(attribute), min_size=1, max_size=3).map(tuple)
            kinds: list[st.SearchStrategy[Expression]] = [
                st.builds(AnyOf, name, several),
                st.builds(IsNull, name),
            ]
            if attribute.kind is Kind.STRING:
                text = st.one_of(self._piece(attribute), st.sampled_from(ODD), TEXT)
                kinds.append(st.builds(Match, name, st.sampled_from(Likeness), text))
            return st.one_of(kinds)

        return self.attribute(types).flatmap(of)

    def _piece(self, attribute: Attribute) -> st.SearchStrategy[str]:
        """A piece of a value that is there, in whatever case."""
        known = [value for value in self.stock.get(attribute.name, []) if value] or ["x"]
        piece = st.tuples(st.sampled_from(known), st.integers(0, 5), st.integers(1, 6))
        pieces = piece.map(lambda found: found[0][found[1] :][: found[2]])
        return st.one_of(pieces, pieces.map(str.upper).filter(lambda text: "SS" not in text))

    def _has(self, types: Types, depth: int) -> st.SearchStrategy[Expression]:
        def of(relation: str) -> st.SearchStrategy[Expression]:
            reached = next_types(self.graph, types, relation)
            inner = st.deferred(lambda: self.of(reached, depth - 1))
            return st.builds(Has, st.just(relation), st.one_of(st.none(), inner))

        return self.relation(types).flatmap(of) if _related(types) else self._compare(types)

    def _count(self, types: Types) -> st.SearchStrategy[Expression]:
        if not _related(types):
            return self._compare(types)
        number = st.one_of(st.integers(-1, 6), st.just(10**17))
        return st.builds(Count, self.relation(types), st.sampled_from(Comparison), number)


def _related(types: Types) -> bool:
    return any(t.relations for t in types)


def anything(graph: Graph) -> Filters:
    """Filters over values that nobody looked up."""
    return Filters(graph, {"createdAt": [datetime(2024, 1, 1, 0, 30, tzinfo=UTC)]})
