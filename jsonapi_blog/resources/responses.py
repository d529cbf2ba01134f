"""Documents as answers: bytes, media type, validators, and what caches may do with them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from blake3 import blake3
from starlette.datastructures import Headers
from starlette.responses import Response

from ..errors import InternalError, Problem, Problems
from ..serializers.errors import error_document, speaks_of_profile
from ..serializers.frame import media_type
from ..serializers.links import Urls
from ..store.committing import Answered

log = logging.getLogger("jsonapi_blog")

#: What a 304 tells, beside the tag (RFC 9110, section 15.4.5).
_OF_304 = ("Vary", "Cache-Control", "Deprecation", "Sunset", "Link")
#: Every answer depends on these request headers (CN-18).
VARY = "Accept, Authorization"


class DocumentResponse(Response):
    """A JSON:API document. The Content-Type carries `ext` and `profile` where they are applied, and
    nothing else."""

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        status: int = 200,
        profile: bool = False,
        extension: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            written(document),
            status_code=status,
            headers={
                "Vary": VARY,
                **(headers or {}),
                "Content-Type": media_type(profile=profile, extension=extension),
            },
        )


def written(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document; moments in UTC end in `Z`."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)


def conditional(body: bytes, tag: str, headers: Mapping[str, str], request: Headers) -> Response:
    """The body with its strong ETag, or 304 where the client has it already."""
    if not _matches(listed(request, "if-none-match"), tag):
        return Response(body, headers={**headers, "ETag": tag})
    kept = {name: headers[name] for name in _OF_304 if name in headers}
    return Response(status_code=304, headers={**kept, "ETag": tag})


def recorded(answered: Answered) -> Response:
    """The answer to a write as a response; one that was given before says so."""
    found = answered.recorded
    replayed = {"Idempotency-Replayed": "true"} if answered.replayed else {}
    return Response(found.body, found.status, {**found.headers, **replayed})


def listed(request: Headers, name: str) -> str | None:
    """A header that is a list, from as many lines as it came in."""
    values = request.getlist(name)
    return ", ".join(values) if values else None


def cache_control(request: Headers) -> str:
    """Shared caches may keep what anonymous callers see; both must ask again before using it."""
    return "private, no-cache" if "authorization" in request else "public, no-cache"


def problem_response(
    fault: Problem | Problems,
    urls: Urls,
    headers: Mapping[str, str] | None = None,
    *,
    extension: str | None = None,
) -> DocumentResponse:
    """The answer to a request that `fault` stopped."""
    problems = fault if isinstance(fault, Problems) else Problems((fault,))
    own = {name: value for one in problems.problems for name, value in one.headers.items()}
    return DocumentResponse(
        error_document(problems, urls, extension),
        status=problems.status,
        profile=speaks_of_profile(problems),
        extension=extension,
        headers={**(headers or {}), **own},
    )


def unexpected(scope: Mapping[str, Any]) -> InternalError:
    """What tells of the exception that is being handled; the log has it under the same id."""
    problem = InternalError("Something went wrong on our side; the log knows this id.")
    log.exception("%s: %s %s", problem.id, scope["method"], scope["path"])
    return problem


def etag(body: bytes, version: int | None) -> str:
    """The entity tag of a body; that of one resource begins with its version, so that it can guard
    a write."""
    digest = blake3(body).hexdigest(12)
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def _matches(if_none_match: str | None, tag: str) -> bool:
    """Weak comparison, as RFC 9110 has it for If-None-Match."""
    if if_none_match is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in tags or tag in tags
