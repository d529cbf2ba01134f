"""A PostgreSQL of the benchmark's own, on a core of its own, gone when it is done.

In: nothing. Out: the URL of a server on the loopback address that peers of every kind can reach.
Debian's is taken, for its `pg_stat_statements`; where there is none, the programs of the wheel that
the service embeds, and statements are not counted then.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from bench.machine import OTHERS, family, pinned
from jsonapi_blog.store.cluster import Cluster

DEBIAN = Path("/usr/lib/postgresql")
#: Memory for the larger blog too. Nothing runs by itself in the middle of a measurement: tables
#: are vacuumed between them. Everything else, and what makes commits durable, is as installed.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "max_connections": "200",
}
START_SECONDS = STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Programs:
    """Where PostgreSQL's programs are, whom they run as, and how they make a cluster."""

    folder: Path
    account: str | None
    initdb: tuple[str, ...]
    counts_statements: bool

    @classmethod
    def found(cls, home: Path) -> Programs:
        """Debian's newest, or those of the wheel."""
        folders = [path for path in DEBIAN.glob("*/bin") if (path / "initdb").exists()]
        if folders:
            newest = max(folders, key=lambda path: float(path.parent.name))
            account = "postgres" if os.geteuid() == 0 else None
            return cls(newest, account, ("--locale=C.UTF-8",), True)
        cluster = Cluster.below(home)
        account = pwd.getpwuid(cluster.account.uid).pw_name if os.geteuid() == 0 else None
        locale = ("--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        return cls(cluster.programs, account, locale, False)

    def run(self, name: str, *arguments: str) -> None:
        """Run one of the programs to its end; its output is shown if it fails."""
        done = subprocess.run(
            [str(self.folder / name), *arguments],
            **self.options,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed: {done.stdout}")

    @property
    def options(self) -> dict[str, Any]:
        """Whom a program runs as: PostgreSQL's never run as root."""
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        if self.account is None:
            return {"cwd": "/", "env": environment}
        entry = pwd.getpwnam(self.account)
        return {
            "cwd": "/",
            "env": environment,
            "user": entry.pw_uid,
            "group": entry.pw_gid,
            "extra_groups": (),
        }


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process
    version: str
    counts_statements: bool

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def processes(self) -> list[psutil.Process]:
        """The server's processes, those of its connections among them."""
        return family(self.process)

    def execute(self, command: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside of any transaction."""
        with closing(psycopg2.connect(self.url(database))) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(command)
            return cursor.fetchall() if cursor.description else []

    def create(self, name: str) -> str:
        """The URL of a new, empty database."""
        self.execute(f'CREATE DATABASE "{name}"')
        if self.counts_statements:
            self.execute("CREATE EXTENSION pg_stat_statements", name)
        return self.url(name)


@contextmanager
def cluster() -> Iterator[Server]:
    """A server in a folder that goes away with it."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    home.chmod(0o755)
    try:
        programs = Programs.found(home)
        data = home / "data"
        data.mkdir()
        if programs.account is not None:
            shutil.chown(data, programs.account, programs.account)
        programs.run(
            *("initdb", "-D", str(data), "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--no-sync", *programs.initdb),
        )
        with _started(programs, data) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(programs: Programs, data: Path) -> Iterator[Server]:
    port = _free_port()
    settings = dict(SETTINGS)
    if programs.counts_statements:
        settings["shared_preload_libraries"] = "pg_stat_statements"
    log = data / "server.log"
    chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs.folder / "postgres"), "-D", str(data), "-h", "127.0.0.1"]
    command += ["-p", str(port), "-k", "", *chosen]
    log.touch()
    with log.open("ab") as output:
        process = subprocess.Popen(
            pinned(OTHERS, command), **programs.options, stdout=output, stderr=output
        )
    try:
        version = _answers(process, port, log)
        yield Server(port, psutil.Process(process.pid), version, programs.counts_statements)
    finally:
        # A fast shutdown: connections are ended, nothing is lost.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], port: int, log: Path) -> str:
    """The version of the server, as soon as it tells."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            with closing(psycopg2.connect(address, connect_timeout=3)) as connection:
                cursor = connection.cursor()
                cursor.execute("SHOW server_version")
                ((version,),) = cursor.fetchall()
                return re.sub(r" .*", "", version)
        except psycopg2.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port
