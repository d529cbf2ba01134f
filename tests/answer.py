"""What came back over HTTP, as one value.

In: status, headers and bytes of a response, and what was asked. Out: the document and its parts.
It judges nothing (`tests/rules.py` does) and fetches nothing (`tests/client.py` does).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

JSONAPI = "application/vnd.api+json"
CURSOR_PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """One response beside the request that it answers.

    `parameters` are those of the query string or, for QUERY, of the form in the body. The names
    of `headers` are found in any case.
    """

    method: str
    url: str
    parameters: Pairs
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @cached_property
    def document(self) -> dict[str, Any]:
        """The body as a JSON:API document. Raises ValueError where it is no JSON object."""
        document = json.loads(self.body, object_pairs_hook=_distinct)
        if not isinstance(document, dict):
            raise ValueError(f"the root is {document!r}, not an object")
        return document

    @property
    def data(self) -> Any:
        return self.document["data"]

    @property
    def ids(self) -> list[str]:
        """The ids of primary data that are a collection, in its order."""
        return [each["id"] for each in self.data]

    @property
    def included(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document["included"]
        return found

    @property
    def meta(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["meta"]
        return found

    @property
    def links(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["links"]
        return found

    @property
    def errors(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document["errors"]
        return found

    @property
    def error(self) -> dict[str, Any]:
        """The one error object. Raises AssertionError when there are more."""
        if len(self.errors) != 1:
            raise AssertionError(f"one error expected, {len(self.errors)} came: {self.errors}")
        return self.errors[0]


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a member stands twice among {[name for name, _ in pairs]}")
    return members
