"""The statements of a read, as SQL text: a root, then one statement for each edge and target type.

In: what a planned node needs. Out: text for the driver, compiled once for each shape, in which
every value is a bind parameter. The statements hold the read rule of every row they return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, psycopg2

from ..graph import Graph, Projection, Relation
from ..policy import Reading
from ..query.expression import Expression
from ..query.sort import Order
from .comparing import Condition
from .models import RESOURCES, Through, ToOne
from .models import Edge as StoredEdge
from .ordering import Sorted, beyond, sorted_by
from .predicates import Predicates, RowOf, joined_members, known_from
from .shape import PageShape
from .tallies import tallied

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]  # untyped there


@dataclass(frozen=True, slots=True)
class Reached:
    """The members of a relationship inside a statement: their row, FROM, and tie to the parent."""

    edge: StoredEdge
    member: RowOf
    source: FromClause
    link: Condition
    links: FromClause

    def sorted(self, order: Order, predicates: Predicates, conditions: Expression | None) -> Sorted:
        """The members in `order`."""
        return sorted_by(
            order,
            self.member,
            self.source,
            predicates,
            through=(self.edge, self.links),
            conditions=conditions,
        )


@dataclass(frozen=True, slots=True)
class Statements:
    """Builds the statements of one plan, for one kind of caller."""

    graph: Graph
    reading: Reading

    @property
    def predicates(self) -> Predicates:
        return Predicates(self.graph, self.reading)

    @property
    def counting(self) -> Predicates:
        """The same conditions for a total."""
        return Predicates(self.graph, self.reading, every=True)

    def page(
        self, projection: Projection, order: Order, conditions: Expression | None, page: PageShape
    ) -> str:
        """A page of a collection: `[version, total,] row…, key…`, ordered.

        Where a total is asked for, each row comes behind it, and at least one row comes.
        """
        row = self.predicates.row(projection.type)
        found = sorted_by(order, row, row.columns, self.predicates, conditions=conditions)
        tests = _tests(self.predicates, row, conditions)
        window = self._window(projection, row, found, tests, page)
        if not page.total:
            return text(window)
        total = self._total(row, conditions).label("total")
        head = select(literal_column("0").label("version"), total).subquery()
        return text(_behind(head, window))

    def members(
        self,
        owner: str,
        relation: Relation,
        projection: Projection,
        order: Order,
        conditions: Expression | None,
        page: PageShape,
    ) -> str:
        """A page of one resource's to-many: `version, total, row…, key…`; no row, no resource."""
        parent = self.predicates.row(owner)
        total: ColumnElement[Any] = null()
        if page.total:
            reached = self._reached(relation, parent, projection.type)
            total = (
                select(func.count())
                .select_from(reached.source)
                .where(reached.link, *_tests(self.counting, reached.member, conditions))
                .scalar_subquery()
            )
        # As a subquery it would be merged into the page, and counted again for each of its rows.
        head = self._owner(parent, [total.label("total")]).cte("head").prefix_with("MATERIALIZED")
        reached = self._reached(relation, RowOf(owner, head), projection.type)
        found = reached.sorted(order, self.predicates, conditions)
        tests = (reached.link, *_tests(self.predicates, reached.member, conditions))
        return text(_behind(head, self._window(projection, reached.member, found, tests, page)))

    def one(self, projection: Projection) -> str:
        """One resource by id: `row…`."""
        row = self.predicates.row(projection.type)
        columns = self._columns(projection, row)
        chosen = row["id"] == bindparam("id")
        return text(select(*columns).where(chosen, self.predicates.readable(row)))

    def related(self, owner: str, relation: Relation, projection: Projection) -> str:
        """What one resource's to-one leads to: `version, row…`, the row null where it is empty."""
        parent = self.predicates.row(owner)
        edge = RESOURCES[owner].edges[relation.name]
        member = self.predicates.row(projection.type)
        _, link = joined_members(edge, parent, member)
        target = parent.columns.outerjoin(
            member.columns, and_(link, self.predicates.readable(member))
        )
        columns = self._columns(projection, member)
        chosen = (parent["id"] == bindparam("id"), self.predicates.readable(parent))
        return text(select(parent["version"], *columns).select_from(target).where(*chosen))

    def keys(self, owner: str, relation: Relation) -> str:
        """One resource's polymorphic to-one: `version, key…`, one foreign key for each type."""
        parent = self.predicates.row(owner)
        edge = RESOURCES[owner].edges[relation.name]
        assert isinstance(edge, ToOne), f"{owner}.{relation.name} is no to-one"
        columns = [parent[edge.columns[target]] for target in relation.targets]
        chosen = (parent["id"] == bindparam("id"), self.predicates.readable(parent))
        return text(select(parent["version"], *columns).where(*chosen))

    def by_id(self, projection: Projection) -> str:
        """The readable ones of many ids: `row…`."""
        row = self.predicates.row(projection.type)
        wanted = row["id"] == func.any(uuids("ids"))
        return text(
            select(*self._columns(projection, row)).where(wanted, self.predicates.readable(row))
        )

    def windows(
        self,
        parent_type: str,
        relation: Relation,
        projection: Projection,
        order: Order,
        total: bool,
    ) -> tuple[str, tuple[int, ...]]:
        """A window of a to-many of many parents, ordered: `row…, [key…,] parent[, total]`; and
        where in it the keys of a row stand, most of which are columns of the row anyway.

        Parents without members have no row, but for their total.
        """
        parents = func.unnest(uuids("ids")).table_valued("id", name="parent").render_derived()
        reached = self._reached(relation, RowOf(parent_type, parents), projection.type)
        found = reached.sorted(order, self.predicates, None)
        tests = (reached.link, *_tests(self.predicates, reached.member, None))
        columns = self._columns(projection, reached.member)
        keys = []
        for key in [column.column for column in found.columns]:
            same = (index for index, column in enumerate(columns) if column is key)
            keys.append(next(same, len(columns)))
            columns += [key] if keys[-1] == len(columns) else []
        shown = (
            select(*_labelled(columns))
            .select_from(found.source)
            .where(*tests)
            .order_by(*found.order_by())
            .limit(bindparam("limit"))
            .lateral("w")
        )
        if not total:
            joined = parents.join(shown, true())
            return text(select(*shown.c, parents.c.id).select_from(joined)), tuple(keys)
        counting = select(func.count().label("total")).select_from(reached.source).where(*tests)
        counted = counting.lateral("t")
        joined = parents.join(counted, true()).outerjoin(shown, true())
        columns = [*shown.c, parents.c.id, counted.c.total]
        return text(select(*columns).select_from(joined)), tuple(keys)

    def _total(self, row: RowOf, conditions: Expression | None) -> ColumnElement[Any]:
        """How many rows there are in all; they are counted where there is no tally of them."""
        if conditions is None:
            noted = tallied(self.counting, self.reading.rules[row.type], row)
            if noted is not None:
                return noted
        tests = _tests(self.counting, row, conditions)
        return select(func.count()).select_from(row.columns).where(*tests).scalar_subquery()

    def _reached(self, relation: Relation, parent: RowOf, target: str) -> Reached:
        """The members of `parent` of type `target`."""
        edge = RESOURCES[parent.type].edges[relation.name]
        member = self.predicates.row(target, known_from(edge, relation.inverse))
        if isinstance(edge, Through):
            links = edge.table.alias()
            joined = links.join(member.columns, member["id"] == links.c[edge.there])
            return Reached(edge, member, joined, links.c[edge.here] == parent["id"], links)
        source, link = joined_members(edge, parent, member)
        return Reached(edge, member, source, link, member.columns)

    def _owner(self, parent: RowOf, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        return select(parent["id"], parent["version"], *columns).where(
            parent["id"] == bindparam("id"), self.predicates.readable(parent)
        )

    def _window(
        self,
        projection: Projection,
        row: RowOf,
        found: Sorted,
        tests: Sequence[Condition],
        page: PageShape,
    ) -> Select[Any]:
        columns = self._columns(projection, row)
        if page.keyed:
            columns = [*columns, *found.keys()]
        window = select(*_labelled(columns)).select_from(found.source).where(*tests)
        if page.after is not None:
            window = window.where(beyond(found.columns, page.after, "after", reverse=False))
        if page.before is not None:
            window = window.where(beyond(found.columns, page.before, "before", reverse=True))
        window = window.order_by(*found.order_by(reverse=page.backwards))
        window = window.limit(bindparam("limit"))
        return window.offset(bindparam("offset")) if page.offset else window

    def _columns(self, projection: Projection, row: RowOf) -> list[ColumnElement[Any]]:
        """The columns of a projection, in its order."""
        attributes = [
            null() if column is None else column
            for name in projection.attributes
            for column in (self.predicates.attribute(row, name),)
        ]
        keys = []
        for relation in projection.linked:
            edge = RESOURCES[projection.type].edges[relation.name]
            assert isinstance(edge, ToOne), f"{projection.type}.{relation.name} is no to-one"
            keys += [row[edge.columns[target]] for target in relation.targets]
        gates = [
            self.predicates.condition(self.reading.seen[projection.type, name], row)
            for name in projection.gated
        ]
        return [row["id"], row["version"], *attributes, *keys, *gates]


def _tests(
    predicates: Predicates, row: RowOf, conditions: Expression | None
) -> tuple[Condition, Condition]:
    """That a row may be read, and what a filter asks of it."""
    asked = true() if conditions is None else predicates.condition(conditions, row)
    return predicates.readable(row), asked


def text(statement: ClauseElement) -> str:
    """The SQL text of a statement, with the driver's named parameters."""
    compiled = statement.compile(dialect=_DIALECT)
    stray = [name for name, value in compiled.params.items() if value is not None]
    assert not stray, f"{stray} are values where a shape may only have bind names"
    return str(compiled)


def uuids(name: str) -> ColumnElement[Any]:
    """Ids that are bound as a list."""
    return cast(bindparam(name), ARRAY(Uuid(as_uuid=False)))


def _labelled(columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [column.label(f"c{index}") for index, column in enumerate(columns)]


def _behind(head: FromClause, window: Select[Any]) -> Select[Any]:
    """Every row of `window` behind the one row of `head`, which comes even alone."""
    page = window.lateral("page")
    return select(head.c.version, head.c.total, *page.c).select_from(head.outerjoin(page, true()))
