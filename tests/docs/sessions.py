"""The commands that the documentation prints, and what it says they print.

All commands of a page run in one shell, in their order: a variable that is set is there later.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
#: Where the pages say that the service is.
PRINTED_BASE = "http://127.0.0.1:8000"
#: And where the command line is.
PRINTED_PROGRAMS = ".venv/bin/"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A command goes on after `> `, as a shell shows it; what follows up to the next is its output.
COMMAND = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Printed:
    """One command of one page, with the output that is printed below it."""

    page: str
    place: int
    command: str
    output: str

    def matches(self, real: str) -> bool:
        """Whether `real` is what the page promises, with `…` for anything at all."""
        parts = (re.escape(part) for part in self.output.strip().split("…"))
        return re.fullmatch(".*?".join(parts), real.strip(), re.DOTALL) is not None


def blocks(language: str) -> Iterator[tuple[Path, str]]:
    """Every fenced block of a language, with its page."""
    for page in PAGES:
        for found, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            if found == language:
                yield page, text


def printed() -> Iterator[Printed]:
    """Every `$ command` of every console block."""
    places: Counter[str] = Counter()
    for page, text in blocks("console"):
        for lines, output in COMMAND.findall(text):
            places[page.name] += 1
            command = lines.strip("\n").replace("\n> ", "\n")
            yield Printed(page.name, places[page.name] - 1, command, output)


def outputs(page: str, base: str, database: str) -> Sequence[str]:
    """What each command of `page` prints, as on a terminal, with the service at `base` and the
    command line on `database`."""
    programs = Path(sys.executable).parent
    script = "exec 2>&1\n" + "\nprintf '\\0'\n".join(
        one.command.replace(PRINTED_BASE, base).replace(PRINTED_PROGRAMS, f"{programs}/")
        for one in printed()
        if one.page == page
    )
    path = f"{programs}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PATH": path, "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    return [text.replace("\r", "").replace(base, PRINTED_BASE) for text in ran.stdout.split("\0")]
