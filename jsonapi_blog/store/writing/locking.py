"""The rows that a change is about: locked, and judged as whoever writes may.

In: ids of one type, and what is to be known of them. Out: `Locked` by id, for those that exist and
may be read; with the version, the columns to compare, and what may be done with the row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Uuid, bindparam, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from ...changes import Expected, Identifier
from ...errors import NotPermitted, Pointer, PreconditionFailed, ResourceNotFound
from ...graph import Graph
from ...policy import Reading, Writing
from ...query.expression import Has
from ...query.literals import UUID
from ...rowset import Ref
from ..models import RESOURCES, ToOne
from ..predicates import Predicates, RowOf, table
from ..queries import text
from .transaction import Transaction


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be known of rows, and how firmly they are held.

    `fields` are attributes and relationships that have a rule of their own, `seen` the to-ones that
    are compared with what the caller sees.
    """

    type: str
    columns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    going: bool = False


@dataclass(slots=True)
class Locked:
    """One row. `fields` says of each sought field whether it may be written in this row."""

    version: int
    columns: dict[str, Any]
    may: bool
    fields: Mapping[str, bool]
    seen: Mapping[str, Ref | None]


def locked(transaction: Transaction, sought: Sought, ids: Collection[str]) -> dict[str, Locked]:
    """The rows of `ids` that there are for whoever writes."""
    rights = transaction.rights
    statement = (
        _plain(sought)
        if rights is None
        else _ruled(sought, rights.graph, rights.reading, rights.writing)
    )
    usable = sorted(id_ for id_ in set(ids) if UUID.fullmatch(id_))
    if not usable:
        return {}
    return {
        row["id"]: Locked(
            version=row["version"],
            columns={name: row[name] for name in sought.columns},
            may=row["may"],
            fields={name: row[f"may:{name}"] for name in sought.fields},
            seen={name: _seen(sought.type, name, row) for name in sought.seen},
        )
        for row in transaction.rows(statement, {"ids": usable})
    }


def judged(rows: Mapping[str, Locked], target: Identifier, id_: str) -> Locked:
    """The row of a target, where it exists (404) and may be written (403)."""
    row = rows.get(id_)
    source = Pointer(target.pointer) if target.pointer else None
    if row is None:
        raise ResourceNotFound(
            f"There is no {target.type}/{id_[:60]} that you may see.", source=source
        )
    if not row.may:
        raise NotPermitted(f"{target.type}/{id_} is not yours to change.", source=source)
    return row


def check_version(row: Locked, target: Identifier, id_: str, expected: Expected | None) -> None:
    """Raises PreconditionFailed unless the row is of an expected version."""
    if expected is not None and not expected.met_by(row.version):
        raise PreconditionFailed(
            f"{target.type}/{id_} is of version {row.version}, which was not expected.",
            source=expected.source,
        )


def _seen(type_: str, relation: str, row: Mapping[str, Any]) -> Ref | None:
    for target in _targets(type_, relation):
        if (key := row[f"seen:{relation}:{target}"]) is not None:
            return target, key
    return None


def _targets(type_: str, relation: str) -> Mapping[str, str]:
    edge = RESOURCES[type_].edges[relation]
    assert isinstance(edge, ToOne), f"{type_}.{relation} is no to-one"
    return edge.columns


@lru_cache(maxsize=64)
def _plain(sought: Sought) -> str:
    """Without rules: every row may be written."""
    row = RowOf(sought.type, table(sought.type).alias())
    names = dict.fromkeys(("version", *sought.columns))
    columns = [row["id"], *(row[name] for name in names), true().label("may")]
    return _held(select(*columns), row, sought)


@lru_cache(maxsize=1024)
def _ruled(sought: Sought, graph: Graph, reading: Reading, writing: Writing) -> str:
    """Readable rows, with what may be done with each."""
    predicates = Predicates(graph, reading)
    row = predicates.row(sought.type)
    may = (writing.delete if sought.going else writing.write)[sought.type]
    flags = [
        predicates.condition(writing.fields[sought.type, name], row).label(f"may:{name}")
        for name in sought.fields
    ]
    seen = [
        case((predicates.condition(Has(name), row), row[column])).label(f"seen:{name}:{target}")
        for name in sought.seen
        for target, column in _targets(sought.type, name).items()
    ]
    names = dict.fromkeys(("version", *sought.columns))
    columns = [row["id"], *(row[name] for name in names), *flags, *seen]
    statement = select(*columns, predicates.condition(may, row).label("may"))
    return _held(statement.where(predicates.readable(row)), row, sought)


def _held(statement: Select[Any], row: RowOf, sought: Sought) -> str:
    """The rows of the ids that are bound, in their order, locked until the end."""
    wanted = row["id"] == func.any(cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False))))
    ordered = statement.where(wanted).order_by(row["id"])
    # What goes is locked against new references; what only changes is not.
    return text(ordered.with_for_update(of=row.columns, key_share=not sought.going))
