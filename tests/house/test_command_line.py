"""The command line: help that reads well, errors that are sentences, and nothing left running."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest
import requests

from jsonapi_blog import __version__
from jsonapi_blog.cli import main
from tests.conftest import Databases, throw_away_home
from tests.house.leftovers import left_behind, soon_nothing_is_left_behind

Invoke = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "jsonapi_blog"]
#: A session of its own whose terminal is the standard input: Ctrl-C there reaches all of it.
OWN_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
CURL = re.compile(rb"curl -g '(http://[^']+)'")


def environment(**more: str) -> dict[str, str]:
    """The caller's, without what would lead to another database."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith(("BLOG_", "PG"))
    }
    return {**kept, **more}


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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


@dataclass(frozen=True)
class Service:
    """A running `jsonapi-blog serve` whose terminal is ours."""

    process: subprocess.Popen[bytes]
    terminal: BinaryIO
    example: str
    seconds: float

    def press_ctrl_c(self) -> int:
        self.terminal.write(b"\x03")
        return self.process.wait(30)


@contextmanager
def serving(*arguments: str, **env: str) -> Iterator[Service]:
    """Serve on a free port, with a terminal of its own, until the `with` block ends."""
    ours, theirs = pty.openpty()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *COMMAND, "serve", "--port", "0", *arguments],
        cwd=ROOT,
        env=environment(**env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    with os.fdopen(ours, "r+b", buffering=0) as terminal, process:
        try:
            example = shown_curl(terminal)
            yield Service(process, terminal, example, time.monotonic() - began)
        finally:
            process.kill()


def shown_curl(terminal: BinaryIO) -> str:
    """The URL of the `curl` that is printed; what is printed instead is the failure's text."""
    shown = b""
    while not (found := CURL.search(shown)):
        try:
            shown += terminal.read(1024)
        except OSError:
            # So it is on Linux when the other side of a terminal is closed.
            pytest.fail(f"serve ended early: {shown.decode()}")
    return found.group(1).decode()


@pytest.fixture(scope="module")
def served_before() -> Iterator[Path]:
    """The data folder of a service that was started once, and stopped with Ctrl-C."""
    with throw_away_home() as home:
        with serving(BLOG_DATA_DIR=str(home)) as service:
            service.press_ctrl_c()
        yield home


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


def test_serve_prints_a_curl_that_works_and_ctrl_c_leaves_nothing_running(
    served_before: Path,
) -> None:
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        answer = requests.get(service.example, timeout=10)
        status = service.press_ctrl_c()

        assert answer.status_code == 200
        assert len(answer.json()["data"]) == 3
        assert "server" not in answer.headers
        assert status == 130
        assert soon_nothing_is_left_behind(served_before)


def test_the_second_start_takes_less_than_three_seconds(served_before: Path) -> None:
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        service.press_ctrl_c()

    assert service.seconds < 3


def test_several_workers_serve_and_leave_nothing_running(served_before: Path) -> None:
    with serving("--workers", "2", BLOG_DATA_DIR=str(served_before)) as service:
        answer = requests.get(service.example, timeout=10)
        service.press_ctrl_c()

        assert answer.status_code == 200
        assert soon_nothing_is_left_behind(served_before)


@pytest.mark.parametrize(("end", "status"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_a_service_that_is_told_to_end_or_killed_leaves_nothing_running(
    served_before: Path, end: signal.Signals, status: int
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(BLOG_DATA_DIR=str(served_before)),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process, process.stdout as output:
        while not CURL.search(output.readline()):
            pass

        process.send_signal(end)

        assert process.wait(30) == status
        assert soon_nothing_is_left_behind(served_before)


def test_import_shares_the_server_of_a_running_service(served_before: Path, tmp_path: Path) -> None:
    (tmp_path / "2024-01-02-shared.md").write_text("---\ntitle: Shared\n---\nOne server.\n")
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        imported = run("import", str(tmp_path), BLOG_DATA_DIR=str(served_before))
        again = run("import", str(tmp_path), BLOG_DATA_DIR=str(served_before))
        found = requests.get(
            service.example.partition("?")[0], params={"filter[title]": "Shared"}, timeout=10
        )

        assert (imported.returncode, again.returncode) == (0, 0), imported.stderr
        assert imported.stdout.splitlines()[-1].startswith("1 created, 0 updated, 0 unchanged")
        assert again.stdout.splitlines()[-1].startswith("0 created, 0 updated, 1 unchanged")
        assert len(found.json()["data"]) == 1
        assert left_behind(served_before) != []
        service.press_ctrl_c()
