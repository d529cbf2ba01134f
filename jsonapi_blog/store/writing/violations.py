"""Broken constraints as problems: what only the database can know, told by the constraint's name.

In: what the driver raised, and the one change that broke it. Out: a `Problem` with the pointer to
what was sent, or `Retry` where another try will find it out in the ordinary way.
"""

from __future__ import annotations

from functools import cache

import psycopg2
from psycopg2 import errors as pg

from ...changes import Change, Create, MadeSlug, Update
from ...errors import AlreadyExists, InvalidValue, NotUnique, Pointer, Problem, RelatedNotFound
from ..models import RESOURCES, Through, ToOne
from .transaction import Retry

#: Unique constraints by the column that a client would have to change.
UNIQUE = {
    "uq_people_handle": "handle",
    "uq_people_email": "email",
    "uq_articles_slug": "slug",
    "uq_tags_slug": "slug",
    "uq_tags_name": "name",
    "uq_series_slug": "slug",
    "uq_reactions_article": "kind",
    "uq_reactions_comment": "kind",
}


def problem(error: psycopg2.Error, change: Change) -> Problem:
    """What `change` broke. Raises Retry where it raced, and the error itself where the database
    refuses what a schema should have."""
    name = error.diag.constraint_name or ""
    match error:
        case pg.UniqueViolation() if name.startswith("pk_") and isinstance(change, Create):
            return AlreadyExists(
                f"There is a resource of this type with the id {change.target.id!r} already.",
                source=Pointer(f"{change.pointer}/id"),
            )
        case pg.UniqueViolation() if name in UNIQUE and isinstance(change, Create | Update):
            return _taken(UNIQUE[name], change)
        case pg.UniqueViolation() | pg.ForeignKeyViolation() if not isinstance(
            change, Create | Update
        ):
            raise Retry from error
        case pg.ForeignKeyViolation() if isinstance(change, Create | Update):
            relation = _foreign_keys().get(name, "")
            return RelatedNotFound(
                f"What {relation or 'a relationship'} leads to was deleted a moment ago.",
                source=Pointer(change.pointers.get(relation, change.pointer)),
            )
        case pg.CheckViolation() if name == "ck_articles_published_at":
            assert isinstance(change, Create | Update), "only these write columns"
            return InvalidValue(
                "publishedAt: a published article has a date.",
                source=Pointer(change.pointers.get("published_at", change.pointer)),
                meta={"attribute": "publishedAt", "message": "A published article has a date."},
            )
    raise error


def _taken(column: str, change: Create | Update) -> Problem:
    if isinstance(change.columns.get(column), MadeSlug):
        raise Retry
    if change.target.type == "reactions":
        return NotUnique(
            "You have reacted to this in this way already.",
            source=Pointer(change.pointers.get(column, change.pointer)),
        )
    return NotUnique(
        f"{column} {change.columns.get(column)!r} is taken.",
        source=Pointer(change.pointers.get(column, change.pointer)),
        meta={"attribute": column, "message": "This is taken."},
    )


@cache
def _foreign_keys() -> dict[str, str]:
    """The relationships behind the names of foreign keys."""
    found: dict[str, str] = {}
    for model in RESOURCES.values():
        for relation, edge in model.edges.items():
            columns = edge.columns.values() if isinstance(edge, ToOne) else ()
            found |= {f"fk_{model.__tablename__}_{column}": relation for column in columns}
            if isinstance(edge, Through):
                found.setdefault(f"fk_{edge.table.name}_{edge.there}", relation)
    return found
