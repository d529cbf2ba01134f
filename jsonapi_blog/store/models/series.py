"""Series: articles in an order that their curator chose."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Stored, Timestamped
from .edges import ToMany, ToOne


class Series(Timestamped, Stored):
    __tablename__ = "series"

    title: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str | None]
    curator_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))

    edges = {
        "articles": ToMany("series_id", position="series_position"),
        "curator": ToOne({"people": "curator_id"}),
    }

    __table_args__ = (
        Index("uq_series_slug", text('slug COLLATE "C"'), unique=True),
        Index("ix_series_curator_id", "curator_id"),
    )
