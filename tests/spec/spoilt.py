"""Every document that differs from a good one in one place, and where pointers lead in documents.

In: a document. Out: documents with the place at which each was spoilt. It sends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]

#: What is put in the place of each value: something of every JSON type, and what looks legal.
PUT: tuple[Any, ...] = (None, True, -1.5, "x", "\0/~", [], ["x"], {}, {"a/b~": "x"})
#: Names that are added to each object.
ADDED = ("foo", "@foo", "a/b~c", "", "data", "links", "meta", "lid")


@dataclass(frozen=True)
class Spoilt:
    """A document as bytes, and the path to what was put there, or to where something is missing."""

    body: bytes
    path: Path


def spoilt(document: Any) -> Iterator[Spoilt]:
    """All of them: each value replaced, each member removed, members added to each object."""
    for path, value in _places(document):
        for put in PUT:
            if path and put != value:
                yield Spoilt(_with(document, path, put), path)
        if path:
            yield Spoilt(_with(document, path, _GONE), path)
        for name in ADDED if isinstance(value, dict) else ():
            if name not in value:
                yield Spoilt(_with(document, (*path, name), 7), (*path, name))


def path_of(pointer: str) -> Path:
    """The names that a JSON Pointer is made of (RFC 6901, section 4)."""
    first, *segments = pointer.split("/")
    assert first == "", f"{pointer!r} does not begin at the root"
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in segments)


def resolves(document: Any, pointer: str) -> bool:
    """Whether the pointer leads to a value that exists in the document (ERR-16)."""
    for name in path_of(pointer):
        match document:
            case dict() if name in document:
                document = document[name]
            case list() if (
                name.isdecimal() and str(int(name)) == name and int(name) < len(document)
            ):
                document = document[int(name)]
            case _:
                return False
    return True


_GONE = object()


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    match value:
        case dict():
            for name, inner in value.items():
                yield from _places(inner, (*path, name))
        case list():
            for index, inner in enumerate(value):
                yield from _places(inner, (*path, str(index)))


def _with(document: Any, path: Path, value: Any) -> bytes:
    copied = json.loads(json.dumps(document))
    found = copied
    for name in path[:-1]:
        found = found[int(name) if isinstance(found, list) else name]
    last = int(path[-1]) if isinstance(found, list) else path[-1]
    if value is _GONE:
        del found[last]
    else:
        found[last] = value
    return json.dumps(copied).encode()
