"""The composition root: settings and a store become an application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from .errors import InternalError, UnknownUrl
from .graph import Graph
from .pagination.cursors import Cursors
from .policy import Readings
from .resources import RESOURCES, ROUTES
from .resources.api import Api
from .resources.door import Door
from .resources.responses import problem_response
from .settings import Settings
from .store.checking import check
from .store.session import Store

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


def create_app(settings: Settings, store: Store) -> ASGIApp:
    """The application. `settings.secret` must be set; wrong declarations raise AssertionError."""
    assert settings.secret is not None, "cursors cannot be signed without settings.secret"
    graph = Graph.of(resource.resource_type() for resource in RESOURCES)
    check(graph)
    threads = ThreadPoolExecutor(settings.pool_size, thread_name_prefix="read")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        threads.shutdown()

    app = Starlette(
        routes=ROUTES,
        middleware=_middleware(settings),
        exception_handlers={HTTPException: _unrouted, Exception: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.api = Api(
        settings=settings,
        graph=graph,
        store=store,
        readings=Readings({r.schema.Meta.type_: r.policy for r in RESOURCES}),
        cursors=Cursors(settings.secret),
        threads=threads,
    )
    return Door(app, settings)


def _middleware(settings: Settings) -> list[Middleware]:
    if not settings.cors_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
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
    return problem_response(problem, api.urls(request.scope))


async def _failed(request: Request, _: Exception) -> Response:
    """A fault outside of every endpoint; Starlette logs it and raises it again for the server."""
    api: Api = request.app.state.api
    return problem_response(InternalError("Something went wrong."), api.urls(request.scope))
