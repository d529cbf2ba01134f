"""Articles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Uuid,
    desc,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from .base import Stored, Timestamped
from .edges import Through, ToMany, ToOne
from .links import article_coauthors, article_tags

SEARCH = """
setweight(to_tsvector('english', title), 'A')
|| setweight(to_tsvector('english', coalesce(summary, '')), 'B')
|| setweight(to_tsvector('english', body), 'C')
"""


class Article(Timestamped, Stored):
    __tablename__ = "articles"

    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str | None]
    body: Mapped[str] = mapped_column(server_default="")
    body_html: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="draft")
    language: Mapped[str] = mapped_column(server_default="en")
    comments_open: Mapped[bool] = mapped_column(server_default=text("true"))
    word_count: Mapped[int] = mapped_column(server_default="0")
    reading_minutes: Mapped[int] = mapped_column(server_default="0")
    published_at: Mapped[datetime | None]
    author_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    series_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("series.id"))
    series_position: Mapped[int | None]
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(SEARCH, persisted=True))

    edges = {
        "author": ToOne({"people": "author_id"}),
        "coauthors": Through(article_coauthors, "article_id", "person_id", position="position"),
        "tags": Through(article_tags, "article_id", "tag_id"),
        "series": ToOne({"series": "series_id"}),
        "comments": ToMany("article_id"),
        "reactions": ToMany("article_id"),
    }

    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
        CheckConstraint("num_nonnulls(series_id, series_position) <> 1", name="series_position"),
        Index("uq_articles_slug", "slug", unique=True),
        Index("ix_articles_series", "series_id", "series_position", "id"),
        Index("ix_articles_search", "search", postgresql_using="gin"),
        # What anonymous callers can read, narrow enough to be counted from the index alone; the
        # ids are in it so that what hangs on articles can be counted without them, too.
        Index(
            "ix_articles_published",
            desc("published_at"),
            "id",
            postgresql_where=text("status = 'published'"),
        ),
        # The default order, with the null test first so that a keyset is one row comparison
        # that crosses from the dated articles into the undated ones.
        Index(
            "ix_articles_newest",
            text("(published_at IS NOT NULL) DESC"),
            desc("published_at"),
            desc("id"),
        ),
        Index(
            "ix_articles_author_newest",
            "author_id",
            text("(published_at IS NOT NULL) DESC"),
            desc("published_at"),
            desc("id"),
        ),
    )
