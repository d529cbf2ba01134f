"""How often a password was tried lately, for an account and from an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class LoginAttempt(Base):
    __tablename__ = "login_attempts"

    #: The digest of what is counted: neither addresses nor accounts are kept.
    subject: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]

    __table_args__ = (Index("ix_login_attempts_since", "since"),)
