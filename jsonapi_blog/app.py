"""The composition root: settings and a store become an application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from .errors import InternalError, UnknownUrl
from .graph import Graph
from .pagination.cursors import Cursors
from .policy import Readings
from .resources import RESOURCES, ROUTES
from .resources.api import Api
from .resources.cors import Cors
from .resources.door import Door
from .resources.responses import cache_control, problem_response
from .resources.threads import Threads
from .resources.wire import State
from .settings import Settings
from .store.checking import check
from .store.session import Store

log = logging.getLogger("jsonapi_blog")

#: Every response header that the contract names, for browsers to read across origins.
EXPOSED_HEADERS = (
    "Allow",
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Vary",
    "WWW-Authenticate",
)

#: Every request header that means something here, for browsers to send across origins.
REQUEST_HEADERS = (
    "Accept",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
)


def compose(settings: Settings, store: Store) -> Api:
    """What the endpoints work with. `settings.secret` must be set; wrong declarations raise
    AssertionError."""
    assert settings.secret is not None, "cursors cannot be signed without settings.secret"
    graph = Graph.of(resource.resource_type() for resource in RESOURCES)
    check(graph)
    return Api(
        settings=settings,
        graph=graph,
        store=store,
        readings=Readings({r.schema.Meta.type_: r.policy for r in RESOURCES}),
        cursors=Cursors(settings.secret),
        threads=Threads(settings.pool_size, settings.queue_size),
    )


def create_app(settings: Settings, store: Store) -> ASGIApp:
    """The application over `store`; raises as `compose` does."""
    api = compose(settings, store)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        yield {"settings": settings}
        api.threads.close()

    app = Starlette(
        routes=ROUTES,
        middleware=_middleware(settings),
        exception_handlers={HTTPException: _unrouted, Exception: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.api = api
    return Door(app, settings)


def _middleware(settings: Settings) -> list[Middleware]:
    if not settings.cors_origins:
        return []
    return [
        Middleware(
            Cors,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "HEAD", "OPTIONS", "QUERY", "POST", "PATCH", "DELETE"],
            allow_headers=REQUEST_HEADERS,
            expose_headers=EXPOSED_HEADERS,
            max_age=600,
        )
    ]


async def _unrouted(request: Request, _: Exception) -> Response:
    """No route matched: the only HTTPException that can come, since endpoints raise Problems."""
    api: Api = request.app.state.api
    problem = UnknownUrl(f"There is nothing at {request.url.path}; GET /v1 lists what there is.")
    return problem_response(problem, api.urls(request.scope), _caching(request))


async def _failed(request: Request, _: Exception) -> Response:
    """A fault outside of every endpoint; Starlette raises it again, and the server logs it."""
    api: Api = request.app.state.api
    problem = InternalError("Something went wrong on our side; the log knows this id.")
    log.error("%s: %s %s", problem.id, request.method, request.url.path)
    return problem_response(problem, api.urls(request.scope), _caching(request))


def _caching(request: Request) -> dict[str, str]:
    return {"Cache-Control": cache_control(request.headers)}
