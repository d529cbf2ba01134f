"""The fields of a resource object as clients send them, each by its schema's own field.

In: attributes and relationships as JSON, and the form of their type. Out: columns, linkage and
pointers; read-only attributes are overlooked, linkage that cannot be written is kept apart, to be
compared with what is there. Faults are noted where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError
from marshmallow.fields import Field

from ...changes import Linkage
from ...errors import InvalidValue, MissingField, Pointer, ReadOnlyField
from ...graph import Access, Attribute, Relation, ResourceType
from ..schema import Schema
from . import linkage
from .envelope import Object, check_members
from .faults import Faults, below

_RELATIONSHIP_MEMBERS = ("data", "links", "meta")
#: Names that published clients write among the attributes, and that mean nothing there.
NO_ATTRIBUTES = ("links", "meta")


@dataclass(frozen=True, eq=False)
class Form:
    """How resources of one type are written: its facts, its fields, what it takes from clients."""

    type: ResourceType
    fields: Mapping[str, Field]
    client_ids: bool

    @classmethod
    def of(cls, resource_type: ResourceType, schema: Schema, *, client_ids: bool) -> Form:
        """The form of a type with this schema."""
        return cls(resource_type, schema.fields, client_ids)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, whether it can be read or not."""
        return self.type.attributes.get(name) or self.type.hidden.get(name)


@dataclass(slots=True)
class FieldReader:
    """The fields of one resource object, as far as they are read."""

    form: Form
    pointer: str
    faults: Faults
    creating: bool
    columns: dict[str, Any] = field(default_factory=dict)
    linkage: dict[str, Linkage] = field(default_factory=dict)
    asserted: dict[str, Linkage] = field(default_factory=dict)
    pointers: dict[str, str] = field(default_factory=dict)

    def read(self, found: Object) -> None:
        """Reads attributes and relationships; what is no object was noted before."""
        attributes, relationships = found.get("attributes"), found.get("relationships")
        for name, value in (attributes if isinstance(attributes, dict) else {}).items():
            if not name.startswith("@"):
                self._attribute(name, value, below(self.pointer, "attributes", name))
        for name, value in (relationships if isinstance(relationships, dict) else {}).items():
            if not name.startswith("@"):
                self._relationship(name, value, below(self.pointer, "relationships", name))

    def require(self, found: Object) -> None:
        """Notes what a new resource cannot be without."""
        for name, each in self.form.fields.items():
            if not each.required:
                continue
            kind = "relationships" if name in self.form.type.relations else "attributes"
            said = found.get(kind)
            if isinstance(said, dict) and name in said and self._settled(name, said[name]):
                continue
            where = below(self.pointer, kind) if isinstance(said, dict) else self.pointer
            self.faults.values.append(
                MissingField(
                    f"{self.form.type.name} need {name!r}.",
                    source=Pointer(where),
                    meta={"attribute": name, "message": f"{name} is needed."},
                )
            )

    def _settled(self, name: str, said: Any) -> bool:
        """Whether a required field was said, or its fault is noted already."""
        if name not in self.form.type.relations or not isinstance(said, dict):
            return True
        return "data" in said

    def _attribute(self, name: str, value: Any, where: str) -> None:
        attribute = self.form.attribute(name)
        if attribute is None:
            self._no_attribute(name, where)
            return
        if attribute.access in (Access.READ_ONLY, Access.ONCE) or (
            attribute.access in (Access.CREATION, Access.FIXED) and not self.creating
        ):
            self.faults.read_only(where, f"{name!r} is not written here.")
            return
        each = self.form.fields[name]
        if value is None and self.creating and not each.required and not attribute.nullable:
            # Published clients send null for whatever was left empty: it means the default.
            self.faults.stray(where, f"{name!r} may be left out, but is never null.")
            return
        try:
            self.columns[attribute.column] = each.deserialize(value)
        except ValidationError as invalid:
            self.faults.values += (
                InvalidValue(
                    message,
                    source=Pointer(where),
                    meta={"attribute": name, "message": message},
                )
                for message in _messages(invalid)
            )
        self.pointers[attribute.column] = where

    def _no_attribute(self, name: str, where: str) -> None:
        if name in self.form.type.relations or name in NO_ATTRIBUTES:
            self.faults.stray(where, f"{name!r} is no attribute.")
            return
        self.faults.unknown(
            where,
            f"{self.form.type.name} have no attribute {name[:60]!r}; they have "
            f"{', '.join((*self.form.type.attributes, *self.form.type.hidden))}.",
            {"attribute": name[:60], "message": "There is no such attribute."},
        )

    def _relationship(self, name: str, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            self.faults.malformed(where, "A relationship is an object.")
            return
        check_members(value, where, self.faults, _RELATIONSHIP_MEMBERS)
        relation = self.form.type.relations.get(name)
        if relation is None:
            self.faults.unknown(
                where,
                f"{self.form.type.name} have no relationship {name[:60]!r}; they have "
                f"{', '.join(self.form.type.relations)}.",
            )
        elif "data" not in value:
            self.faults.stray(where, "A relationship that is written has data.")
        else:
            pointer = below(where, "data")
            read = linkage.read(value["data"], relation, pointer, self.faults)
            self.pointers[name] = pointer
            self._linked(relation, read, pointer)

    def _linked(self, relation: Relation, read: Linkage, pointer: str) -> None:
        writable = relation.access is Access.OPEN or (
            relation.access is Access.FIXED and self.creating
        )
        if not writable and self.creating:
            # What is empty stands for the default; anything else nobody can set (contract, 2).
            if read:
                self.faults.refusals.append(
                    ReadOnlyField(
                        f"{relation.name!r} cannot be written; leave it out.",
                        source=Pointer(pointer),
                    )
                )
        elif not writable:
            self.asserted[relation.name] = read
        elif read is None and not relation.many and not relation.nullable:
            self._emptied(relation, pointer)
        else:
            self.linkage[relation.name] = read

    def _emptied(self, relation: Relation, pointer: str) -> None:
        """Null for a to-one that is never empty: at creation it stands for the default, if any."""
        if self.creating and not relation.required:
            return
        self.faults.never_empty(relation.name, pointer)


def _messages(invalid: ValidationError) -> list[str]:
    """All messages of a field, those of the items of a list too."""
    found: list[str] = []
    waiting: list[Any] = [invalid.messages]
    while waiting:
        match waiting.pop(0):
            case dict() as inner:
                waiting += inner.values()
            case list() as several:
                waiting += several
            case message:
                found.append(str(message))
    return found
