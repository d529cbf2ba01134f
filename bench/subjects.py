"""Who is measured: ours, the peers, and the limits; each one process tree on one core.

In: the URL of the database. Out: a running server that answers on a port of the loopback address,
stopped when the `with` block ends. What each of them is asked is `asking.py`'s business.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.machine import APPLICATION, family, pinned
from bench.tools import ROOT, python_of, version_of

START_SECONDS = 60
STOP_SECONDS = 20
OURS = "jsonapi_blog"
LIMIT, PREBUILT = "by hand", "pre-built"


@dataclass(frozen=True, slots=True)
class Subject:
    """One server: how its tables name it, and how it is started on a port."""

    name: str
    #: The peer whose environment it runs in; None for our own.
    peer: str | None
    arguments: tuple[str, ...]
    #: The distribution whose version is printed.
    distribution: str | None = None
    #: What it is asked to see whether it is there.
    ready: str = "/"

    @property
    def label(self) -> str:
        if self.peer is None or self.distribution is None:
            return self.name
        return f"{self.name} {version_of(self.peer, self.distribution)}"

    def command(self, port: int) -> list[str]:
        python = sys.executable if self.peer is None else python_of(self.peer)
        return [python, *(part.format(port=port) for part in self.arguments)]


def _uvicorn(app: str) -> tuple[str, ...]:
    return (
        *("-m", "uvicorn", app, "--host", "127.0.0.1", "--port", "{port}"),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    )


def _gunicorn(app: str) -> tuple[str, ...]:
    return ("-m", "gunicorn", app, "--workers", "1", "--threads", "4", "--bind", "127.0.0.1:{port}")


SUBJECTS = (
    Subject(OURS, None, ("-m", "jsonapi_blog", "serve", "--port", "{port}")),
    Subject(
        "fastapi-jsonapi",
        "fastapi-jsonapi",
        _uvicorn("bench.peers.fastapi_jsonapi_app:app"),
        "fastapi-jsonapi",
    ),
    Subject(
        "DRF-JSONAPI",
        "drf",
        _gunicorn("bench.peers.drf_app:application"),
        "djangorestframework-jsonapi",
    ),
    Subject("safrs", "safrs", _gunicorn("bench.peers.safrs_app:application"), "safrs"),
    Subject(
        LIMIT,
        None,
        _uvicorn("bench.peers.limit:app"),
        ready="/v1/articles?page%5Bnumber%5D=1&page%5Btotal%5D=false",
    ),
    Subject(PREBUILT, None, _uvicorn("bench.peers.prebuilt:app")),
)


@dataclass
class Running:
    """A subject that answers."""

    subject: Subject
    port: int
    process: psutil.Process
    log: Path
    peak: int = field(default=0)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[psutil.Process]:
        return family(self.process)


@contextmanager
def running(
    subject: Subject,
    database: str,
    folder: Path,
    *,
    core: int | None = APPLICATION,
    arguments: tuple[str, ...] = (),
    **environment: str,
) -> Iterator[Running]:
    """The subject on a free port, with its log in the folder; `environment` is told to it."""
    port = _free_port()
    log = folder / f"{subject.name.replace(' ', '-')}-{port}.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    told = {**kept, "DATABASE_URL": database, "BENCH_DATABASE": database, **environment}
    told["PYTHONPATH"] = str(ROOT)
    with log.open("wb") as output:
        process = subprocess.Popen(
            pinned(core, [*subject.command(port), *arguments]),
            cwd=folder,
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _answers(process, port, subject.ready, log)
        yield Running(subject, port, psutil.Process(process.pid), log)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and what it started."""
    if process.poll() is not None:
        return
    started = family(psutil.Process(process.pid))
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in started[1:]:
        if child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            child.kill()


def _answers(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Wait until the server answers anything at all."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{log.stem} did not start: {log.read_text()}") from None
            time.sleep(0.05)
        finally:
            connection.close()


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port
