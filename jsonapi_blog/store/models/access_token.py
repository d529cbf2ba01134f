"""Access tokens: only the hash of a secret is ever stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from .base import Created, Stored
from .edges import ToOne


class AccessToken(Created, Stored):
    __tablename__ = "access_tokens"

    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    person_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))

    edges = {
        "person": ToOne({"people": "person_id"}),
    }

    __table_args__ = (
        Index("uq_access_tokens_digest", "digest", unique=True),
        Index("ix_access_tokens_person_id", "person_id"),
    )
