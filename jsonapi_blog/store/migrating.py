"""Brings a database to the shape that this version of the package works with.

In: an engine. Out: a migrated database, holding the key that signs cursors. Migrations are looked
for beside this file, wherever it is installed. Nothing here reads or writes what a blog holds.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects.postgresql import insert

from .engine import DatabaseUnusable, reaching, shown
from .models import Base, Secret

MIGRATIONS = Path(__file__).parent / "migrations"
#: Any number will do, as long as every version of the package uses the same.
ADVISORY_LOCK = 0x6A736F6E
CURSOR = "cursor"
KEY_BYTES = 32


def migrate(engine: Engine) -> None:
    """Migrate to head and make the key for cursors, in one transaction.

    Of several starters one works while the others wait. Raises `DatabaseUnusable`.
    """
    with reaching(engine), engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        try:
            upgrade(configuration(connection), "head")
        except CommandError as error:
            raise DatabaseUnusable(_foreign(engine, error)) from error
        connection.execute(
            insert(Secret)
            .values(name=CURSOR, value=secrets.token_bytes(KEY_BYTES))
            .on_conflict_do_nothing()
        )


def pending(engine: Engine) -> bool:
    """Whether `migrate` has something to do. Raises `DatabaseUnusable`."""
    with reaching(engine), engine.connect() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
        current = MigrationContext.configure(connection).get_current_heads()
    try:
        # Looking each of them up is what notices a database of a later version.
        script.get_revisions(current)
    except CommandError as error:
        raise DatabaseUnusable(_foreign(engine, error)) from error
    return set(current) != set(script.get_heads())


def secret(engine: Engine) -> bytes:
    """The key that signs cursors, shared by all workers. Raises `DatabaseUnusable`."""
    with reaching(engine), engine.connect() as connection:
        value = connection.scalar(select(Secret.value).where(Secret.name == CURSOR))
    if value is None:
        raise DatabaseUnusable(
            f"The database {shown(engine)} holds no key for cursors: run jsonapi-blog migrate."
        )
    return value


def configuration(connection: Connection) -> Config:
    """What Alembic's commands need to run on this connection, from any working directory."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def comparable(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Whether Alembic can compare a thing of the database with the models.

    It reads no collation back: an index by one would look changed to it for ever.
    """
    return kind != "index" or name not in {
        index.name
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if any("COLLATE" in str(expression) for expression in index.expressions)
    }


def _foreign(engine: Engine, error: Exception) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    return (
        f"The database {shown(engine)} was not migrated by this version of jsonapi-blog or an "
        f"earlier one: {reason}. Use the version that it belongs to, or another database."
    )
