"""Resource linkage as clients send it: identifiers, each with the pointer where it stands.

In: the `data` of a relationship object or of a relationship document. Out: a `Linkage`, a member
that is named twice in it only once (AMB-42). Whether what it names exists is for the writer.
"""

from __future__ import annotations

from typing import Any

from ...changes import Identifier, Linkage
from ...errors import Pointer, TooManyMembers, TypeMismatch
from ...graph import Relation
from .envelope import check_members
from .faults import Faults, below

_MEMBERS = ("type", "id", "lid", "meta")


def read(data: Any, relation: Relation, pointer: str, faults: Faults) -> Linkage:
    """The linkage that `data` is; what is wrong with it is noted, and left out."""
    if not relation.many:
        if data is None:
            return None
        if not isinstance(data, dict):
            faults.malformed(
                pointer, f"The linkage of {relation.name!r} is one identifier, or null."
            )
            return None
        return identifier(data, relation.targets, pointer, faults)
    if not isinstance(data, list):
        faults.malformed(pointer, f"The linkage of {relation.name!r} is an array of identifiers.")
        return ()
    found = (
        identifier(each, relation.targets, below(pointer, index), faults)
        for index, each in enumerate(data)
        if not faults.is_full
    )
    members = tuple(dict.fromkeys(each for each in found if each is not None))
    if relation.most is not None and len(members) > relation.most:
        faults.values.append(
            TooManyMembers(
                f"{relation.name!r} has {len(members)} members; at most {relation.most} "
                "are allowed.",
                source=Pointer(pointer),
                meta={
                    "attribute": relation.name,
                    "message": f"At most {relation.most} are allowed.",
                },
            )
        )
    return members


def identifier(
    data: Any, targets: tuple[str, ...], pointer: str, faults: Faults
) -> Identifier | None:
    """One identifier of a type among `targets`; None, with a fault noted, where it is none."""
    if not isinstance(data, dict):
        faults.malformed(pointer, "A resource identifier is an object with type and id.")
        return None
    check_members(data, pointer, faults, _MEMBERS)
    name, id_, lid = data.get("type"), data.get("id"), data.get("lid")
    if not isinstance(name, str):
        where = below(pointer, "type") if "type" in data else pointer
        faults.malformed(where, "A resource identifier has a type, which is a string.")
        return None
    if "id" in data and not isinstance(id_, str):
        faults.malformed(below(pointer, "id"), "An id is a string.")
        return None
    if id_ is None and not isinstance(lid, str):
        if "lid" not in data:
            faults.malformed(pointer, "A resource identifier has an id, or else a lid.")
        return None
    if name not in targets:
        faults.structure.append(
            TypeMismatch(
                f"This relationship holds {' and '.join(targets)}, no {name!r}.",
                source=Pointer(below(pointer, "type")),
            )
        )
        return None
    return Identifier(name, id_, lid if id_ is None else None, pointer)
