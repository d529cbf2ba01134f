"""The places of articles in their series, which belong to both sides.

In: articles that are put into a series, or taken out of one. Out: their positions, and a version
of every series that has moved on, once for each article that came or went. A newcomer goes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from .models import Article, Base, Series


def place_created(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Gives each new row of an article with a series its position, in their order."""
    joining = Counter(row["series_id"] for row in rows if row.get("series_id") is not None)
    if not joining:
        return
    _lock(connection, joining)
    positions = _next_positions(connection, joining)
    for row in rows:
        if (series := row.get("series_id")) is not None:
            row["series_position"] = positions[series]
            positions[series] += 1
    _move_versions(connection, joining)


def lock_series(connection: Connection, wanted: Mapping[str, str | None]) -> None:
    """Locks the series that these articles are in, and those that they shall be in.

    `wanted` gives the series of each article by its id. It comes before the articles are locked.
    """
    if not wanted:
        return
    left = connection.scalars(
        select(Article.series_id).where(Article.id.in_(wanted), Article.series_id.is_not(None))
    )
    _lock(connection, {*left, *(series for series in wanted.values() if series is not None)})


def moved(connection: Connection, old: str | None, new: str | None) -> dict[str, int | None]:
    """The position of an article that goes from series `old` to `new`, as a column to write."""
    _move_versions(connection, Counter(series for series in (old, new) if series is not None))
    if new is None:
        return {"series_position": None}
    return {"series_position": _next_positions(connection, [new])[new]}


def _lock(connection: Connection, ids: Collection[str]) -> None:
    if ids:
        connection.execute(
            select(Series.id)
            .where(Series.id.in_(sorted(ids)))
            .order_by(Series.id)
            .with_for_update()
        )


def _next_positions(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    table = Article.__table__.c
    taken = connection.execute(
        select(table.series_id, func.max(table.series_position))
        .where(table.series_id.in_(ids))
        .group_by(table.series_id)
    )
    return dict.fromkeys(ids, 0) | {series: last + 1 for series, last in taken}


def _move_versions(connection: Connection, moves: Mapping[str, int]) -> None:
    if moves:
        connection.execute(
            update(Base.metadata.tables["series"])
            .where(Series.id == bindparam("series"))
            .values(version=Series.version + bindparam("moves"), updated_at=func.now()),
            [{"series": series, "moves": count} for series, count in sorted(moves.items())],
        )
