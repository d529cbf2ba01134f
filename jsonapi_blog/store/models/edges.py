"""How a relationship is stored: one of three ways, named by columns.

Each model lists its relationships as `edges`. Nothing here is part of the ORM: planner and
writer build their statements from these facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table


@dataclass(frozen=True, eq=False)
class ToOne:
    """A foreign key in the row itself: one column for each type it may lead to."""

    columns: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class ToMany:
    """A foreign key in the rows of the target, and the column that keeps their order, if any."""

    column: str
    position: str | None = None


@dataclass(frozen=True, eq=False)
class Through:
    """A table of links: the column that leads here, the one that leads there, and their order."""

    table: Table
    here: str
    there: str
    position: str | None = None


Edge = ToOne | ToMany | Through
