"""What every endpoint works with, composed once at start-up and never changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..graph import Graph
from ..pagination.cursors import Cursors
from ..pagination.strategies import PageSizes
from ..policy import Readings, Writings
from ..query import QueryLimits
from ..serializers.links import Urls
from ..serializers.payload.fields import Form
from ..settings import Settings
from ..store.session import Store
from .hosts import base_url
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
    threads: Threads
    #: The OpenAPI document, as it is served below a base URL.
    description: Callable[[str], bytes]

    async def hop(self, work: Callable[[], T], *, body: bytes = b"") -> T:
        """Run `work` beside the event loop: the one hop of a request, around SQL and JSON.

        Where `body` may hold a password, it waits for its turn. Raises Overloaded where too many
        wait already.
        """
        return await self.threads.run(work, slow=_PASSWORD.search(body) is not None)

    def urls(self, scope: Mapping[str, object]) -> Urls:
        """Where the links of the answer to this request lead."""
        return Urls(base_url(scope, self.settings))

    @property
    def limits(self) -> QueryLimits:
        """How much one query may ask for."""
        limits = self.settings.limits
        return QueryLimits(
            page_size=limits.page_size,
            include_depth=limits.include_depth,
            include_paths=limits.include_paths,
            filter_terms=limits.filter_terms,
            filter_depth=limits.filter_depth,
        )

    @property
    def page_sizes(self) -> PageSizes:
        """The default and the largest page."""
        return PageSizes(self.settings.limits.default_page_size, self.settings.limits.page_size)
