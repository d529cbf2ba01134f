"""Migrations: they lead to the models exactly, and back to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from jsonapi_blog.store.engine import DatabaseUnusable, open_engine
from jsonapi_blog.store.migrating import comparable, configuration, migrate, pending, secret
from jsonapi_blog.store.models import Base
from tests.conftest import Databases

COLUMNS = text("""
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           a.attgenerated, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname <> 'alembic_version'
""")
CONSTRAINTS = text("""
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
      AND conrelid::regclass::text <> 'alembic_version'
""")
INDEXES = text("""
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
""")


@pytest.fixture
def bare(databases: Databases) -> Iterator[Engine]:
    """An engine on a database with nothing in it."""
    url = databases.clone("template0")
    engine = open_engine(url, size=4)
    yield engine
    engine.dispose()
    databases.drop(url)


def catalogue(engine: Engine) -> dict[str, set[tuple[object, ...]]]:
    """Every column, constraint and index, as PostgreSQL itself would write them."""
    with engine.connect() as connection:
        return {
            name: {tuple(row) for row in connection.execute(question)}
            for name, question in (
                ("columns", COLUMNS),
                ("constraints", CONSTRAINTS),
                ("indexes", INDEXES),
            )
        }


def test_the_migrations_lead_to_what_the_models_declare(engine: Engine, bare: Engine) -> None:
    Base.metadata.create_all(bare)

    migrated = catalogue(engine)

    assert migrated == catalogue(bare)


def test_alembic_finds_nothing_to_add(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": comparable})
        found = compare_metadata(context, Base.metadata)

    assert found == []


def test_down_leaves_nothing_and_up_again_leaves_everything(engine: Engine) -> None:
    whole = catalogue(engine)

    with engine.begin() as connection:
        downgrade(configuration(connection), "base")
    nothing = catalogue(engine)
    migrate(engine)

    assert nothing == {"columns": set(), "constraints": set(), "indexes": set()}
    assert catalogue(engine) == whole


def test_a_bare_database_is_pending_and_a_migrated_one_is_not(bare: Engine) -> None:
    before = pending(bare)
    migrate(bare)

    assert before
    assert not pending(bare)


def test_several_starters_migrate_once(bare: Engine) -> None:
    with ThreadPoolExecutor(4) as starters:
        for started in [starters.submit(migrate, bare) for _ in range(4)]:
            started.result()

    assert not pending(bare)


def test_the_key_for_cursors_is_made_once(bare: Engine) -> None:
    migrate(bare)
    key = secret(bare)

    migrate(bare)

    assert len(key) == 32
    assert secret(bare) == key


def test_two_databases_have_two_keys(bare: Engine) -> None:
    migrate(bare)
    key = secret(bare)
    with bare.begin() as connection:
        connection.execute(text("DELETE FROM secrets"))

    migrate(bare)

    assert secret(bare) != key


def test_a_database_without_the_key_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM secrets"))

    with pytest.raises(DatabaseUnusable, match=r"holds no key for cursors: run jsonapi-blog mig"):
        secret(engine)


def test_a_database_of_a_later_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseUnusable, match=r"was not migrated by this version"):
        pending(engine)
    with pytest.raises(DatabaseUnusable, match=r"was not migrated by this version"):
        migrate(engine)
