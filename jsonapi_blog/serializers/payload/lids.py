"""Local ids: each names one resource, made by this request before it is used (AMB-36, AMB-48).

In: the changes of a request in their order. Out: faults for what names nothing, or is named twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...changes import Attach, Change, Create, Detach, Identifier, Update
from ...errors import InvalidDocument, Pointer, UnknownLid
from .faults import Faults, below


def check(changes: Iterable[Change], faults: Faults) -> None:
    """Notes every lid that does not name what was, or right there is, created."""
    made: set[tuple[str, str]] = set()
    for change in changes:
        target = change.target
        if isinstance(change, Create) and target.lid is not None:
            if (target.type, target.lid) in made:
                faults.structure.append(
                    InvalidDocument(
                        f"The lid {target.lid!r} names another of the {target.type} already.",
                        source=Pointer(below(target.pointer, "lid")),
                    )
                )
            made.add((target.type, target.lid))
        for named in _named(change):
            if faults.is_full:
                return
            if named.lid is not None and (named.type, named.lid) not in made:
                faults.structure.append(
                    UnknownLid(
                        f"No {named.type} with the lid {named.lid!r} are created before this.",
                        source=Pointer(below(named.pointer, "lid")),
                    )
                )


def _named(change: Change) -> Iterator[Identifier]:
    if not isinstance(change, Create):
        yield change.target
    if isinstance(change, Attach | Detach):
        yield from change.members
    if isinstance(change, Create | Update):
        for linkage in change.linkage.values():
            yield from linkage if isinstance(linkage, tuple) else [linkage] if linkage else []
    if isinstance(change, Update):
        for linkage in change.asserted.values():
            yield from linkage if isinstance(linkage, tuple) else [linkage] if linkage else []
