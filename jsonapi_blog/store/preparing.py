"""Statements that a connection has planned already, and runs again by name.

To plan a statement with its read rules takes the database longer than to run it. In: SQL text with
the driver's named parameters. Out: what to send in its place: PREPARE and EXECUTE the first time,
in one message, and EXECUTE from then on. Only what looks rows up by ids is prepared, and planned
once for all of them (`GENERIC`): a page or a filter may be about few rows or all there are.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import lru_cache

import psycopg2
from psycopg2 import errors as pg

#: The setting of every connection; by itself PostgreSQL thinks that a list has ten ids, and plans
#: again each time that it has fewer.
GENERIC = "-c plan_cache_mode=force_generic_plan"
#: What rows are looked up by, and what else may be bound with that.
LOOKED_UP = frozenset({"id", "ids", "digest"})
PLAIN = LOOKED_UP | {"caller", "limit"}
#: Clients invent fieldsets and includes: the statements that were not used for longest go.
MOST = 100

_PLACE = re.compile(r"CAST\(%\((\w+)\)s AS [A-Z \[\]]+\)|%\((\w+)\)s(?:::[A-Z]+(?:\[\])?)?")
_NAME = re.compile(r"%\(\w+\)s")


def outdated(error: psycopg2.Error) -> bool:
    """Whether a statement cannot be run by its name any more, on this and all older connections.

    A column may have become one of another type since, or the server has forgotten the name. What
    else PostgreSQL does not support has the same SQLSTATE; its message is in any language.
    """
    if isinstance(error, pg.FeatureNotSupported):
        return error.diag.source_function == "RevalidateCachedQuery"
    return isinstance(error, pg.InvalidSqlStatementName)


class Prepared:
    """The statements of one connection."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()
        self._tried: set[str] = set()
        self._made = 0
        #: What was sent to be prepared, and under which name; it may have failed.
        self._coming: tuple[str, str] | None = None

    def message(self, sql: str) -> str:
        """What to send for `sql`, with the same values."""
        self._coming = None
        name = self._names.get(sql)
        if name is not None:
            self._names.move_to_end(sql)
            return f"EXECUTE {name}{_arguments(sql)}"
        if sql in self._tried or not _is_plain(sql):
            return sql
        # Were it not to be made, nobody would know: so it is never tried again.
        self._tried.add(sql)
        self._made += 1
        gone = ""
        if len(self._names) >= MOST:
            gone = f"DEALLOCATE {self._names.popitem(last=False)[1]};\n"
        name = f"s{self._made}"
        self._coming = (sql, name)
        return f"{gone}PREPARE {name} AS {_numbered(sql)};\nEXECUTE {name}{_arguments(sql)}"

    def done(self) -> None:
        """What was sent last succeeded."""
        if self._coming is not None:
            sql, name = self._coming
            self._tried.discard(sql)
            self._names[sql] = name
            self._coming = None


@lru_cache(maxsize=1024)
def _is_plain(sql: str) -> bool:
    places = _places(sql).keys()
    paged = "limit" in places and "ids" not in places
    return places <= PLAIN and not places.isdisjoint(LOOKED_UP) and not paged


def _places(sql: str) -> dict[str, str]:
    """The parameters in the order in which they first come, each with its cast."""
    places: dict[str, str] = {}
    for found in _PLACE.finditer(sql):
        places.setdefault(found[1] or found[2], found[0])
    return places


@lru_cache(maxsize=1024)
def _arguments(sql: str) -> str:
    """The list behind EXECUTE."""
    places = _places(sql)
    return f"({', '.join(places.values())})" if places else ""


def _numbered(sql: str) -> str:
    """The statement with numbered parameters."""
    numbers = {name: f"${number}" for number, name in enumerate(_places(sql), 1)}
    return _NAME.sub(lambda found: numbers[found[0][2:-2]], sql)
