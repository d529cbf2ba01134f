"""Relationship documents: the linkage that a write of a relationship URL sends."""

from __future__ import annotations

from typing import Any

from ...changes import Linkage
from ...graph import Relation
from . import linkage
from .envelope import MISSING, Object, primary
from .faults import Faults


def read(root: Object, relation: Relation, faults: Faults) -> Linkage:
    """The linkage in the document; what is wrong with it is noted (UPDREL-02, UPDREL-05)."""
    data = primary(root, faults)
    if data is MISSING:
        return () if relation.many else None
    return of(data, relation, "/data", faults)


def of(data: Any, relation: Relation, pointer: str, faults: Faults) -> Linkage:
    """The linkage that `data` is; what is wrong with it is noted."""
    found = linkage.read(data, relation, pointer, faults)
    if data is None and not relation.nullable and not relation.many:
        faults.never_empty(relation.name, pointer)
    return found
