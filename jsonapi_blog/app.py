"""The composition root: settings and a store become an application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import orjson
from starlette.routing import Router
from starlette.types import ASGIApp

from . import openapi
from .errors import Problem
from .graph import Graph
from .openapi import Facts
from .pagination.cursors import Cursors
from .pagination.strategies import PageSizes
from .policy import Policy, Readings, Writings, everyone
from .query import QueryLimits
from .resources import RESOURCES, ROUTES, UNROUTED
from .resources.api import Api
from .resources.cors import Cors
from .resources.door import Door
from .resources.questions import Questions
from .resources.threads import Threads
from .resources.wire import State
from .serializers.payload.fields import Form
from .settings import Limits, Settings, Signup
from .store.checking import check
from .store.session import Store

log = logging.getLogger("jsonapi_blog")

#: Every response header that the contract names, for browsers to read across origins.
EXPOSED_HEADERS = (
    "Allow",
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
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
    resources = {resource.schema.Meta.type_: resource for resource in RESOURCES}
    policies = _policies(settings.signup)
    cursors = Cursors(settings.secret)
    sizes = PageSizes(settings.limits.default_page_size, settings.limits.page_size)
    limits = QueryLimits(
        page_size=settings.limits.page_size,
        include_depth=settings.limits.include_depth,
        include_paths=settings.limits.include_paths,
        filter_terms=settings.limits.filter_terms,
        filter_depth=settings.limits.filter_depth,
    )
    return Api(
        settings=settings,
        graph=graph,
        store=store,
        readings=Readings(policies),
        writings=Writings(policies, lambda type_, name: graph[type_].relations[name].targets),
        resources=resources,
        forms={
            name: Form.of(graph[name], each.schema(), client_ids=each.client_ids)
            for name, each in resources.items()
        },
        cursors=cursors,
        questions=Questions(limits, settings.limits.included, sizes, cursors),
        limits=limits,
        threads=Threads(settings.pool_size, settings.queue_size, settings.statement_seconds),
        description=partial(
            description, settings.limits, settings.signup, settings.statement_seconds
        ),
    )


@lru_cache(maxsize=16)
def description(limits: Limits, signup: Signup, statement_seconds: float, base: str) -> bytes:
    """The OpenAPI document as it is served below `base`; made when it is first asked for."""
    document = described(limits, signup, statement_seconds)
    return orjson.dumps({**document, "servers": [{"url": base}]})


def printed(settings: Settings) -> str:
    """The OpenAPI document for people to read and to compare: sorted and indented."""
    document = described(settings.limits, settings.signup, settings.statement_seconds)
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps({**document, "servers": [{"url": "/"}]}, option=options).decode()


@lru_cache(maxsize=4)
def described(limits: Limits, signup: Signup, statement_seconds: float) -> dict[str, Any]:
    """The OpenAPI document under what an operator may choose of it, without servers."""
    return openapi.document(Facts.of(RESOURCES, _policies(signup), limits, statement_seconds))


def _policies(signup: Signup) -> dict[str, Policy]:
    """The policies of all types; where signing up is open, everybody creates people."""
    policies = {resource.schema.Meta.type_: resource.policy for resource in RESOURCES}
    if signup is Signup.OPEN:
        policies["people"] = replace(policies["people"], create=everyone)
    return policies


def create_app(settings: Settings, store: Store) -> ASGIApp:
    """The application over `store`; raises as `compose` does."""
    api = compose(settings, store)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[State]:
        house = asyncio.create_task(_keep_house(api))
        yield {"api": api}
        house.cancel()
        api.threads.close()
        api.store.leave()
        _keep_house_once(api)

    # Without the layers of Starlette's own application: whatever goes wrong below is answered by
    # the endpoints, or else at the door.
    app: ASGIApp = Router(ROUTES, redirect_slashes=False, default=UNROUTED, lifespan=lifespan)
    if settings.cors_origins:
        app = _readable_across_origins(app, settings.cors_origins)
    return Door(app, settings)


async def _keep_house(api: Api) -> None:
    """Every now and then what no request waits for, as long as the application runs."""
    while True:
        await asyncio.sleep(api.settings.last_used_seconds)
        await asyncio.to_thread(_keep_house_once, api)


def _keep_house_once(api: Api) -> None:
    """A database that is away now is there the next time, or it is not our fault."""
    try:
        api.store.keep_house(api.settings.login.minutes)
    except Problem as problem:
        log.warning("The house could not be kept: %s", problem.detail)


def _readable_across_origins(app: ASGIApp, origins: tuple[str, ...]) -> ASGIApp:
    return Cors(
        app,
        allow_origins=origins,
        allow_methods=["GET", "HEAD", "OPTIONS", "QUERY", "POST", "PATCH", "DELETE"],
        allow_headers=REQUEST_HEADERS,
        expose_headers=EXPOSED_HEADERS,
        max_age=600,
    )
