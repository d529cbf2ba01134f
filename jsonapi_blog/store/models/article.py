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

#: What read rules look at: an index that holds it counts without a look at the rows.
_READABLE = ["id", "status", "published_at", "author_id"]


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
        # By code point, as text is compared everywhere: so it is found, and sorted by, through one.
        Index("uq_articles_slug", text('slug COLLATE "C"'), unique=True),
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
        # Every other order. What is sorted by can be filtered by, too; the ids break ties.
        Index(
            "ix_articles_title", text('title COLLATE "C"'), "id", postgresql_include=_READABLE[1:]
        ),
        Index("ix_articles_status", text('status COLLATE "C"'), "id"),
        Index("ix_articles_language", text('language COLLATE "C"'), "id"),
        Index("ix_articles_comments_open", "comments_open", "id"),
        Index("ix_articles_word_count", "word_count", "id"),
        Index("ix_articles_reading_minutes", "reading_minutes", "id"),
        Index("ix_articles_oldest", text("(published_at IS NULL)"), "published_at", "id"),
        Index("ix_articles_created_at", "created_at", "id"),
        Index("ix_articles_updated_at", "updated_at", "id"),
        Index("ix_articles_summary", text('summary COLLATE "C"'), postgresql_include=_READABLE),
        # How text begins, whatever its case.
        Index("ix_articles_title_folded", text('lower(title) COLLATE "C"')),
        Index("ix_articles_slug_folded", text('lower(slug) COLLATE "C"')),
        Index("ix_articles_summary_folded", text('lower(summary) COLLATE "C"')),
        # What totals look at: every short attribute that can be filtered by, and who may read.
        Index(
            "ix_articles_counted",
            desc("published_at"),
            "id",
            postgresql_include=[
                *("status", "author_id", "series_id", "slug", "language", "comments_open"),
                *("word_count", "reading_minutes", "created_at", "updated_at"),
            ],
        ),
    )
