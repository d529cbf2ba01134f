"""Tags as they look on the wire."""

from __future__ import annotations

from .fields import Relationship
from .schema import Schema
from .texts import Name, Prose, Slug


class TagSchema(Schema):
    name = Name(50, required=True)
    slug = Slug()
    # As long as a person's bio: both introduce a list of articles.
    description = Prose(2_000, allow_none=True)

    # By id, which the table of links has an index on: a tag can have very many articles, and
    # belongs to them, so that none of its versions could guard the rest of a replaced window.
    articles = Relationship("articles", many=True, order="-id", inverse="tags", replaceable=False)

    class Meta:
        type_ = "tags"
