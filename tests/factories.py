"""Rows put straight into the database, with ids and times that are the same in every run.

In: an engine on a migrated database. Out: ids, remembered under the names given. Nothing here
goes through the package's own way of writing, so that what is read is tested by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, insert, update

from jsonapi_blog import credentials
from jsonapi_blog.store.models import (
    AccessToken,
    Article,
    Base,
    Comment,
    Person,
    Reaction,
    Series,
    Tag,
    article_coauthors,
    article_tags,
)

START = datetime(2024, 1, 1, tzinfo=UTC)


class Factory:
    """Makes one row per call; each is a minute younger than the one before, and so is its id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made = 0
        #: The ids of all that was made: by handle, by slug, or by the name given.
        self.ids: dict[str, str] = {}

    def person(self, handle: str | None = None, *, role: str = "reader", **given: Any) -> str:
        handle = handle or f"person-{self._made + 1}"
        row = {"name": handle.title(), "handle": handle, "role": role}
        return self._insert(Person, handle, row, given, "created_at", "updated_at")

    def tag(self, slug: str | None = None, **given: Any) -> str:
        slug = slug or f"tag-{self._made + 1}"
        return self._insert(Tag, slug, {"name": slug, "slug": slug}, given)

    def series(
        self, slug: str | None = None, *, curator: str, articles: Sequence[str] = (), **given: Any
    ) -> str:
        """A series, with these articles in this order."""
        slug = slug or f"series-{self._made + 1}"
        row = {"title": slug.title(), "slug": slug, "curator_id": curator}
        made = self._insert(Series, slug, row, given, "created_at", "updated_at")
        with self._engine.begin() as connection:
            for position, article in enumerate(articles):
                connection.execute(
                    update(Article)
                    .where(Article.id == article)
                    .values(series_id=made, series_position=position)
                )
        return made

    def article(
        self,
        slug: str | None = None,
        *,
        author: str,
        status: str = "published",
        tags: Sequence[str] = (),
        coauthors: Sequence[str] = (),
        **given: Any,
    ) -> str:
        """An article; a published one without a date is dated by its creation."""
        slug = slug or f"article-{self._made + 1}"
        body = given.get("body", f"The body of {slug}.")
        row = {
            "title": slug.replace("-", " ").capitalize(),
            "slug": slug,
            "body": body,
            "body_html": f"<p>{body}</p>\n",
            "word_count": len(body.split()),
            "reading_minutes": 1,
            "status": status,
            "author_id": author,
        }
        if status == "published":
            row["published_at"] = self._now()
        made = self._insert(Article, slug, row, given, "created_at", "updated_at")
        with self._engine.begin() as connection:
            for tag in tags:
                connection.execute(insert(article_tags).values(article_id=made, tag_id=tag))
            for position, person in enumerate(coauthors):
                connection.execute(
                    insert(article_coauthors).values(
                        article_id=made, person_id=person, position=position
                    )
                )
        return made

    def comment(
        self,
        name: str | None = None,
        *,
        article: str,
        author: str,
        parent: str | None = None,
        **given: Any,
    ) -> str:
        name = name or f"comment-{self._made + 1}"
        body = given.get("body", f"This is {name}.")
        row = {
            "body": body,
            "body_html": f"<p>{body}</p>\n",
            "article_id": article,
            "author_id": author,
            "parent_id": parent,
        }
        return self._insert(Comment, name, row, given, "created_at", "updated_at")

    def reaction(
        self,
        name: str | None = None,
        *,
        person: str,
        article: str | None = None,
        comment: str | None = None,
        kind: str = "upvote",
        **given: Any,
    ) -> str:
        name = name or f"reaction-{self._made + 1}"
        row = {"kind": kind, "person_id": person, "article_id": article, "comment_id": comment}
        return self._insert(Reaction, name, row, given, "created_at")

    def token(
        self,
        person: str,
        scopes: Sequence[str] = ("*",),
        expires_at: datetime | None = None,
    ) -> str:
        """The secret of a new token, to be sent as `Authorization: Bearer <secret>`."""
        name = f"token-{self._made + 1}"
        secret = credentials.secret_of(hashlib.sha256(name.encode()).digest())
        row = {
            "name": name,
            "digest": hashlib.sha256(secret.encode("ascii")).digest(),
            "scopes": list(scopes),
            "expires_at": expires_at,
            "person_id": person,
        }
        self._insert(AccessToken, name, row, {}, "created_at")
        return secret

    def _insert(
        self,
        model: type[Base],
        name: str,
        row: dict[str, Any],
        given: dict[str, Any],
        *times: str,
    ) -> str:
        assert name not in self.ids, f"{name} was made before; names are unique over all types."
        table = model.__table__
        assert isinstance(table, Table)
        now = self._now()
        self._made += 1
        values = {"id": self._id(now), **dict.fromkeys(times, now), **row, **given}
        with self._engine.begin() as connection:
            connection.execute(insert(table).values(values))
        self.ids[name] = values["id"]
        return values["id"]

    def _now(self) -> datetime:
        return START + timedelta(minutes=self._made)

    def _id(self, now: datetime) -> str:
        """A UUID of version 7: the milliseconds of its time, then the number of the row."""
        time = f"{int(now.timestamp() * 1000):012x}"
        return f"{time[:8]}-{time[8:]}-7{self._made % 4096:03x}-8000-{self._made:012x}"
