"""Follows a plan from statement to statement: rows in, a `Rowset` out.

In: a `Plan`, the values it binds, and the rows of each statement that it asks for, all of one
snapshot. Every row lands in the rowset once; what is in it already is not fetched again. It waits
for nothing itself: whoever runs the statements says whether that takes a thread or an event loop.
Raises ResourceNotFound where the resource that the URL names does not exist for this caller.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from ..errors import ResourceNotFound
from ..rowset import Members, Row, Rowset
from .shape import Read, array
from .steps import (
    KeysRoot,
    OneRoot,
    PageRoot,
    Place,
    Plan,
    RelatedRoot,
    SeveralRoot,
    ToManyStep,
    ToOneStep,
)

#: Statements with the values they bind; each is answered with its rows.
Asking = Generator[tuple[str, dict[str, Any]], list[Row], Rowset]
#: Runs one statement and gives its rows, at once or later.
Run = Callable[[str, dict[str, Any]], list[Row]]
RunLater = Callable[[str, dict[str, Any]], Awaitable[list[Row]]]


def load(plan: Plan, read: Read, values: dict[str, Any], run: Run) -> Rowset:
    """Everything that `read` asks for, by the statements of `plan`."""
    asking = _asking(plan, read, values)
    try:
        statement = next(asking)
        while True:
            statement = asking.send(run(*statement))
    except StopIteration as done:
        found: Rowset = done.value
        return found


async def load_later(plan: Plan, read: Read, values: dict[str, Any], run: RunLater) -> Rowset:
    """The same, for statements that are waited for."""
    asking = _asking(plan, read, values)
    try:
        statement = next(asking)
        while True:
            statement = asking.send(await run(*statement))
    except StopIteration as done:
        found: Rowset = done.value
        return found


def _asking(plan: Plan, read: Read, values: dict[str, Any]) -> Asking:
    loading = _Loading(plan, read, values, Rowset(dict(plan.projections)))
    yield from loading.root()
    for step in plan.steps:
        match step:
            case ToManyStep():
                yield from loading.to_many(step)
            case ToOneStep():
                yield from loading.to_one(step)
    return loading.rowset


#: One part of it.
Part = Generator[tuple[str, dict[str, Any]], list[Row], None]


@dataclass(slots=True)
class _Loading:
    plan: Plan
    read: Read
    values: dict[str, Any]
    rowset: Rowset
    #: The ids found at each place of the include tree, in order.
    found: dict[Place, dict[str, None]] = field(default_factory=dict)

    def root(self) -> Part:
        rows = yield self.plan.root.sql, self.values
        match self.plan.root:
            case OneRoot(name):
                self._require(rows)
                self.rowset.version = rows[0][1]
                self._primary(name, rows)
            case SeveralRoot(name):
                self._primary(name, self._in_order(rows))
            case RelatedRoot(name):
                self._require(rows)
                self.rowset.version = rows[0][0]
                self._primary(name, [rows[0][1:]])
            case KeysRoot(_, fetches):
                self._require(rows)
                self.rowset.version, *keys = rows[0]
                for (name, sql), key in zip(fetches, keys, strict=True):
                    if key is not None:
                        self._primary(name, (yield sql, {**self.values, "ids": array([key])}))
            case PageRoot() as root:
                self._page(root, rows)

    def _in_order(self, rows: list[Row]) -> list[Row]:
        """Rows in the order in which their ids were asked for."""
        by_id = {row[0]: row for row in rows}
        return [by_id[id_] for id_ in self.read.ids if id_ in by_id]

    def _require(self, rows: list[Row]) -> None:
        if not rows:
            owner = self.read.view.target.owner.name
            raise ResourceNotFound(f"There is no {owner}/{self.read.id} that you may see.")

    def _page(self, root: PageRoot, rows: list[Row]) -> None:
        window, extent = self.read.view.window, self.rowset.extent
        assert window is not None, "a page is read through a window"
        if root.owned:
            self._require(rows)
            self.rowset.version = rows[0][0]
        if root.headed:
            extent.total = rows[0][1]
            rows = [row[2:] for row in rows if row[2] is not None]
        extent.more = len(rows) > window.size
        rows = rows[: window.size]
        if window.backwards:
            rows.reverse()
        width = self.rowset.projections[root.type].width
        if window.keyed:
            extent.keys = [row[width:] for row in rows]
        self._primary(root.type, [row[:width] for row in rows])

    def _primary(self, name: str, rows: list[Row]) -> None:
        """Rows that the URL itself names; a row of nulls is an empty to-one."""
        kept = self.rowset.rows.setdefault(name, {})
        place = self.found.setdefault((self.plan.root_path, name), {})
        for row in rows:
            if row[0] is not None:
                kept[row[0]] = row
                self.rowset.primary.append((name, row[0]))
                place[row[0]] = None

    def to_one(self, step: ToOneStep) -> Part:
        kept = self.rowset.rows
        wanted: dict[str, None] = {}
        for source in step.sources:
            parents = kept.get(source.place[1], {})
            for parent in self.found.get(source.place, ()):
                key = parents[parent][source.column]
                if key is not None:
                    wanted[key] = None
        present = kept.get(step.type, {})
        missing = [key for key in wanted if key not in present]
        if missing:
            # The order of linkage, not that of the disk: an ETag may not change with a VACUUM.
            rows = yield step.sql, {**self.values, "ids": array(missing)}
            by_id = {row[0]: row for row in rows}
            self._keep(step.type, [by_id[key] for key in missing if key in by_id])
        self._link(step)

    def _link(self, step: ToOneStep) -> None:
        present = self.rowset.rows.get(step.type, {})
        for source in step.sources:
            parents = self.rowset.rows.get(source.place[1], {})
            edge = (source.place[1], source.relation.name)
            linkage = self.rowset.ones.setdefault(edge, {})
            reached = self.found.setdefault(source.reached, {})
            for parent in self.found.get(source.place, ()):
                key = parents[parent][source.column]
                if key is not None and key in present:
                    linkage[parent] = (step.type, key)
                    reached[key] = None
                else:
                    linkage.setdefault(parent, None)

    def to_many(self, step: ToManyStep) -> Part:
        path = step.reached[0]
        size = next(window.size for window in self.read.view.windows if window.path == path)
        edge = (step.place[1], step.relation.name)
        linkage = self.rowset.manys.setdefault(edge, {})
        parents = list(self.found.get(step.place, ()))
        missing = [parent for parent in parents if _lacks(linkage.get(parent), size, step.total)]
        if missing:
            values = {**self.values, "ids": array(missing), "limit": size + 1}
            self._windows(step, missing, size, (yield step.sql, values))
        reached = self.found.setdefault(step.reached, {})
        for parent in parents:
            for _, member in linkage[parent].refs[:size]:
                reached[member] = None

    def _windows(self, step: ToManyStep, parents: list[str], size: int, rows: list[Row]) -> None:
        by_parent: dict[str, list[Row]] = {parent: [] for parent in parents}
        at = -2 if step.total else -1
        for row in rows:
            if row[0] is not None:
                by_parent[row[at]].append(row)
        totals: dict[str, int] = {row[-2]: row[-1] for row in rows} if step.total else {}
        linkage = self.rowset.manys[step.place[1], step.relation.name]
        for parent, members in by_parent.items():
            known = linkage.get(parent)
            if known is not None and known.size >= size:
                # Another path showed more of it, and did not count it.
                linkage[parent] = known._replace(total=totals[parent])
                continue
            shown = members[:size]
            self._keep(step.type, shown)
            linkage[parent] = Members(
                refs=tuple([(step.type, row[0]) for row in shown]),
                path=step.reached[0],
                size=size,
                more=len(members) > size,
                last=tuple([shown[-1][key] for key in step.keys]) if shown else None,
                total=totals.get(parent, None if known is None else known.total),
            )

    def _keep(self, name: str, rows: list[Row]) -> None:
        kept = self.rowset.rows.setdefault(name, {})
        for row in rows:
            kept.setdefault(row[0], row)


def _lacks(known: Members | None, size: int, total: bool) -> bool:
    """Whether a window has to be read (again): it is narrower, or lacks its total."""
    return known is None or known.size < size or (total and known.total is None)
