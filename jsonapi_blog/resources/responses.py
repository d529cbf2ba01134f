"""Documents as answers: bytes, media type, validators, and what caches may do with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response

from ..errors import Problem, Problems
from ..serializers.document import media_type
from ..serializers.errors import error_document, speaks_of_profile
from ..serializers.links import Urls
from ..store.committing import Answered

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
            orjson.dumps(document, option=orjson.OPT_UTC_Z),
            status_code=status,
            headers={
                "Vary": VARY,
                **(headers or {}),
                "Content-Type": media_type(profile=profile, extension=extension),
            },
        )


def conditional(response: Response, request: Headers, *, version: int | None) -> Response:
    """The same response with a strong ETag, or 304 where the client has it already.

    The tag of one resource begins with its version, so that it can guard a write.
    """
    tag = etag(bytes(response.body), version)
    response.headers["ETag"] = tag
    if not _matches(listed(request, "if-none-match"), tag):
        return response
    kept = ("etag", "vary", "cache-control", "deprecation", "sunset", "link")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    return Response(status_code=304, headers=headers)


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


def etag(body: bytes, version: int | None) -> str:
    """The entity tag of a body; that of one resource begins with its version."""
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def _matches(if_none_match: str | None, tag: str) -> bool:
    """Weak comparison, as RFC 9110 has it for If-None-Match."""
    if if_none_match is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in tags or tag in tags
