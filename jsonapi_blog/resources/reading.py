"""One read from its URL to its document: the order of the stages, and nothing else.

    query string -> Question -> Read -> Rowset -> document

Everything before the store is pure; the first stage that finds a fault answers with all of its
own (contract, section 5). All of it happens on the event loop, but for what would keep the loop
from others for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from ..negotiation import Negotiated
from ..policy import Identity
from ..query.target import Shape, Target
from ..rowset import Rowset
from ..serializers.document import document
from ..serializers.frame import Frame
from ..serializers.links import Urls
from ..store.shape import Read
from . import deprecations, stages
from .api import Api
from .questions import LONG, Question
from .responses import etag


class Asked(NamedTuple):
    """What the request line and the headers ask for; `text` is the query string, as it came.

    `addressable` is False for HTTP QUERY: its answer has no URL of its own.
    """

    target: Target
    id: str | None
    path: str
    text: bytes
    negotiated: Negotiated
    urls: Urls
    addressable: bool = True


class Answer(NamedTuple):
    """The bytes of the document and their entity tag, whether the profile is applied to it, and
    headers that tell of what was asked for."""

    body: bytes
    tag: str
    profile: bool
    headers: Mapping[str, str]


async def answer(api: Api, asked: Asked, identity: Identity) -> Answer:
    """The answer to a read; raises Problem or Problems."""
    reading = partial(
        api.questions.read,
        asked.target,
        asked.text,
        by_cursor=asked.negotiated.profile,
        addressable=asked.addressable,
    )
    question = await asyncio.to_thread(reading) if len(asked.text) > LONG else reading()
    stages.check_scope(api, identity, asked.target.owner.name)
    view = api.questions.view(question, api.readings.of(identity))
    read = Read(view, identity.person, asked.id)
    return await api.store.read(read, lambda rowset: _answer(rowset, api, asked, question))


def _answer(rowset: Rowset, api: Api, asked: Asked, question: Question) -> Answer:
    frame = Frame(
        target=asked.target,
        query=question.query,
        urls=asked.urls,
        path=asked.path,
        parameters=question.parameters,
        strategy=question.strategy,
        cursors=api.cursors,
        profile=question.profile,
        addressable=question.addressable,
    )
    body = document(rowset, frame)
    version = rowset.version if asked.target.shape in (Shape.INDIVIDUAL, Shape.LINKAGE) else None
    used = deprecations.read(question.query, asked.target)
    headers = deprecations.headers(used, asked.urls)
    return Answer(body, etag(body, version), frame.profile, headers)
