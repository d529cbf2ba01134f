"""The `Prefer` header (RFC 7240): what the client would like, and what of it was done.

In: the header. Out: `Preferences`. Unknown preferences are not faults: a preference binds nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')


@dataclass(frozen=True, slots=True)
class Preferences:
    """`minimal` answers, `strict` handling, a dry run (`rollback`)."""

    minimal: bool = False
    strict: bool = False
    rollback: bool = False

    def applied(self, *, minimal: bool) -> str | None:
        """The value of `Preference-Applied`; `minimal` says whether that one was applied."""
        done = (
            (minimal, "return=minimal"),
            (self.strict, "handling=strict"),
            (self.rollback, "tx=rollback"),
        )
        return ", ".join(text for was_done, text in done if was_done) or None


def parse(header: str | None) -> Preferences:
    """What `Prefer` says; of a preference that is named twice the first counts (RFC 7240, 2)."""
    said: dict[str, str] = {}
    for item in _ITEM.findall(header or ""):
        name, _, value = item.partition(";")[0].partition("=")
        said.setdefault(name.strip().lower(), value.strip().strip('"').lower())
    return Preferences(
        minimal=said.get("return") == "minimal",
        strict=said.get("handling") == "strict",
        rollback=said.get("tx") == "rollback",
    )
