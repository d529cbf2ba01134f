"""The commands that the documentation prints, and what it says they print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Printed:
    """One command of one page, with the output that is printed below it."""

    page: str
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
    for page, text in blocks("console"):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Printed(page.name, command, output)
