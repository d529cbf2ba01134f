"""Filters worked out in Python, by the words of the contract and without a line of the product.

In: all rows of a blog, a caller and an expression. Out: the ids of what the caller may read and
the expression finds. It knows nothing of SQL: what is null is None, and every test is true or
false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import Engine, select

from jsonapi_blog.query.expression import (
    And,
    AnyOf,
    Compare,
    Comparison,
    Count,
    Expression,
    Has,
    IsNull,
    Likeness,
    Match,
    Not,
    Or,
)
from jsonapi_blog.store.models import Base

STAFF = {"editor", "admin"}
#: By the column: the to-one relationships of each type, and where they lead.
ONES = {
    "people": {},
    "tags": {},
    "articles": {"author": ("author_id", "people"), "series": ("series_id", "series")},
    "series": {"curator": ("curator_id", "people")},
    "comments": {
        "article": ("article_id", "articles"),
        "author": ("author_id", "people"),
        "parent": ("parent_id", "comments"),
    },
    "reactions": {"person": ("person_id", "people")},
    "access-tokens": {"person": ("person_id", "people")},
}
#: By the to-one on the other side, or by the table of links.
MANYS = {
    "people": {"articles": ("articles", "author_id"), "comments": ("comments", "author_id")},
    "tags": {"articles": ("article_tags", "tag_id", "articles", "article_id")},
    "articles": {
        "coauthors": ("article_coauthors", "article_id", "people", "person_id"),
        "tags": ("article_tags", "article_id", "tags", "tag_id"),
        "comments": ("comments", "article_id"),
        "reactions": ("reactions", "article_id"),
    },
    "series": {"articles": ("articles", "series_id")},
    "comments": {"replies": ("comments", "parent_id"), "reactions": ("reactions", "comment_id")},
    "reactions": {},
    "access-tokens": {},
}
COMPARED: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUALS: eq,
    Comparison.LESS: lt,
    Comparison.LESS_OR_EQUAL: le,
    Comparison.GREATER: gt,
    Comparison.GREATER_OR_EQUAL: ge,
}
LIKE: dict[Likeness, Callable[[str, str], bool]] = {
    Likeness.CONTAINS: str.__contains__,
    Likeness.STARTS_WITH: str.startswith,
    Likeness.ENDS_WITH: str.endswith,
}

Row = dict[str, Any]
Thing = tuple[str, str]


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: their person's id and role; nobody has neither."""

    id: str | None = None
    role: str = "anonymous"


@dataclass(frozen=True, eq=False)
class Blog:
    """All rows of all tables, by table."""

    tables: dict[str, list[Row]]

    @classmethod
    def of(cls, engine: Engine) -> Blog:
        with engine.connect() as connection:
            return cls(
                {
                    name: [dict(row) for row in connection.execute(select(table)).mappings()]
                    for name, table in Base.metadata.tables.items()
                }
            )

    @cached_property
    def rows(self) -> dict[Thing, Row]:
        return {
            (name, row["id"]): row for name in ONES for row in self.tables[name.replace("-", "_")]
        }

    def linked(self, thing: Thing, relation: str) -> Iterator[Thing]:
        """What a relationship holds, whoever asks; nothing where the type has no such one."""
        name, id_ = thing
        row = self.rows[thing]
        if relation in ONES[name]:
            column, target = ONES[name][relation]
            yield from [(target, row[column])] if row[column] else []
        elif relation == "target" and name == "reactions":
            one = "articles" if row["article_id"] else "comments"
            yield one, row["article_id"] or row["comment_id"]
        elif relation in MANYS[name]:
            table, here, *there = MANYS[name][relation]
            target, column = there or (table, "id")
            yield from ((target, r[column]) for r in self.tables[table] if r[here] == id_)


@dataclass(frozen=True, eq=False)
class View:
    """A blog as one reader sees it."""

    blog: Blog
    reader: Reader

    @cache  # noqa: B019  # a view lives as long as its tests
    def readable(self, thing: Thing) -> bool:
        """The contract, section 6."""
        name, row = thing[0], self.blog.rows[thing]
        staff = self.reader.role in STAFF
        match name:
            case "articles" if not staff:
                published = row["status"] == "published" and row["published_at"] <= datetime.now(
                    UTC
                )
                coauthors = (id_ for _, id_ in self.blog.linked(thing, "coauthors"))
                own = self.reader.id in {row["author_id"], *coauthors}
                return bool(published) or (own and self.reader.role == "author")
            case "comments":
                shown = staff or row["status"] == "visible"
                return shown and self.readable(("articles", row["article_id"]))
            case "reactions":
                return all(self.readable(target) for target in self.blog.linked(thing, "target"))
            case "access-tokens":
                return self.reader.role == "admin" or row["person_id"] == self.reader.id
            case _:
                return True

    def ids(self, name: str, expression: Expression) -> set[str]:
        """The ids of the readable resources of a type that the expression finds."""
        return {
            id_
            for type_name, id_ in self.blog.rows
            if type_name == name
            if self.readable((name, id_)) and self.finds((name, id_), expression)
        }

    def members(self, thing: Thing, relation: str) -> list[Thing]:
        return [each for each in self.blog.linked(thing, relation) if self.readable(each)]

    def value(self, thing: Thing, attribute: str) -> Any:
        """An attribute as this reader sees it; None where there is none to see."""
        hidden = thing[0] == "people" and attribute in ("email", "role")
        if hidden and self.reader.role not in STAFF and self.reader.id != thing[1]:
            return None
        column = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", attribute)
        return self.blog.rows[thing].get(column)

    def finds(self, thing: Thing, expression: Expression) -> bool:
        match expression:
            case And(parts):
                return all(self.finds(thing, part) for part in parts)
            case Or(parts):
                return any(self.finds(thing, part) for part in parts)
            case Not(part):
                return not self.finds(thing, part)
            case Has(relation, None):
                return bool(self.members(thing, relation))
            case Has(relation, condition):
                assert condition is not None
                return any(self.finds(one, condition) for one in self.members(thing, relation))
            case Count(relation, comparison, number):
                return COMPARED[comparison](len(self.members(thing, relation)), number)
            case IsNull(attribute):
                return self.value(thing, attribute) is None
            case Compare(attribute, comparison, wanted):
                value = self.value(thing, attribute)
                return value is not None and COMPARED[comparison](value, wanted)
            case AnyOf(attribute, tuple(several)):
                return self.value(thing, attribute) in several
            case Match(attribute, likeness, str(text)):
                value = self.value(thing, attribute)
                return value is not None and LIKE[likeness](folded(value), folded(text))
        raise AssertionError(f"{expression!r} is no filter that is worked out here")


def folded(text: str) -> str:
    """Without case: letter by letter, so that no text grows or shrinks by it."""
    return "".join("i" if letter == "İ" else letter.lower() for letter in text)
