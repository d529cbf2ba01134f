"""Documents as clients send them, a small cast of people, and what is stored, all of it.

In: a world, names, ids. Out: documents and snapshots. It sends nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from tests.answer import Answer
from tests.client import Client
from tests.conftest import World

Object = dict[str, Any]

MISSING = "0190a5b0-0000-7000-8000-00000000dead"
ROLES = {"ada": "admin", "eve": "editor", "ann": "author", "bob": "author", "rita": "reader"}
TABLES = (
    "people",
    "articles",
    "article_tags",
    "article_coauthors",
    "comments",
    "tags",
    "series",
    "reactions",
    "access_tokens",
    "idempotency_keys",
)


def cast(world: World) -> World:
    """The world with Ada (admin), Eve (editor), Ann and Bob (authors) and Rita (reader); the token
    of each is kept by handle."""
    for handle, role in ROLES.items():
        person = world.add.person(handle, role=role, email=f"{handle}@blog.example")
        world.tokens[handle] = world.add.token(person)
    return world


def ref(type_: str, id_: str) -> Object:
    """A resource identifier."""
    return {"type": type_, "id": id_}


def linkage(type_: str, ids: str | Iterable[str] | None) -> Object:
    """A relationship object, or a relationship document: they look alike."""
    if ids is None or isinstance(ids, str):
        return {"data": None if ids is None else ref(type_, ids)}
    return {"data": [ref(type_, id_) for id_ in ids]}


def resource(
    type_: str,
    id_: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    relationships: Mapping[str, Any] | None = None,
) -> Object:
    """A document with one resource object, which has the members that are given."""
    members = {"id": id_, "attributes": attributes, "relationships": relationships}
    return {"data": {"type": type_, **{n: m for n, m in members.items() if m is not None}}}


def members(client: Client, path: str) -> list[str]:
    """The ids that a to-many relationship URL lists, in order; one page holds them all."""
    answer = client.get(path, params={"page[size]": "100"})
    assert answer.links["next"] is None, "more is linked than one page holds"
    return answer.ids


def version(world: World, type_: str, id_: str) -> int:
    """The version that is stored of a resource."""
    with world.engine.connect() as connection:
        found = connection.scalar(
            text(f"SELECT version FROM {type_.replace('-', '_')} WHERE id = :id"), {"id": id_}
        )
    assert isinstance(found, int), f"there is no {type_}/{id_}"
    return found


def left(world: World, table: str, ids: Sequence[str]) -> int:
    """How many of these rows are stored."""
    with world.engine.connect() as connection:
        found = connection.scalar(
            text(f"SELECT count(*) FROM {table} WHERE id = ANY(CAST(:ids AS uuid[]))"),
            {"ids": list(ids)},
        )
    return int(found or 0)


def stored(world: World) -> dict[str, list[Any]]:
    """Every row of every table that a write may touch, but for when a token was last used."""
    found = {}
    with world.engine.connect() as connection:
        for table in TABLES:
            rows = connection.execute(text(f"SELECT to_jsonb(t) - 'last_used_at' FROM {table} t"))
            found[table] = sorted((row for (row,) in rows), key=str)
    return found


def fault(answer: Answer) -> tuple[int, str, Object | None]:
    """Status, code and source of the one error of an answer."""
    return answer.status, answer.error["code"], answer.error.get("source")


def faults(answer: Answer) -> list[tuple[str, str, Object | None]]:
    """Status, code and source of each error of an answer."""
    return [(each["status"], each["code"], each.get("source")) for each in answer.errors]


def pointer(path: str) -> Object:
    """The source that is a place in the document."""
    return {"pointer": path}
