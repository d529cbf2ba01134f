"""What a URL asks for: the shape of its primary data, and of which types it may be."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from ..graph import Graph, Relation, ResourceType


class Shape(enum.Enum):
    """The four kinds of URL of a type (REC-04 to REC-07)."""

    COLLECTION = "collection"
    INDIVIDUAL = "individual"
    RELATED = "related"
    LINKAGE = "linkage"


@dataclass(frozen=True, slots=True)
class Target:
    """One URL: `owner` is the type in its path, `relation` what follows the id, if anything."""

    graph: Graph
    shape: Shape
    owner: ResourceType
    relation: Relation | None = None
    #: Its hash, worked out once: every request looks for what is known of its target.
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = (self.graph, self.shape, self.owner, self.relation)
        object.__setattr__(self, "hashed", hash(told))

    def __hash__(self) -> int:
        return self.hashed

    @property
    def types(self) -> tuple[ResourceType, ...]:
        """The types that primary data may have; several for a polymorphic relationship."""
        if self.relation is None:
            return (self.owner,)
        return tuple(self.graph[name] for name in self.relation.targets)

    @property
    def many(self) -> bool:
        """Whether primary data is an array, which is what sort, filter and page are for."""
        if self.relation is None:
            return self.shape is Shape.COLLECTION
        return self.relation.many

    def __str__(self) -> str:
        path = f"/v1/{self.owner.name}"
        if self.shape is Shape.COLLECTION:
            return path
        if self.relation is None:
            return f"{path}/{{id}}"
        middle = "/relationships" if self.shape is Shape.LINKAGE else ""
        return f"{path}/{{id}}{middle}/{self.relation.name}"
