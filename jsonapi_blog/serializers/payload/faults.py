"""The faults of a request document, kept apart by the stage that answers with them.

A document is read in one pass; the first stage that found anything answers with all of its own
(contract, section 5), whichever came to light first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...errors import (
    MOST_FAULTS,
    InvalidDocument,
    InvalidValue,
    Pointer,
    Problem,
    Problems,
    ReadOnlyField,
    UnknownField,
    UnsupportedMember,
    segment,
)


@dataclass(slots=True)
class Faults:
    """What is wrong with a document. `strict` is `Prefer: handling=strict`."""

    strict: bool = False
    #: 400 and 409: what the document is, before what it says.
    structure: list[Problem] = field(default_factory=list)
    #: 403: what nobody, or not this caller, may ask for.
    refusals: list[Problem] = field(default_factory=list)
    #: 422: values.
    values: list[Problem] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether as many faults of the first stage are noted as one answer tells: the rest of a
        document that consists of faults need not be read."""
        return len(self.structure) >= MOST_FAULTS

    def malformed(self, pointer: str, detail: str) -> None:
        """A member is not what the specification says it is."""
        if not self.is_full:
            self.structure.append(InvalidDocument(detail, source=Pointer(pointer)))

    def unknown(self, pointer: str, detail: str, meta: Mapping[str, Any] | None = None) -> None:
        """A field is none of its type."""
        if len(self.values) < MOST_FAULTS:
            self.values.append(UnknownField(detail, source=Pointer(pointer), meta=meta))

    def stray(self, pointer: str, detail: str) -> None:
        """A member is overlooked, or with strict handling a fault."""
        if self.strict and len(self.values) < MOST_FAULTS:
            self.values.append(UnsupportedMember(detail, source=Pointer(pointer)))

    def read_only(self, pointer: str, detail: str) -> None:
        """A field that cannot be written is overlooked, or with strict handling refused."""
        if self.strict:
            self.refusals.append(ReadOnlyField(detail, source=Pointer(pointer)))

    def never_empty(self, relation: str, pointer: str) -> None:
        """Null was sent for a to-one that is never empty."""
        self.values.append(
            InvalidValue(
                f"{relation!r} is never empty: it cannot be null.",
                source=Pointer(pointer),
                meta={"attribute": relation, "message": f"{relation} is never empty."},
            )
        )

    def raise_structure(self) -> None:
        """Raises Problems where the structure is at fault."""
        _raise(self.structure)

    def raise_refusals(self) -> None:
        """Raises Problems where something is refused."""
        _raise(self.refusals)

    def raise_values(self) -> None:
        """Raises Problems where values are at fault."""
        _raise(self.values)


def below(pointer: str, *names: str | int) -> str:
    """The pointer to a member of what `pointer` points to."""
    return "".join((pointer, *(f"/{segment(str(name))}" for name in names)))


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise Problems(problems)
