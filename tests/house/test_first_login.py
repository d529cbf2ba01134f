"""A person who is added on the machine with a password, up to logging in with it over HTTP."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from sqlalchemy import Engine

from jsonapi_blog import passwords
from jsonapi_blog.accounts.people import person
from tests.client import Client
from tests.conftest import World
from tests.house.processes import COMMAND, OWN_TERMINAL, ROOT, environment
from tests.spec.accounts import is_in, log_in, secret_of, stored
from tests.store.writing import rows

PASSWORD = "correct horse bättery"
ADD = ("person", "add", "--name", "Ann", "--role", "admin")
EMAIL = ("--email", "ann@blog.example")


def piped(database: str, text: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command with a standard input that is no terminal."""
    return subprocess.run(
        [*COMMAND, *ADD, *arguments],
        cwd=ROOT,
        env=environment(DATABASE_URL=database),
        input=text,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("ending", ["", "\r\nanother line\n"])
def test_the_first_admin_logs_in_with_a_password_from_a_pipe(empty: World, ending: str) -> None:
    database = empty.engine.url.render_as_string(hide_password=False)

    added = piped(database, f"{PASSWORD}{ending}".encode(), *EMAIL, "--password")
    secret = secret_of(log_in(empty.client, EMAIL[1], PASSWORD))

    assert (added.returncode, added.stderr) == (0, b"")
    assert added.stdout.startswith(b"Added ann, admin, with the id ")
    with Client(empty.url, secret) as ann:
        assert ann.get("/v1").meta["person"]["type"] == "people"
    assert not is_in(PASSWORD, stored(empty.engine))


def test_a_password_is_typed_twice_and_never_shown(database: str, engine: Engine) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *COMMAND, *ADD, *EMAIL, "--password"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)

    shown = b""
    with os.fdopen(ours, "r+b", buffering=0) as terminal, process:
        for asked in (b"Password: ", b"Repeat for confirmation: "):
            while not shown.endswith(asked):
                shown += terminal.read(1)
            terminal.write(f"{PASSWORD}\n".encode())
        while b"Added ann" not in shown:
            shown += terminal.read(1)

    assert process.returncode == 0
    assert PASSWORD not in shown.decode()
    ((hashed,),) = rows(engine, "SELECT password_hash FROM people")
    assert passwords.matches(PASSWORD, hashed)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"nine char\n", "Error: The password must have 10 to 1,000 characters, not 9.\n"),
        (b"\xff" * 12, "Error: The password must not hold U+DCFF"),
    ],
)
def test_what_can_be_no_password_is_refused_in_a_sentence(
    database: str, engine: Engine, text: bytes, sentence: str
) -> None:
    refused = piped(database, text, *EMAIL, "--password")

    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().startswith(sentence)
    assert rows(engine, "SELECT id FROM people") == []


def test_a_password_takes_an_address_to_log_in_with(database: str, engine: Engine) -> None:
    refused = piped(database, PASSWORD.encode(), "--password")

    assert refused.returncode == 2
    assert b"--password takes --email" in refused.stderr
    assert rows(engine, "SELECT id FROM people") == []


def test_a_change_holds_a_password_as_its_hash_alone() -> None:
    change = person("Ann", password=PASSWORD)

    assert "password" not in change.columns
    assert passwords.matches(PASSWORD, change.columns["password_hash"])
    assert PASSWORD not in repr(change)
