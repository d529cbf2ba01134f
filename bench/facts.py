"""What the requests are about, and what right answers hold: looked up in the database itself.

In: the URL of a filled database. Out: ids, a token, cursors, numbers of what there is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import psycopg2

from bench.data import word
from bench.load import CONNECTIONS
from bench.tools import ROOT
from jsonapi_blog.graph import Graph
from jsonapi_blog.pagination.cursors import Cursors
from jsonapi_blog.pagination.strategies import Listing
from jsonapi_blog.query.sort import declared
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES

#: Words that about one article in a hundred holds together.
SOUGHT = f"{word(60)} {word(140)}"
READER = "person-7"
#: Who writes; articles of theirs are what changes.
WRITER = "person-0"
PAGE = 25
#: The page far away that is asked for, where there are so many.
DEEP = 500
ARTICLES = "SELECT id FROM articles ORDER BY published_at DESC, id DESC"
PUBLISHED = "SELECT published_at, id FROM articles ORDER BY published_at DESC, id DESC"
HEARD = """
    SELECT a.id FROM articles a WHERE EXISTS (
        SELECT FROM comments c JOIN people p ON p.id = c.author_id
        WHERE c.article_id = a.id AND p.handle = %s)
"""
INCLUDED = """
    WITH page AS (SELECT id, author_id FROM articles ORDER BY published_at DESC LIMIT %s)
    SELECT (SELECT count(*) FROM (
                SELECT author_id FROM page
                UNION SELECT c.author_id FROM comments c JOIN page p ON p.id = c.article_id) people)
         + (SELECT count(DISTINCT tag_id) FROM article_tags t JOIN page p ON p.id = t.article_id)
         + (SELECT count(*) FROM comments c JOIN page p ON p.id = c.article_id)
"""


@dataclass(frozen=True)
class Facts:
    """One filled database, as those who ask it need to know it."""

    database: str
    total: int
    #: A hundred articles from everywhere.
    some: tuple[str, ...]
    #: The articles that change, and their slugs; and the person whose they are.
    slugs: dict[str, str]
    author: str
    token: str

    @property
    def deep(self) -> int:
        """The page far away that is asked for."""
        return min(DEEP, self.total // PAGE)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.database)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def ids(self, number: int, size: int = PAGE) -> list[str]:
        """The ids of a page of the newest articles."""
        paged = f"{ARTICLES} LIMIT %s OFFSET %s"
        return [str(id_) for (id_,) in self.rows(paged, size, size * (number - 1))]

    def heard(self) -> set[str]:
        """The ids of the articles that the reader commented on."""
        return {str(id_) for (id_,) in self.rows(HEARD, READER)}

    def included(self) -> int:
        """How many resources the first page of articles includes with all that is asked for."""
        ((number,),) = self.rows(INCLUDED, PAGE)
        return int(number)

    def cursor(self, page: int, size: int = PAGE) -> str:
        """The cursor that a page of our server begins after."""
        place = f"{PUBLISHED} LIMIT 1 OFFSET %s"
        ((moment, id_),) = self.rows(place, size * (page - 1) - 1)
        ((key,),) = self.rows("SELECT value FROM secrets WHERE name = 'cursor'")
        graph = Graph.of(resource.resource_type() for resource in RESOURCES)
        target = Target(graph, Shape.COLLECTION, graph["articles"])
        listing = Listing.of(graph, target.types, declared("-publishedAt"), None, "")
        keys = (moment.astimezone(UTC), str(id_))
        return Cursors(bytes(key)).text(keys, listing.context)

    def versions(self) -> list[int]:
        """The versions of the articles that change."""
        wanted = "SELECT id::text, version FROM articles WHERE author_id = %s"
        found = dict(self.rows(wanted, self.author))
        return [found[id_] for id_ in self.own]

    @property
    def own(self) -> tuple[str, ...]:
        """The articles that change."""
        return tuple(self.slugs)


def facts(database: str) -> Facts:
    """The facts of a filled database; a token is made for the author who writes."""
    bare = Facts(database, 0, (), {}, "", "")
    ((total,),) = bare.rows("SELECT count(*) FROM articles")
    ids = [str(id_) for (id_,) in bare.rows(f"{ARTICLES} LIMIT 10000")]
    ((author,),) = bare.rows("SELECT id FROM people WHERE handle = %s", WRITER)
    own = bare.rows("SELECT id::text, slug FROM articles WHERE author_id = %s ORDER BY id", author)
    return Facts(
        database,
        total=total,
        some=tuple(ids[:: max(1, len(ids) // 100)][:100]),
        slugs=dict(own[:CONNECTIONS]),
        author=str(author),
        token=_command(database, "token", "add", WRITER, "--name", "bench"),
    )


def _command(database: str, *arguments: str) -> str:
    """What one of our commands prints."""
    done = subprocess.run(
        [sys.executable, "-m", "jsonapi_blog", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
