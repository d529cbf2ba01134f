"""Articles as they look on the wire."""

from __future__ import annotations

from .fields import Boolean, Choice, Integer, Relationship, String, Timestamp
from .schema import Schema
from .texts import Language, Markdown, Name, Prose, Slug


class ArticleSchema(Schema):
    title = Name(200, required=True)
    slug = Slug()
    summary = Prose(500, allow_none=True)
    body = Markdown()
    bodyHtml = String(dump_only=True, on_request=True)
    status = Choice(("draft", "published", "archived"))
    language = Language()
    commentsOpen = Boolean()
    wordCount = Integer(dump_only=True)
    readingMinutes = Integer(dump_only=True)
    publishedAt = Timestamp(allow_none=True)
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    # Without one the caller is meant, so that it need not be given; but it is never empty.
    author = Relationship("people", inverse="articles", required=False, allow_none=False)
    # So few that no window cuts them.
    coauthors = Relationship("people", many=True, order="@position", most=25)
    tags = Relationship("tags", many=True, inverse="articles", most=25)
    series = Relationship("series", inverse="articles", allow_none=True)
    comments = Relationship("comments", many=True, inverse="article", dump_only=True)
    reactions = Relationship("reactions", many=True, inverse="target", dump_only=True)

    class Meta:
        type_ = "articles"
