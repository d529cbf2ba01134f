"""The base of all schemas, and what a schema tells the graph.

A schema is the one declaration of a type: its names, kinds, choices and relationships. Reading
never instantiates one per request; `compiler` writes a function from it instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from marshmallow import fields as marshmallow_fields
from marshmallow_jsonapi import Schema as JsonApiSchema

from ..graph import Access, Attribute, Deprecated, Kind, Relation, ResourceType
from .fields import Boolean, Integer, Relationship, String, Strings, Timestamp

_KINDS: dict[type[marshmallow_fields.Field], Kind] = {
    String: Kind.STRING,
    Strings: Kind.STRINGS,
    Integer: Kind.INTEGER,
    Boolean: Kind.BOOLEAN,
    Timestamp: Kind.TIMESTAMP,
}


class Schema(JsonApiSchema):
    """A resource type: attributes are fields, relationships are `Relationship` fields."""

    id = marshmallow_fields.String(dump_only=True)

    def on_bind_field(self, field_name: str, field_obj: marshmallow_fields.Field) -> None:
        """Find the column by the member name; tell relationships where they are."""
        if isinstance(field_obj, Relationship):
            field_obj.locate(self.opts.type_, field_name)
        elif field_obj.attribute is None:
            field_obj.attribute = column_name(field_name)


def column_name(member: str) -> str:
    """The column of an attribute.

    >>> column_name("publishedAt")
    'published_at'
    """
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", member).lower()


def describe(
    schema: type[Schema],
    *,
    order: str,
    sortable: Collection[str],
    filterable: Collection[str],
    searchable: bool,
    deprecated_filters: Mapping[str, Deprecated],
) -> ResourceType:
    """The facts of a schema, with what its resource allows.

    Raises AssertionError with a sentence where a name that is allowed is no attribute, or a field
    is of a kind that no read can handle.
    """
    instance = schema()
    attributes: dict[str, Attribute] = {}
    hidden: dict[str, Attribute] = {}
    relations: dict[str, Relation] = {}
    for name, field in instance.fields.items():
        if isinstance(field, Relationship):
            relations[name] = _relation(name, field)
        elif name != "id":
            attribute = _attribute(name, field, sortable, filterable)
            seen = attribute.access not in (Access.WRITE_ONLY, Access.CREATION)
            (attributes if seen else hidden)[name] = attribute
    type_name: str = instance.opts.type_
    stray = {*sortable, *filterable} - attributes.keys()
    assert not stray, f"{type_name} allows sorting or filtering by {stray}, which it does not have"
    return ResourceType(
        type_name, attributes, relations, order, searchable, hidden, deprecated_filters
    )


def _relation(name: str, field: Relationship) -> Relation:
    return Relation(
        name=name,
        targets=field.targets,
        many=field.many,
        order=field.order,
        inverse=field.inverse,
        access=_access(field),
        required=field.required,
        nullable=field.allow_none is True,
        most=field.most,
        replaceable=field.replaceable,
        deprecated=field.deprecated,
    )


def _access(field: marshmallow_fields.Field) -> Access:
    """What marshmallow's flags and our own say together."""
    if field.dump_only:
        return Access.ONCE if getattr(field, "once", False) else Access.READ_ONLY
    fixed = getattr(field, "fixed", False)
    if field.load_only:
        return Access.CREATION if fixed else Access.WRITE_ONLY
    return Access.FIXED if fixed else Access.OPEN


def _attribute(
    name: str,
    field: marshmallow_fields.Field,
    sortable: Collection[str],
    filterable: Collection[str],
) -> Attribute:
    kind = next((_KINDS[base] for base in type(field).__mro__ if base in _KINDS), None)
    assert kind is not None, f"{name} is a {type(field).__name__}, a field of no known kind"
    access = _access(field)
    return Attribute(
        name=name,
        column=field.attribute or column_name(name),
        kind=kind,
        choices=getattr(field, "choices", ()),
        nullable=field.allow_none is True,
        on_request=getattr(field, "on_request", False) or access is Access.ONCE,
        sortable=name in sortable,
        filterable=name in filterable,
        access=access,
        deprecated=getattr(field, "deprecated", None),
    )
