"""Series as they look on the wire."""

from __future__ import annotations

from .fields import Relationship, Timestamp
from .schema import Schema
from .texts import Name, Prose, Slug


class SeriesSchema(Schema):
    title = Name(200, required=True)
    slug = Slug()
    # A page of its own in the blogs that are imported, and taken over whole.
    description = Prose(10_000, allow_none=True)
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    articles = Relationship("articles", many=True, order="@position", inverse="series")
    curator = Relationship("people", allow_none=False)

    class Meta:
        type_ = "series"
