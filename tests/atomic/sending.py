"""Operations as clients send them, and the results as they come back.

In: a client, operations. Out: the answer. Nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.answer import JSONAPI, Answer
from tests.client import Client
from tests.spec.sending import Object, ref

ATOMIC = "https://jsonapi.org/ext/atomic"
MEDIA_TYPE = f'{JSONAPI};ext="{ATOMIC}"'
URL = "/v1/operations"


def operate(
    client: Client,
    *operations: Any,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to these operations."""
    return send(client, {"atomic:operations": list(operations)}, headers=headers, params=params)


def send(client: Client, document: Any, **given: Any) -> Answer:
    """The answer to a document of operations, or to bytes in place of one."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {"Content-Type": MEDIA_TYPE, **(given.pop("headers", None) or {})}
    return client.post(URL, body=body, accept=MEDIA_TYPE, headers=headers, **given)


def results(answer: Answer) -> list[Object]:
    """The results; AssertionError where there are none."""
    assert answer.status == 200, answer.document
    found: list[Object] = answer.document["atomic:results"]
    return found


def add(
    type_: str,
    attributes: Mapping[str, Any] | None = None,
    relationships: Mapping[str, Any] | None = None,
    **identity: str,
) -> Object:
    """An operation that adds a resource, with an `id` or a `lid` if one is given."""
    data: Object = {"type": type_, **identity}
    if attributes is not None:
        data["attributes"] = dict(attributes)
    if relationships is not None:
        data["relationships"] = dict(relationships)
    return {"op": "add", "data": data}


def update(
    type_: str,
    id_: str,
    attributes: Mapping[str, Any] | None = None,
    relationships: Mapping[str, Any] | None = None,
) -> Object:
    """An operation that updates the resource that its data names."""
    return {**add(type_, attributes, relationships, id=id_), "op": "update"}


def remove(type_: str, id_: str) -> Object:
    """An operation that removes a resource."""
    return {"op": "remove", "ref": ref(type_, id_)}


def relate(op: str, target: Object, relationship: str, data: Any) -> Object:
    """An operation about a relationship of the resource that the identifier `target` names."""
    return {"op": op, "ref": {**target, "relationship": relationship}, "data": data}


def lid(type_: str, name: str) -> Object:
    """An identifier by local id."""
    return {"type": type_, "lid": name}


def guarded(operation: Object, version: Any) -> Object:
    """The operation with the version that its target is expected to have."""
    return {**operation, "meta": {"ifMatch": version}}


def filled(node: Any, ids: Mapping[str, str]) -> Any:
    """A document with ids in place of the names in braces."""
    match node:
        case dict():
            return {name: filled(value, ids) for name, value in node.items()}
        case list():
            return [filled(each, ids) for each in node]
        case str():
            return node.format_map(ids)
    return node


def resolves(pointer: str, document: Any) -> bool:
    """Whether a JSON Pointer leads to something in the document (RFC 6901)."""
    found = document
    for segment in pointer.split("/")[1:]:
        name = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Sequence) and not isinstance(found, str) and name.isdecimal():
            found = found[int(name)] if int(name) < len(found) else _NOTHING
        elif isinstance(found, dict):
            found = found.get(name, _NOTHING)
        else:
            return False
        if found is _NOTHING:
            return False
    return True


_NOTHING = object()
