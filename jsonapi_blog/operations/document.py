"""A document of operations, read into the changes that single requests make.

In: the root of the document, the form of each type, and a place to note faults. Out: operations in
their order. Everything that is wrong with any of them, and can be seen without the database, is
noted, with its place in the document (ATOM-24).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import preconditions
from ..changes import (
    Attach,
    Change,
    Delete,
    Detach,
    Expected,
    Identifier,
    Linkage,
    Update,
)
from ..errors import Pointer, Problem, TooManyOperations
from ..graph import Relation
from ..serializers.payload import envelope, lids, relationships, resources
from ..serializers.payload.envelope import Object, check_members
from ..serializers.payload.faults import Faults, below
from ..serializers.payload.fields import Form
from .targets import Aim, Targets

OPERATIONS = "/atomic:operations"
_TOP = ("atomic:operations", "meta", "links", "jsonapi")
_FORBIDDEN = ("data", "included", "errors", "atomic:results")
_MEMBERS = ("op", "ref", "href", "data", "meta")
_OPS = ("add", "update", "remove")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as a change. `relation` is the relationship that it is about, if it is."""

    change: Change
    relation: Relation | None = None

    @property
    def shows_receipt(self) -> bool:
        """Whether its result tells what went."""
        return isinstance(self.change, Delete)

    @property
    def shows(self) -> bool:
        """Whether its result has the resource: not for relationships, not for what is gone."""
        return self.relation is None and not isinstance(self.change, Delete)


def read(
    root: Object, forms: Mapping[str, Form], targets: Targets, most: int, faults: Faults
) -> Sequence[Operation]:
    """The operations of the document, as far as they are well-formed."""
    envelope.check_top(root, faults, _TOP)
    for name in _FORBIDDEN:
        if name in root:
            faults.malformed(below("", name), f"{name!r} does not go with operations.")
    found = root.get("atomic:operations")
    if not isinstance(found, list) or not found:
        where = OPERATIONS if "atomic:operations" in root else ""
        faults.malformed(where, "'atomic:operations' is an array of one or more operations.")
        return ()
    if len(found) > most:
        faults.structure.append(
            TooManyOperations(
                f"There are {len(found)} operations; at most {most} are carried out at once.",
                source=Pointer(OPERATIONS),
            )
        )
        return ()
    reader = _Reader(forms, targets, faults)
    read_ones = (reader.read(each, below(OPERATIONS, at)) for at, each in enumerate(found))
    operations = [operation for operation in read_ones if operation is not None]
    lids.check((operation.change for operation in operations), faults)
    return operations


@dataclass(frozen=True, slots=True)
class _Reader:
    forms: Mapping[str, Form]
    targets: Targets
    faults: Faults

    def read(self, operation: Any, pointer: str) -> Operation | None:
        """One operation; None where a fault is noted that leaves nothing to carry out."""
        if not isinstance(operation, dict):
            self.faults.malformed(pointer, "An operation is an object.")
            return None
        check_members(operation, pointer, self.faults, _MEMBERS)
        if "op" not in operation:
            self.faults.malformed(pointer, f"An operation has an op: {', '.join(_OPS)}.")
            return None
        op = operation["op"]
        if op not in _OPS:
            self.faults.malformed(below(pointer, "op"), f"Legal are {', '.join(_OPS)}.")
            return None
        aim = self.targets.of(operation, pointer, self.faults)
        if aim is None and ("ref" in operation or "href" in operation):
            return None
        expected = self._expected(operation, pointer)
        if aim is not None and aim.relation is not None and aim.target is not None:
            change = self._edit(operation, pointer, op, aim.target, aim.relation, expected)
            return None if change is None else Operation(change, aim.relation)
        match op:
            case "add":
                return self._add(operation, pointer, aim, expected)
            case "update":
                return self._update(operation, pointer, aim, expected)
            case _:
                return self._remove(operation, pointer, aim, expected)

    def _add(
        self, operation: Object, pointer: str, aim: Aim | None, expected: Expected | None
    ) -> Operation | None:
        if aim is not None and aim.target is not None:
            self.faults.malformed(
                pointer, "A new resource is added to a collection, or without ref and href."
            )
            return None
        if expected is not None:
            where = below(pointer, "meta", "ifMatch")
            self.faults.malformed(where, "A new resource has no version to guard.")
        form = self._form(operation, pointer, aim)
        if form is None:
            return None
        data = below(pointer, "data")
        return Operation(resources.create(operation["data"], form, data, self.faults))

    def _update(
        self, operation: Object, pointer: str, aim: Aim | None, expected: Expected | None
    ) -> Operation | None:
        if aim is not None and aim.target is None:
            self.faults.malformed(pointer, "A collection is not updated as a whole.")
            return None
        form = self._form(operation, pointer, aim)
        if form is None:
            return None
        target = None if aim is None else aim.target
        data = below(pointer, "data")
        return Operation(
            resources.update(operation["data"], form, target, data, self.faults, expected)
        )

    def _remove(
        self, operation: Object, pointer: str, aim: Aim | None, expected: Expected | None
    ) -> Operation | None:
        if aim is None or aim.target is None:
            self.faults.malformed(pointer, "What is removed is named by ref, or by its href.")
            return None
        if "data" in operation:
            # Whoever sends members wants them removed, not the resource that they belong to.
            self.faults.malformed(pointer, "A resource is removed without data.")
            return None
        return Operation(Delete(aim.target, pointer, expected))

    def _edit(
        self,
        operation: Object,
        pointer: str,
        op: str,
        target: Identifier,
        relation: Relation,
        expected: Expected | None,
    ) -> Change | None:
        data = operation.get("data")
        if "data" not in operation:
            self.faults.malformed(pointer, "Writing a relationship takes data: its linkage.")
            return None
        if isinstance(data, dict) and ("attributes" in data or "relationships" in data):
            self.faults.malformed(pointer, "A relationship takes identifiers, no resource.")
            return None
        where = below(pointer, "data")
        if op != "update" and not relation.many:
            # Refused as such; what was sent for it is not looked at.
            return (Attach if op == "add" else Detach)(target, relation.name, (), where, expected)
        linkage = relationships.of(data, relation, where, self.faults)
        if op == "update":
            links: dict[str, Linkage] = {relation.name: linkage}
            said = {relation.name: where}
            return Update(target, {}, links, where, said, expected=expected)
        members = linkage if isinstance(linkage, tuple) else ()
        kind = Attach if op == "add" else Detach
        return kind(target, relation.name, members, where, expected)

    def _form(self, operation: Object, pointer: str, aim: Aim | None) -> Form | None:
        """How the resource in `data` is written; None, with the fault noted, without one."""
        if "data" not in operation:
            self.faults.malformed(pointer, "This operation takes data: a resource object.")
            return None
        data = operation["data"]
        if aim is not None:
            return self.forms[aim.type.name]
        name = data.get("type") if isinstance(data, dict) else None
        if isinstance(name, str) and name in self.forms:
            return self.forms[name]
        where = below(pointer, "data")
        if isinstance(data, dict) and "type" in data:
            where = below(where, "type")
        self.faults.malformed(
            where, f"A resource object has one of the types {', '.join(self.forms)}."
        )
        return None

    def _expected(self, operation: Object, pointer: str) -> Expected | None:
        meta = operation.get("meta")
        if not isinstance(meta, dict) or "ifMatch" not in meta:
            return None
        try:
            return preconditions.of_operation(meta["ifMatch"], below(pointer, "meta", "ifMatch"))
        except Problem as malformed:
            self.faults.structure.append(malformed)
            return None
