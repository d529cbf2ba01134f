"""Counts the SQL statements that an engine sends, as the driver sends them.

In: an engine opened with `cursor_factory=statements.cursor_factory`. Out: what was executed while
`statements.count()` lasted, by any thread. What opens and closes transactions and what looks a
token up is kept apart from what is counted; a transaction that is opened in one message with its
first query counts as that query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from psycopg2.extensions import connection, cursor

FRAME = re.compile(r"\s*(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|$)", re.IGNORECASE)
#: Told from a read of access tokens by what it looks for: no resource has a digest.
TOKEN = re.compile(r"\b(FROM|JOIN) access_tokens\b.*\bdigest = ", re.DOTALL)

PREPARED = re.compile(r"(?:DEALLOCATE \w+;\n)?PREPARE (\w+) AS (.*);\nEXECUTE \1\b.*", re.DOTALL)
EXECUTED = re.compile(r"EXECUTE (s\d+)\b.*", re.DOTALL)


@dataclass
class Seen:
    """The statements of one span, told apart by what they are for."""

    counted: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    token_lookups: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.counted)

    def add(self, statement: str) -> None:
        if all(FRAME.match(part) for part in statement.split(";")):
            self.frames.append(statement)
        elif TOKEN.search(statement):
            self.token_lookups.append(statement)
        else:
            self.counted.append(statement)


def _unnamed(text: str, names: dict[str, str]) -> str:
    """What runs, where a prepared statement is made or run; `names` are those of its connection."""
    made = PREPARED.search(text)
    if made is not None:
        names[made[1]] = made[2]
        return f"{text[: made.start()]}{made[2]}"
    run = EXECUTED.search(text)
    return text if run is None else f"{text[: run.start()]}{names[run[1]]}"


def whole(text: str, names: dict[str, str]) -> str:
    """What was sent, by itself: a prepared statement with what prepares it."""
    made = PREPARED.search(text)
    if made is not None:
        names[made[1]] = made[2]
        return f"PREPARE {made[1]} AS {made[2]};\n{text[text.rindex('EXECUTE ') :]}"
    run = EXECUTED.search(text)
    return text if run is None else f"PREPARE {run[1]} AS {names[run[1]]};\n{run[0]}"


def explaining(sent: str, options: str) -> str:
    """What asks for the plan of what was sent, as it was planned then."""
    made = PREPARED.search(sent)
    if made is None:
        return f"EXPLAIN ({options}) {sent}"
    run = sent[sent.rindex("EXECUTE ") :]
    return (
        f"SET plan_cache_mode = force_generic_plan;\nPREPARE {made[1]} AS {made[2]};\n"
        f"EXPLAIN ({options}) {run}"
    )


class Statements:
    """A recorder for one engine."""

    def __init__(self) -> None:
        spans: list[Seen] = []

        class Recorder(cursor):
            def execute(self, query: Any, vars: Any = None) -> None:
                note(self, query)
                super().execute(query, vars)

            def executemany(self, query: Any, vars_list: Any) -> None:
                note(self, query)
                super().executemany(query, vars_list)

        named: WeakKeyDictionary[connection, dict[str, str]] = WeakKeyDictionary()

        def note(own: cursor, query: Any) -> None:
            text = query if isinstance(query, str | bytes) else query.as_string(own)
            said = _unnamed(
                text if isinstance(text, str) else text.decode(),
                named.setdefault(own.connection, {}),
            )
            for seen in spans:
                seen.add(said)

        self._spans = spans
        self.cursor_factory: type[cursor] = Recorder

    @contextmanager
    def count(self) -> Iterator[Seen]:
        """Records into the value that it gives until the end of the `with` block."""
        seen = Seen()
        self._spans.append(seen)
        try:
            yield seen
        finally:
            # By identity: two spans that saw the same are equal.
            self._spans[:] = [one for one in self._spans if one is not seen]
