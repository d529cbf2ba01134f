"""What one writing transaction knows: its connection, who writes, the ids behind local ids.

An import and the command line write without `Rights`: nothing is hidden from them, and what they
may not do the database alone refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg2 import extensions
from sqlalchemy import Connection

from ...changes import Identifier
from ...errors import Pointer, UnknownLid
from ...graph import Graph
from ...policy import Reading, Writing
from ...rowset import Row
from ..ids import uuid7
from ..preparing import Prepared


class Retry(Exception):
    """Somebody else was faster, in a way that another try will see."""


@dataclass(frozen=True, eq=False, slots=True)
class Rights:
    """What whoever writes may see and write. `token` is the id of the access token they use,
    `verified` the hash of the password that they have just given instead; `role` is the role that
    all this follows from."""

    graph: Graph
    reading: Reading
    writing: Writing
    caller: str | None
    token: str | None = None
    verified: str | None = field(default=None, repr=False)
    role: str | None = None


@dataclass(eq=False, slots=True)
class Transaction:
    """One transaction on one connection."""

    connection: Connection
    rights: Rights | None = None
    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def made(self, target: Identifier) -> str:
        """The id of what is created now, to be found again by its `lid`."""
        id_ = target.id or uuid7()
        if target.lid is not None:
            self.ids[target.type, target.lid] = id_
        return id_

    def id(self, identifier: Identifier) -> str:
        """The id of `identifier`. Raises UnknownLid where nothing was created under its lid."""
        if identifier.id is not None:
            return identifier.id
        found = self.ids.get((identifier.type, identifier.lid or ""))
        if found is None:
            raise UnknownLid(
                f"No {identifier.type} with the lid {identifier.lid!r} is created before this.",
                source=Pointer(f"{identifier.pointer}/lid"),
            )
        return found

    def run(self, sql: str, values: Mapping[str, Any]) -> list[Row]:
        """The rows of a statement that was compiled before, none of one that returns none.

        It sees what this transaction wrote. `caller` is bound to whoever writes.
        """
        with self._ran(sql, values) as cursor:
            return list(cursor.fetchall()) if cursor.description else []

    def rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The same rows by the names of their columns."""
        with self._ran(sql, values) as cursor:
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run_many(self, head: str, places: str, several: Sequence[Mapping[str, Any]]) -> None:
        """One statement for many rows: `head` ends with VALUES, `places` are those of one row."""
        with closing(self.connection.connection.cursor()) as cursor:
            rows = b",".join([cursor.mogrify(places, values) for values in several])
            cursor.execute(head.encode() + rows)

    @contextmanager
    def _ran(self, sql: str, values: Mapping[str, Any]) -> Iterator[extensions.cursor]:
        connection: Any = self.connection.connection
        prepared: Prepared = connection.info.setdefault("prepared", Prepared())
        with closing(connection.cursor()) as cursor:
            cursor.execute(prepared.message(sql), {"caller": self.caller, **values})
            prepared.done()
            yield cursor

    @property
    def caller(self) -> str | None:
        """The person who writes, if it is somebody."""
        return None if self.rights is None else self.rights.caller
