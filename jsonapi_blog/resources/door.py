"""The outermost ASGI layer: what holds for every request, whatever its URL.

A URL that is too long or hides a slash, and a request for several hosts or none, are refused before
they are routed; a trailing slash is taken off, since some clients write one on every URL; figures
are kept for Prometheus. What went wrong, and no endpoint has answered, is answered here.
"""

from __future__ import annotations

from functools import cache
from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import (
    Header,
    MalformedRequest,
    Problem,
    Problems,
    UnknownUrl,
    UriTooLong,
)
from ..serializers.links import Urls
from ..settings import Settings
from .hosts import base_url, names_one_host
from .responses import cache_control, problem_response, unexpected

REQUESTS = Counter("blog_requests", "Requests answered.", ("method", "status"))
SECONDS = Histogram("blog_request_seconds", "Seconds from request to answer.", ("method",))

#: To look for a label by its name takes longer than to count.
_answered = cache(REQUESTS.labels)
_took = cache(SECONDS.labels)

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "POST", "PATCH", "PUT", "DELETE"})


class Door:
    """Wraps the application; keeps nothing between requests but figures."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of scope pass untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Invented methods must not make new series of figures.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        began = perf_counter()
        started = False

        async def counting(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _answered(method, message["status"]).inc()
                _took(method).observe(perf_counter() - began)
            await send(message)

        try:
            await self.app(self._entered(scope), receive, counting)
            return
        except Exception as raised:
            if started:
                # Half an answer can only be cut off, which is the server's to do.
                raise
            fault = raised if isinstance(raised, Problem | Problems) else unexpected(scope)
        caching = {"Cache-Control": cache_control(Headers(scope=scope))}
        refusal = problem_response(fault, Urls(base_url(scope, self.settings)), caching)
        await refusal(scope, receive, counting)

    def _entered(self, scope: Scope) -> Scope:
        """The request as it is routed. Raises Problem where it is not routed at all."""
        self._check(scope)
        if scope["method"] == "POST":
            override = Headers(scope=scope).get("x-http-method-override", "")
            if override.upper() == "PATCH":
                # For clients whose network lets no PATCH through (REC-15).
                scope = {**scope, "method": "PATCH"}
        path = scope["path"]
        if len(path) > 1 and path.endswith("/"):
            scope = {**scope, "path": path[:-1], "raw_path": path[:-1].encode()}
        return scope

    def _check(self, scope: Scope) -> None:
        """Raises Problem with what keeps the request from being routed at all."""
        most = self.settings.limits.url_bytes
        raw_path = scope.get("raw_path") or scope["path"].encode()
        length = len(raw_path) + len(scope["query_string"])
        if not names_one_host(scope):
            raise MalformedRequest(
                "A request names the host that it is for in exactly one Host header.",
                source=Header("Host"),
            )
        if length > most:
            raise UriTooLong(
                f"The URL is {length} bytes long; at most {most} are allowed. "
                "HTTP QUERY takes the same parameters in the body."
            )
        if b"%2f" in raw_path.lower():
            # Decoded it would be a slash, and one resource would have two URLs.
            raise UnknownUrl("No name and no id holds a slash; GET /v1 lists what there is.")
