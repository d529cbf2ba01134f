"""People: who writes, comments and reacts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Stored, Timestamped
from .edges import ToMany


class Person(Timestamped, Stored):
    __tablename__ = "people"

    name: Mapped[str]
    handle: Mapped[str]
    bio: Mapped[str | None]
    website: Mapped[str | None]
    avatar_url: Mapped[str | None]
    email: Mapped[str | None] = mapped_column()
    password_hash: Mapped[str | None]
    role: Mapped[str] = mapped_column(server_default="reader")

    edges = {
        "articles": ToMany("author_id"),
        "comments": ToMany("author_id"),
    }

    __table_args__ = (
        CheckConstraint("role IN ('reader', 'author', 'editor', 'admin')", name="role"),
        Index("uq_people_handle", text('handle COLLATE "C"'), unique=True),
        Index("uq_people_email", func.lower(email), unique=True),
    )
