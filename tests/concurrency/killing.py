"""Writers that know what they have done, so that it can be told what a killed service has kept.

In: a client for each, an author with a series of their own, and a seed. Out: what must be stored
after every answered write, and what may be stored instead: the one write that was not answered,
whole.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from sqlalchemy import Engine, text

from tests.answer import Answer
from tests.client import Client
from tests.spec.sending import Object, linkage, resource


@dataclass(frozen=True)
class Entry:
    """An article."""

    title: str
    version: int
    tags: frozenset[str]


@dataclass(frozen=True)
class State:
    """All that is one writer's. `order` and `version` are of the series."""

    articles: Mapping[str, Entry] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    version: int = 1
    comments: frozenset[tuple[str, str]] = frozenset()
    keys: frozenset[str] = frozenset()

    def having(self, id_: str, entry: Entry) -> State:
        return replace(self, articles={**self.articles, id_: entry})

    def arranged(self, order: tuple[str, ...]) -> State:
        """The series in another order; who comes or goes has changed, and who moves has not."""
        if order == self.order:
            return self
        moved = set(order) ^ set(self.order)
        articles = {
            id_: replace(entry, version=entry.version + (id_ in moved))
            for id_, entry in self.articles.items()
        }
        return replace(self, articles=articles, order=order, version=self.version + 1)

    def without(self, id_: str) -> State:
        kept = {other: entry for other, entry in self.articles.items() if other != id_}
        order = tuple(other for other in self.order if other != id_)
        return replace(
            self,
            articles=kept,
            order=order,
            version=self.version + (order != self.order),
            comments=frozenset(each for each in self.comments if each[1] != id_),
        )


@dataclass(frozen=True)
class Sending:
    """A write, and what is stored when it is done."""

    method: str
    path: str
    document: Object | None
    after: State
    headers: Mapping[str, str] = field(default_factory=dict)


class Writer:
    """Writes one thing after another, until nobody answers any more."""

    def __init__(self, token: str, person: str, series: str, tags: list[str], seed: int) -> None:
        self.token = token
        self.person = person
        self.series = series
        self.tags = tags
        self.state = State()
        #: What was sent and not answered.
        self.pending: Sending | None = None
        self.answered = 0
        #: The last resource that was shown of each article, as long as nothing else changed it.
        self.shown: dict[str, Any] = {}
        self._chance = random.Random(seed)

    def run(self, url: str) -> None:
        """Returns when nobody answers, or when the database is away.

        Raises AssertionError for any other refusal.
        """
        with Client(url, self.token) as client:
            for sending in self._sendings():
                self.pending = sending
                try:
                    answer = self.send(client, sending)
                except requests.RequestException:
                    return
                if answer.status == 503:
                    return
                self.settle(answer)
                self.answered += 1

    def send(self, client: Client, sending: Sending) -> Answer:
        return client.write(sending.method, sending.path, sending.document, headers=sending.headers)

    @property
    def unsure(self) -> set[str]:
        """The articles that what is pending changes, if it was done."""
        if self.pending is None:
            return set()
        before, after = self.state.articles, self.pending.after.articles
        return {id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_)}

    def settle(self, answer: Answer) -> None:
        """What was pending is done, and was answered."""
        assert self.pending is not None
        assert answer.status in {200, 201, 204}, (self.pending, answer.body)
        before, self.state = self.state.articles, self.pending.after
        self.pending = None
        for id_, entry in self.state.articles.items():
            if before.get(id_) != entry:
                self.shown.pop(id_, None)
        shown = answer.document.get("data") if answer.body else None
        if shown is not None and shown["type"] == "articles":
            self.shown[shown["id"]] = shown

    def _sendings(self) -> Iterator[Sending]:
        while True:
            some = list(self.state.articles)
            if len(some) < 3 or (len(some) < 40 and self._chance.random() < 0.3):
                yield self._keyed(self._create())
                continue
            id_ = self._chance.choice(some)
            match self._chance.randrange(8):
                case 0:
                    yield self._delete(id_)
                case 1 | 2:
                    yield self._keyed(self._patch(id_))
                case 3 | 4:
                    yield self._retag(id_)
                case 5 | 6:
                    yield self._keyed(self._arrange(some))
                case _:
                    yield self._keyed(self._comment(id_))

    def _keyed(self, sending: Sending) -> Sending:
        """Every second one has a key, which is stored with what it does or not at all."""
        if self._chance.random() < 0.5:
            return sending
        key = self._uuid()
        after = replace(sending.after, keys=sending.after.keys | {key})
        return replace(sending, after=after, headers={**sending.headers, "Idempotency-Key": key})

    def _create(self) -> Sending:
        id_, title, tags = self._uuid(), self._uuid(), self._some_tags()
        links = {"tags": linkage("tags", tags)}
        after = self.state.having(id_, Entry(title, 1, frozenset(tags)))
        if self._chance.random() < 0.5:
            links["series"] = linkage("series", self.series)
            after = replace(after, order=(*after.order, id_), version=after.version + 1)
        document = resource("articles", id_, {"title": title, "slug": title}, links)
        return Sending("POST", "/v1/articles", document, after)

    def _patch(self, id_: str) -> Sending:
        entry, title = self.state.articles[id_], self._uuid()
        after = self.state.having(id_, Entry(title, entry.version + 1, entry.tags))
        document = resource("articles", id_, {"title": title})
        guard = {"If-Match": f'"{entry.version}"'}
        return Sending("PATCH", f"/v1/articles/{id_}", document, after, guard)

    def _retag(self, id_: str) -> Sending:
        entry, tags = self.state.articles[id_], frozenset(self._some_tags())
        method = self._chance.choice(["PATCH", "POST", "DELETE"])
        result = {"PATCH": tags, "POST": entry.tags | tags, "DELETE": entry.tags - tags}[method]
        version = entry.version + (result != entry.tags)
        after = self.state.having(id_, Entry(entry.title, version, result))
        path = f"/v1/articles/{id_}/relationships/tags"
        return Sending(method, path, linkage("tags", sorted(tags)), after)

    def _arrange(self, some: list[str]) -> Sending:
        order = tuple(self._chance.sample(some, min(len(some), self._chance.randrange(1, 8))))
        path = f"/v1/series/{self.series}/relationships/articles"
        guard = {"If-Match": f'"{self.state.version}"'}
        document = linkage("articles", order)
        return Sending("PATCH", path, document, self.state.arranged(order), guard)

    def _comment(self, id_: str) -> Sending:
        comment = self._uuid()
        after = replace(self.state, comments=self.state.comments | {(comment, id_)})
        to = {"article": linkage("articles", id_)}
        document = resource("comments", comment, {"body": "Written."}, to)
        return Sending("POST", "/v1/comments", document, after)

    def _delete(self, id_: str) -> Sending:
        return Sending("DELETE", f"/v1/articles/{id_}", None, self.state.without(id_))

    def _some_tags(self) -> list[str]:
        return self._chance.sample(self.tags, self._chance.randrange(1, 4))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))


def stored(engine: Engine, writer: Writer) -> State:
    """What the database holds of a writer. Raises AssertionError where two share a place."""
    values = {"person": writer.person, "series": writer.series}
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT id::text, title, version, series_position, ARRAY(SELECT tag_id::text "
                "FROM article_tags WHERE article_id = articles.id) AS tags "
                "FROM articles WHERE author_id = :person ORDER BY series_position"
            ),
            values,
        ).all()
        version = connection.scalar(text("SELECT version FROM series WHERE id = :series"), values)
        comments = connection.execute(
            text("SELECT id::text, article_id::text FROM comments WHERE author_id = :person"),
            values,
        ).all()
        keys = connection.scalars(
            text("SELECT key FROM idempotency_keys WHERE person_id = :person"), values
        ).all()
    places = [row.series_position for row in rows if row.series_position is not None]
    assert len(set(places)) == len(places)
    return State(
        articles={row.id: Entry(row.title, row.version, frozenset(row.tags)) for row in rows},
        order=tuple(row.id for row in rows if row.series_position is not None),
        version=int(version or 0),
        comments=frozenset((id_, article) for id_, article in comments),
        keys=frozenset(keys),
    )
