"""Comments on articles, and replies to comments."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Stored, Timestamped
from .edges import ToMany, ToOne


class Comment(Timestamped, Stored):
    __tablename__ = "comments"

    body: Mapped[str]
    body_html: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="visible")
    article_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("articles.id"))
    author_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    parent_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("comments.id"))

    edges = {
        "article": ToOne({"articles": "article_id"}),
        "author": ToOne({"people": "author_id"}),
        "parent": ToOne({"comments": "parent_id"}),
        "replies": ToMany("parent_id"),
        "reactions": ToMany("comment_id"),
    }

    __table_args__ = (
        CheckConstraint("status IN ('visible', 'hidden')", name="status"),
        # With all that a total looks at, so that it need not look at the rows.
        Index(
            *("ix_comments_article", "article_id", "created_at", "id"),
            postgresql_include=["status", "updated_at", "parent_id", "author_id"],
        ),
        Index("ix_comments_author", "author_id", "created_at", "id"),
        Index("ix_comments_parent", "parent_id", "created_at", "id"),
        Index("ix_comments_oldest", "created_at", "id"),
        Index("ix_comments_status", text('status COLLATE "C"'), "id"),
        Index("ix_comments_updated_at", "updated_at", "id"),
    )
