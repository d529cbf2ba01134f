"""Tallies of articles: in every snapshot they say what counting would say, whoever writes."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest
from alembic.command import downgrade
from psycopg2 import extensions
from sqlalchemy import Engine, text

from jsonapi_blog.store.migrating import configuration, migrate
from jsonapi_blog.store.tallies import MANY_NOTES, TOGETHER
from tests.conftest import World

STATUSES = ("draft", "published", "archived")
NOTED = """
    SELECT status, sum(articles)::int FROM article_tallies
    GROUP BY status HAVING sum(articles) <> 0 ORDER BY status
"""
COUNTED = "SELECT status, count(*)::int FROM articles GROUP BY status ORDER BY status"
LEVELS = (extensions.ISOLATION_LEVEL_READ_COMMITTED, extensions.ISOLATION_LEVEL_REPEATABLE_READ)
WRITERS, TURNS = 6, 60


@pytest.fixture
def writer(database: str) -> Iterator[Any]:
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people (id, name, handle, role) "
            "VALUES ('019a0000-0000-7000-8000-000000000001', 'Ann', 'ann', 'author')"
        )
        connection.commit()
        yield cursor


def add(cursor: Any, number: int, status: str, many: int = 1) -> None:
    cursor.execute(
        "INSERT INTO articles (id, title, slug, status, published_at, author_id) "
        "SELECT gen_random_uuid(), 'Title', %s || '-' || i, %s, now(), id "
        "FROM people, generate_series(1, %s) i WHERE handle = 'ann'",
        (f"article-{number}", status, many),
    )


def agree(cursor: Any) -> bool:
    """Whether tallies and articles say the same, in one snapshot."""
    cursor.execute(f"SELECT ARRAY(SELECT x FROM ({NOTED}) x) = ARRAY(SELECT x FROM ({COUNTED}) x)")
    return bool(cursor.fetchone()[0])


def notes(cursor: Any) -> int:
    cursor.execute("SELECT count(*) FROM article_tallies")
    return int(cursor.fetchone()[0])


def test_every_kind_of_statement_is_noted(writer: Any) -> None:
    for status in STATUSES:
        add(writer, len(status), status, 5)
    assert agree(writer)
    writer.execute("UPDATE articles SET status = 'archived' WHERE status = 'draft'")
    assert agree(writer)
    writer.execute("UPDATE articles SET title = 'Other'")
    assert agree(writer)
    writer.execute("DELETE FROM articles WHERE status = 'archived'")
    assert agree(writer)
    writer.execute("SAVEPOINT here")
    writer.execute("DELETE FROM articles")
    assert agree(writer)
    writer.execute("ROLLBACK TO SAVEPOINT here")
    assert agree(writer)
    writer.execute("TRUNCATE articles CASCADE")
    assert agree(writer)


def test_one_writer_keeps_one_note_for_each_status(writer: Any) -> None:
    for number in range(20):
        add(writer, number, "published")
        writer.connection.commit()

    assert notes(writer) == 1
    assert agree(writer)


def test_what_is_taken_back_was_never_noted(writer: Any) -> None:
    add(writer, 1, "published")
    writer.connection.rollback()

    assert agree(writer)
    assert notes(writer) == 0


def test_two_writers_do_not_wait_for_each_other(database: str, writer: Any) -> None:
    add(writer, 0, "published")
    writer.connection.commit()
    add(writer, 1, "published")
    with closing(psycopg2.connect(database)) as other, other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        add(cursor, 2, "published")
        other.commit()
    writer.connection.commit()

    assert agree(writer)
    assert notes(writer) == 2


def test_a_snapshot_from_before_makes_a_note_of_its_own_and_does_not_fail(
    database: str, writer: Any
) -> None:
    add(writer, 1, "published")
    writer.connection.commit()
    with closing(psycopg2.connect(database)) as other, other.cursor() as cursor:
        other.set_isolation_level(extensions.ISOLATION_LEVEL_REPEATABLE_READ)
        assert agree(cursor)
        add(writer, 2, "published")
        writer.connection.commit()
        add(cursor, 3, "published")
        # Of the other article neither the table nor its tallies tell here.
        assert agree(cursor)
        other.commit()

    assert agree(writer)
    assert notes(writer) == 2


def test_many_notes_are_put_together_and_few_are_left_alone(database: str, writer: Any) -> None:
    with closing(psycopg2.connect(database)) as other, other.cursor() as cursor:
        other.set_isolation_level(extensions.ISOLATION_LEVEL_REPEATABLE_READ)
        for number in range(MANY_NOTES):
            add(cursor, number, STATUSES[number % 2])
            other.commit()
        writer.execute(TOGETHER)
        few = notes(writer)
        writer.connection.commit()
        add(cursor, MANY_NOTES, "draft")
        other.commit()
    writer.execute(TOGETHER)

    assert few == MANY_NOTES
    assert notes(writer) == 2
    assert agree(writer)


def test_articles_are_not_truncated_where_notes_could_be_overlooked(writer: Any) -> None:
    writer.connection.set_isolation_level(extensions.ISOLATION_LEVEL_REPEATABLE_READ)

    with pytest.raises(psycopg2.errors.FeatureNotSupported):
        writer.execute("TRUNCATE articles CASCADE")


def test_whatever_many_writers_do_at_once_the_tallies_are_right_at_every_moment(
    database: str, writer: Any
) -> None:
    done = threading.Event()

    def write(seed: int) -> int:
        chance = random.Random(seed)
        kept = 0
        with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
            for turn in range(TURNS):
                connection.set_isolation_level(chance.choice(LEVELS))
                try:
                    for _ in range(chance.randint(1, 3)):
                        one_statement(cursor, chance, seed * 1_000_000 + turn * 1_000)
                    if chance.random() < 0.25:
                        connection.rollback()
                    else:
                        connection.commit()
                        kept += 1
                except (
                    psycopg2.errors.SerializationFailure,
                    psycopg2.errors.DeadlockDetected,
                    psycopg2.errors.UniqueViolation,
                ):
                    connection.rollback()
        return kept

    def look() -> int:
        looks = 0
        with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            while not done.is_set():
                assert agree(cursor)
                looks += 1
                if looks % 20 == 0:
                    cursor.execute(TOGETHER)
        return looks

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        looking = threads.submit(look)
        kept = list(threads.map(write, range(1, WRITERS + 1)))
        done.set()
        looks = looking.result()

    assert agree(writer)
    assert looks > 10
    assert min(kept) > 0


def one_statement(cursor: Any, chance: random.Random, number: int) -> None:
    some = "SELECT id FROM articles ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED"
    match chance.randrange(4):
        case 0 | 1:
            add(cursor, number + chance.randrange(1_000), chance.choice(STATUSES), 3)
        case 2:
            status = chance.choice(STATUSES)
            cursor.execute(
                f"UPDATE articles SET status = %s WHERE id IN ({some})",
                (status,),
            )
        case _:
            cursor.execute(f"DELETE FROM articles WHERE id IN ({some})")


def test_what_was_there_before_is_counted_once(engine: Engine, writer: Any) -> None:
    with engine.begin() as connection:
        downgrade(configuration(connection), "0003")
    add(writer, 1, "published", 3)
    add(writer, 2, "draft", 2)
    writer.connection.commit()

    migrate(engine)

    assert agree(writer)


@contextmanager
def scheduled(world: World) -> Iterator[None]:
    """An article of tomorrow, which nobody but staff can read today."""
    with world.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO articles (id, title, slug, status, published_at, author_id) "
                "SELECT gen_random_uuid(), 'Tomorrow', 'tomorrow', 'published', "
                "now() + interval '1 day', id FROM people LIMIT 1"
            )
        )
    try:
        yield
    finally:
        with world.engine.begin() as connection:
            connection.execute(text("DELETE FROM articles WHERE slug = 'tomorrow'"))


@pytest.mark.parametrize("role", ["anonymous", "reader", "author", "editor", "admin"])
def test_the_total_is_the_number_of_articles_that_a_walk_meets(sample: World, role: str) -> None:
    client = sample.client_of(role)
    with scheduled(sample):
        met, url = 0, "/v1/articles?page[size]=2"
        while url:
            answer = client.get(url)
            met += len(answer.document["data"])
            url = answer.document["links"]["next"]

        assert answer.document["meta"]["total"] == met > 0


def test_the_total_of_all_articles_looks_at_none_of_them_that_could_be_read(
    sample: World,
) -> None:
    with sample.statements.count() as seen:
        sample.client.get("/v1/articles?page[size]=1")

    (statement,) = seen.counted
    assert "sum(article_tallies.articles)" in statement
    assert statement.count("count(*)") == 1
    assert "published_at > now()" in statement
