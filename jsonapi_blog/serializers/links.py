"""Every URL that a document prints is made here: absolute, names percent-encoded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..query.parameters import encoded

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Urls:
    """The URLs below `base`, which is scheme and host without a slash at the end."""

    base: str

    def at(self, path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
        """`path` with the query string of `pairs`."""
        query = encoded(pairs)
        return f"{self.base}{path}?{query}" if query else f"{self.base}{path}"

    def collection(self, type_name: str) -> str:
        """All resources of a type."""
        return f"{self.base}/v1/{type_name}"

    def problem(self, code: str) -> str:
        """The entry of a problem in the catalogue."""
        return f"{self.base}/docs#{code}"
