"""The two tables that link articles to their tags and to their co-authors."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Uuid, desc

from .base import Base

article_tags = Table(
    "article_tags",
    Base.metadata,
    Column("article_id", Uuid(as_uuid=False), ForeignKey("articles.id"), primary_key=True),
    Column("tag_id", Uuid(as_uuid=False), ForeignKey("tags.id"), primary_key=True),
    Index("ix_article_tags_tag_newest", "tag_id", desc("article_id")),
)

article_coauthors = Table(
    "article_coauthors",
    Base.metadata,
    Column("article_id", Uuid(as_uuid=False), ForeignKey("articles.id"), primary_key=True),
    Column("person_id", Uuid(as_uuid=False), ForeignKey("people.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_article_coauthors_person_id", "person_id"),
)
