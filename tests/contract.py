"""Whether an answer is one that the OpenAPI document promises, in every member of it.

In: an `Answer`. Out: one sentence for each promise that it breaks: an operation, a status, a media
type, a header or an error code that is not described, or a document that its schema refuses.
What reaches no operation is held to what the document says of unlisted methods and URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from jsonapi_blog.app import described
from jsonapi_blog.settings import Settings
from tests.answer import Answer

#: Headers that mean something beyond this one answer, and so are told of where they can be met.
TOLD = {
    *("ETag", "Location", "Allow", "WWW-Authenticate", "Retry-After"),
    *("Preference-Applied", "Idempotency-Replayed"),
}
_ID = "[^/]+"


def strayed(answer: Answer, method: str) -> list[str]:
    """The promises that the answer breaks; none for URLs outside of the API and for OPTIONS.

    `method` is the request's, or what a POST stood for.
    """
    in_the_api = answer.path == "/v1" or answer.path.startswith("/v1/")
    if not in_the_api or answer.method == "OPTIONS":
        return []
    place, responses = _described(method, answer.path.removesuffix("/"))
    status = str(answer.status)
    if status not in responses:
        codes = ", ".join(each["code"] for each in _errors(answer))
        return [f"openapi: {place} has no {status} ({codes})"]
    response = _resolved(responses[status])
    faults = [*_headers(response, answer), *_body(place, status, response, answer)]
    return [f"openapi: {place} {status}: {fault}" for fault in faults]


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of a server with default settings."""
    chosen = Settings()
    return described(chosen.limits, chosen.signup, chosen.statement_seconds)


@cache
def operations() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    """Every path as a pattern, with its operations by method."""
    named = (
        (re.escape(path).replace(re.escape("{id}"), _ID), item)
        for path, item in document()["paths"].items()
    )
    return tuple(
        (re.compile(path), {name.removeprefix("x-").upper(): each for name, each in item.items()})
        for path, item in named
    )


def _described(method: str, path: str) -> tuple[str, Mapping[str, Any]]:
    """What an answer is an answer to, and the responses that it may have."""
    wanted = "GET" if method == "HEAD" else method
    for pattern, by_method in operations():
        if pattern.fullmatch(path) and wanted in by_method:
            operation = by_method[wanted]
            return operation["operationId"], operation["responses"]
    return f"{method} {path} is not listed and", document()["x-unlisted"]


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: dict[str, Any] = document()["components"][kind][name]
    return found


def _headers(response: dict[str, Any], answer: Answer) -> Iterator[str]:
    declared = response.get("headers", {})
    for name, header in declared.items():
        if _resolved(header).get("required") and name not in answer.headers:
            yield f"the header {name} is missing"
        if name in answer.headers and not _fits(_resolved(header), answer.headers[name]):
            yield f"{name} is {answer.headers[name]!r}"
    for name in TOLD - declared.keys():
        if name in answer.headers:
            yield f"the header {name} is not described"


def _fits(header: dict[str, Any], value: str) -> bool:
    return Draft202012Validator(header["schema"]).is_valid(value)


def _body(place: str, status: str, response: dict[str, Any], answer: Answer) -> Iterator[str]:
    if answer.method == "HEAD":
        return
    content = response.get("content")
    if content is None:
        if answer.body:
            yield "there is a body"
        return
    media_type = answer.headers.get("Content-Type", "")
    if media_type not in content:
        yield f"it is labelled {media_type!r}"
        return
    if place == "getDescription" and status == "200":
        return
    for error in _validator(content[media_type]["schema"]["$ref"]).iter_errors(answer.document):
        where = "".join(f"/{each}" for each in error.instance_path) or "/"
        yield f"{where}: {error.message[:400]}"


@cache
def _validator(reference: str) -> Draft202012Validator:
    schemas = document()["components"]["schemas"]
    return Draft202012Validator({"$ref": reference, "components": {"schemas": schemas}})


def _errors(answer: Answer) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = answer.document.get("errors", [])
    except ValueError:
        return []
    return found
