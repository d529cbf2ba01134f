"""The blog as plain Python values: which rows a caller may read, and in which order they come.

In: a connection to a blog, and who reads (anonymous, a person who is an author, or staff). Out:
lists of ids, from the contract alone: no SQL but `SELECT *`, nothing of the product's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any

from sqlalchemy import Engine, text

Row = dict[str, Any]

#: Attributes that can be sorted by, and the column of each.
SORTABLE = {
    "people": ("name", "handle", "email", "role", "createdAt", "updatedAt"),
    "articles": (
        *("title", "slug", "status", "language", "commentsOpen", "wordCount", "readingMinutes"),
        *("publishedAt", "createdAt", "updatedAt"),
    ),
    "comments": ("status", "createdAt", "updatedAt"),
    "tags": ("name", "slug"),
    "series": ("title", "slug", "createdAt", "updatedAt"),
    "reactions": ("kind", "createdAt"),
}
#: To-one relationships: the foreign key for each type that they lead to.
TO_ONES = {
    "people": {},
    "articles": {"author": {"people": "author_id"}, "series": {"series": "series_id"}},
    "comments": {
        "article": {"articles": "article_id"},
        "author": {"people": "author_id"},
        "parent": {"comments": "parent_id"},
    },
    "tags": {},
    "series": {"curator": {"people": "curator_id"}},
    "reactions": {
        "person": {"people": "person_id"},
        "target": {"articles": "article_id", "comments": "comment_id"},
    },
}
DEFAULT_ORDER = {"articles": "-publishedAt", "comments": "createdAt", "reactions": "createdAt"}


@dataclass(frozen=True)
class Caller:
    """Who reads: a person or nobody, in one of the roles that read differently."""

    role: str
    person: str | None


class Model:
    """What `caller` may read of the blog at `engine`, by type and id."""

    def __init__(self, engine: Engine, caller: Caller) -> None:
        self._caller = caller
        with engine.connect() as connection:
            self._tables = {
                name: {str(row["id"]): dict(row) for row in _rows(connection, name)}
                for name in SORTABLE
            }
            self._coauthors = {
                (str(row["article_id"]), str(row["person_id"]))
                for row in _rows(connection, "article_coauthors")
            }
            self._tagged = {
                (str(row["tag_id"]), str(row["article_id"]))
                for row in _rows(connection, "article_tags")
            }
        self._readable = {
            "articles": self._article_is_readable,
            "comments": self._comment_is_readable,
            "reactions": lambda row: self.to_one("reactions", row, "target") is not None,
        }

    def all(self, name: str) -> list[Row]:
        """The readable rows of a type."""
        return [row for row in self._tables[name].values() if self._is_readable(name, row)]

    def where(self, name: str, column: str, value: str) -> list[Row]:
        """The readable rows of a type with this foreign key."""
        return [row for row in self.all(name) if str(row[column]) == value]

    def tagged(self, tag: str) -> list[Row]:
        """The readable articles with a tag."""
        return [row for row in self.all("articles") if (tag, str(row["id"])) in self._tagged]

    def to_one(self, name: str, row: Row, relation: str) -> tuple[str, Row] | None:
        """What a to-one relationship leads to, None where that may not be read."""
        for target, column in TO_ONES[name][relation].items():
            if row[column] is not None:
                found = self._tables[target][str(row[column])]
                return (target, found) if self._is_readable(target, found) else None
        return None

    def value(self, name: str, row: Row, path: Sequence[str]) -> Any:
        """The value of a sort field, None where it is null or may not be seen."""
        *relations, attribute = path
        for relation in relations:
            found = self.to_one(name, row, relation) if relation in TO_ONES[name] else None
            if found is None:
                return None
            name, row = found
        if attribute == "id":
            return str(row["id"])
        if attribute not in SORTABLE[name]:
            return None
        if name == "people" and attribute in ("email", "role") and not self._sees(row):
            return None
        return row[_column(attribute)]

    def ordered(self, name: str, rows: list[Row], sort: str) -> list[str]:
        """The ids of `rows` in the order that `sort` makes, ended by id."""
        fields = (sort or DEFAULT_ORDER.get(name, "id")).split(",")
        fields.append("-id" if fields[-1].startswith("-") else "id")
        keys = [(field.removeprefix("-").split("."), field.startswith("-")) for field in fields]

        def compared(one: Row, other: Row) -> int:
            for path, descending in keys:
                mine, theirs = self.value(name, one, path), self.value(name, other, path)
                if mine == theirs:
                    continue
                if mine is None or theirs is None:
                    return 1 if mine is None else -1
                return -1 if (mine < theirs) != descending else 1
            return 0

        return [str(row["id"]) for row in sorted(rows, key=cmp_to_key(compared))]

    def _is_readable(self, name: str, row: Row) -> bool:
        rule: Callable[[Row], bool] | None = self._readable.get(name)
        return rule is None or rule(row)

    def _article_is_readable(self, row: Row) -> bool:
        if self._caller.role == "staff":
            return True
        published = row["status"] == "published" and row["published_at"] <= datetime.now(UTC)
        if self._caller.role != "author":
            return bool(published)
        mine = self._caller.person == str(row["author_id"])
        return published or mine or (str(row["id"]), self._caller.person) in self._coauthors

    def _comment_is_readable(self, row: Row) -> bool:
        if self._caller.role != "staff" and row["status"] == "hidden":
            return False
        return self._article_is_readable(self._tables["articles"][str(row["article_id"])])

    def _sees(self, person: Row) -> bool:
        return self._caller.role == "staff" or self._caller.person == str(person["id"])


def _rows(connection: Any, table: str) -> Any:
    return connection.execute(text(f'SELECT * FROM "{table}"')).mappings()


def _column(attribute: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in attribute)
