"""People and tokens from the command line, up to a draft that is read with a token over HTTP."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine

from jsonapi_blog.accounts.commands import HEADINGS
from jsonapi_blog.accounts.demo import demo_admin
from jsonapi_blog.accounts.tokens import issue
from jsonapi_blog.changes import Identifier
from jsonapi_blog.credentials import digest, well_formed
from jsonapi_blog.store.register import Register
from tests.conftest import Databases, World
from tests.factories import Factory
from tests.house.processes import COMMAND, CURL, ROOT, environment, run
from tests.store.writing import rows

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(database: str) -> Command:
    """The command line on the test's own database."""
    return lambda *arguments: run(*arguments, DATABASE_URL=database)


def test_what_is_said_of_a_person_is_what_is_stored(command: Command, engine: Engine) -> None:
    added = command(
        *("person", "add", "--name", "Änn Lee", "--handle", "ann", "--role", "admin"),
        *("--email", "Ann@blog.example", "--bio", "Writes.", "--website", "https://ann.example/"),
    )

    assert added.returncode == 0, added.stderr
    ((id_, *stored),) = rows(
        engine, "SELECT id, name, handle, role, email, bio, website, version FROM people"
    )
    assert stored == [
        *("Änn Lee", "ann", "admin", "Ann@blog.example", "Writes.", "https://ann.example/", 1)
    ]
    assert added.stdout == f"Added ann, admin, with the id {id_}.\n"


def test_a_name_alone_makes_a_reader_whose_handle_is_made_from_it(
    command: Command, engine: Engine
) -> None:
    added = command("person", "add", "--name", "Änn Lee")

    assert added.returncode == 0, added.stderr
    assert rows(engine, "SELECT name, handle, role, email, bio, website FROM people") == [
        ("Änn Lee", "ann-lee", "reader", None, None, None)
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (["--handle", "ann"], "The handle 'ann' is taken; choose another one."),
        (["--email", "ANN@Blog.Example"], "'ANN@Blog.Example' belongs to somebody else."),
    ],
)
def test_handles_and_addresses_are_taken_once_whatever_the_case_of_an_address(
    command: Command, add: Factory, engine: Engine, said: list[str], sentence: str
) -> None:
    add.person("ann", email="ann@blog.example")

    refused = command("person", "add", "--name", "Another", *said)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: ")
    assert sentence in refused.stderr
    assert rows(engine, "SELECT handle FROM people") == [("ann",)]


def test_a_token_is_printed_alone_and_only_its_digest_is_stored(
    command: Command, add: Factory, engine: Engine
) -> None:
    add.person("ann")

    added = command("token", "add", "ann", "--name", "laptop")

    assert added.returncode == 0, added.stderr
    secret = added.stdout.removesuffix("\n")
    assert well_formed(secret)
    ((id_, *stored),) = rows(
        engine,
        "SELECT id, digest, name, scopes, expires_at, last_used_at FROM access_tokens",
    )
    assert bytes(stored[0]) == digest(secret)
    assert stored[1:] == ["laptop", ["*"], None, None]
    assert added.stderr == f"Added a token of ann with the id {id_}. Its secret:\n"


def test_scopes_and_an_expiry_are_stored_as_they_were_asked_for(
    command: Command, add: Factory, engine: Engine
) -> None:
    add.person("ann")
    scopes = ["articles:read", "tags:write", "articles:read"]

    command(
        *("token", "add", "ann", "--name", "script", "--expires", "2999-12-31"),
        *(word for scope in scopes for word in ("--scope", scope)),
    )

    assert rows(engine, "SELECT scopes, expires_at FROM access_tokens") == [
        (["articles:read", "tags:write"], datetime(2999, 12, 31, tzinfo=UTC))
    ]


@pytest.mark.parametrize("named", ["ann", "ANN@blog.example", "id"])
def test_a_person_is_named_by_handle_address_or_id(
    add: Factory, engine: Engine, named: str
) -> None:
    ann = add.person("ann", email="ann@blog.example")
    add.person("bob", email="bob@blog.example")
    add.person("nobody")

    found = Register(engine).person(ann if named == "id" else named)

    assert found is not None
    assert (found.id, found.handle) == (ann, "ann")


def test_a_handle_that_looks_like_an_id_does_not_take_the_place_of_its_owner(
    add: Factory, engine: Engine
) -> None:
    ann = add.person("ann")
    add.person(ann)

    found = Register(engine).person(ann)

    assert found is not None
    assert found.handle == "ann"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "bob", "--name", "x"], "There is no person 'bob'; give a handle, an e-mail"),
        (["list", "bob"], "There is no person 'bob'"),
        (["add", "ann", "--name", "x", "--scope", "all"], "access-tokens:write, not 'all'."),
        (["add", "ann", "--name", "a\nb"], "The name must be one line and not hold U+000A"),
        (["add", "ann", "--name", "x", "--expires", "2001-01-01"], "is not in the future."),
        (["revoke", "laptop"], "There is no access token with the id 'laptop'."),
    ],
)
def test_what_cannot_be_done_with_tokens_is_a_sentence(
    command: Command, add: Factory, engine: Engine, arguments: list[str], sentence: str
) -> None:
    add.token(add.person("ann"))

    refused = command("token", *arguments)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: ")
    assert sentence in refused.stderr
    assert len(rows(engine, "SELECT id FROM access_tokens")) == 1


def test_the_list_of_tokens_shows_all_but_secrets(command: Command, add: Factory) -> None:
    ann, bob = add.person("ann"), add.person("bob")
    secret = add.token(ann, ["articles:read", "tags:read"], datetime(2999, 1, 1, tzinfo=UTC))
    add.token(bob)
    add.token(ann)

    listed = command("token", "list", "ann")

    assert listed.returncode == 0, listed.stderr
    heading, first, second = (re.split(r" {2,}", line) for line in listed.stdout.splitlines())
    assert heading == [*HEADINGS]
    assert first == [
        *(add.ids["token-3"], "token-3", "articles:read tags:read"),
        *("2024-01-01T00:02:00Z", "2999-01-01T00:00:00Z", "never"),
    ]
    assert second[1:3] == ["token-5", "*"]
    assert secret[5:] not in listed.stdout


def test_only_a_token_that_is_there_is_revoked(add: Factory, engine: Engine) -> None:
    add.token(add.person("ann"))

    assert Register(engine).revoke("018f2f3e-0000-7000-8000-00000000000a") is None
    assert len(rows(engine, "SELECT id FROM access_tokens")) == 1


def test_who_has_no_tokens_is_told_so(command: Command, add: Factory) -> None:
    add.person("ann")

    listed = command("token", "list", "ann")

    assert (listed.returncode, listed.stdout) == (0, "")
    assert listed.stderr == "ann has no tokens.\n"


def test_a_name_with_control_characters_that_is_there_cannot_spoil_the_list(
    command: Command, add: Factory, engine: Engine
) -> None:
    ann = add.person("ann")
    change = issue(Identifier("people", ann), "laptop").change
    Register(engine).add(replace(change, columns={**change.columns, "name": "a\x1b[2J\nb"}))

    listed = command("token", "list", "ann")

    assert "\x1b" not in listed.stdout
    assert len(listed.stdout.splitlines()) == 2


def test_a_token_of_the_command_line_reads_drafts_until_it_is_revoked(empty: World) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    ann = empty.add.person("ann", role="admin")
    draft = empty.add.article(author=ann, status="draft")
    other = empty.add.token(ann)
    added = run("token", "add", "ann", "--name", "laptop", DATABASE_URL=url)
    (id_,) = re.findall(r"with the id (\S+)\.", added.stderr)
    empty.tokens.update(ann=added.stdout.strip(), other=other)

    before = empty.client_of("ann").get("/v1/articles?filter[status]=draft")
    revoked = run("token", "revoke", id_, DATABASE_URL=url)
    after = empty.client_of("ann").get("/v1/articles?filter[status]=draft")

    assert before.ids == [draft]
    assert (revoked.returncode, revoked.stdout) == (0, f"Revoked the token {id_} of ann.\n")
    assert (after.status, after.error["code"]) == (401, "invalid-token")
    assert empty.client_of("other").get("/v1/articles").ids == [draft]


def test_the_first_person_may_come_before_any_migration(databases: Databases) -> None:
    url = databases.clone("template0")

    added = run("person", "add", "--name", "Ann", DATABASE_URL=url)
    databases.drop(url)

    assert added.returncode == 0, added.stderr
    assert added.stdout.startswith("Added ann, reader")


def test_serve_prints_a_token_of_the_demo_admin_once(database: str, tmp_path: Path) -> None:
    with told_by_serve(database, tmp_path / "first") as first:
        said = re.search(r"-H '(Authorization): (Bearer \w+)' '(\S+)'", first)
        assert said is not None, first
        name, value, url = said.groups()
        answer = requests.get(url, headers={name: value}, timeout=10)
    with told_by_serve(database, tmp_path / "later") as later:
        pass

    assert answer.status_code == 200
    assert {one["attributes"]["status"] for one in answer.json()["data"]} == {"draft"}
    assert "curl" in later
    assert "Bearer" not in later


def test_whoever_has_the_handle_of_the_demo_admin_gets_no_token(
    add: Factory, engine: Engine
) -> None:
    add.person("demo-admin")

    assert demo_admin(Register(engine)) is None
    assert rows(engine, "SELECT id FROM access_tokens") == []


@contextmanager
def told_by_serve(database: str, output: Path) -> Iterator[str]:
    """All that `serve` prints until it answers; it serves until the `with` block ends."""
    with (
        output.open("wb") as file,
        subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"],
            cwd=ROOT,
            env=environment(DATABASE_URL=database),
            stdout=file,
        ) as process,
    ):
        try:
            while not (found := CURL.search(output.read_bytes())):
                assert process.poll() is None, "serve ended early"
                time.sleep(0.05)
            assert requests.get(found.group(1).decode(), timeout=10).status_code == 200
            yield output.read_text()
        finally:
            process.terminate()
