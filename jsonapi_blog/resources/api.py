"""What every endpoint works with, composed once at start-up and never changed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ..graph import Graph
from ..pagination.cursors import Cursors
from ..policy import Readings, Writings
from ..query import QueryLimits
from ..query.target import Shape, Target
from ..serializers.links import Urls
from ..serializers.payload.fields import Form
from ..settings import Settings
from ..store.session import Store
from .hosts import base_url
from .questions import Questions
from .resource import Resource
from .threads import Threads

T = TypeVar("T")

#: The name of the member, however JSON writes its letters.
_PASSWORD = re.compile(rb"password|\\u00[67]")


@dataclass(frozen=True)
class Api:
    """The service behind the endpoints."""

    settings: Settings
    graph: Graph
    store: Store
    readings: Readings
    writings: Writings
    #: The declaration of each type, and how it is written, by name.
    resources: Mapping[str, type[Resource]]
    forms: Mapping[str, Form]
    cursors: Cursors
    questions: Questions
    limits: QueryLimits
    threads: Threads
    #: The OpenAPI document, as it is served below a base URL.
    description: Callable[[str], bytes]
    _targets: dict[tuple[Shape, str, str | None], Target] = field(default_factory=dict)

    async def in_turn(self, body: bytes, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` returns; where `body` may hold a password, it waits for its turn.

        Raises Overloaded where too many wait already.
        """
        if _PASSWORD.search(body) is None:
            return await work()
        return await self.threads.slowly(work)

    async def hop(self, work: Callable[[], T]) -> T:
        """Run `work` beside the event loop: the one hop of a write, around SQL and JSON.

        Raises Overloaded where too many wait already.
        """
        return await self.threads.run(work)

    def urls(self, scope: Mapping[str, object]) -> Urls:
        """Where the links of the answer to this request lead."""
        return Urls(base_url(scope, self.settings))

    def target(self, shape: Shape, type_: str, relation: str | None) -> Target:
        """A kind of URL; the same one each time. The names must be those of the graph."""
        found = self._targets.get((shape, type_, relation))
        if found is None:
            owner = self.graph[type_]
            leads = None if relation is None else owner.relations[relation]
            found = Target(self.graph, shape, owner, leads)
            self._targets[shape, type_, relation] = found
        return found
