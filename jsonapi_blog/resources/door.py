"""The outermost ASGI layer: what holds for every request, whatever its URL.

A URL that is too long is refused before it is routed; a trailing slash is taken off, since some
clients write one on every URL; figures are kept for Prometheus.
"""

from __future__ import annotations

from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import UriTooLong
from ..serializers.links import Urls
from ..settings import Settings
from .hosts import base_url
from .responses import cache_control, problem_response

REQUESTS = Counter("blog_requests", "Requests answered.", ("method", "status"))
SECONDS = Histogram("blog_request_seconds", "Seconds from request to answer.", ("method",))

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
                REQUESTS.labels(method, message["status"]).inc()
                SECONDS.labels(method).observe(perf_counter() - began)
            await send(message)

        await self._enter(scope, receive, counting)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self.settings.limits.url_bytes
        length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
        if length > most:
            problem = UriTooLong(
                f"The URL is {length} bytes long; at most {most} are allowed. "
                "HTTP QUERY takes the same parameters in the body."
            )
            caching = {"Cache-Control": cache_control(Headers(scope=scope))}
            refusal = problem_response(problem, Urls(base_url(scope, self.settings)), caching)
            await refusal(scope, receive, send)
            return
        path = scope["path"]
        if len(path) > 1 and path.endswith("/"):
            scope = {**scope, "path": path[:-1], "raw_path": path[:-1].encode()}
        await self.app(scope, receive, send)
