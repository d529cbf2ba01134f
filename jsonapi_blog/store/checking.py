"""Holds the graph against the tables at start-up: a wrong declaration stops the service."""

from __future__ import annotations

from ..graph import BY_HAND, Graph
from .models import RESOURCES, ToOne
from .predicates import table


def check(graph: Graph) -> None:
    """Raises AssertionError, with a sentence, where a type is not stored as it is declared."""
    for name, resource_type in graph.types.items():
        assert name in RESOURCES, f"No model stores {name}"
        columns = table(name).c
        for attribute in resource_type.attributes.values():
            if attribute.name in resource_type.once:
                continue
            assert attribute.column in columns, f"{name} has no column {attribute.column}"
        edges = RESOURCES[name].edges
        for relation in resource_type.relations.values():
            edge = edges.get(relation.name)
            assert edge is not None, f"{name}.{relation.name} is not stored as any edge"
            assert isinstance(edge, ToOne) is not relation.many, (
                f"{name}.{relation.name} is stored as the wrong kind of edge"
            )
            assert relation.order != BY_HAND or (not isinstance(edge, ToOne) and edge.position), (
                f"{name}.{relation.name} is ordered by hand, and no column keeps the order"
            )
            if isinstance(edge, ToOne):
                assert tuple(edge.columns) == relation.targets, (
                    f"{name}.{relation.name} and its foreign keys disagree about the targets"
                )
