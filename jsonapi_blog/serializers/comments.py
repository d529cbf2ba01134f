"""Comments as they look on the wire."""

from __future__ import annotations

from .fields import Choice, Relationship, String, Timestamp
from .schema import Schema


class CommentSchema(Schema):
    body = String(required=True)
    bodyHtml = String(dump_only=True, on_request=True)
    status = Choice(("visible", "hidden"))
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    article = Relationship("articles", inverse="comments")
    author = Relationship("people", inverse="comments")
    parent = Relationship("comments", inverse="replies")
    replies = Relationship("comments", many=True, inverse="parent")
    reactions = Relationship("reactions", many=True, inverse="target")

    class Meta:
        type_ = "comments"
