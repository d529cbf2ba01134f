"""Reactions to articles and comments: a polymorphic target kept by two foreign keys."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Created, Stored
from .edges import ToOne


class Reaction(Created, Stored):
    __tablename__ = "reactions"

    kind: Mapped[str]
    person_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    article_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("articles.id"))
    comment_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("comments.id"))

    edges = {
        "person": ToOne({"people": "person_id"}),
        "target": ToOne({"articles": "article_id", "comments": "comment_id"}),
    }

    __table_args__ = (
        CheckConstraint("kind IN ('upvote', 'funny', 'love', 'surprised', 'sad')", name="kind"),
        CheckConstraint("num_nonnulls(article_id, comment_id) = 1", name="target"),
        Index(
            "uq_reactions_article",
            "person_id",
            "article_id",
            "kind",
            unique=True,
            postgresql_where="article_id IS NOT NULL",
        ),
        Index(
            "uq_reactions_comment",
            "person_id",
            "comment_id",
            "kind",
            unique=True,
            postgresql_where="comment_id IS NOT NULL",
        ),
        Index("ix_reactions_article", "article_id", "created_at", "id"),
        Index("ix_reactions_comment", "comment_id", "created_at", "id"),
        Index("ix_reactions_person", "person_id", "created_at", "id"),
        Index("ix_reactions_oldest", "created_at", "id"),
        Index("ix_reactions_kind", text('kind COLLATE "C"'), "id"),
    )
