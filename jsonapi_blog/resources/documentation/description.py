"""The OpenAPI document, read for people: its operations and types, with all references followed.

In: the document that machines get. Out: values that a page can be made of; nothing here is HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Object = Mapping[str, Any]

#: Where each method stands in a path item; OpenAPI 3.1 has no place for QUERY.
METHODS = {
    "get": "GET",
    "x-query": "QUERY",
    "post": "POST",
    "patch": "PATCH",
    "delete": "DELETE",
}


@dataclass(frozen=True, slots=True)
class Body:
    """A document, by the media type that it is sent as, with an example if there is one."""

    media_types: tuple[str, ...]
    schema: Object
    example: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What one status means: a sentence, and a document or the codes of errors."""

    status: str
    sentence: str
    body: Body | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one URL."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    #: Whether a token is needed, may be sent (None), or means nothing.
    token: bool | None
    parameters: tuple[Object, ...]
    body: Body | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute or a relationship: what it is when it is read, and when it is written."""

    name: str
    read: Object | None
    create: Object | None
    change: Object | None
    required: bool


class Description:
    """A document, and its parts by what people look for."""

    def __init__(self, document: Object) -> None:
        self._document = document
        self.operations = tuple(self._operations())

    @property
    def tags(self) -> Mapping[str, str]:
        """What each tag stands for, in their order."""
        return {tag["name"]: tag["description"] for tag in self._document["tags"]}

    def of(self, tag: str) -> Iterator[Operation]:
        """The operations of a tag."""
        return (operation for operation in self.operations if operation.tag == tag)

    def fields(self, tag: str, kind: str) -> list[Field]:
        """The `attributes` or `relationships` of a type."""
        paths = self._document["paths"]
        collection, one = paths.get(f"/v1/{tag}", {}), paths.get(f"/v1/{tag}/{{id}}", {})
        created = self._members(collection.get("post"), "201", kind)
        got = self._members(one.get("get"), "200", kind)
        create = self._members(collection.get("post"), None, kind)
        change = self._members(one.get("patch"), None, kind)
        needed = create.get("required", ())
        # The answer to its creation alone shows the secret of a token.
        read = {**got.get("properties", {}), **created.get("properties", {})}
        taken, changed = (part.get("properties", {}) for part in (create, change))
        names = dict.fromkeys((*read, *taken, *changed))
        return [
            Field(name, read.get(name), taken.get(name), changed.get(name), name in needed)
            for name in names
        ]

    def resolved(self, node: Object) -> dict[str, Any]:
        """What a reference leads to, with what stands beside it."""
        made = dict(node)
        while reference := made.pop("$ref", None):
            target = self._document
            for name in reference.removeprefix("#/").split("/"):
                target = target[name]
            made = {**target, **made}
        return made

    def _operations(self) -> Iterator[Operation]:
        for path, item in self._document["paths"].items():
            shared = item.get("parameters", [])
            for name, method in METHODS.items():
                if name in item:
                    yield self._operation(path, method, item[name], shared)

    def _operation(self, path: str, method: str, found: Object, shared: list[Object]) -> Operation:
        security = found.get("security", [])
        return Operation(
            id=found["operationId"],
            method=method,
            path=path,
            tag=found["tags"][0],
            summary=found["summary"],
            description=found.get("description", ""),
            token=(None if {} in security else True) if security else False,
            parameters=tuple(map(self._parameter, [*shared, *found.get("parameters", [])])),
            body=self._body(self.resolved(found.get("requestBody", {}))),
            answers=tuple(
                self._answer(status, self.resolved(each))
                for status, each in found["responses"].items()
            ),
        )

    def _parameter(self, found: Object) -> Object:
        parameter = self.resolved(found)
        schema = self.resolved(parameter["schema"])
        if "items" in schema:
            schema["items"] = self.resolved(schema["items"])
        return {**parameter, "schema": schema}

    def _body(self, found: Object) -> Body | None:
        content = found.get("content")
        if not content:
            return None
        first = next(iter(content.values()))
        examples = [self.resolved(each) for each in first.get("examples", {}).values()]
        example = first.get("example", examples[0]["value"] if examples else None)
        return Body(tuple(content), self.resolved(first.get("schema", {})), example)

    def _answer(self, status: str, found: Object) -> Answer:
        body = self._body(found)
        codes: tuple[str, ...] = ()
        if body is not None and "errors" in body.schema.get("properties", {}):
            error = self.resolved(self.resolved(body.schema["properties"]["errors"])["items"])
            code = error["properties"].get("code", {})
            codes = tuple(code.get("enum", filter(None, [code.get("const")])))
        return Answer(status, found["description"], None if codes else body, codes)

    def _members(self, operation: Object | None, status: str | None, kind: str) -> dict[str, Any]:
        """The schema of the attributes or relationships in what an operation takes, or answers."""
        if operation is None:
            return {}
        found = operation["responses"][status] if status else operation.get("requestBody", {})
        body = self._body(self.resolved(found))
        if body is None:
            return {}
        data = self.resolved(body.schema["properties"]["data"])
        return self.resolved(data["properties"].get(kind, {}))
