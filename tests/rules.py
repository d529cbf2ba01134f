"""What holds for every answer of the API, whatever was asked.

In: an `Answer`. Out: one sentence per broken rule, beginning with the rule's id. The schema
`spec/document.schema.json` says what a single object looks like; here is what it cannot say: what
two places of a document, or a document and its request, owe each other. Nothing is fetched here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema_rs import Draft202012Validator

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer, Pairs
from tests.citations import ROOT
from tests.written import addressed, broken_by_write

SCHEMA = ROOT / "spec" / "document.schema.json"
PAGE_LINKS = ("first", "last", "prev", "next")

# What changes from page to page; a size is compared by name only, for 007 and 7 are one size.
_PLACES = {"page[number]", "page[offset]", "page[after]", "page[before]"}
_SIZES = {"page[size]", "page[limit]"}

_MEDIA_TYPE = re.compile(
    rf'{re.escape(JSONAPI)}(?P<parameters>(?:; ?(?:ext|profile)="[^" ]+(?: [^" ]+)*")*)'
)
_PARAMETER = re.compile(r'(ext|profile)="([^"]*)"')
_VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

Identity = tuple[str, str]


def broken(answer: Answer) -> list[str]:
    """The rules that the answer breaks, as sentences; none for URLs outside the API."""
    if not (answer.path == "/v1" or answer.path.startswith("/v1/")):
        return []
    return [*_vary(answer), *(_body(answer) if _has_body(answer) else _no_body(answer))]


def of_document(document: Mapping[str, Any]) -> list[str]:
    """Where a document strays from the schema, with pointers."""
    return [
        f"spec/document.schema.json: {_pointer(error.instance_path)}: {error.message[:400]}"
        for error in _VALIDATOR.iter_errors(document)
    ]


def _has_body(answer: Answer) -> bool:
    if answer.method == "HEAD" or answer.status in {204, 304}:
        return False
    may_be_empty = answer.method == "OPTIONS" or 300 <= answer.status < 400
    return bool(answer.body) or not may_be_empty


def _vary(answer: Answer) -> Iterator[str]:
    names = {name.strip().lower() for name in answer.headers.get("Vary", "").split(",")}
    if not names & {"accept", "*"}:
        yield f"CN-18: Vary of a {answer.status} does not name Accept, only {sorted(names)}"


def _no_body(answer: Answer) -> Iterator[str]:
    if answer.body:
        yield f"FETCH-11: {answer.method} answered {answer.status} with {len(answer.body)} bytes"


def _body(answer: Answer) -> Iterator[str]:
    content_type = answer.headers.get("Content-Type", "")
    if answer.path == "/v1/openapi.json" and answer.status == 200:
        if content_type != "application/json":
            yield f"contract, section 1: the OpenAPI document is labelled {content_type!r}"
        return
    applied = _applied(content_type)
    if applied is None:
        yield f"CN-01, CN-04: a {answer.status} is labelled {content_type!r}"
        return
    try:
        document = answer.document
    except ValueError as error:
        yield f"DOC-03: the body is no document: {error}"
        return
    faults = of_document(document)
    yield from faults or _document(answer, document, applied)


def _document(
    answer: Answer, document: dict[str, Any], applied: dict[str, list[str]]
) -> Iterator[str]:
    yield from _etag(answer)
    yield from _jsonapi(document, applied)
    yield from _self(answer, document, applied)
    yield from _status(answer, document)
    yield from broken_by_write(answer, document)
    if "data" not in document:
        return
    resources = _resources(document)
    yield from _kind(answer, document)
    yield from _twice(document, resources)
    yield from _fields(resources, _fieldsets(answer.parameters))
    yield from _inclusion(answer, document)
    yield from _full_linkage(document, resources, answer.parameters)
    yield from _pages(answer, document, CURSOR_PROFILE in applied["profile"])


def _applied(content_type: str) -> dict[str, list[str]] | None:
    """The extensions and profiles that a media type names; None if it is not ours at all."""
    match = _MEDIA_TYPE.fullmatch(content_type)
    if not match:
        return None
    found = dict(_PARAMETER.findall(match["parameters"]))
    return {name: found.get(name, "").split() for name in ("ext", "profile")}


def _etag(answer: Answer) -> Iterator[str]:
    tag = answer.headers.get("ETag", "")
    if answer.method == "GET" and answer.status == 200 and not re.fullmatch(r'"[^"]+"', tag):
        yield f"contract, section 4: the ETag is {tag!r}, which is not strong"


def _jsonapi(document: dict[str, Any], applied: dict[str, list[str]]) -> Iterator[str]:
    for name, uris in applied.items():
        said = document["jsonapi"].get(name, [])
        if sorted(said) != sorted(uris):
            yield f"DOC-19: jsonapi.{name} is {said}, Content-Type says {uris}"


def _self(answer: Answer, document: dict[str, Any], applied: dict[str, list[str]]) -> Iterator[str]:
    link = document.get("links", {}).get("self")
    if link is None:
        if addressed(answer, document) and answer.status < 300:
            yield "REC-12: the document has no links.self"
        return
    if isinstance(link, dict) != any(applied.values()):
        yield f"DOC-09: links.self is {link!r}, and Content-Type says {applied}"
        return
    if isinstance(link, dict) and _applied(link["type"]) != applied:
        yield f"DOC-09: links.self has the type {link['type']!r}, Content-Type says {applied}"
    if addressed(answer, document):
        lost = set(answer.parameters) - set(_query(_href(link)))
        if lost:
            yield f"DOC-10: links.self loses {sorted(lost)}"


def _status(answer: Answer, document: dict[str, Any]) -> Iterator[str]:
    statuses = {int(error["status"]) for error in document.get("errors", ())}
    if (answer.status >= 400) != bool(statuses):
        yield f"ERR-04: a {answer.status} has {len(statuses)} statuses in its errors"
    elif len(statuses) == 1 and statuses != {answer.status}:
        yield f"ERR-11: the status is {answer.status}, its errors say {statuses}"
    elif len(statuses) > 1 and answer.status != max(statuses) // 100 * 100:
        yield f"ERR-03: {answer.status} is not the general status of {sorted(statuses)}"


def _kind(answer: Answer, document: dict[str, Any]) -> Iterator[str]:
    linkage = "/relationships/" in answer.path
    if any(("links" in each) is linkage for each in _primary(document)):
        wanted = "identifiers" if linkage else "resource objects"
        yield f"FETCH-05, FETCH-06, FETCH-14: primary data are no {wanted}"


def _twice(document: dict[str, Any], resources: list[dict[str, Any]]) -> Iterator[str]:
    for (type_, id_), times in Counter(map(_identity, resources)).items():
        if times > 1:
            yield f"COMP-05: {type_}/{id_} occurs {times} times"
    identifiers = [each for each in _primary(document) if "links" not in each]
    for (type_, id_), times in Counter(map(_identity, identifiers)).items():
        if times > 1:
            yield f"UPDREL-08: the linkage names {type_}/{id_} {times} times"


def _fields(resources: list[dict[str, Any]], fieldsets: dict[str, set[str]]) -> Iterator[str]:
    for each in resources:
        where = "/".join(_identity(each))
        attributes = set(each.get("attributes", ()))
        relationships = set(each.get("relationships", ()))
        for name in sorted(attributes & relationships):
            yield f"RES-12: {where} has an attribute and a relationship {name!r}"
        asked = fieldsets.get(each["type"])
        if asked is not None and (extra := (attributes | relationships) - asked):
            yield f"FIELDS-04: {where} has {sorted(extra)}, asked were {sorted(asked)}"


def _inclusion(answer: Answer, document: dict[str, Any]) -> Iterator[str]:
    asked = any(name == "include" for name, _ in answer.parameters)
    if asked and "included" not in document:
        yield "INC-04: include was sent, and there is no included"
    if not asked and "included" in document:
        yield "INC-05: nothing was asked for, and there is included"


def _full_linkage(
    document: dict[str, Any], resources: list[dict[str, Any]], parameters: Pairs
) -> Iterator[str]:
    by_identity = {_identity(each): each for each in resources}
    reached: set[Identity] = set()
    waiting = [_identity(each) for each in _primary(document)]
    while waiting:
        identity = waiting.pop()
        if identity not in reached:
            reached.add(identity)
            waiting.extend(_linked(by_identity.get(identity)))
    stray = [each for each in document.get("included", ()) if _identity(each) not in reached]
    if stray and not _chain_is_hidden(document, by_identity, parameters):
        for each in stray:
            yield f"COMP-03: no linkage leads to {'/'.join(_identity(each))}"


def _chain_is_hidden(
    document: dict[str, Any], by_identity: dict[Identity, dict[str, Any]], parameters: Pairs
) -> bool:
    """Whether the client's own fieldset cut an include path (COMP-04)."""
    fieldsets = _fieldsets(parameters)
    primary = _primary(document)
    # On a relationship URL a path begins at the owner, whose relationship the URL has walked.
    skipped = 1 if primary and "links" not in primary[0] else 0
    for path in dict(parameters).get("include", "").split(","):
        level = {_identity(each) for each in primary}
        for name in path.split(".")[skipped:]:
            present = [by_identity[each] for each in level if each in by_identity]
            if any(name not in fieldsets.get(each["type"], {name}) for each in present):
                return True
            level = {identity for each in present for identity in _linked(each, name)}
    return False


def _pages(answer: Answer, document: dict[str, Any], by_cursor: bool) -> Iterator[str]:
    links = document.get("links", {})
    if answer.method == "GET":
        for name in PAGE_LINKS:
            if url := links.get(name):
                yield from _kept(name, answer.parameters, _query(url))
    if not by_cursor:
        return
    if isinstance(document["data"], list) and not {"prev", "next"} <= links.keys():
        yield f"CUR-33: the page has {sorted(links)} and not both prev and next"
    for each in _resources(document):
        for name, relationship in each.get("relationships", {}).items():
            window = isinstance(relationship.get("data"), list)
            if window and not {"prev", "next"} <= relationship["links"].keys():
                yield f"CUR-33: {'/'.join(_identity(each))}.{name} lacks prev or next"


def _kept(name: str, asked: Pairs, linked: Pairs) -> Iterator[str]:
    moving = _PLACES | _SIZES
    lost = {pair for pair in asked if pair[0] not in moving} - set(linked)
    lost |= {pair for pair in asked if pair[0] in _SIZES - dict(linked).keys()}
    if lost:
        yield f"PAGE-08: links.{name} loses {sorted(lost)}"
    foreign = {pair for pair in linked if not pair[0].startswith("page[")} - set(asked)
    if foreign:
        yield f"PAGE-08: links.{name} adds {sorted(foreign)}"


def _primary(document: dict[str, Any]) -> list[dict[str, Any]]:
    data = document["data"]
    return data if isinstance(data, list) else [data] if data else []


def _resources(document: dict[str, Any]) -> list[dict[str, Any]]:
    primary = [each for each in _primary(document) if "links" in each]
    return [*primary, *document.get("included", ())]


def _linked(resource: dict[str, Any] | None, name: str | None = None) -> Iterator[Identity]:
    relationships = (resource or {}).get("relationships", {})
    chosen: Iterable[Any] = (
        relationships.values() if name is None else [relationships.get(name, {})]
    )
    for relationship in chosen:
        yield from map(_identity, _primary({"data": relationship.get("data")}))


def _identity(each: Mapping[str, Any]) -> Identity:
    return each["type"], each["id"]


def _fieldsets(parameters: Pairs) -> dict[str, set[str]]:
    return {
        name[len("fields[") : -1]: set(value.split(","))
        for name, value in parameters
        if name.startswith("fields[") and name.endswith("]")
    }


def _href(link: Any) -> str:
    return str(link["href"] if isinstance(link, dict) else link)


def _query(url: str) -> Pairs:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{each}" for each in path) or "/"
