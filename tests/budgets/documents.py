"""Documents as the server would send them, written by hand: what the checks are checked with.

In: nothing. Out: one value per kind of document, and `changed`, which copies one with a single
change. Nothing here comes from the server.
"""

from __future__ import annotations

import copy
from typing import Any

BASE = "http://127.0.0.1:8000/v1"
ARTICLE_ID = "0190a5b0-0000-7000-8000-000000000001"
PERSON_ID = "0190a5b0-0000-7000-8000-000000000002"
TAG_ID = "0190a5b0-0000-7000-8000-000000000003"
VERSION = {"version": "1.1"}
#: In place of a value: take the member away.
GONE = object()


def identifier(type_: str, id_: str) -> dict[str, Any]:
    return {"type": type_, "id": id_}


def resource(type_: str, id_: str, **members: Any) -> dict[str, Any]:
    return {
        **identifier(type_, id_),
        **members,
        "links": {"self": f"{BASE}/{type_}/{id_}"},
        "meta": {"version": 1},
    }


def relationship(name: str, **members: Any) -> dict[str, Any]:
    links = {
        "self": f"{BASE}/articles/{ARTICLE_ID}/relationships/{name}",
        "related": f"{BASE}/articles/{ARTICLE_ID}/{name}",
    }
    return {"links": links, **members}


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy with the value at the pointer (`GONE` removes the member there)."""
    copied = copy.deepcopy(document)
    *parents, last = pointer.strip("/").split("/")
    node: Any = copied
    for name in parents:
        node = node[int(name) if isinstance(node, list) else name]
    key = int(last) if isinstance(node, list) else last
    if value is GONE:
        del node[key]
    else:
        node[key] = value
    return copied


PERSON = resource("people", PERSON_ID, attributes={"name": "Ann", "bio": None})
TAG = resource("tags", TAG_ID, attributes={"name": "rust"})
ARTICLE: dict[str, Any] = {
    "jsonapi": VERSION,
    "links": {"self": f"{BASE}/articles/{ARTICLE_ID}?include=author%2Ctags"},
    "data": resource(
        "articles",
        ARTICLE_ID,
        attributes={"title": "Rust", "wordCount": 12, "tableOf": {"parts": [{"name": "a"}]}},
        relationships={
            "author": relationship("author", data=identifier("people", PERSON_ID)),
            "series": relationship("series", data=None),
            "comments": relationship("comments"),
            "tags": relationship("tags", data=[identifier("tags", TAG_ID)], meta={"total": 9}),
        },
    ),
    "included": [PERSON, TAG],
}
WINDOW = changed(
    ARTICLE, "data/relationships/tags/links/next", f"{BASE}/x?page%5Bafter%5D=a&page%5Bsize%5D=1"
)
COLLECTION: dict[str, Any] = {
    "jsonapi": VERSION,
    "links": {
        "self": f"{BASE}/people?sort=name",
        "first": f"{BASE}/people?sort=name&page%5Bnumber%5D=1",
        "prev": None,
        "next": f"{BASE}/people?sort=name&page%5Bnumber%5D=2",
    },
    "data": [PERSON],
    "meta": {"total": 30, "page": {"total": 30}},
}
PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"
CURSORS: dict[str, Any] = {
    "jsonapi": {**VERSION, "profile": [PROFILE]},
    "links": {
        "self": {
            "href": f"{BASE}/people?page%5Bsize%5D=1",
            "type": f'application/vnd.api+json;profile="{PROFILE}"',
        },
        "prev": None,
        "next": f"{BASE}/people?page%5Bafter%5D=abc&page%5Bsize%5D=1",
    },
    "data": [PERSON],
}
LINKAGE: dict[str, Any] = {
    "jsonapi": VERSION,
    "links": {
        "self": f"{BASE}/articles/{ARTICLE_ID}/relationships/tags",
        "related": f"{BASE}/articles/{ARTICLE_ID}/tags",
    },
    "data": [identifier("tags", TAG_ID)],
}
EMPTY: dict[str, Any] = {
    "jsonapi": VERSION,
    "links": {"self": f"{BASE}/articles/{ARTICLE_ID}/series"},
    "data": None,
}
ENTRY: dict[str, Any] = {
    "jsonapi": VERSION,
    "links": {"self": BASE, "describedby": f"{BASE}/openapi.json"},
    "meta": {
        "types": {
            "access-tokens": {
                "href": f"{BASE}/access-tokens",
                "operations": {"read": True, "create": True, "update": "own", "delete": False},
                "relationships": {"person": ["GET"]},
                "includes": ["person"],
                "sorts": ["id", "createdAt"],
                "filters": {"id": ["equals", "ne"]},
            }
        },
        "limits": {"pageSize": 100, "statementSeconds": 5},
        "person": identifier("people", PERSON_ID),
    },
}
RECEIPT: dict[str, Any] = {
    "jsonapi": VERSION,
    "meta": {"deleted": {"articles": 1, "access-tokens": 2}},
}
ERRORS: dict[str, Any] = {
    "jsonapi": VERSION,
    "errors": [
        {
            "id": "e1",
            "status": "400",
            "code": "page-size-exceeded",
            "title": "Page size exceeded",
            "detail": "page[size] is 101, and 100 is the most.",
            "source": {"parameter": "page[size]"},
            "links": {"type": f"{PROFILE}/max-size-exceeded"},
            "meta": {"page": {"maxSize": 100}},
        }
    ],
}
GOOD = {
    "a resource with its included": ARTICLE,
    "a window with a next link": WINDOW,
    "a numbered page": COLLECTION,
    "a page by cursor": CURSORS,
    "linkage": LINKAGE,
    "an empty to-one": EMPTY,
    "an empty collection": changed(COLLECTION, "data", []),
    "the entry document": ENTRY,
    "the receipt of a deletion": RECEIPT,
    "an error": ERRORS,
    "an error in a document": changed(
        ERRORS, "errors/0/source", {"pointer": "/data/attributes/a~1b~0c"}
    ),
    "an error that is the whole document": changed(ERRORS, "errors/0/source", {"pointer": ""}),
    "a host that is an IPv6 address": changed(EMPTY, "links/self", "http://[::1]:8000/v1"),
}
