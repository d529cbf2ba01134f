"""What an import tells: how many articles became what, and which files did not become any."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Broken(Exception):
    """A file cannot be imported; `str()` is the reason, in words for its author."""


class Failure(NamedTuple):
    """A file that was left out, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the articles of an import.

    `warnings` are sentences about what was left out of articles that went in.
    """

    created: int
    updated: int
    unchanged: int
    failed: tuple[Failure, ...]
    warnings: tuple[str, ...]
    seconds: float


@dataclass(slots=True)
class Tally:
    """A report in the making."""

    effects: dict[str, int] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def count(self, effect: str) -> None:
        """One more article became `effect`: "created", "updated" or "unchanged"."""
        self.effects[effect] = self.effects.get(effect, 0) + 1

    def warn(self, path: Path, text: str) -> None:
        """Something of the article in `path` was left out."""
        self.warnings.append(f"{path}: {text}")

    def fail(self, path: Path, error: Exception) -> None:
        """The file in `path` was left out because of `error`."""
        reason = error.strerror if isinstance(error, OSError) else None
        self.failed.append(Failure(path, reason or str(error)))

    def report(self, seconds: float) -> Report:
        """The report so far."""
        return Report(
            created=self.effects.get("created", 0),
            updated=self.effects.get("updated", 0),
            unchanged=self.effects.get("unchanged", 0),
            failed=tuple(self.failed),
            warnings=tuple(self.warnings),
            seconds=seconds,
        )
