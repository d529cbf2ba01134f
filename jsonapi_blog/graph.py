"""The types, attributes and relationships there are: names to facts, checked at start-up.

In: what schemas and resources declare. Out: one immutable `Graph` that parser, planner,
serializer and links all read. It knows no table, no URL and no request.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


class Kind(enum.Enum):
    """What the values of an attribute are, which decides the operators that fit it."""

    ID = "id"
    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"
    FLOAT = "float"
    STRINGS = "strings"


class Access(enum.Enum):
    """What clients may do with a field, whoever they are."""

    #: Read, and written at any time.
    OPEN = "open"
    #: Read, and written when the resource is created; the value stays what it is then.
    FIXED = "fixed"
    #: Read; the server alone writes it.
    READ_ONLY = "readOnly"
    #: Written, never read.
    WRITE_ONLY = "writeOnly"
    #: Written when the resource is created, never read.
    CREATION = "creation"
    #: Read in the answer that creates the resource, and never again.
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Deprecated:
    """What will go: deprecated since a day, and there until another, if that is known."""

    since: date
    sunset: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as its schema declares it, and what its resource allows with it."""

    name: str
    column: str
    kind: Kind
    choices: tuple[str, ...] = ()
    nullable: bool = False
    on_request: bool = False
    sortable: bool = True
    filterable: bool = True
    access: Access = Access.OPEN
    deprecated: Deprecated | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: where it leads, and in which order its members are listed.

    `order` is the text of a sort, `"@position"` for an order kept by hand, or `None` for the
    default order of the target type. `inverse` names the same link seen from the other end.
    `required` must be said at creation; a to-one that is not `nullable` is never empty. A to-many
    has at most `most` members; one that is not `replaceable` cannot be replaced as a whole.
    """

    name: str
    targets: tuple[str, ...]
    many: bool
    order: str | None = None
    inverse: str | None = None
    access: Access = Access.OPEN
    required: bool = False
    nullable: bool = True
    most: int | None = None
    replaceable: bool = True
    deprecated: Deprecated | None = None


@dataclass(frozen=True, eq=False)
class ResourceType:
    """One type: its attributes and relationships in the order of declaration.

    `attributes` are those that can be read; `hidden` are those that are only ever written.
    `deprecated_filters` are filters that will go while their field stays, by its name.
    """

    name: str
    attributes: Mapping[str, Attribute]
    relations: Mapping[str, Relation]
    order: str = "id"
    searchable: bool = False
    hidden: Mapping[str, Attribute] = field(default_factory=dict)
    deprecated_filters: Mapping[str, Deprecated] = field(default_factory=dict)

    @cached_property
    def default_fields(self) -> tuple[str, ...]:
        """The fields of a resource object when no fieldset narrows them (FIELDS-05)."""
        attributes = (a.name for a in self.attributes.values() if not a.on_request)
        return (*attributes, *self.relations)

    @cached_property
    def once(self) -> frozenset[str]:
        """The attributes that no row holds: shown where they are made, and nowhere else."""
        return frozenset(a.name for a in self.attributes.values() if a.access is Access.ONCE)

    def declared(self) -> Iterator[Attribute | Relation]:
        """Every attribute and relationship, whoever sees it."""
        yield from self.attributes.values()
        yield from self.hidden.values()
        yield from self.relations.values()

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every legal name in `fields[…]` of this type."""
        return frozenset(self.attributes) | frozenset(self.relations)


#: The order of a relationship that is kept by hand.
BY_HAND = "@position"

#: `id` can be sorted and filtered by like any attribute, though it is none.
ID = Attribute(name="id", column="id", kind=Kind.ID)


@dataclass(frozen=True, eq=False)
class Graph:
    """All types. Refuses to exist while any declaration contradicts another."""

    types: Mapping[str, ResourceType] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Iterable[ResourceType]) -> Graph:
        """The graph of `types`; raises AssertionError with a sentence on a wrong declaration."""
        graph = cls({resource_type.name: resource_type for resource_type in types})
        for resource_type in graph.types.values():
            graph._check(resource_type)
        return graph

    def __getitem__(self, name: str) -> ResourceType:
        return self.types[name]

    @cached_property
    def deprecates(self) -> bool:
        """Whether anything at all is deprecated."""
        return any(
            each.deprecated_filters or any(one.deprecated for one in each.declared())
            for each in self.types.values()
        )

    def _check(self, source: ResourceType) -> None:
        shared = (source.attributes.keys() | source.hidden.keys()) & source.relations.keys()
        assert not shared, f"{source.name} has attributes and relationships of one name: {shared}"
        reserved = source.fields & {"id", "type", "lid"}
        assert not reserved, f"{source.name} declares reserved field names: {reserved}"
        _check_order(source.name, source.order, source)
        _check_deprecations(source)
        for relation in source.relations.values():
            self._check_relation(source, relation)

    def _check_relation(self, source: ResourceType, relation: Relation) -> None:
        label = f"{source.name}.{relation.name}"
        assert relation.targets, f"{label} leads to no type"
        assert len(relation.targets) == 1 or not relation.many, f"{label} is a mixture of types"
        for target in relation.targets:
            assert target in self.types, f"{label} leads to {target!r}, which is no type"
            if relation.order not in (None, BY_HAND):
                _check_order(label, relation.order, self.types[target])
            if relation.inverse is None:
                continue
            back = self.types[target].relations.get(relation.inverse)
            assert back is not None, f"{label} names the inverse {target}.{relation.inverse}: none"
            assert source.name in back.targets, (
                f"{label} and {target}.{relation.inverse} disagree about being inverses"
            )


def _check_order(label: str, order: str, members: ResourceType) -> None:
    name = order.removeprefix("-")
    assert name == "id" or name in members.attributes, (
        f"{label} is ordered by {name!r}, which {members.name} do not have"
    )


def _check_deprecations(source: ResourceType) -> None:
    filters = {a.name for a in source.attributes.values() if a.filterable} | source.relations.keys()
    stray = source.deprecated_filters.keys() - filters
    assert not stray, f"{source.name} deprecate filters that they do not have: {stray}"
    fields = ((each.name, each.deprecated) for each in source.declared())
    for name, end in (*fields, *source.deprecated_filters.items()):
        assert end is None or end.sunset is None or end.since <= end.sunset, (
            f"{source.name}.{name} ends before it is deprecated"
        )


@dataclass(frozen=True, slots=True)
class Projection:
    """The columns of one type that one read selects: the handshake between SELECT and serializer.

    A row is `(id, version, *attributes, *foreign keys, *gates)` in this order. `attributes` are
    attribute names, `linked` the to-one relationships whose foreign keys come along (one column
    per target type), `gated` the attributes that only some callers see: each has a boolean column
    that says whether this caller sees it in this row.
    """

    type: str
    attributes: tuple[str, ...]
    linked: tuple[Relation, ...]
    gated: tuple[str, ...] = ()
    #: Its hash, worked out once: every document looks for the functions of its projections.
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = (self.type, self.attributes, self.linked, self.gated)
        object.__setattr__(self, "hashed", hash(told))

    def __hash__(self) -> int:
        return self.hashed

    def attribute_index(self, name: str) -> int:
        """Where the value of attribute `name` stands in a row."""
        return 2 + self.attributes.index(name)

    def link_index(self, name: str) -> int:
        """Where the (first) foreign key of to-one relationship `name` stands in a row."""
        index = 2 + len(self.attributes)
        for relation in self.linked:
            if relation.name == name:
                return index
            index += len(relation.targets)
        raise KeyError(name)

    def gate_index(self, name: str) -> int:
        """Where the boolean of gated attribute `name` stands in a row."""
        links = sum(len(relation.targets) for relation in self.linked)
        return 2 + len(self.attributes) + links + self.gated.index(name)

    @property
    def width(self) -> int:
        """How many columns a row has; what follows them in a statement is not the resource's."""
        links = sum(len(relation.targets) for relation in self.linked)
        return 2 + len(self.attributes) + links + len(self.gated)
