"""Resource objects as clients send them: a `Create` or an `Update`.

In: a resource object, the form of the type that is written, and a place to note faults. Out: the
change, its columns loaded by the schema's own fields, its linkage as identifiers, and for each of
them the pointer to where it was said.
"""

from __future__ import annotations

from typing import Any

from ...changes import Create, Expected, Identifier, Update
from ...errors import ClientIdRefused, IdMismatch, Pointer, TypeMismatch
from ...query.literals import UUID
from .envelope import MISSING, Object, check_members
from .faults import Faults, below
from .fields import FieldReader, Form

_MEMBERS = ("type", "id", "lid", "attributes", "relationships", "links", "meta")


def create(data: Any, form: Form, pointer: str, faults: Faults) -> Create:
    """The `Create` that `data` asks for."""
    found = _object(data, form, pointer, faults)
    reading = FieldReader(form, pointer, faults, creating=True)
    if not found:
        return Create(Identifier(form.type.name, pointer=pointer), pointer=pointer)
    id_ = _new_id(found, form, pointer, faults)
    # A lid beside an id is no member of the specification's, and is overlooked (AMB-36).
    lid = found.get("lid") if id_ is None and isinstance(found.get("lid"), str) else None
    reading.read(found)
    reading.require(found)
    target = Identifier(form.type.name, id_, lid, pointer)
    return Create(target, reading.columns, reading.linkage, pointer, reading.pointers)


def update(
    data: Any,
    form: Form,
    target: Identifier | None,
    pointer: str,
    faults: Faults,
    expected: Expected | None = None,
) -> Update:
    """The `Update` that `data` asks for of the resource that the URL names, if it names one.

    `data` has the type and id of `target`; without a target it names the resource itself, by id or
    by lid.
    """
    found = _object(data, form, pointer, faults)
    reading = FieldReader(form, pointer, faults, creating=False)
    if not found:
        return Update(target or Identifier(form.type.name), pointer=pointer)
    named = _identity(found, form, target, pointer, faults)
    reading.read(found)
    return Update(
        named,
        reading.columns,
        reading.linkage,
        pointer,
        reading.pointers,
        reading.asserted,
        expected,
    )


def _object(data: Any, form: Form, pointer: str, faults: Faults) -> Object:
    """`data` if it is a resource object of the type; else empty, with the fault noted."""
    if data is MISSING:
        return {}
    if not isinstance(data, dict):
        faults.malformed(pointer, "Primary data is one resource object.")
        return {}
    check_members(data, pointer, faults, _MEMBERS)
    if not isinstance(data.get("type"), str):
        where = below(pointer, "type") if "type" in data else pointer
        faults.malformed(where, "A resource object has a type, which is a string.")
        return {}
    if data["type"] != form.type.name:
        faults.structure.append(
            TypeMismatch(
                f"What is written here are {form.type.name}, no {data['type']!r}.",
                source=Pointer(below(pointer, "type")),
            )
        )
        return {}
    return data


def _new_id(found: Object, form: Form, pointer: str, faults: Faults) -> str | None:
    """The id that the client made; null is none, since a published client writes it so."""
    id_ = found.get("id")
    if id_ is None:
        return None
    where = below(pointer, "id")
    if not isinstance(id_, str):
        faults.malformed(where, "An id is a string.")
    elif not form.client_ids:
        faults.refusals.append(
            ClientIdRefused(
                f"The ids of {form.type.name} are made by the server: leave id out.",
                source=Pointer(where),
            )
        )
    elif UUID.fullmatch(id_) is None:
        faults.malformed(where, f"{id_[:60]!r} is no id; an id is a UUID in lower case.")
    return id_ if isinstance(id_, str) else None


def _identity(
    found: Object, form: Form, target: Identifier | None, pointer: str, faults: Faults
) -> Identifier:
    """Which resource is updated: what the URL says, and what the object says of it, agree."""
    id_, lid = found.get("id"), found.get("lid")
    by_lid = id_ is None and isinstance(lid, str) and (target is None or target.lid is not None)
    if not by_lid and not isinstance(id_, str):
        where = below(pointer, "id") if id_ is not None else pointer
        faults.malformed(where, "A resource object that updates has an id, which is a string.")
        return Identifier(form.type.name)
    where = pointer if target is None else target.pointer
    named = Identifier(form.type.name, id_, lid if by_lid else None, where)
    if target is not None and (named.id, named.lid) != (target.id, target.lid):
        faults.structure.append(
            IdMismatch(
                f"{id_ or lid!r} is not what is updated, which is {target.id or target.lid!r}.",
                source=Pointer(below(pointer, "lid" if by_lid else "id")),
            )
        )
    return named
