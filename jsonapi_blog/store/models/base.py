"""What every table shares: constraint names, ids, versions and times.

Constraint names are part of the contract between the database and the error catalogue: a broken
constraint is told apart by its name alone, so every one of them is named by this convention.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Integer, MetaData, Text, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .edges import Edge


class Base(DeclarativeBase):
    """The one declarative base: models declare tables, and that is all they do."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}


class Stored(Base):
    """A row that is a resource: its id, the version that guards it, and its relationships."""

    __abstract__ = True

    edges: ClassVar[Mapping[str, Edge]] = {}

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, server_default="1")


class Created:
    """A row that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Timestamped(Created):
    """A row that also knows when it last changed."""

    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
