"""Statements that are planned once: which, under which names, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from jsonapi_blog.policy import Identity, Role
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.preparing import MOST, Prepared
from tests.planning import GRAPH, planned

ONE = "SELECT title FROM articles WHERE id = %(id)s::UUID AND %(caller)s::UUID IS NULL"
AN_ID = "018cc251-f400-7000-8000-000000000000"
VALUES = {"id": AN_ID, "ids": [AN_ID], "caller": AN_ID, "limit": 26, "digest": b"x"}


@pytest.fixture
def cursor(database: str) -> Iterator[Any]:
    engine = open_engine(database, size=1)
    with closing(engine.raw_connection()) as connection:
        yield connection.cursor()
    engine.dispose()


def test_the_first_time_it_is_prepared_and_from_then_on_named() -> None:
    prepared = Prepared()

    first = prepared.message(ONE)
    prepared.done()
    again = prepared.message(ONE)

    assert first == (
        "PREPARE s1 AS SELECT title FROM articles WHERE id = $1::UUID AND $2::UUID IS NULL;\n"
        "EXECUTE s1(%(id)s::UUID, %(caller)s::UUID)"
    )
    assert again == "EXECUTE s1(%(id)s::UUID, %(caller)s::UUID)"


@pytest.mark.parametrize(
    "sql",
    [
        "COMMIT",
        "SELECT title FROM articles LIMIT %(limit)s",
        "SELECT title FROM articles WHERE author_id = %(id)s::UUID LIMIT %(limit)s",
        "SELECT title FROM articles WHERE id = %(id)s::UUID AND title = %(v3)s",
    ],
    ids=["no look-up", "a page", "a page of one", "a filter"],
)
def test_what_may_be_about_few_rows_or_all_is_planned_each_time(sql: str) -> None:
    prepared = Prepared()

    assert prepared.message(sql) == prepared.message(sql) == sql


def test_what_failed_the_first_time_is_never_tried_again() -> None:
    prepared = Prepared()

    prepared.message(ONE)
    plain = prepared.message(ONE)
    prepared.done()
    other = prepared.message(f"{ONE} AND true")
    prepared.done()

    assert plain == prepared.message(ONE) == ONE
    assert other.startswith("PREPARE s2 AS ")
    assert prepared.message(f"{ONE} AND true").startswith("EXECUTE s2(")


def test_the_one_that_was_not_used_for_longest_goes(cursor: Any) -> None:
    prepared = Prepared()
    texts = [f"SELECT {number} FROM articles WHERE id = %(id)s::UUID" for number in range(MOST + 5)]
    for sql in (*texts[:MOST], texts[0], *texts[MOST:]):
        cursor.execute(prepared.message(sql), VALUES)
        prepared.done()

    cursor.execute("SELECT count(*) FROM pg_prepared_statements")
    assert cursor.fetchone() == (MOST,)
    assert prepared.message(texts[0]).startswith("EXECUTE s1(")
    assert prepared.message(texts[1]).startswith("DEALLOCATE s")


CALLERS = (
    Identity(),
    Identity(AN_ID, Role.READER, frozenset({"*"})),
    Identity(AN_ID, Role.AUTHOR, frozenset({"*"})),
    Identity(AN_ID, Role.ADMIN, frozenset({"*"})),
)


@pytest.mark.parametrize("identity", CALLERS, ids=lambda each: each.role.name.lower())
def test_every_look_up_of_a_read_can_be_prepared(cursor: Any, identity: Identity) -> None:
    prepared, sent = Prepared(), 0
    for name, type_ in GRAPH.types.items():
        paths = [f"{name}/1", *(f"{name}/1/{relation}" for relation in type_.relations)]
        include = "include=" + ",".join(type_.relations)
        for path, asked in [(path, "") for path in paths] + [(f"{name}/1", include)]:
            plan = planned(path, asked, identity=identity)
            for sql in (plan.root.sql, *(step.sql for step in plan.steps)):
                for _ in range(2):
                    message = prepared.message(sql)
                    if message != sql:
                        cursor.execute(message, VALUES)
                        prepared.done()
                        sent += message.startswith("EXECUTE")

    assert sent > len(GRAPH.types)


def test_one_plan_serves_whatever_ids_there_are(cursor: Any) -> None:
    cursor.execute("SHOW plan_cache_mode")

    assert cursor.fetchone() == ("force_generic_plan",)


def test_a_refusal_leaves_a_statement_that_was_prepared(cursor: Any) -> None:
    prepared = Prepared()
    cursor.execute(prepared.message(ONE), VALUES)
    prepared.done()
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        cursor.execute(prepared.message(ONE), {**VALUES, "id": "no id"})
    cursor.connection.rollback()

    cursor.execute(prepared.message(ONE), VALUES)
    assert cursor.fetchall() == []
