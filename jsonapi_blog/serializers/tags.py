"""Tags as they look on the wire."""

from __future__ import annotations

from .fields import Relationship, String
from .schema import Schema


class TagSchema(Schema):
    name = String(required=True)
    slug = String()
    description = String(allow_none=True)

    # By id, which the table of links has an index on: a tag can have very many articles.
    articles = Relationship("articles", many=True, order="-id", inverse="tags")

    class Meta:
        type_ = "tags"
