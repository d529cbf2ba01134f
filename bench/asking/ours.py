"""How jsonapi_blog is asked, and the limits, which answer those of its reads that they know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bench.asking.dialect import Dialect
from bench.facts import PAGE, READER, SOUGHT
from bench.lanes import Lanes, Step
from bench.subjects import LIMIT, OURS, PREBUILT
from jsonapi_blog.errors.problem import CURSOR_PROFILE

INCLUDE = "include=author,tags,comments.author&"
SPARSE = "include=author&fields%5Barticles%5D=title,author&fields%5Bpeople%5D=name&"
UNCOUNTED = "page%5Btotal%5D=false&"
FIRST = "page%5Bnumber%5D=1"
BY_CURSOR = f'application/vnd.api+json;profile="{CURSOR_PROFILE}"'
ATOMIC = 'application/vnd.api+json;ext="https://jsonapi.org/ext/atomic"'


class Ours(Dialect):
    name = OURS
    collection = "/v1/articles"
    resource = "/v1/articles/{id}"
    operations = "/v1/operations"
    camel = True

    def questions(self) -> dict[str, Callable[[], Lanes]]:
        through = f"filter%5Bcomments%5D%5Bauthor%5D%5Bhandle%5D={READER}"
        return {
            **super().questions(),
            "W2": lambda: self.list(f"{UNCOUNTED}{FIRST}"),
            "W2 counted": lambda: self.list(FIRST),
            "W3": lambda: self.list(f"{UNCOUNTED}{INCLUDE}{FIRST}"),
            "W3 counted": lambda: self.list(f"{INCLUDE}{FIRST}"),
            "W4": lambda: self.list(f"{UNCOUNTED}{SPARSE}{FIRST}"),
            "W4 counted": lambda: self.list(f"{SPARSE}{FIRST}"),
            "W5 offset": lambda: self.list(f"{UNCOUNTED}page%5Bnumber%5D={self.facts.deep}"),
            "W5 cursor": lambda: self.after(self.facts.deep),
            "W8": lambda: self.list(f"filter%5Bsearch%5D={quote(SOUGHT)}"),
            "W9": lambda: self.list(through),
        }

    def after(self, page: int, size: int = PAGE) -> Lanes:
        """A page by cursor."""
        place = f"page%5Bafter%5D={self.facts.cursor(page, size)}&" if page > 1 else ""
        step = self.get(f"{self.collection}?{place}page%5Bsize%5D={size}")
        return Lanes.of(step.with_headers(Accept=BY_CURSOR))

    def list(self, query: str) -> Lanes:
        """The collection, as the query says."""
        return Lanes.of(self.get(f"{self.collection}?{query}"))

    def change(self, id_: str, title: str) -> Step:
        return super().change(id_, title).with_headers(If_Match="<etag>")

    def step(self, method: str, path: str, document: Any = None) -> Step:
        step = super().step(method, path, document)
        step = step.with_headers(Authorization=f"Bearer {self.facts.token}")
        if path != self.operations:
            return step
        return step.with_headers(Content_Type=ATOMIC, Accept=ATOMIC)


class ByHand(Ours):
    """It reads one article and pages by number, and knows nothing else."""

    name = LIMIT
    refusals = dict.fromkeys(
        ("W4", "W4 counted", "W5 cursor", "W6", "W7", "W8", "W9", "W10"),
        "knows one article, and pages by number",
    )


class PreBuilt(Ours):
    """It has one body, and sends it whatever it is asked."""

    name = PREBUILT
    refusals = {
        **ByHand.refusals,
        **dict.fromkeys(("W2", "W3", "W5 offset"), "has one body for each"),
    }
