"""The outermost ASGI layer: what holds for every request, whatever its URL.

A URL that is too long or hides a slash, and a request for several hosts or none, are refused before
they are routed; a trailing slash is taken off, since some clients write one on every URL; figures
are kept for Prometheus.
"""

from __future__ import annotations

from functools import cache
from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import Header, MalformedRequest, Problem, UnknownUrl, UriTooLong
from ..serializers.links import Urls
from ..settings import Settings
from .hosts import base_url, names_one_host
from .responses import cache_control, problem_response

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

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                _answered(method, message["status"]).inc()
                _took(method).observe(perf_counter() - began)
            await send(message)

        await self._enter(scope, receive, counting)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = self._fault(scope)
        if problem is not None:
            caching = {"Cache-Control": cache_control(Headers(scope=scope))}
            refusal = problem_response(problem, Urls(base_url(scope, self.settings)), caching)
            await refusal(scope, receive, send)
            return
        if scope["method"] == "POST":
            override = Headers(scope=scope).get("x-http-method-override", "")
            if override.upper() == "PATCH":
                # For clients whose network lets no PATCH through (REC-15).
                scope = {**scope, "method": "PATCH"}
        path = scope["path"]
        if len(path) > 1 and path.endswith("/"):
            scope = {**scope, "path": path[:-1], "raw_path": path[:-1].encode()}
        await self.app(scope, receive, send)

    def _fault(self, scope: Scope) -> Problem | None:
        """What keeps the request from being routed at all."""
        most = self.settings.limits.url_bytes
        raw_path = scope.get("raw_path") or scope["path"].encode()
        length = len(raw_path) + len(scope["query_string"])
        if not names_one_host(scope):
            return MalformedRequest(
                "A request names the host that it is for in exactly one Host header.",
                source=Header("Host"),
            )
        if length > most:
            return UriTooLong(
                f"The URL is {length} bytes long; at most {most} are allowed. "
                "HTTP QUERY takes the same parameters in the body."
            )
        if b"%2f" in raw_path.lower():
            # Decoded it would be a slash, and one resource would have two URLs.
            return UnknownUrl("No name and no id holds a slash; GET /v1 lists what there is.")
        return None
