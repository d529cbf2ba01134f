"""Operations do what the same requests do one after the other, or nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.atomic.sending import operate, resolves, send
from tests.client import Client
from tests.conftest import Databases, World
from tests.properties.batches import Object, Step, batches
from tests.spec.newsroom import newsroom
from tests.spec.sending import MISSING, stored

#: In an order in which each row finds those that it leads to.
TABLES = ("people", "tags", "series", "articles", "article_tags", "article_coauthors", "comments",
          "reactions", "access_tokens")  # fmt: skip
#: An admin, an editor and an author, the first most of the time.
ROLES = ("ada", "ada", "ada", "eve", "ann")
TIMES = {"created_at", "updated_at", "createdAt", "updatedAt", "publishedAt"}
BAD: list[Object] = [
    {"op": "remove", "ref": {"type": "tags", "id": MISSING}},
    {"op": "remove", "ref": {"type": "tags", "lid": "nobody"}},
    {"op": "add", "data": {"type": "people", "attributes": {"name": "A", "handle": "ann"}}},
    {"op": "add", "data": {"type": "tags", "attributes": {"name": ""}}},
    {"op": "add", "data": {"type": "people", "id": MISSING}},
    {"op": "add", "data": {"type": "nope"}},
]

GONE = object()
JUNK: list[Any] = [
    GONE, None, True, 0, 7, -1.5, 10**30, "", "x", "\0", "a" * 5_000, "update", "remove", "tags",
    "articles", MISSING, "new-1", "/v1/tags", [], [[]], [None], ["x"], {}, {"type": "tags"},
    {"data": None}, {"type": "tags", "id": MISSING}, {"type": "tags", "lid": "new-1"},
    [{"type": "tags", "lid": "x"}],
]  # fmt: skip

quick = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Blog:
    """A blog that can be put back to how it was."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {role: world.client_of(role) for role in ROLES}
        #: The ids of what was there before, by name.
        self.held = dict(world.ids)
        with world.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA before"))
            for table in TABLES:
                connection.execute(text(f"CREATE TABLE before.{table} AS TABLE {table}"))
            columns = connection.execute(
                text(
                    "SELECT table_name, string_agg(quote_ident(column_name), ', ') "
                    "FROM information_schema.columns WHERE table_schema = 'public' "
                    "AND is_generated = 'NEVER' GROUP BY table_name"
                )
            ).all()
        self._columns: dict[str, str] = dict(map(tuple, columns))
        self.before = stored(world)

    def put_back(self) -> None:
        with self.world.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(TABLES)} CASCADE"))
            for table in TABLES:
                listed = self._columns[table]
                connection.execute(
                    text(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM before.{table}")
                )

    def told(self, shown: Any, ids: dict[str, str]) -> Any:
        """What is stored or shown, with names in place of new ids, and without times."""
        written = json.dumps(shown, sort_keys=True)
        for name, id_ in ids.items():
            written = written.replace(id_, name)
        return timeless(json.loads(written))


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[Blog]:
    with newsroom(databases) as world:
        yield Blog(world)


def timeless(node: Any) -> Any:
    match node:
        case dict():
            kept = {name: timeless(value) for name, value in node.items() if name not in TIMES}
            if "published_at" in kept:
                kept["published_at"] = kept["published_at"] is not None
            return kept
        case list():
            return [timeless(each) for each in node]
    return node


def rows(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """All rows in an order that does not depend on new ids."""
    return {name: sorted(found, key=str) for name, found in tables.items()}


def new_ids(steps: list[Step], data: list[Any]) -> dict[str, str]:
    """The ids of what the steps added, by name."""
    return {
        step.target.name: each["id"]
        for step, each in zip(steps, data, strict=True)
        if step.op == "add" and not step.relation
    }


def one_by_one(blog: Blog, client: Client, steps: list[Step]) -> list[Any]:
    """The answers' data to the steps as single requests, up to the first that is refused."""
    ids, shown = dict(blog.held), []
    for step in steps:
        method, path, document = step.request(ids)
        answer = client.write(method, path, document)
        if answer.status >= 400:
            return shown
        data = answer.document.get("data") if answer.status != 204 else None
        if step.op == "add" and not step.relation:
            ids[step.target.name] = data["id"]
        shown.append(data)
    return shown


@pytest.mark.req("ATOM-15", "ATOM-16", "ATOM-17", "ATOM-21", "ATOM-65", "ATOM-68")
@quick
@given(steps=batches(), role=st.sampled_from(ROLES))
def test_together_they_leave_what_they_leave_one_by_one(
    blog: Blog, steps: list[Step], role: str
) -> None:
    client = blog.clients[role]
    blog.put_back()
    shown = one_by_one(blog, client, steps)
    singly = stored(blog.world)
    blog.put_back()

    answer = operate(client, *(step.operation(blog.held) for step in steps))

    together = stored(blog.world)
    if len(shown) < len(steps):
        blamed = {each["source"]["pointer"].split("/")[2] for each in answer.errors}
        assert together == blog.before
        assert min(map(int, blamed)) >= len(shown)
        return
    assert answer.status == 200, answer.document
    data = [each.get("data") for each in answer.document["atomic:results"]]
    ids, own = new_ids(steps, shown), new_ids(steps, data)
    assert blog.told(data, own) == blog.told(shown, ids)
    assert rows(blog.told(together, own)) == rows(blog.told(singly, ids))


@pytest.mark.req("ATOM-16", "ATOM-17")
@quick
@given(steps=batches(), bad=st.sampled_from(BAD), at=st.integers(0, 9))
def test_one_that_cannot_be_done_leaves_everything_as_it_was(
    blog: Blog, steps: list[Step], bad: Object, at: int
) -> None:
    blog.put_back()
    operations = [step.operation(blog.held) for step in steps]

    answer = operate(blog.clients["ada"], *operations[:at], bad, *operations[at:])

    assert 400 <= answer.status < 500
    assert stored(blog.world) == blog.before


@pytest.mark.req("ATOM-23", "ATOM-24", "ATOM-25", "ERR-16")
@quick
@given(steps=batches(), data=st.data())
def test_a_spoilt_document_is_refused_where_it_is_spoilt_or_harmless(
    blog: Blog, steps: list[Step], data: st.DataObject
) -> None:
    """As a dry run, so that nothing has to be put back."""
    document = {"atomic:operations": [step.operation(blog.held) for step in steps]}
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(document, data)

    answer = send(blog.clients["ada"], document, headers={"Prefer": "tx=rollback"})

    sources = [each.get("source", {}) for each in answer.document.get("errors", [])]
    assert answer.status < 500
    assert all(resolves(each["pointer"], document) for each in sources)


def spoil(document: Object, data: st.DataObject) -> None:
    """Puts something else in place of a member, or takes it away."""
    # Beside the operations, so that something is there whatever goes.
    document.setdefault("meta", {})
    holder, name = data.draw(st.sampled_from(list(members(document))))
    junk = data.draw(st.sampled_from(JUNK))
    if junk is GONE:
        del holder[name]
    else:
        holder[name] = copy.deepcopy(junk)


def members(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document that holds something: an object or an array, and where in it."""
    within = node.items() if isinstance(node, dict) else enumerate(node)
    for name, value in list(within):
        yield node, name
        if isinstance(value, dict | list):
            yield from members(value)
