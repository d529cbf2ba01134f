"""What a server can be asked, and how it says what it needs: a `Dialect` each.

In: facts. Out: lanes of steps, or a sentence on why a server is not asked. The work is as equal as
each can make it: the newest articles first, pages of 25, everything included that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bench.facts import Facts
from bench.lanes import Lane, Lanes, Step
from bench.load import CONNECTIONS

#: Sent and shown: articles are some kilobytes long.
BODY = "Whoever reads this far has waited longer than any transaction should. " * 28
TITLES = ("Why it waits", "Why it still waits")
#: Articles that one batch of operations adds and removes again.
OPERATIONS = 25
Asked = Lanes | str


@dataclass(frozen=True)
class Dialect:
    """Says by itself how articles are read one by one, and written."""

    facts: Facts

    name: ClassVar[str]
    collection: ClassVar[str] = "/articles"
    resource: ClassVar[str] = "/articles/{id}"
    type: ClassVar[str] = "articles"
    person: ClassVar[str] = "people"
    operations: ClassVar[str] = "/operations"
    camel: ClassVar[bool] = False
    #: Attributes that every change has to repeat.
    repeats: ClassVar[tuple[str, ...]] = ()
    #: Why it is not asked, by workload.
    refusals: ClassVar[Mapping[str, str]] = {}

    def asked(self, workload: str) -> Asked:
        """The requests of a workload."""
        if workload in self.refusals:
            return self.refusals[workload]
        return self.questions()[workload]()

    def questions(self) -> dict[str, Callable[[], Lanes]]:
        """How each workload is asked that is."""
        return {"W1": self.one, "W6": self.writes, "W7": self.changes, "W10": self.atomic}

    def one(self) -> Lanes:
        """A hundred articles, one after the other."""
        return Lanes.of(*(self.get(self.resource.format(id=id_)) for id_ in self.facts.some))

    def writes(self) -> Lanes:
        """Articles that are created and deleted again."""
        gone = self.step("DELETE", self.resource.format(id="<id>"))
        lanes: list[Lane] = []
        for number in range(CONNECTIONS):
            document = {"data": {"type": self.type, **self.new(number)}}
            lanes.append((self.step("POST", self.collection, document), gone))
        return Lanes(tuple(lanes))

    def changes(self) -> Lanes:
        """Titles that are changed to and fro; where the server knows how, guarded by version."""
        lanes = tuple(tuple(self.change(id_, title) for title in TITLES) for id_ in self.facts.own)
        return Lanes(lanes, tuple(f'"{version}"' for version in self.facts.versions()))

    def atomic(self) -> Lanes:
        """Fifty operations at once: articles that are added and removed again."""
        lanes = []
        for lane in range(CONNECTIONS):
            batch: list[dict[str, Any]] = []
            for number in range(lane * OPERATIONS, (lane + 1) * OPERATIONS):
                named = {"type": self.type, "id": f"019a0000-0000-7000-8000-{number:012x}"}
                batch.append({"op": "add", "data": {**named, **self.new(1000 + number)}})
                batch.append({"op": "remove", "ref": named})
            document = {"atomic:operations": batch}
            lanes.append((self.step("POST", self.operations, document),))
        return Lanes(tuple(lanes))

    def new(self, number: int) -> dict[str, Any]:
        """The members of a new article; its slug tells that it goes away again."""
        author = {"data": {"type": self.person, "id": self.facts.author}}
        return {"attributes": self.attributes(number), "relationships": {"author": author}}

    def attributes(self, number: int) -> dict[str, Any]:
        return {
            "title": f"{TITLES[0]} {number}",
            "slug": f"bench-{number}",
            "summary": "A summary.",
            "body": BODY,
            "status": "published",
            "language": "en",
            "publishedAt" if self.camel else "published_at": "2024-01-01T00:00:00Z",
        }

    def change(self, id_: str, title: str) -> Step:
        """Another title for an article."""
        kept = {"slug": self.facts.slugs[id_]}
        attributes = {"title": title, **{name: kept[name] for name in self.repeats}}
        document = {"data": {"type": self.type, "id": id_, "attributes": attributes}}
        return self.step("PATCH", self.resource.format(id=id_), document)

    def get(self, path: str) -> Step:
        return Step("GET", path)

    def step(self, method: str, path: str, document: Any = None) -> Step:
        return Step(method, path) if document is None else Step.sending(method, path, document)
