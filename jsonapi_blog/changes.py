"""What a write wants, as frozen values: a `Create` or an `Update`, whoever asked for it.

A PATCH over HTTP, an operation of a batch and a file on disk all become these same values, and
`Store.write` takes nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Identifier:
    """One resource, by `id`, or by `lid` while this same request creates it."""

    type: str
    id: str | None = None
    lid: str | None = None


Linkage = Identifier | None | tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Create:
    """A new resource. `columns` are stored values by column, `linkage` values by relationship.

    The id in `target` is the one to store; the writer makes a UUIDv7 where there is none.
    """

    target: Identifier
    columns: Mapping[str, Any] = field(default_factory=dict)
    linkage: Mapping[str, Linkage] = field(default_factory=dict)
    pointer: str = "/data"


@dataclass(frozen=True, slots=True)
class Update:
    """New values for some columns and some relationships of a resource; the rest stays."""

    target: Identifier
    columns: Mapping[str, Any] = field(default_factory=dict)
    linkage: Mapping[str, Linkage] = field(default_factory=dict)
    pointer: str = "/data"


Change = Create | Update
