"""The API as an OpenAPI document, made of the declarations that the API itself is made of.

In: `Facts`. Out: one dictionary, without `servers`, which only a request or an operator knows. No
type, parameter, limit or code is named here twice: all of them are read from where they are used.
Components that nothing refers to are left out.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

from .. import __version__
from ..errors import CURSOR_PROFILE
from ..negotiation import ATOMIC, MEDIA_TYPE
from ..resources.service import LIMITS
from . import (
    atomic,
    documents,
    endpoints,
    failures,
    headers,
    objects,
    parameters,
    problems,
    requests,
    services,
    vocabulary,
)
from .facts import Facts, Object
from .operation import asked, completed, references
from .problems import Asked

__all__ = ["Facts", "document"]

_UNLISTED = Asked("Unlisted", "unlisted", failures.by_status(failures.unlisted()))


def document(facts: Facts) -> Object:
    """The description of the API."""
    paths = services.path_items(facts) | endpoints.path_items(facts)
    named = problems.named([*asked(paths), _UNLISTED])
    answers = {each.name: each for by_status in named.values() for each in by_status.values()}
    limits = dataclasses.asdict(facts.limits)
    made: Object = {
        "openapi": "3.1.0",
        "info": _info(),
        "externalDocs": {"url": "https://jsonapi.org/format/1.1/", "description": "JSON:API 1.1"},
        "tags": _tags(facts),
        "paths": completed(paths, named),
        "components": {
            "schemas": _schemas(facts)
            | {name: problems.document(each) for name, each in answers.items()},
            "parameters": _parameters(facts),
            "headers": headers.components(),
            "responses": {name: problems.response(each) for name, each in answers.items()},
            "examples": dict(problems.examples()),
            "links": endpoints.links(facts),
            "securitySchemes": {"token": _TOKEN},
        },
        "x-limits": {shown: limits[name] for name, shown in LIMITS.items()}
        | {"statementSeconds": facts.statement_seconds},
        "x-unlisted": references(named[_UNLISTED.operation]),
    }
    return _pruned(made)


_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "The secret of an access token. POST /v1/access-tokens makes one of an e-mail "
    "address and a password.",
}
_INTRODUCTION = f"""\
A blog as strict [JSON:API 1.1](https://jsonapi.org/format/1.1/). Documents are `{MEDIA_TYPE}`,
operations have the extension `{ATOMIC}`, and pages by cursor are those of the profile
`{CURSOR_PROFILE}`, which `Accept` can ask for.

`HEAD` works wherever `GET` does, `OPTIONS` everywhere. `x-query` in a path item is the operation of
the method QUERY (it has no other place in OpenAPI 3.1); `x-unlisted` is what other methods and URLs
below `/v1` are answered with; `x-limits` are the limits of this server, as `GET /v1` tells them.

Filters and windows nest through relationships, further than can be listed: `filter[author][handle]`
and `page[comments][replies][size]` are legal where `author` and `comments.replies` are paths.
"""


def _info() -> Object:
    return {
        "title": "jsonapi_blog",
        "version": __version__,
        "summary": "A blog as strict JSON:API 1.1",
        "description": _INTRODUCTION,
    }


def _tags(facts: Facts) -> list[Object]:
    """A tag for each type, with what its module says of it."""
    service = {"name": services.SERVICE, "description": "The URLs that belong to no type."}
    return [service, *(_tag(name, facts) for name in facts.graph.types)]


def _tag(name: str, facts: Facts) -> Object:
    said = sys.modules[facts.resources[name].__module__].__doc__ or ""
    return {"name": name, "description": " ".join(said.partition("\n\n")[0].split())}


def _schemas(facts: Facts) -> dict[str, Object]:
    return (
        vocabulary.shared(facts)
        | objects.objects(facts)
        | documents.documents(facts)
        | requests.requests(facts)
        | atomic.operations(facts)
        | problems.error_objects()
    )


def _parameters(facts: Facts) -> dict[str, Object]:
    made = {"id": parameters.identifier(), **headers.parameters()}
    for target in facts.targets():
        made |= parameters.parameters(facts, target)
    return made


def _pruned(made: Object) -> Object:
    """The document with the components that something refers to."""
    components = made["components"]
    rest = {name: value for name, value in made.items() if name != "components"}
    used: set[tuple[str, str]] = set()
    waiting = list(_references(rest))
    while waiting:
        found = waiting.pop()
        if found not in used:
            used.add(found)
            kind, name = found
            waiting.extend(_references(components[kind][name]))
    kept = {
        kind: {name: each for name, each in of_kind.items() if (kind, name) in used}
        for kind, of_kind in components.items()
        if kind != "securitySchemes"
    }
    return {**made, "components": {**kept, "securitySchemes": components["securitySchemes"]}}


def _references(node: Any) -> Iterator[tuple[str, str]]:
    """The components that a part of the document refers to."""
    match node:
        case {"$ref": str(target), **more}:
            _, _, kind, name, *_ = target.split("/")
            yield kind, name
            yield from _references(more)
        case dict():
            for value in node.values():
                yield from _references(value)
        case list():
            for value in node:
                yield from _references(value)
