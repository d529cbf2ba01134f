"""Comments as they look on the wire."""

from __future__ import annotations

from .fields import Choice, Relationship, String, Timestamp
from .rules import Length, visible
from .schema import Schema


class CommentSchema(Schema):
    body = String(validate=[Length(1, 5_000), visible], required=True)
    bodyHtml = String(dump_only=True, on_request=True)
    status = Choice(("visible", "hidden"))
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    article = Relationship("articles", inverse="comments", required=True, fixed=True)
    author = Relationship("people", inverse="comments", fixed=True)
    parent = Relationship("comments", inverse="replies", fixed=True, allow_none=True)
    replies = Relationship("comments", many=True, inverse="parent", dump_only=True)
    reactions = Relationship("reactions", many=True, inverse="target", dump_only=True)

    class Meta:
        type_ = "comments"
