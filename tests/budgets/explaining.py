"""What PostgreSQL means to do for a read: the statements of its plan, asked for theirs.

In: a path, a query string and a caller, as endpoints understand them. Out: the nodes of the plans
that PostgreSQL makes, with the planner as free as anywhere; nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import cursor

from jsonapi_blog import query
from jsonapi_blog.pagination.included import windows
from jsonapi_blog.pagination.window import Window
from jsonapi_blog.policy import ANONYMOUS, Identity
from jsonapi_blog.query.include import Include
from jsonapi_blog.query.parameters import decoded
from jsonapi_blog.query.sort import total
from jsonapi_blog.store.plan import page_order, plan
from jsonapi_blog.store.preparing import Prepared
from jsonapi_blog.store.shape import Read, View, split
from tests.planning import LIMITS, READINGS, target
from tests.statements import explaining

PAGE = Window(25)
#: What a blog holds most of.
LARGE = frozenset({"articles", "comments"})
#: A sort of fewer rows is a page, or what one parent has.
FEW = 2_000


@dataclass(frozen=True)
class Asked:
    """One read: as an endpoint would ask for it, of one caller."""

    path: str
    parameters: str = ""
    identity: Identity = ANONYMOUS
    window: Window = PAGE
    id: str | None = None

    def __str__(self) -> str:
        counted = " counted" if self.window.total else ""
        place = "" if self.window.after or self.window.before is None else " backwards"
        return f"{self.identity.role.name} {self.path}?{self.parameters}{counted}{place}"

    def statements(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every statement of the read, with values: keys of parents where it needs some."""
        at = target(self.path)
        parsed = query.parse(decoded(self.parameters.encode()), at, LIMITS)
        order = total(parsed.sort) if parsed.sort else page_order(at)
        tree = parsed.include or Include()
        view = View(
            target=at,
            reading=READINGS.of(self.identity),
            include=tree,
            fields=parsed.fields,
            windows=windows(at, tree, parsed.windows, 25, 10**9),
            order=order if at.many else (),
            filter=parsed.filter,
            window=self.window if at.many else None,
        )
        shape, values = split(Read(view, self.identity.person, self.id))
        planned = plan(shape)
        yield planned.root.sql, values
        for step in planned.steps:
            yield step.sql, {"limit": 26, **values, "ids": [self.id] * 25}


@dataclass(frozen=True)
class Explained:
    """The plans of a read."""

    nodes: tuple[dict[str, Any], ...]

    @property
    def whole_tables(self) -> list[str]:
        """The large tables that would be read from their first row to their last."""
        return [
            node["Relation Name"]
            for node in self.nodes
            if "Seq Scan" in node["Node Type"] and node["Relation Name"] in LARGE
        ]

    @property
    def sorted(self) -> bool:
        """Whether many rows would be read to be sorted."""
        return any(node["Node Type"] == "Sort" and node["Plan Rows"] > FEW for node in self.nodes)

    @property
    def found_by(self) -> set[str]:
        """The conditions by which indexes are entered."""
        return {node["Index Cond"] for node in self.nodes if "Index Cond" in node}


def explained(asking: cursor, asked: Asked) -> Explained:
    """The plans for all statements of a read."""
    nodes: list[dict[str, Any]] = []
    for sql, values in asked.statements():
        # As a connection of the service asks: what looks rows up is planned once for all ids.
        sent = asking.mogrify(Prepared().message(sql), values).decode()
        asking.execute(f"DEALLOCATE ALL;\n{explaining(sent, 'FORMAT JSON')}")
        ((found,),) = asking.fetchall()
        nodes += _nodes(found[0]["Plan"])
    return Explained(tuple(nodes))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
