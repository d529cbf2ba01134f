"""Requests and answers as they were seen over the demo blog, for the operations that they show.

In: `examples.json`, beside this file. Out: documents by operation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .facts import Object


@cache
def seen() -> Mapping[str, Any]:
    """For each operation `request` and `response`, where it has them."""
    found: Mapping[str, Any] = json.loads(
        files(__package__).joinpath("examples.json").read_text(encoding="utf-8")
    )
    return found


def requests_of(operation: str) -> Object | None:
    """What an operation was asked with."""
    found: Object | None = seen().get(operation, {}).get("request")
    return found


def answers_of(operation: str) -> Object | None:
    """What an operation was answered with."""
    found: Object | None = seen().get(operation, {}).get("response")
    return found
