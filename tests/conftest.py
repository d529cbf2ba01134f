"""A throw-away PostgreSQL, databases cloned from one migrated template, and served applications.

Nothing is mocked: whatever a test reads came through a real server, and mostly over real HTTP.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest
import uvicorn
from psycopg2 import sql
from sqlalchemy import Engine

from jsonapi_blog.settings import Settings
from jsonapi_blog.store.embedded import Embedded
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import migrate
from tests.factories import Factory
from tests.sample import sample_blog
from tests.statements import Statements

if TYPE_CHECKING:
    from tests.client import Client

TEMPLATE = "template_blog"
SECRET = b"the key of the tests, not a secret"
#: Longer than any test: only what the service does by itself would need it to be short.
A_WHILE = 3_600.0
#: Losing a test's data in a crash is no loss, and not syncing it is most of the speed.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class World:
    """A blog that is served: how to ask it, what is in it, and what it asks of the database."""

    url: str
    client: Client
    engine: Engine
    statements: Statements
    add: Factory
    tokens: dict[str, str | None]
    ends: ExitStack

    @property
    def ids(self) -> dict[str, str]:
        return self.add.ids

    def client_of(self, role: str) -> Client:
        """A client with the token of this role (anonymous, reader, author, coauthor, …)."""
        from tests.client import Client

        return self.ends.enter_context(Client(self.url, self.tokens[role]))


class Databases:
    """Makes databases on the throw-away server, and drops them."""

    def __init__(self, server_url: str) -> None:
        self._url = server_url
        self._made = 0

    def clone(self, template: str = TEMPLATE) -> str:
        """The URL of a new database that is a copy of the template."""
        self._made += 1
        name = f"test_{self._made}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self.execute(command.format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        return self._url.replace("@/blog?", f"@/{name}?")

    def execute(self, command: str | sql.Composable) -> None:
        with closing(psycopg2.connect(self.url("postgres"))) as connection:
            connection.autocommit = True
            connection.cursor().execute(command)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with throw_away_home() as home, Embedded.start(home) as embedded:
        made = Databases(embedded.url)
        for name, value in CARELESS.items():
            made.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
        made.execute("SELECT pg_reload_conf()")
        made.execute(
            f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )
        engine = open_engine(made.url(TEMPLATE), size=1)
        migrate(engine)
        engine.dispose()
        yield made


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The URL of a migrated database of the test's own."""
    url = databases.clone()
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database, size=4)
    yield engine
    engine.dispose()


@pytest.fixture
def add(engine: Engine) -> Factory:
    return Factory(engine)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder in which an embedded server of the test's own may live."""
    with throw_away_home() as home:
        yield home


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """`serve(engine or URL, **settings)` serves a database and returns the base URL."""
    with ExitStack() as ends:
        yield lambda on, **settings: ends.enter_context(served(on, **settings))


@pytest.fixture(scope="session")
def sample(databases: Databases) -> Iterator[World]:
    """The blog of `tests/sample.py`, for tests that only read."""
    with world(databases) as empty:
        empty.tokens.update(sample_blog(empty.add))
        yield empty


@pytest.fixture
def empty(databases: Databases) -> Iterator[World]:
    """A blog with nothing in it; `empty.add` puts things there."""
    with world(databases) as made:
        yield made


@contextmanager
def world(databases: Databases) -> Iterator[World]:
    from tests.client import Client

    statements = Statements()
    with ExitStack() as ends:
        url = databases.clone()
        ends.callback(databases.drop, url)
        engine = open_engine(url, size=4, cursor_factory=statements.cursor_factory)
        ends.callback(engine.dispose)
        base = ends.enter_context(served(engine))
        client = ends.enter_context(Client(base))
        add = Factory(engine)
        yield World(base, client, engine, statements, add, {"anonymous": None}, ends)


@contextmanager
def served(on: Engine | str, **settings: Any) -> Iterator[str]:
    """The application on a free loopback port, in a thread, as production runs it."""
    from jsonapi_blog.app import create_app
    from jsonapi_blog.serving import configuration
    from jsonapi_blog.store.session import Store

    engine = open_engine(on, size=4) if isinstance(on, str) else on
    # The store sets up every connection that is made from then on, so none may be there yet.
    engine.dispose()
    chosen = Settings(**{"secret": SECRET, "last_used_seconds": A_WHILE, **settings})
    store = Store(
        engine,
        statement_seconds=chosen.statement_seconds,
        connections=chosen.pool_size,
        waiting=chosen.queue_size,
    )
    with closing(store), closing(socket.create_server(("127.0.0.1", 0))) as listener:
        config = configuration(create_app(chosen, store), chosen, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "The application did not start."
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
    if isinstance(on, str):
        engine.dispose()


@contextmanager
def throw_away_home() -> Iterator[Path]:
    """Below the system's folder for such things: a server that root starts may not enter homes."""
    home = Path(tempfile.mkdtemp(prefix="blog-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
