"""A blog with a person of each role at work, and for each type what it takes to create one more.

In: databases. Out: a world with people, articles, comments and tags in it, and resource objects
that no two calls make alike. Nothing is sent here but by `created`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from tests.answer import Answer
from tests.conftest import Databases, World, world
from tests.spec.sending import Object, cast, linkage

#: For each type somebody of the least role that creates it.
WRITERS = {
    "people": "ada",
    "articles": "ann",
    "comments": "rita",
    "tags": "eve",
    "series": "ann",
    "reactions": "rita",
    "access-tokens": "rita",
}
TYPES = tuple(WRITERS)
#: The types that take an id which the client made, and those that do not.
CLIENT_IDS = ("articles", "comments", "tags", "series", "reactions")
SERVER_IDS = ("people", "access-tokens")
#: A type that a relationship holds, where it has another name.
TARGETS = {
    **dict.fromkeys(("author", "coauthors", "curator", "person"), "people"),
    **dict.fromkeys(("parent", "replies", "target"), "comments"),
    "article": "articles",
}

_numbers = count(1)


@contextmanager
def newsroom(databases: Databases) -> Iterator[World]:
    """The cast, with what they have written: `talk` and `closed` are published by Ann, `other` by
    Bob, whose `draft` nobody else but staff can read."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        for slug in ("rust", "web", "sql"):
            add.tag(slug)
        add.series("guide", curator=ids["ann"])
        add.article("talk", author=ids["ann"], tags=[ids["rust"]])
        add.article("closed", author=ids["ann"], comments_open=False)
        add.article("other", author=ids["bob"])
        add.article("draft", author=ids["bob"], status="draft")
        add.comment("said", article=ids["talk"], author=ids["rita"])
        add.comment("hidden", article=ids["talk"], author=ids["rita"], status="hidden")
        add.comment("elsewhere", article=ids["other"], author=ids["rita"])
        yield made


def fresh(word: str) -> str:
    """The word with a number that no other call gives it."""
    return f"{word}-{next(_numbers)}"


def one(of: World, type_: str, name: str) -> Object:
    """A relationship object to one resource, by the name that the world has for it."""
    return linkage(type_, of.ids[name])


def many(of: World, type_: str, *names: str) -> Object:
    """A relationship object to several."""
    return linkage(type_, [of.ids[name] for name in names])


def article(of: World) -> str:
    """The name of one more published article of Ann's, to be written about."""
    name = fresh("about")
    of.add.article(name, author=of.ids["ann"])
    return name


def minimal(of: World, type_: str) -> Object:
    """A resource object of this type with nothing that could be left out."""
    made: Object = {"type": type_}
    match type_:
        case "people":
            made["attributes"] = {"name": "Zoe", "handle": fresh("zoe")}
        case "articles" | "series":
            made["attributes"] = {"title": fresh("Title")}
        case "tags":
            made["attributes"] = {"name": fresh("Tag")}
        case "access-tokens":
            made["attributes"] = {"name": "laptop"}
        case "comments":
            made["attributes"] = {"body": "Well said."}
            made["relationships"] = {"article": one(of, "articles", "talk")}
        case "reactions":
            made["attributes"] = {"kind": "love"}
            made["relationships"] = {"target": one(of, "articles", article(of))}
    return made


def full(of: World, type_: str) -> Object:
    """A resource object of this type with everything that its writer may say."""
    made = minimal(of, type_)
    word = fresh(type_)
    attributes = made["attributes"]
    match type_:
        case "people":
            attributes |= {
                "bio": "Writes\n*little*.",
                "website": "https://zoe.example/",
                "avatarUrl": "http://zoe.example/face.png",
                "email": f"{word}@x.example",
                "password": "correct horse battery",
                "role": "author",
            }
        case "articles":
            attributes |= {
                "slug": word,
                "summary": "Short.",
                "body": "Some *words* here.",
                "status": "published",
                "language": "de",
                "commentsOpen": False,
                "publishedAt": "2024-05-06T07:08:09Z",
            }
            made["relationships"] = {
                "author": one(of, "people", "ann"),
                "coauthors": many(of, "people", "bob", "rita"),
                "tags": many(of, "tags", "rust", "web"),
                "series": one(of, "series", "guide"),
            }
        case "comments":
            attributes["status"] = "visible"
            made["relationships"] |= {
                "author": one(of, "people", "rita"),
                "parent": one(of, "comments", "said"),
            }
        case "tags":
            attributes |= {"slug": word, "description": "Things."}
            made["relationships"] = {"articles": many(of, "articles", "other", "talk")}
        case "series":
            attributes |= {"slug": word, "description": "Parts."}
            made["relationships"] = {
                "articles": many(of, "articles", article(of), article(of)),
                "curator": one(of, "people", "ann"),
            }
        case "reactions":
            made["relationships"]["person"] = one(of, "people", "rita")
        case "access-tokens":
            attributes |= {
                "scopes": ["articles:read", "comments:write"],
                "expiresAt": "2999-01-01T00:00:00Z",
            }
    return made


def saying(of: World, type_: str, name: str, relationship: object) -> Object:
    """A new resource, as little as can be, but for this relationship."""
    data = minimal(of, type_)
    return {**data, "relationships": {**data.get("relationships", {}), name: relationship}}


def target(name: str) -> str:
    """A type that the relationship of this name holds."""
    return TARGETS.get(name, name)


def created(of: World, data: Object, **given: Any) -> Answer:
    """What the POST of the resource object gives to somebody who creates its type."""
    client = of.client_of(WRITERS[data["type"]])
    return client.post(f"/v1/{data['type']}", {"data": data}, **given)
