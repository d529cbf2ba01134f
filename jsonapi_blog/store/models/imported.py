"""What an import made of which file, and its digest, so that the next one knows what changed."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Imported(Base):
    __tablename__ = "imported"

    source: Mapped[str] = mapped_column(primary_key=True)
    #: An article, a series or a person.
    resource_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    digest: Mapped[bytes] = mapped_column(LargeBinary)

    # No foreign key: a resource may be deleted through the API, and is then imported anew.
    __table_args__ = (Index("ix_imported_resource_id", "resource_id"),)
