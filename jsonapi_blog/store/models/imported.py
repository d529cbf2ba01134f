"""Which file of which blog an imported article came from, so that a second import updates it."""

from __future__ import annotations

from sqlalchemy import Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Imported(Base):
    __tablename__ = "imported"

    source: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))

    # No foreign key: an article may be deleted through the API, and is then imported anew.
    __table_args__ = (Index("ix_imported_article_id", "article_id"),)
