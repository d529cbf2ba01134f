"""From settings to a database that can be worked with, and back to nothing left running.

In: the URL of a server, or None for the embedded one of a folder. Out: an engine on a server that
was checked. It migrates nothing, and knows no row but whether there is any article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, exists, func, select

from .engine import check_server, open_engine, reaching
from .models import Article

#: Every import takes this lock, whichever process and machine it runs on.
FILLING_LOCK = 0x626C6F68


@contextmanager
def alone(engine: Engine, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Fill the database while nobody else does; the lock goes with the connection, even if killed.

    `waiting` is called once, where somebody else has to be waited for. Raises `DatabaseUnusable`.
    """
    with reaching(engine), engine.connect() as made:
        # No transaction is left open beside the lock: an import may take minutes.
        connection = made.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(select(func.pg_try_advisory_lock(FILLING_LOCK))):
            waiting()
            connection.execute(select(func.pg_advisory_lock(FILLING_LOCK)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(FILLING_LOCK)))


@contextmanager
def database(url: str | None, data_dir: Path | None) -> Iterator[str]:
    """The URL of the server that was given, or of the embedded one for as long as this lasts.

    Raises `DatabaseUnusable`.
    """
    if url is not None:
        yield url
        return
    # Only here, because file locks are not to be had on every platform that can be a client.
    from .embedded import Embedded, default_home

    with Embedded.start(data_dir or default_home()) as embedded:
        yield embedded.url


@contextmanager
def opened(url: str, *, size: int) -> Iterator[Engine]:
    """An engine on a checked server, disposed of at the end. Raises `DatabaseUnusable`."""
    engine = open_engine(url, size=size)
    try:
        check_server(engine)
        yield engine
    finally:
        engine.dispose()


def is_empty(engine: Engine) -> bool:
    """Whether there is no article at all. Raises `DatabaseUnusable`."""
    with reaching(engine), engine.connect() as connection:
        return not connection.scalar(select(exists().select_from(Article)))
