"""Engines: every connection is set up alike, and what is no usable database is refused."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from jsonapi_blog.store.engine import DatabaseUnusable, check_server, open_engine
from tests.conftest import Databases


def test_connections_name_themselves_and_live_in_utc(engine: Engine) -> None:
    with engine.connect() as connection:
        name = connection.scalar(text("SHOW application_name"))
        zone = connection.scalar(text("SHOW timezone"))
        encoding = connection.scalar(text("SHOW client_encoding"))

    assert (name, zone, encoding) == ("jsonapi-blog", "UTC", "UTF8")


def test_options_in_the_url_are_kept(database: str) -> None:
    engine = open_engine(f"{database}&options=-c%20work_mem%3D7MB", size=1)

    with engine.connect() as connection:
        memory = connection.scalar(text("SHOW work_mem"))
        zone = connection.scalar(text("SHOW timezone"))
    engine.dispose()

    assert (memory, zone) == ("7MB", "UTC")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_usual_way_to_write_the_scheme_is_understood(database: str, scheme: str) -> None:
    engine = open_engine(f"{scheme}:{database.partition(':')[2]}", size=1)

    check_server(engine)

    engine.dispose()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root@localhost/blog", r"begins with mysql://; only PostgreSQL is spoken here"),
        ("postgresql+asyncpg://db/blog", r"begins with postgresql\+asyncpg://"),
        ("blog.sqlite", r"is not a URL; it must look like postgresql://"),
        ("postgresql://db:port/blog", r"is not a URL"),
    ],
)
def test_what_is_no_postgresql_url_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseUnusable, match=sentence):
        open_engine(url, size=1)


def test_a_server_that_is_down_is_named_without_its_password() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    engine = open_engine(f"postgresql://blog:hidden@127.0.0.1:{port}/blog", size=1)

    with pytest.raises(DatabaseUnusable) as refused:
        check_server(engine)

    assert f"postgresql://blog:***@127.0.0.1:{port}/blog cannot be used" in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_a_database_that_is_not_utf8_is_refused(databases: Databases) -> None:
    databases.execute(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    engine = open_engine(databases.url("latin"), size=1)

    with pytest.raises(DatabaseUnusable, match=r"is encoded in LATIN1; it must be UTF8"):
        check_server(engine)

    engine.dispose()
    databases.drop(databases.url("latin"))


def test_a_locale_that_knows_ascii_letters_only_is_refused(databases: Databases) -> None:
    databases.execute(
        "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    engine = open_engine(databases.url("ascii"), size=1)

    with pytest.raises(DatabaseUnusable, match=r"knows the case of ASCII letters only"):
        check_server(engine)

    engine.dispose()
    databases.drop(databases.url("ascii"))


def test_a_database_that_does_not_exist_is_refused(databases: Databases) -> None:
    engine = open_engine(databases.url("nowhere"), size=1)

    with pytest.raises(DatabaseUnusable, match=r'database "nowhere" does not exist\.$'):
        check_server(engine)

    engine.dispose()
