"""How the peers are asked, each as its own documentation says.

The number of all articles is none that they can be asked to leave out, so they have one row for
both of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import quote

from bench.asking.dialect import Dialect
from bench.facts import PAGE, READER
from bench.lanes import Lanes

NOT_TOLD = dict.fromkeys(("W2", "W3", "W4"), "as with the total")
LACKING = {
    **NOT_TOLD,
    "W5 cursor": "pages by number or offset only",
    "W8": "has no full-text search",
}


class Peer(Dialect):
    paging: ClassVar[str] = "sort=-published_at&page[size]={size}&page[number]={number}"
    sparse: ClassVar[str] = "fields[articles]=title,author&fields[people]=name"
    through: ClassVar[str] = ""
    refusals = LACKING

    def questions(self) -> dict[str, Callable[[], Lanes]]:
        return {
            **super().questions(),
            "W2 counted": lambda: self.page(1),
            "W3 counted": lambda: self.page(1, "&include=author,tags,comments.author"),
            "W4 counted": lambda: self.page(1, f"&include=author&{self.sparse}"),
            "W5 offset": lambda: self.page(self.facts.deep),
            "W9": lambda: self.page(1, f"&{self.through}"),
        }

    def page(self, number: int, more: str = "") -> Lanes:
        """A page of the newest articles."""
        paging = self.paging.format(size=PAGE, number=number, offset=PAGE * (number - 1))
        return Lanes.of(self.get(f"{self.collection}?{quote(f'{paging}{more}', safe='&=')}"))


class FastapiJsonapi(Peer):
    name = "fastapi-jsonapi"
    collection = "/articles/"
    resource = "/articles/{id}/"
    repeats = ("slug",)
    # It refuses relationships in fieldsets, though they are fields.
    sparse = "fields[articles]=title&fields[people]=name"
    through = "filter=" + json.dumps(
        [{"name": "comments.author.handle", "op": "eq", "val": READER}], separators=(",", ":")
    )


class DrfJsonapi(Peer):
    name = "DRF-JSONAPI"
    camel = True
    through = f"filter[comments.author.handle]={READER}"
    refusals = {**LACKING, "W10": "has no atomic operations"}


class Safrs(Peer):
    """Types are spelt like classes; a new article names its author by an attribute, since a
    relationship would make a new person."""

    name = "safrs"
    collection = "/articles/"
    resource = "/articles/{id}/"
    type = "Article"
    paging = "sort=-published_at&page[limit]={size}&page[offset]={offset}"
    sparse = "fields[Article]=title,author&fields[Person]=name"
    refusals = {
        **LACKING,
        "W9": "filters by attributes of the type itself only",
        "W10": "has no atomic operations",
    }

    def new(self, number: int) -> dict[str, Any]:
        return {"attributes": {**self.attributes(number), "author_id": self.facts.author}}
