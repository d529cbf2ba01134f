"""One write of each kind, on a small blog of which everything is of version 4.

In: a world. Out: the blog in it, and answers. A name in braces stands for the id of what bears it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from tests.answer import Answer
from tests.client import Client, Params
from tests.conftest import World
from tests.spec.sending import Object, cast, ref


@dataclass(frozen=True)
class Write:
    """A kind of write: where it goes, what it sends, and which resource it changes."""

    method: str
    path: str
    document: Object | None
    type: str
    name: str

    def sent(
        self,
        blog: World,
        tag: str | None = None,
        *,
        client: Client | None = None,
        params: Params | None = None,
        **headers: str,
    ) -> Answer:
        """The answer, by default to an admin; `tag` is its `If-Match`."""
        guard = {} if tag is None else {"If-Match": tag}
        return (client or blog.client_of("ada")).write(
            self.method,
            self.path.format_map(blog.ids),
            filled(self.document, blog.ids),
            params=params,
            headers={**guard, **headers},
        )

    def version(self, blog: World) -> int | None:
        """The version that is stored of the resource; None where it is gone."""
        with blog.engine.connect() as connection:
            found: int | None = connection.scalar(
                text(f"SELECT version FROM {self.type} WHERE id = :id"), {"id": blog.ids[self.name]}
            )
        return found


def filled(node: Any, ids: Mapping[str, str]) -> Any:
    """The document with ids in place of names."""
    match node:
        case dict():
            return {name: filled(value, ids) for name, value in node.items()}
        case list():
            return [filled(each, ids) for each in node]
        case str():
            return ids[node[1:-1]] if node.startswith("{") else node
        case _:
            return node


def patch(type_: str, target: str, **attributes: Any) -> Write:
    data = {**one(type_, target), "attributes": attributes}
    return Write("PATCH", f"/v1/{type_}/{{{target}}}", {"data": data}, type_, target)


def create(type_: str, attributes: Object, **linked: Object) -> Write:
    relationships = {name: {"data": to} for name, to in linked.items()}
    data = {"type": type_, "attributes": attributes, "relationships": relationships}
    return Write("POST", f"/v1/{type_}", {"data": data}, type_, "")


def delete(type_: str, target: str) -> Write:
    return Write("DELETE", f"/v1/{type_}/{{{target}}}", None, type_, target)


def linkage(method: str, path: str, target: str, data: Any) -> Write:
    """A write of a relationship; `path` names its type and itself."""
    type_, relation = path.split(".")
    url = f"/v1/{type_}/{{{target}}}/relationships/{relation}"
    return Write(method, url, {"data": data}, type_, target)


def one(type_: str, target: str) -> Object:
    return ref(type_, f"{{{target}}}")


PATCHES = {
    "patch an article": patch("articles", "post", title="Other"),
    "patch a comment": patch("comments", "comment", body="Other"),
    "patch a person": patch("people", "ann", name="Other"),
    "patch a tag": patch("tags", "rust", description="Other"),
    "patch a series": patch("series", "guide", title="Other"),
    "patch a reaction": patch("reactions", "like", kind="sad"),
}
CREATIONS = {
    "a new article": create("articles", {"title": "New", "body": "*New*"}),
    "a new comment": create("comments", {"body": "New"}, article=one("articles", "post")),
    "a new person": create("people", {"name": "New", "handle": "new", "password": "1234567890"}),
    "a new tag": create("tags", {"name": "New"}),
    "a new series": create("series", {"title": "New"}),
    "a new reaction": create("reactions", {"kind": "love"}, target=one("articles", "post")),
}
#: From what hangs on others to what others hang on.
DELETIONS = {
    "delete a reaction": delete("reactions", "like"),
    "delete a comment": delete("comments", "comment"),
    "delete a series": delete("series", "guide"),
    "delete a tag": delete("tags", "rust"),
    "delete an article": delete("articles", "post"),
    "delete a person": delete("people", "rita"),
}
#: In an order in which each changes something, and each does alone.
LINKAGE = {
    "an article's author": linkage("PATCH", "articles.author", "post", one("people", "eve")),
    "more co-authors": linkage("POST", "articles.coauthors", "post", [one("people", "bob")]),
    "fewer tags": linkage("DELETE", "articles.tags", "post", [one("tags", "rust")]),
    "more tags": linkage("POST", "articles.tags", "post", [one("tags", "web")]),
    "other tags": linkage(
        "PATCH", "articles.tags", "post", [one("tags", "rust"), one("tags", "web")]
    ),
    "a series' curator": linkage("PATCH", "series.curator", "guide", one("people", "eve")),
    "more articles": linkage("POST", "series.articles", "guide", [one("articles", "next")]),
    "fewer articles": linkage("DELETE", "series.articles", "guide", [one("articles", "post")]),
    "other articles": linkage(
        "PATCH", "series.articles", "guide", [one("articles", "next"), one("articles", "post")]
    ),
    "an article's series": linkage("PATCH", "articles.series", "post", None),
}
WRITES = {**PATCHES, **DELETIONS, **LINKAGE}
#: What belongs to the articles, so that no version of the tag guards it.
TAGGING = {
    "more articles": linkage("POST", "tags.articles", "rust", [one("articles", "next")]),
    "fewer articles": linkage("DELETE", "tags.articles", "rust", [one("articles", "post")]),
}


def fill(blog: World) -> World:
    """An article with all that hangs on it, beside the cast of `tests/spec/sending.py`."""
    cast(blog)
    add, ids, four = blog.add, blog.ids, {"version": 4}
    rust, web = add.tag("rust", **four), add.tag("web", **four)
    post = add.article("post", author=ids["ann"], tags=[rust], **four)
    add.article("next", author=ids["ann"], tags=[web], **four)
    add.series("guide", curator=ids["ann"], articles=[post], **four)
    add.comment("comment", article=post, author=ids["rita"], **four)
    add.reaction("like", person=ids["rita"], article=post, **four)
    with blog.engine.begin() as connection:
        connection.execute(text("UPDATE people SET version = 4"))
    return blog
