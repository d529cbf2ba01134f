"""Every URL that a document prints is made here: absolute, names percent-encoded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..query.parameters import encoded

Pairs = tuple[tuple[str, str], ...]

_PAGE_PARAMETERS = frozenset(
    f"page[{name}]" for name in ("number", "size", "offset", "limit", "after", "before")
)


@dataclass(frozen=True, eq=False)
class QueryString:
    """The parameters of a URL, and how links write them."""

    pairs: Pairs = ()

    @cached_property
    def text(self) -> str:
        """All of them, with the mark before them; nothing where there are none."""
        return f"?{encoded(self.pairs)}" if self.pairs else ""

    def paged(self, page: Pairs) -> str:
        """With other page parameters in place of its own."""
        return f"?{self._before_page}{encoded(page)}"

    @cached_property
    def _before_page(self) -> str:
        kept = encoded(pair for pair in self.pairs if pair[0] not in _PAGE_PARAMETERS)
        return f"{kept}&" if kept else ""


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
