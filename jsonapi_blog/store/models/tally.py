"""How many articles there are of each status, as changes that add up: the count of any snapshot is
the sum of the rows that it sees. Triggers write it, whoever writes articles (migration 0004)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from .base import Base

article_tallies = Table(
    "article_tallies",
    Base.metadata,
    Column("status", Text, nullable=False),
    Column("articles", BigInteger, nullable=False),
)
