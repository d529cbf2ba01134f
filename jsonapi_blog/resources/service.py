"""The URLs beside the types: the entry document, the page for people, health and figures."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .. import negotiation
from ..errors import Parameter, Problem, Problems, UnknownParameter, UnknownUrl
from ..query.parameters import decoded
from ..serializers.frame import jsonapi, media_type
from . import deprecations
from .capabilities import capabilities
from .documentation import page as documentation
from .documentation.assets import assets
from .documentation.guides import PRINTED_BASES
from .endpoints import Endpoint
from .responses import VARY, cache_control, conditional, etag, listed, written

DESCRIPTION = "/v1/openapi.json"
#: The media type of the description, and another one that asks for it.
DESCRIPTIONS = ("application/json", "application/vnd.oai.openapi+json")
#: The limits that callers are told, by their names in the settings.
LIMITS = {
    "page_size": "pageSize",
    "include_depth": "includeDepth",
    "include_paths": "includePaths",
    "included": "included",
    "filter_terms": "filterTerms",
    "filter_depth": "filterDepth",
    "url_bytes": "urlBytes",
    "body_bytes": "bodyBytes",
    "json_depth": "jsonDepth",
    "operations": "operations",
}


class Entry(Endpoint):
    """`/v1`: where everything is, what this caller may do with it, and how much of it one request
    may ask for."""

    async def get(self, request: Request) -> Response:
        negotiation.check_content_type(request.headers.get("content-type"))
        negotiation.accepted(listed(request.headers, "accept"))
        caller = await self.caller(request)
        _refuse_parameters(request)
        urls = self.api.urls(self.scope)
        limits = dataclasses.asdict(self.api.settings.limits)
        meta: dict[str, Any] = {
            "types": {
                name: {"href": urls.collection(name), **capabilities(self.api, name, caller)}
                for name in self.api.graph.types
            },
            "limits": {shown: limits[name] for name, shown in LIMITS.items()}
            | {"statementSeconds": self.api.settings.statement_seconds},
        }
        if caller.person is not None:
            meta["person"] = {"type": "people", "id": caller.person}
        document = {
            "jsonapi": jsonapi(profile=False),
            "links": {"self": urls.at("/v1"), "describedby": urls.at(DESCRIPTION)},
            "meta": meta,
        }
        headers = {
            "Vary": VARY,
            "Cache-Control": cache_control(request.headers),
            "Content-Type": media_type(profile=False),
        }
        return _whole(written(document), headers, request)


class Description(Endpoint):
    """`/v1/openapi.json`: the API, described for machines. Whoever asks, it is the same."""

    async def get(self, request: Request) -> Response:
        negotiation.check_accepts(listed(request.headers, "accept"), DESCRIPTIONS)
        _refuse_parameters(request)
        # Made when it is first asked for, which takes a while.
        base = self.api.urls(self.scope).base
        body = await asyncio.to_thread(self.api.description, base)
        headers = {
            "Vary": VARY,
            "Cache-Control": "public, no-cache",
            "Content-Type": DESCRIPTIONS[0],
        }
        return _whole(body, headers, request)


def _whole(body: bytes, headers: Mapping[str, str], request: Request) -> Response:
    return conditional(body, etag(body, None), headers, request.headers)


def _refuse_parameters(request: Request) -> None:
    """Raises Problems where a URL that takes no parameters gets some."""
    unknown = [
        UnknownParameter(
            f"{name!r} is no parameter of this URL; it takes none.", source=Parameter(name)
        )
        for name, _ in decoded(request.scope["query_string"])
    ]
    if unknown:
        raise Problems(unknown)


class Documentation(Endpoint):
    """`/docs`: the page for people, where `links.type` of every error leads."""

    async def get(self, request: Request) -> Response:
        # Made when it is first asked for, which takes a while.
        page = await asyncio.to_thread(self._page, self.api.urls(self.scope).base)
        zipped = _takes_gzip(listed(request.headers, "accept-encoding"))
        body = page.gzipped if zipped else page.plain
        headers = {
            **({"Content-Encoding": "gzip"} if zipped else {}),
            "Vary": f"{VARY}, Accept-Encoding",
            "Cache-Control": "public, no-cache",
            "Content-Security-Policy": documentation.CONTENT_SECURITY_POLICY,
            "Content-Type": "text/html; charset=utf-8",
            "X-Content-Type-Options": "nosniff",
        }
        return _whole(body, headers, request)

    def _page(self, base: str) -> documentation.Page:
        description = self.api.description(PRINTED_BASES[0])
        told = deprecations.markdown(self.api.graph)
        return documentation.page(self.api.settings, description, told, base)


def _takes_gzip(accept_encoding: str | None) -> bool:
    """Whether gzip is named, and not with a weight of nothing."""
    for each in (accept_encoding or "").lower().split(","):
        coding, _, weight = each.replace(" ", "").partition(";q=")
        if coding in ("gzip", "x-gzip"):
            return weight.strip("0.") != "" or not weight
    return False


class Drawing(Endpoint):
    """`/docs/assets/…`: what the page is drawn with. A name never stands for anything else."""

    async def respond(self, request: Request) -> Response:
        """The URL is judged before the method."""
        name = request.path_params["name"]
        if name not in assets():
            raise UnknownUrl(f"There is no {name!r} to draw a page with; /docs says what there is.")
        return await super().respond(request)

    async def get(self, request: Request) -> Response:
        asset = assets()[request.path_params["name"]]
        headers = {
            "Vary": VARY,
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Type": asset.media_type,
            "X-Content-Type-Options": "nosniff",
        }
        return _whole(asset.body, headers, request)


class Nowhere(Endpoint):
    """Every URL that no route fits."""

    async def respond(self, request: Request) -> Response:
        """Raises UnknownUrl, whatever the method."""
        path = request.scope["path"]
        raise UnknownUrl(f"There is nothing at {path}; GET /v1 lists what there is.")


class Alive(Endpoint):
    """`/healthz`: the process answers."""

    async def get(self, _: Request) -> Response:
        return PlainTextResponse("alive\n", headers={"Vary": VARY})


class Ready(Endpoint):
    """`/readyz`: the database answers too; 503 where it does not."""

    async def get(self, _: Request) -> Response:
        try:
            await self.api.store.ping()
        except Problem as problem:
            headers = {"Vary": VARY, **problem.headers}
            return PlainTextResponse(f"{problem.detail}\n", problem.status, headers)
        return PlainTextResponse("ready\n", headers={"Vary": VARY})


class Metrics(Endpoint):
    """`/metrics`: figures for Prometheus."""

    async def get(self, _: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST, headers={"Vary": VARY})
