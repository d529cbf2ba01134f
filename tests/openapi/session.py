"""A session with the demo blog, from which the examples of the OpenAPI document are taken.

In: a client with the token of an admin, on a demo blog that nobody has changed. Out: by operation,
what it was asked with and what it answered. What differs from run to run is `masked` to compare
two runs.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.answer import JSONAPI
from tests.client import Client

Seen = dict[str, dict[str, Any]]
#: Where examples say that the service is.
BASE = "https://blog.example"
ATOMIC = f'{JSONAPI};ext="https://jsonapi.org/ext/atomic"'
SHORT = "title,summary,status,publishedAt,author,tags"
_VARYING = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z"), "TIME"),
    (re.compile(r'"(next|prev)": "[A-Za-z0-9_-]+"'), r'"\1": "CURSOR"'),
)


class Session:
    """Asks, and keeps what was asked and answered."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.seen: Seen = {}

    def get(self, operation: str, path: str, **params: str) -> Any:
        named = {
            name.replace("_", "[", 1) + "]" if "_" in name else name: value
            for name, value in params.items()
        }
        return self._keep(operation, None, self._client.get(path, params=named).document)

    def send(self, operation: str, method: str, path: str, document: Any = None) -> Any:
        answer = self._client.write(method, path, document)
        assert answer.status < 300, f"{operation}: {answer.body.decode()}"
        return self._keep(operation, document, answer.document if answer.body else None)

    def operate(self, operations: list[Any]) -> Any:
        document = {"atomic:operations": operations}
        answer = self._client.write(
            *("POST", "/v1/operations", document),
            headers={"Content-Type": ATOMIC},
            accept=ATOMIC,
        )
        assert answer.status == 200, answer.body.decode()
        return self._keep("operate", document, answer.document)

    def query(self, operation: str, path: str, params: dict[str, str]) -> None:
        self._keep(operation, None, self._client.query(path, params).document)

    def _keep(self, operation: str, request: Any, response: Any) -> Any:
        kept = {"request": request, "response": response}
        text = json.dumps({name: each for name, each in kept.items() if each is not None})
        self.seen[operation] = json.loads(text.replace(self._client.base_url, BASE))
        return response


def session(client: Client) -> Seen:
    """Every kind of request, once for each type that shows something of its own."""
    ask = Session(client)
    ask.get("getEntry", "/v1")
    made = _creations(ask)
    _readings(ask, made)
    _changes(ask, made)
    _deletions(ask, made)
    return ask.seen


def masked(seen: Seen) -> Seen:
    """The same without ids, times and cursors."""
    text = json.dumps(seen)
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    masked: Seen = json.loads(text)
    return masked


def _resource(type_: str, attributes: Any, relationships: Any = None, id_: str = "") -> Any:
    named = {"type": type_, **({"id": id_} if id_ else {}), "attributes": attributes}
    links = {name: {"data": data} for name, data in (relationships or {}).items()}
    return {"data": {**named, **({"relationships": links} if links else {})}}


def _creations(ask: Session) -> dict[str, Any]:
    made: dict[str, Any] = {}

    def create(name: str, type_: str, attributes: Any, relationships: Any = None) -> Any:
        document = _resource(type_, attributes, relationships)
        answer = ask.send(f"create{name}", "POST", f"/v1/{type_}", document)
        made[name] = {"type": type_, "id": answer["data"]["id"]}
        return made[name]

    person = create(
        "Person",
        "people",
        {
            "name": "Ann Lee",
            "handle": "ann-lee",
            "role": "author",
            "website": "https://ann.example",
        },
    )
    tag = create("Tag", "tags", {"name": "Idempotency"})
    series = create("Series", "series", {"title": "Safe by repetition"})
    article = create(
        "Article",
        "articles",
        {"title": "Twice is once", "body": "A retry is no second request.", "status": "published"},
        {"author": person, "tags": [tag], "series": series},
    )
    comment = create(
        "Comment", "comments", {"body": "And *thrice*?"}, {"article": article, "parent": None}
    )
    create("Reaction", "reactions", {"kind": "love"}, {"target": comment})
    create("AccessToken", "access-tokens", {"name": "laptop", "scopes": ["articles:read"]})
    # It was shown once, to nobody.
    ask.seen["createAccessToken"]["response"]["data"]["attributes"]["secret"] = "shown-only-here"
    return made


def _readings(ask: Session, made: dict[str, Any]) -> None:
    for name, plural in (
        ("Person", "People"),
        ("Article", "Articles"),
        ("Comment", "Comments"),
        ("Tag", "Tags"),
        ("Series", "Series"),
        ("Reaction", "Reactions"),
        ("AccessToken", "AccessTokens"),
    ):
        type_ = made[name]["type"]
        ask.get(f"get{name}", f"/v1/{type_}/{made[name]['id']}")
        if name != "Article":
            ask.get(f"list{plural}", f"/v1/{type_}", page_size="1", sort="-id")
    article = f"/v1/articles/{made['Article']['id']}"
    first = {"page_size": "1", "sort": "publishedAt", "fields_articles": SHORT}
    ask.get("listArticles", "/v1/articles", include="author", fields_people="name", **first)
    ask.get("listArticleComments", f"{article}/comments", include="author", fields_people="name")
    ask.get("getArticleAuthor", f"{article}/author")
    ask.get("getArticleAuthorLinkage", f"{article}/relationships/author")
    ask.get("getArticleTagsLinkage", f"{article}/relationships/tags")
    ask.query(
        "queryArticles",
        "/v1/articles",
        {"filter": "has(comments)", "page[size]": "1", "fields[articles]": "title"},
    )


def _changes(ask: Session, made: dict[str, Any]) -> None:
    def change(name: str, attributes: Any) -> None:
        type_, id_ = made[name]["type"], made[name]["id"]
        document = _resource(type_, attributes, id_=id_)
        ask.send(f"update{name}", "PATCH", f"/v1/{type_}/{id_}", document)

    change("Person", {"bio": "Writes about retries."})
    change("Tag", {"description": "What may be done twice."})
    change("Series", {"description": "For those who retry."})
    change("Article", {"summary": "On keys and retries.", "commentsOpen": False})
    change("Comment", {"body": "And *thrice*? Yes."})
    change("Reaction", {"kind": "upvote"})
    change("AccessToken", {"name": "old laptop"})
    linkage = f"/v1/articles/{made['Article']['id']}/relationships"
    tags = {"data": [made["Tag"]]}
    ask.send("removeArticleTags", "DELETE", f"{linkage}/tags", tags)
    ask.send("addArticleTags", "POST", f"{linkage}/tags", tags)
    ask.send("replaceArticleTags", "PATCH", f"{linkage}/tags", tags)
    ask.send("setArticleSeries", "PATCH", f"{linkage}/series", {"data": made["Series"]})
    ask.operate(_operations(made))


def _operations(made: dict[str, Any]) -> list[Any]:
    tag = _resource("tags", {"name": "Batches"})["data"] | {"lid": "new"}
    aim = {**made["Article"], "relationship": "tags"}
    return [
        {"op": "add", "data": tag},
        {"op": "add", "ref": aim, "data": [{"type": "tags", "lid": "new"}]},
        {"op": "remove", "ref": {"type": "tags", "lid": "new"}},
    ]


def _deletions(ask: Session, made: dict[str, Any]) -> None:
    for name in ("Article", "Series", "Tag", "Person", "AccessToken"):
        ask.send(f"delete{name}", "DELETE", f"/v1/{made[name]['type']}/{made[name]['id']}")
