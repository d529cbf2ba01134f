"""For each problem of a write a request that meets it.

In: the sample blog. Out: the answer, and what it has to blame. The blog stays as it is: each of
these writes is refused, or changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.answer import Answer
from tests.atomic.sending import operate, update
from tests.client import Client
from tests.concurrency.waiting import later, rival, until_somebody_waits
from tests.conftest import World
from tests.spec.sending import MISSING, Object, linkage, resource

Ask = Callable[[World], Answer]

ARTICLES = "/v1/articles"
POST = "/v1/articles/{post-1}"
COMMENTS = "/v1/comments"
TOKENS = "/v1/access-tokens"
KEY = "Idempotency-Key"
STRICT = {"Prefer": "handling=strict"}
#: One tag more than an article may have; none of them exists.
TAGS = [f"0190a5b0-0000-7000-8000-0000000000{number:02x}" for number in range(26)]


def sends(method: str, path: str, role: str, document: Any = None, **given: Any) -> Ask:
    """What this request of somebody with a role is answered; names in braces stand for ids."""

    def ask(world: World) -> Answer:
        with Client(world.url, world.tokens[role]) as client:
            named = _named(document, world.ids)
            return client.write(method, path.format_map(world.ids), named, **given)

    return ask


def article(**attributes: Any) -> Object:
    """A new article."""
    return resource("articles", None, attributes)


def post(**attributes: Any) -> Object:
    """The first article, with other values in it."""
    return resource("articles", "{post-1}", attributes)


def comment(**relationships: Any) -> Object:
    """A new comment."""
    return resource("comments", None, {"body": "Well said."}, relationships)


def login(address: str) -> Object:
    """A new token for somebody whose password is not known."""
    attributes = {"name": "laptop", "email": address, "password": "not the password"}
    return resource("access-tokens", None, attributes)


def guessed(world: World) -> Answer:
    """What follows the last attempt to log in that is answered at all."""
    ask = sends("POST", TOKENS, "anonymous", login("guessed@blog.example"))
    answers = (ask(world) for _ in range(20))
    return next(answer for answer in answers if answer.status != 401)


def key_reused(world: World) -> Answer:
    """One key with two requests, the first of which changes nothing."""
    key = {KEY: str(uuid4())}
    assert sends("PATCH", POST, "author", post(), headers=key)(world).status == 200
    return sends("PATCH", POST, "author", post(title="Another"), headers=key)(world)


def in_progress(world: World) -> Answer:
    """The second of two requests that are one, while the first waits for a row."""
    ask = sends("PATCH", POST, "author", post(), headers={KEY: str(uuid4())})
    lock = f"SELECT FROM articles WHERE id = '{world.ids['post-1']}' FOR UPDATE"
    with rival(world, lock) as holding, later(lambda: ask(world)):
        until_somebody_waits(world)
        answer = ask(world)
        holding.rollback()
    return answer


def too_many(world: World) -> Answer:
    """One operation more than a document may have."""
    with Client(world.url, world.tokens["author"]) as client:
        return operate(client, *[update("articles", world.ids["post-1"])] * 101)


def _named(node: Any, ids: Mapping[str, str]) -> Any:
    match node:
        case dict():
            return {name: _named(value, ids) for name, value in node.items()}
        case list():
            return [_named(value, ids) for value in node]
        case str() if node.startswith("{"):
            return node.format_map(ids)
    return node


#: For each code a request that meets it, and what the request is to blame for.
REFUSED_WRITES: dict[str, tuple[Ask, dict[str, str] | None]] = {
    "invalid-json": (sends("POST", ARTICLES, "author", body=b'{"data":'), None),
    "invalid-document": (
        sends("POST", ARTICLES, "author", {"data": []}),
        {"pointer": "/data"},
    ),
    "invalid-header": (
        sends("PATCH", POST, "author", post(), headers={"If-Match": "7"}),
        {"header": "If-Match"},
    ),
    "unknown-lid": (
        sends(
            *("POST", COMMENTS, "reader"),
            comment(article={"data": {"type": "articles", "lid": "a1"}}),
        ),
        {"pointer": "/data/relationships/article/data/lid"},
    ),
    "too-many-operations": (too_many, {"pointer": "/atomic:operations"}),
    "authentication-required": (sends("POST", ARTICLES, "anonymous", article(title="x")), None),
    "invalid-credentials": (
        sends("POST", TOKENS, "anonymous", login("nobody@blog.example")),
        None,
    ),
    "not-permitted": (
        sends(
            *("PATCH", "/v1/comments/{first-2}", "reader"),
            resource("comments", "{first-2}", {"status": "hidden"}),
        ),
        {"pointer": "/data/attributes/status"},
    ),
    "insufficient-scope": (
        sends("POST", COMMENTS, "reader-of-tags", comment(article=linkage("articles", "{post-1}"))),
        None,
    ),
    "read-only-field": (
        sends("PATCH", POST, "author", post(wordCount=3), headers=STRICT),
        {"pointer": "/data/attributes/wordCount"},
    ),
    "client-id-refused": (
        sends(
            *("POST", "/v1/people", "admin"),
            resource("people", MISSING, {"name": "Zoe", "handle": "zoe"}),
        ),
        {"pointer": "/data/id"},
    ),
    "replacement-refused": (
        sends("PATCH", "/v1/tags/{rust}/relationships/articles", "editor", {"data": []}),
        {"pointer": "/data"},
    ),
    "related-not-found": (
        sends(
            *("POST", ARTICLES, "author"),
            resource("articles", None, {"title": "x"}, {"tags": linkage("tags", [MISSING])}),
        ),
        {"pointer": "/data/relationships/tags/data/0"},
    ),
    "type-mismatch": (
        sends("POST", ARTICLES, "author", resource("tags", None, {"name": "x"})),
        {"pointer": "/data/type"},
    ),
    "id-mismatch": (
        sends("PATCH", POST, "author", resource("articles", "{post-2}")),
        {"pointer": "/data/id"},
    ),
    "already-exists": (
        sends("POST", ARTICLES, "author", post(title="x")),
        {"pointer": "/data/id"},
    ),
    "not-unique": (
        sends("POST", ARTICLES, "author", article(title="x", slug="post-1")),
        {"pointer": "/data/attributes/slug"},
    ),
    "still-owner": (sends("DELETE", "/v1/people/{ann}", "admin"), None),
    "foreign-parent": (
        sends(
            *("POST", COMMENTS, "reader"),
            comment(
                article=linkage("articles", "{post-1}"), parent=linkage("comments", "{first-2}")
            ),
        ),
        {"pointer": "/data/relationships/parent/data"},
    ),
    "request-in-progress": (in_progress, {"header": KEY}),
    "precondition-failed": (
        sends("PATCH", POST, "author", post(title="x"), headers={"If-Match": '"7"'}),
        {"header": "If-Match"},
    ),
    "invalid-value": (
        sends("POST", ARTICLES, "author", article(title="")),
        {"pointer": "/data/attributes/title"},
    ),
    "missing-field": (
        sends("POST", ARTICLES, "author", article(slug="x")),
        {"pointer": "/data/attributes"},
    ),
    "unknown-field": (
        sends("POST", ARTICLES, "author", article(title="x", colour="red")),
        {"pointer": "/data/attributes/colour"},
    ),
    "unsupported-member": (
        sends(
            *("POST", ARTICLES, "author"),
            {**article(title="x"), "extra": 1},
            headers=STRICT,
        ),
        {"pointer": "/extra"},
    ),
    "too-many-members": (
        sends(
            *("POST", ARTICLES, "author"),
            resource("articles", None, {"title": "x"}, {"tags": linkage("tags", TAGS)}),
        ),
        {"pointer": "/data/relationships/tags/data"},
    ),
    "idempotency-key-reused": (key_reused, {"header": KEY}),
    "too-many-attempts": (guessed, None),
}
