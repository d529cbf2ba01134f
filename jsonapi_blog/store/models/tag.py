"""Tags."""

from __future__ import annotations

from sqlalchemy import Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Stored
from .edges import Through
from .links import article_tags


class Tag(Stored):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column()
    slug: Mapped[str]
    description: Mapped[str | None]

    edges = {"articles": Through(article_tags, "tag_id", "article_id")}

    __table_args__ = (
        Index("uq_tags_name", func.lower(name), unique=True),
        Index("uq_tags_slug", text('slug COLLATE "C"'), unique=True),
    )
