"""People as they look on the wire; their passwords never do."""

from __future__ import annotations

from .fields import Choice, Relationship, String, Timestamp
from .schema import Schema


class PersonSchema(Schema):
    name = String(required=True)
    handle = String(required=True)
    bio = String(allow_none=True)
    website = String(allow_none=True)
    avatarUrl = String(allow_none=True)
    email = String(allow_none=True)
    role = Choice(("reader", "author", "editor", "admin"))
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    articles = Relationship("articles", many=True, inverse="author")
    comments = Relationship("comments", many=True, inverse="author")

    class Meta:
        type_ = "people"
