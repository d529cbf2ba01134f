"""The command line: help that reads well, errors that are sentences, and nothing left running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from jsonapi_blog import __version__
from jsonapi_blog.cli import main
from tests.conftest import Databases
from tests.house.processes import COMMAND, ROOT, environment, run

Invoke = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Invoke]:
    """`run`, but without a process: for commands that end before they start anything."""
    handler = signal.getsignal(signal.SIGTERM)
    for name in os.environ.keys() - environment().keys():
        monkeypatch.delenv(name)

    def invoked(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["jsonapi-blog", *arguments])
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
        status = ended.value.code or 0
        assert isinstance(status, int)
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    yield invoked
    signal.signal(signal.SIGTERM, handler)


def test_help_names_every_command_and_every_command_has_help(invoke: Invoke) -> None:
    shown = invoke("--help")
    commands = re.findall(r"^  ([a-z]+)  ", shown.stdout.partition("Commands:")[2], re.MULTILINE)

    helped = [invoke(command, "--help") for command in commands]

    assert {"serve", "migrate", "import", "check"} <= set(commands)
    assert {one.returncode for one in (shown, *helped)} == {0}
    assert all(one.stdout.startswith("Usage: ") for one in helped)


def test_the_version_is_told(invoke: Invoke) -> None:
    shown = invoke("--version")

    assert shown.stdout == f"jsonapi-blog, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "env", "status", "sentence"),
    [
        (["publish"], {}, 2, "No such command 'publish'"),
        (["serve", "--prot", "1"], {}, 2, "No such option"),
        (["serve", "--port", "70000"], {}, 2, "70000 is not in the range"),
        (["serve", "--host", "256.0.0.1"], {}, 1, "256.0.0.1 port 8000 cannot be listened at"),
        (["import"], {}, 2, "Missing argument 'PATH...'"),
        (["import", "/no/such/blog"], {}, 2, "'/no/such/blog' does not exist"),
        (["check"], {"BLOG_SIGNUP": "maybe"}, 1, "BLOG_SIGNUP is 'maybe'; it must be open or"),
        (["migrate"], {"DATABASE_URL": "sqlite:///blog.db"}, 1, "begins with sqlite://; only"),
        (["migrate"], {"DATABASE_URL": "blog"}, 1, "DATABASE_URL is not a URL"),
        (["migrate"], {"BLOG_DATA_DIR": "/dev/null/blog"}, 1, "/dev/null/blog cannot be used"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    invoke: Invoke, arguments: list[str], env: Mapping[str, str], status: int, sentence: str
) -> None:
    ended = invoke(*arguments, **env)

    assert ended.returncode == status
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
def test_an_output_that_cannot_be_written_is_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "--version"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)

    assert ended.returncode == 1
    assert ended.stderr == "Error: No space left on device.\n"


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["migrate"], ["import", "."]])
def test_a_database_that_is_down_is_a_sentence(invoke: Invoke, command: list[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"postgresql://blog:hidden@127.0.0.1:{free.getsockname()[1]}/blog"

    ended = invoke(*command, DATABASE_URL=url)

    assert ended.returncode == 1
    assert re.fullmatch(r"Error: The database .*:\*\*\*@.* cannot be used: .*\.\n", ended.stderr)


def test_ctrl_c_while_everything_is_still_being_imported_is_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "jsonapi_blog", "--help"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process, process.stderr as told:
        while "jsonapi_blog.settings" not in told.readline():
            pass

        process.send_signal(signal.SIGINT)

        assert "Traceback" not in told.read()
        assert process.wait(30) == 130


def test_a_port_in_use_is_a_sentence_and_no_database_is_started(home: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])

        ended = run("serve", "--port", port, BLOG_DATA_DIR=str(home))

    assert ended.returncode == 1
    assert f"127.0.0.1 port {port} cannot be listened at: address already in use" in ended.stderr
    assert list(home.iterdir()) == []


def test_check_tells_of_migrations_that_are_missing(databases: Databases) -> None:
    url = databases.clone("template0")

    before = run("check", DATABASE_URL=url)
    migrated = run("migrate", DATABASE_URL=url)
    after = run("check", DATABASE_URL=url)
    databases.drop(url)

    assert (before.returncode, migrated.returncode, after.returncode) == (1, 0, 0)
    assert "run jsonapi-blog migrate" in before.stderr
    assert after.stdout.endswith("Its migrations are at head.\n")
