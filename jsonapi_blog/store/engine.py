"""A database URL becomes an engine whose every connection is set up alike.

In: a URL as operators write it. Out: a SQLAlchemy engine over psycopg2, with a pool that never
grows beyond its size. Refused with a sentence (`DatabaseUnusable`): what is not a PostgreSQL URL,
servers older than 14, databases that are not UTF-8, and servers that cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from .casting import cast_all
from .preparing import GENERIC

OLDEST = 14
#: A blog fits into memory, where a row is as near as the next one: an index is worth its while
#: sooner than PostgreSQL takes for granted. What the URL says of it comes after, and counts.
IN_MEMORY = "-c random_page_cost=1.1"
#: Where an engine keeps what its connections are made with, beside the address.
ARGUMENTS = "arguments"
DRIVERS = frozenset({"postgres", "postgresql", "postgresql+psycopg2"})


class DatabaseUnusable(Exception):
    """There is no database to work with; `str()` is a sentence for the operator."""


def open_engine(url: str, *, size: int, cursor_factory: type | None = None) -> Engine:
    """An engine with at most `size` connections; nothing is connected yet.

    Transactions are psycopg2's own (no autocommit is forced); who sends BEGIN by hand sets
    autocommit on the raw connection. Raises `DatabaseUnusable` for a URL of something else.
    """
    address = _address(url)
    options = address.query.get("options", ())
    given = options if isinstance(options, str) else " ".join(options)
    told: dict[str, Any] = {
        "application_name": "jsonapi-blog",
        "options": f"{IN_MEMORY} {GENERIC} {given} -c timezone=UTC",
        "client_encoding": "utf8",
        "connect_timeout": 3,
        # A server that vanished without a word is noticed within a minute, not within hours.
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    if cursor_factory is not None:
        told["cursor_factory"] = cursor_factory
    engine = create_engine(
        address,
        connect_args=told,
        pool_size=size,
        max_overflow=0,
        pool_use_lifo=True,
        execution_options={ARGUMENTS: told},
        # Looking for the extension would cost every new connection a statement.
        use_native_hstore=False,
    )
    event.listen(engine, "connect", cast_all)
    return engine


def arguments(engine: Engine) -> dict[str, Any]:
    """What psycopg2 is told for a connection like those of `engine`, beside its pool."""
    _, address = engine.dialect.create_connect_args(engine.url)
    return {**address, **engine.get_execution_options()[ARGUMENTS]}


def check_server(engine: Engine) -> None:
    """Raises `DatabaseUnusable` where the database cannot be reached or cannot hold a blog."""
    with reaching(engine), engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num")) or 0)
        encoding = connection.scalar(text("SHOW server_encoding"))
        folds = encoding == "UTF8" and connection.scalar(text("SELECT lower('Ä') = 'ä'"))
    if version < OLDEST * 10_000:
        raise DatabaseUnusable(
            f"The database server {shown(engine)} is PostgreSQL {version // 10_000}; "
            f"it must be {OLDEST} or newer."
        )
    if encoding != "UTF8":
        raise DatabaseUnusable(
            f"The database {shown(engine)} is encoded in {encoding}; it must be UTF8. "
            "Make it with: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'."
        )
    if not folds:
        # Text operators and unique names ignore case, and not in ASCII alone.
        raise DatabaseUnusable(
            f"The locale of the database {shown(engine)} knows the case of ASCII letters only. "
            "Make it with: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'."
        )


def shown(engine: Engine) -> str:
    """The engine's URL without its password, for people."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=True)


@contextmanager
def reaching(engine: Engine) -> Iterator[None]:
    """What the driver raises inside becomes `DatabaseUnusable`, with the driver's own reason."""
    try:
        yield
    except DBAPIError as error:
        # What follows the first line are hints for a terminal, which do not fit into a sentence.
        reason = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
        raise DatabaseUnusable(
            f"The database {shown(engine)} cannot be used: {reason.rstrip('.')}."
        ) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself may hold a password, so it is not repeated.
        raise DatabaseUnusable(
            "DATABASE_URL is not a URL; it must look like postgresql://user@host:5432/database."
        ) from None
    if address.drivername not in DRIVERS:
        raise DatabaseUnusable(
            f"DATABASE_URL begins with {address.drivername}://; only PostgreSQL is spoken here, "
            "so it must begin with postgresql://."
        )
    return address.set(drivername="postgresql+psycopg2")
