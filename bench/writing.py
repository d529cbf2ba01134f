"""Times writes, one table: run by `scripts/bench`.

For each shape of request: SQL statements (without those that begin and end the transaction and the
look-up of the token), size of the answer, the median of the whole answer in this process (token,
document, checks, SQL, commit, answer), and the part of it that is SQL, the commit included. Each
round writes an article and deletes it again, so that the blog stays as large as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import Engine, text
from starlette.datastructures import Headers

from bench.timing import Figures, blog, measure, report, waited
from jsonapi_blog import auth
from jsonapi_blog.accounts.tokens import issue
from jsonapi_blog.changes import Identifier
from jsonapi_blog.negotiation import Negotiated
from jsonapi_blog.policy import ANONYMOUS
from jsonapi_blog.query.parameters import decoded
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import writing
from jsonapi_blog.resources.api import Api
from jsonapi_blog.resources.sent import SentTo
from jsonapi_blog.serializers.links import Urls
from jsonapi_blog.store.committing import Answered
from jsonapi_blog.store.register import Register

Work = Callable[[Api, SentTo], Answered]
ROUNDS = 100
WARM = 5
WORK = {"POST": writing.create, "PATCH": writing.update, "DELETE": writing.delete}
#: Two kilobytes with what posts are made of.
BODY = (
    """## Why it waits

A *lock* is a promise, and [a promise](https://example.org/promises) takes two:

- one who **waits**, and
- one who lets go, `sooner or later`.

```python
def wait(lock: Lock) -> None:
    with lock:
        print("It was my turn.")  # at last
```

"""
    + "Whoever reads this far has waited longer than any transaction should. " * 20
)


@dataclass
class Writer:
    """An author of the blog, and what their requests have taken so far."""

    api: Api
    secret: str
    figures: dict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))

    def send(self, shape: str, request: str, data: Any = None, **headers: str) -> Any:
        """The document that answers a request, measured under the name of its shape."""
        method, _, path = request.partition(" ")
        sent = self._sent(method, path, data, headers)
        work = WORK[method] if sent.target.relation is None else writing.edit_relationship
        body = measure(lambda: waited(self._answered(work, sent)), self.figures[shape])
        return orjson.loads(body) if body else None

    async def _answered(self, work: Work, sent: SentTo) -> bytes:
        """As an endpoint does it, but for the hop to a thread."""
        authorization = sent.headers.get("authorization")
        caller = await auth.caller(authorization, self.api.store.credential)
        return work(self.api, replace(sent, identity=caller)).recorded.body

    def _sent(self, method: str, path: str, data: Any, headers: dict[str, str]) -> SentTo:
        """A request, as it is when its body is read."""
        where, _, query = path.partition("?")
        _, _, type_, *rest = where.split("/")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return SentTo(
            method=method,
            target=self._target(type_, rest),
            id=rest[0] if rest else None,
            path=where,
            pairs=tuple(decoded(query.encode())),
            identity=ANONYMOUS,
            negotiated=Negotiated(),
            urls=Urls("http://localhost"),
            headers=Headers({"authorization": f"Bearer {self.secret}", **named}),
            address="127.0.0.1",
            body=b"" if data is None else orjson.dumps({"data": data}),
        )

    def _target(self, type_: str, rest: list[str]) -> Target:
        graph, owner = self.api.graph, self.api.graph[type_]
        match rest:
            case []:
                return Target(graph, Shape.COLLECTION, owner)
            case [_]:
                return Target(graph, Shape.INDIVIDUAL, owner)
            case [_, _, relation]:
                return Target(graph, Shape.LINKAGE, owner, owner.relations[relation])
        raise ValueError(rest)


def main() -> None:
    """Measure and print the table."""
    with blog() as (api, engine):
        report(measured(api, engine))


def measured(api: Api, engine: Engine) -> dict[str, Figures]:
    """The figures of every shape, taken in turns."""
    with engine.connect() as connection:
        tags = connection.scalars(text("SELECT id FROM tags ORDER BY slug LIMIT 3")).all()
        other = connection.scalar(text("SELECT id FROM articles WHERE slug = 'article-1'"))
        author = connection.scalar(text("SELECT id FROM people WHERE handle = 'person-0'"))
    token = issue(Identifier("people", author), "bench")
    Register(engine).add(token.change)
    writer = Writer(api, token.secret)
    for number in range(WARM + ROUNDS):
        if number == WARM:
            writer.figures.clear()
        one_round(writer, number, [{"type": "tags", "id": id_} for id_ in tags], other)
    return writer.figures


def one_round(writer: Writer, number: int, tags: list[Any], other: str) -> None:
    """Every shape once; `other` is an article of somebody else's."""
    article = {
        "type": "articles",
        "attributes": {"title": f"Why it waits {number}", "body": BODY, "status": "published"},
        "relationships": {"tags": {"data": tags[:2]}},
    }
    comment = {
        "type": "comments",
        "attributes": {"body": "I *still* wait."},
        "relationships": {"article": {"data": {"type": "articles", "id": other}}},
    }
    send, key = writer.send, f"bench-{number}"

    id_ = send("create an article with two tags", "POST /v1/articles", article)["data"]["id"]
    path = f"/v1/articles/{id_}"
    first, second = (
        {"type": "articles", "id": id_, "attributes": {"title": f"{word} {number}"}}
        for word in ("Still", "And still")
    )
    send("change its title, with If-Match", f"PATCH {path}", first, if_match='"1"')
    send("change nothing of it", f"PATCH {path}", first)
    send("change its title, with include=author", f"PATCH {path}?include=author", second)
    send("add a tag to it", f"POST {path}/relationships/tags", tags[2:])
    send("take the tag away", f"DELETE {path}/relationships/tags", tags[2:])
    said = send("comment on an article", "POST /v1/comments", comment)["data"]["id"]
    send("delete the comment", f"DELETE /v1/comments/{said}")
    send("delete the article", f"DELETE {path}")
    kept = "create one with an Idempotency-Key"
    id_ = send(kept, "POST /v1/articles", article, idempotency_key=key)["data"]["id"]
    send("send that again", "POST /v1/articles", article, idempotency_key=key)
    send("delete the article", f"DELETE /v1/articles/{id_}")


if __name__ == "__main__":
    main()
