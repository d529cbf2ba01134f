"""The results of operations as a document: one to one, in their order (ATOM-19 to ATOM-21)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..negotiation import ATOMIC
from ..serializers.frame import jsonapi

Result = dict[str, Any]


def document(results: Iterable[Result]) -> dict[str, Any]:
    """The document that answers operations; each result is `{}`, or has `data` or `meta`."""
    return {
        "jsonapi": jsonapi(profile=False, extension=ATOMIC),
        "atomic:results": list(results),
    }
