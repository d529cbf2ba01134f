"""Articles as they look on the wire."""

from __future__ import annotations

from .fields import Boolean, Choice, Integer, Relationship, String, Timestamp
from .schema import Schema


class ArticleSchema(Schema):
    title = String(required=True)
    slug = String()
    summary = String(allow_none=True)
    body = String()
    bodyHtml = String(dump_only=True, on_request=True)
    status = Choice(("draft", "published", "archived"))
    language = String()
    commentsOpen = Boolean()
    wordCount = Integer(dump_only=True)
    readingMinutes = Integer(dump_only=True)
    publishedAt = Timestamp(allow_none=True)
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    author = Relationship("people", inverse="articles")
    coauthors = Relationship("people", many=True, order="@position")
    tags = Relationship("tags", many=True, inverse="articles")
    series = Relationship("series", inverse="articles")
    comments = Relationship("comments", many=True, inverse="article")
    reactions = Relationship("reactions", many=True, inverse="target")

    class Meta:
        type_ = "articles"
