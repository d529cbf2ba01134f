"""Slugs of new resources, where nobody gave one: made from what they are called."""

from __future__ import annotations

from dataclasses import replace

from .. import slugs
from ..changes import Create, MadeSlug, Update

_SINGULAR = {"articles": "article", "tags": "tag", "series": "series"}


def with_slug(change: Create | Update, column: str) -> Create | Update:
    """A new resource with a slug from `column`; of what one of its type is called where nothing
    of it can be transliterated."""
    name = change.columns.get(column)
    if not isinstance(change, Create) or "slug" in change.columns or name is None:
        return change
    stem = slugs.slug(name) or _SINGULAR[change.target.type]
    return replace(change, columns={**change.columns, "slug": MadeSlug(stem)})
