"""The four kinds of URL of a type, as endpoints with one method per verb.

They know the order of the stages that come first: the URL (404, 405), negotiation (406, 415), the
token (401). Reads go on from there on the event loop; all the others are one hop to a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from starlette.endpoints import HTTPEndpoint
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .. import auth, negotiation
from ..errors import (
    BodyTooLarge,
    MethodNotAllowed,
    Parameter,
    Problem,
    Problems,
    RelationshipNotFound,
    ResourceNotFound,
    UnknownParameter,
    UnknownUrl,
)
from ..policy import Identity
from ..query.literals import UUID
from ..query.parameters import decoded
from ..query.target import Shape, Target
from ..serializers.frame import media_type
from ..store.committing import Answered
from . import stages, writing
from .api import Api
from .reading import Answer, Asked, answer
from .responses import (
    VARY,
    cache_control,
    conditional,
    listed,
    problem_response,
    recorded,
    unexpected,
)
from .sent import SentTo, sent


class Endpoint(HTTPEndpoint):
    """What all endpoints share: problems become documents, unknown methods a 405.

    `extension` is the one that is applied to the answer, once it is negotiated; errors carry it
    from then on (AMB-09).
    """

    extension: str | None = None

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send

    def __init_subclass__(cls) -> None:
        # Once for each class: Starlette's own constructor looks for them in every request.
        methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY")
        answered = {"HEAD": "get"}
        cls._allowed_methods = [
            name for name in methods if hasattr(cls, answered.get(name, name.lower()))
        ]

    @property
    def api(self) -> Api:
        """The service behind this endpoint."""
        api: Api = self.scope["state"]["api"]
        return api

    async def dispatch(self) -> None:
        """Answer the request; whatever goes wrong is answered as a document too (CN-04)."""
        request = Request(self.scope, receive=self.receive)
        try:
            response = await self.respond(request)
        except ClientDisconnect:
            # Half a body came, and nobody waits for an answer: no fault of ours, and no write.
            return
        except (Problem, Problems) as fault:
            response = self._refusal(fault, request)
        except Exception:
            response = self._refusal(unexpected(self.scope), request)
        await response(self.scope, self.receive, self.send)

    def _refusal(self, fault: Problem | Problems, request: Request) -> Response:
        headers = {"Cache-Control": cache_control(request.headers)}
        urls = self.api.urls(self.scope)
        return problem_response(fault, urls, headers, extension=self.extension)

    async def respond(self, request: Request) -> Response:
        """The answer; raises Problem or Problems."""
        name = "get" if request.method == "HEAD" else request.method.lower()
        handler = getattr(self, name, None) if request.method in self._allowed_methods else None
        if handler is None:
            self.refuse_method(request)
        response: Response = await handler(request)
        return response

    async def caller(self, request: Request) -> Identity:
        """Who is calling; a bad token is answered before a bad query. Raises InvalidToken."""
        return await auth.caller(request.headers.get("authorization"), self.api.store.credential)

    async def options(self, _: Request) -> Response:
        """Which methods there are."""
        return Response(status_code=204, headers={"Allow": self.allow, "Vary": VARY})

    @property
    def allow(self) -> str:
        """The methods of this URL, as the `Allow` header lists them."""
        return ", ".join(self._allowed_methods)

    def refuse_method(self, request: Request) -> NoReturn:
        """Raises the 405 that names the methods there are."""
        raise MethodNotAllowed(
            f"{request.method} has no meaning at {request.url.path}; legal are {self.allow}.",
            headers={"Allow": self.allow},
        )


class Typed(Endpoint):
    """A URL of a type: GET and HEAD, and what it takes to write there."""

    shape: ClassVar[Shape]

    async def respond(self, request: Request) -> Response:
        """The URL is judged before the method, the method before the headers."""
        self.target, self.id = self._located(request.path_params)
        return await super().respond(request)

    async def get(self, request: Request) -> Response:
        """The document of this URL, or 304."""
        negotiation.check_content_type(request.headers.get("content-type"))
        asked = Asked(
            target=self.target,
            id=self.id,
            path=self.scope["path"],
            text=self.scope["query_string"],
            negotiated=negotiation.accepted(listed(request.headers, "accept")),
            urls=self.api.urls(self.scope),
        )
        found = await answer(self.api, asked, await self._reader(request))
        return conditional(found.body, found.tag, _headers(request, found), request.headers)

    async def _write(
        self, request: Request, work: Callable[[Api, SentTo], Answered], *, reads_body: bool = True
    ) -> Response:
        """The answer to a write; `work` runs all the stages that come after negotiation."""
        content_type = request.headers.get("content-type")
        negotiation.check_content_type(content_type)
        negotiated = negotiation.accepted(listed(request.headers, "accept"))
        body = b""
        if reads_body:
            body = await body_of(request, self.api.settings.limits.body_bytes)
            negotiation.check_body(content_type, empty=not body)

        async def answered() -> Response:
            identity = await self.caller(request)
            members = sent(request, identity, negotiated, self.api.urls(self.scope), body)
            write = SentTo(**members, target=self.target, id=self.id)
            return await self.api.hop(lambda: recorded(work(self.api, write)))

        return await self.api.in_turn(body, answered)

    async def _reader(self, request: Request) -> Identity:
        """Who is calling, if they may read of this type at all."""
        identity = await self.caller(request)
        stages.admit(self.api, identity, self.target.owner.name)
        return identity

    def _located(self, path: dict[str, Any]) -> tuple[Target, str | None]:
        types = self.api.graph.types
        name, relation, id_ = path["type"], path.get("relationship"), path.get("id")
        if name not in types:
            legal = ", ".join(f"/v1/{known}" for known in types)
            raise UnknownUrl(f"There is no /v1/{name}; the collections are {legal}.")
        if relation is not None and relation not in types[name].relations:
            raise RelationshipNotFound(
                f"{name} have no relationship {relation!r}; they have "
                f"{', '.join(types[name].relations)}."
            )
        if id_ is not None and UUID.fullmatch(id_) is None:
            raise ResourceNotFound(f"There is no {name}/{id_}: ids are UUIDs.")
        return self.api.target(self.shape, name, relation), id_


class Collection(Typed):
    """`/v1/{type}`; its QUERY takes the same parameters in the body."""

    shape = Shape.COLLECTION

    async def query(self, request: Request) -> Response:
        """The same collection, for filters that are too long for a URL; paged by cursor."""
        negotiated = negotiation.accepted(listed(request.headers, "accept"))
        negotiation.check_form(request.headers.get("content-type"))
        if request.scope["query_string"]:
            await self._reader(request)
            name = decoded(request.scope["query_string"])
            raise UnknownParameter(
                "A QUERY carries its parameters in the body, not in the URL.",
                source=Parameter(name[0][0]) if name else None,
            )
        body = await body_of(request, self.api.settings.limits.body_bytes)
        asked = Asked(
            target=self.target,
            id=None,
            path=request.scope["path"],
            text=body,
            negotiated=negotiated,
            urls=self.api.urls(self.scope),
            addressable=False,
        )
        found = await answer(self.api, asked, await self._reader(request))
        return Response(found.body, headers=_headers(request, found))

    async def post(self, request: Request) -> Response:
        """A new resource."""
        return await self._write(request, writing.create)


class Individual(Typed):
    """`/v1/{type}/{id}`."""

    shape = Shape.INDIVIDUAL

    async def patch(self, request: Request) -> Response:
        """The resource, changed."""
        return await self._write(request, writing.update)

    async def delete(self, request: Request) -> Response:
        """What went with the resource. A body is ignored unread (contract, section 1)."""
        return await self._write(request, writing.delete, reads_body=False)


class Related(Typed):
    """`/v1/{type}/{id}/{relationship}`."""

    shape = Shape.RELATED


class Relationship(Typed):
    """`/v1/{type}/{id}/relationships/{relationship}`."""

    shape = Shape.LINKAGE

    async def patch(self, request: Request) -> Response:
        """Other linkage in place of what there is."""
        return await self._write(request, writing.edit_relationship)

    async def post(self, request: Request) -> Response:
        """More members."""
        return await self._write(request, writing.edit_relationship)

    async def delete(self, request: Request) -> Response:
        """Fewer members."""
        return await self._write(request, writing.edit_relationship)


def _headers(request: Request, found: Answer) -> dict[str, str]:
    return {
        "Vary": VARY,
        "Cache-Control": cache_control(request.headers),
        "Content-Type": media_type(profile=found.profile),
        **found.headers,
    }


async def body_of(request: Request, most: int) -> bytes:
    """The body; raises BodyTooLarge as soon as it is known to be, and UnsupportedMediaType for one
    that is compressed: what it would grow to is not known."""
    negotiation.check_encoding(request.headers.get("content-encoding"))
    declared = request.headers.get("content-length", "0")
    body = bytearray()
    if declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than the {most} bytes that are allowed.")
