"""Runs the command line as its users do: as processes, with a terminal where that matters."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest

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

    def shown(self) -> str:
        """What the terminal shows below the `curl`, by now."""
        os.set_blocking(self.terminal.fileno(), False)
        with suppress(OSError):
            return (self.terminal.read(65_536) or b"").decode()
        return ""


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
