"""Bytes to a document, and what every object of it may hold.

In: the body of a request. Out: its root as an object, with faults of the envelope noted. Members
that the specification does not know are overlooked (DOC-02); members that it does know must be
what it says, even where their content is overlooked (contract, section 1).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson

from ...errors import InvalidDocument, InvalidJson, Pointer
from .faults import Faults, below

Object = dict[str, Any]

#: The JSON type that each member of the specification has, wherever it stands.
_SHAPES: dict[str, tuple[type, str]] = {
    "meta": (dict, "an object"),
    "links": (dict, "an object"),
    "jsonapi": (dict, "an object"),
    "included": (list, "an array"),
    "attributes": (dict, "an object"),
    "relationships": (dict, "an object"),
    "lid": (str, "a string"),
}
#: In place of primary data that is not there; the fault is noted already.
MISSING: Any = object()
TOP = ("data", "meta", "links", "jsonapi", "included")


def parse(body: bytes, most_depth: int) -> Object:
    """The root of the document. Raises InvalidJson, and InvalidDocument where it is no object or
    nests deeper than `most_depth`."""
    if not body.strip():
        raise InvalidJson("The body is empty; a JSON:API document is needed.")
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        raise InvalidJson(f"The body is no JSON: {broken}.") from None
    if not isinstance(root, dict):
        raise InvalidDocument("The root of a document is an object.", source=Pointer(""))
    if _deeper_than(root, most_depth):
        raise InvalidDocument(
            f"The document nests deeper than {most_depth} levels, which is all that is allowed.",
            source=Pointer(""),
        )
    return root


def check_top(root: Object, faults: Faults, known: Collection[str] = TOP) -> None:
    """Notes what is wrong with the members of the root."""
    check_members(root, "", faults, known)
    if "included" in known and "included" in root:
        faults.stray("/included", "What a request includes is not read.")


def primary(root: Object, faults: Faults) -> Any:
    """The `data` of the document; `MISSING`, with the fault noted, where there is none."""
    if "data" not in root:
        faults.malformed("", "The document has no data.")
    return root.get("data", MISSING)


def check_members(found: Object, pointer: str, faults: Faults, known: Collection[str]) -> None:
    """Notes members of the wrong JSON type, and with strict handling unknown ones."""
    for name, value in found.items():
        if name.startswith("@"):
            continue
        if name not in known:
            faults.stray(
                below(pointer, name),
                f"{name!r} is no member here; legal are {', '.join(known)}.",
            )
        elif name in _SHAPES and not isinstance(value, _SHAPES[name][0]):
            faults.malformed(below(pointer, name), f"{name!r} must be {_SHAPES[name][1]}.")


def _deeper_than(root: Any, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
