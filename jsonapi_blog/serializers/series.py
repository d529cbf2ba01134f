"""Series as they look on the wire."""

from __future__ import annotations

from .fields import Relationship, String, Timestamp
from .schema import Schema


class SeriesSchema(Schema):
    title = String(required=True)
    slug = String()
    description = String(allow_none=True)
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    articles = Relationship("articles", many=True, order="@position", inverse="series")
    curator = Relationship("people")

    class Meta:
        type_ = "series"
