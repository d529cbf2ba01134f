"""Changes to write, and rows to look at afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from jsonapi_blog.changes import Create, Identifier, Update
from jsonapi_blog.store.writer import Outcome, apply


def written(engine: Engine, *changes: Create | Update) -> Outcome:
    with engine.begin() as connection:
        return apply(connection, changes)


def rows(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row with the transaction that wrote it."""
    tables = "people articles tags series comments reactions article_tags article_coauthors"
    return {
        name: rows(engine, f"SELECT xmin::text, * FROM {name} ORDER BY 2, 3")
        for name in tables.split()
    }


def ids(outcome: Outcome) -> list[str]:
    return [one.target.id for one in outcome.written]


def person(handle: str) -> Create:
    return Create(Identifier("people", lid=handle), {"name": handle.title(), "handle": handle})


def tag(slug: str) -> Create:
    return Create(Identifier("tags", lid=slug), {"name": slug, "slug": slug})


def series(slug: str, curator: str = "ann") -> Create:
    return Create(
        Identifier("series", lid=slug),
        {"title": slug, "slug": slug},
        {"curator": Identifier("people", lid=curator)},
    )


def article(slug: str, author: str = "ann", **linkage: Any) -> Create:
    return Create(
        Identifier("articles", lid=slug),
        {"title": slug, "slug": slug},
        {"author": Identifier("people", lid=author), **linkage},
    )


def local(type_: str, *lids: str) -> tuple[Identifier, ...]:
    return tuple(Identifier(type_, lid=lid) for lid in lids)
