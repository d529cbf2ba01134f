"""The tags of a post: its tags, its categories, and what Zola calls taxonomies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .frontmatter import Matter
from .text import line

LONGEST = 50
MOST = 25
_NAMES = ("tags", "tag", "categories", "category", "keywords")
#: Taxonomies that name people or an order, not a subject.
_OTHERS = frozenset({"authors", "author", "series"})


def labels(said: Matter, *, separator: str | None) -> tuple[str, ...]:
    """The names of the tags, each once whatever its case, in order.

    A text without commas is one tag, or several between `separator`s: Jekyll puts spaces there.
    """
    taxonomies = said.table("taxonomies").values
    values = [
        *(said.get(name) for name in _NAMES),
        *(value for name, value in taxonomies.items() if name not in _OTHERS),
    ]
    found: dict[str, str] = {}
    for value in values:
        for name in _names(value, separator):
            found.setdefault(name.lower(), name)
    return tuple(found.values())


def _names(value: Any, separator: str | None) -> Iterator[str]:
    match value:
        case None:
            parts: list[Any] = []
        case list():
            # Hexo nests the path to a category, so lists hold lists.
            nested = (member if isinstance(member, list) else [member] for member in value)
            parts = [part for members in nested for part in members if part is not None]
        case str() if "," in value:
            parts = value.split(",")
        case str() if separator is not None:
            parts = value.split(separator)
        case _:
            parts = [value]
    yield from (name for part in parts if (name := line(part, LONGEST)))
