"""Requests as load generators send them: steps in lanes, written out once as bytes.

A lane is what one client does over and over. A step may hold `<id>` and `<etag>`, which stand for
the id and the `ETag` of the last answer; such lanes have one connection each. All others are gone
through by every connection, one request after the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSONAPI = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Step:
    """One request, without the host that it goes to."""

    method: str
    path: str
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def sending(cls, method: str, path: str, document: Any, **headers: str) -> Step:
        """A request with a document."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(document, separators=(",", ":"))
        return cls(method, path, body, {"Content-Type": JSONAPI, **named})

    def with_headers(self, **headers: str) -> Step:
        """The same request with more headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Step(self.method, self.path, self.body, {**self.headers, **named})

    def written(self, host: str) -> str:
        """The request as it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            lines.append(f"Content-Length: {len(self.body.encode())}")
        return "\r\n".join(lines) + "\r\n\r\n" + (self.body or "")

    @property
    def follows(self) -> bool:
        """Whether it needs something out of the answer before."""
        everything = (self.path, *self.headers.values())
        return any("<id>" in text or "<etag>" in text for text in everything)


Lane = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is asked: by clients of their own, where an answer tells what to ask next.

    `etags` are what `<etag>` stands for in each lane before its first answer.
    """

    lanes: tuple[Lane, ...]
    etags: tuple[str, ...] = ()

    @classmethod
    def of(cls, *steps: Step) -> Lanes:
        return cls((steps,))

    @property
    def follow(self) -> bool:
        return any(step.follows for lane in self.lanes for step in lane)

    def save(self, path: Path, host: str) -> None:
        """As a table of Lua's for wrk, and as JSON beside it for the generator in Python."""
        written = [[step.written(host) for step in lane] for lane in self.lanes]
        plan = {"follow": self.follow, "lanes": written, "etags": list(self.etags)}
        path.with_suffix(".json").write_text(json.dumps(plan), encoding="utf-8")
        path.write_text(f"return {_lua(plan)}\n", encoding="utf-8")


def _lua(value: bool | str | Sequence[Any] | Mapping[str, Any]) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            plain = value.replace("\\", "\\\\").replace('"', '\\"')
            return '"' + plain.replace("\r", "\\r").replace("\n", "\\n") + '"'
        case Mapping():
            return "{" + ", ".join(f"{name} = {_lua(one)}" for name, one in value.items()) + "}"
        case _:
            return "{" + ", ".join(_lua(one) for one in value) + "}"
