"""What one writing transaction knows: its connection, who writes, the ids behind local ids.

An import and the command line write without `Rights`: nothing is hidden from them, and what they
may not do the database alone refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Executable

from ...changes import Identifier
from ...errors import Pointer, UnknownLid
from ...graph import Graph
from ...policy import Reading, Writing
from ...rowset import Row
from ..ids import uuid7


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

    def run(self, sql: str, values: dict[str, Any]) -> list[Row]:
        """The rows of a planned read, which sees what this transaction wrote."""
        with closing(self.connection.connection.cursor()) as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of a statement, by the names of their columns."""
        caller = None if self.rights is None else self.rights.caller
        found = self.connection.execute(statement, {"caller": caller, **values}).mappings()
        return [{str(name): value for name, value in row.items()} for row in found]
