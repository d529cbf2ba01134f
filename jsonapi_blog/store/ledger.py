"""What an import looks up and writes: which file became which resource, and who is there already.

In: sources, handles, names and changes of an import. Out: ids. It is the `Shelf` that
`importing` asks for, over PostgreSQL: each look-up is one statement, each `apply` one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg2
from sqlalchemy import ARRAY, Connection, Engine, Text, any_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from ..changes import Change
from ..errors import Problem
from .ids import uuid7
from .models import RESOURCES, Article, Base, Imported, Person, Series, Tag
from .refusing import cause
from .writer import apply


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an earlier import made of a source, as it is now; `digest` is of what was imported."""

    id: str
    slug: str
    published_at: datetime | None
    digest: bytes


class Ledger:
    """The shelf of an import, over the database of `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self, sources: Collection[str]) -> Mapping[str, Remembered]:
        """What earlier imports made of `sources`, as far as it still exists.

        The slug of a person is their handle.
        """
        slug_now = func.coalesce(Article.slug, Series.slug, Person.handle)
        statement = (
            select(
                *(Imported.source, Imported.resource_id, slug_now),
                *(Article.published_at, Imported.digest),
            )
            .outerjoin(Article, Article.id == Imported.resource_id)
            .outerjoin(Series, Series.id == Imported.resource_id)
            .outerjoin(Person, Person.id == Imported.resource_id)
            .where(Imported.source == any_(cast(list(sources), ARRAY(Text))), slug_now.is_not(None))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement)
            return {
                source: Remembered(id_, slug, date, digest)
                for source, id_, slug, date, digest in rows
            }

    def people(self, handles: Collection[str]) -> Mapping[str, str]:
        """The ids of the people among `handles`, by handle."""
        statement = select(Person.handle, Person.id).where(Person.handle.in_(handles))
        with self._engine.connect() as connection:
            return {row.handle: row.id for row in connection.execute(statement)}

    def tags(self, names: Collection[str]) -> Mapping[str, str]:
        """The ids of the tags among `names`, whatever their case, by the name that was asked."""
        asked = func.unnest(cast(list(names), ARRAY(Text))).table_valued("name", name="asked").c
        statement = select(asked.name, Tag.id).join(
            Tag, func.lower(Tag.name) == func.lower(asked.name)
        )
        with self._engine.connect() as connection:
            return {row.name: row.id for row in connection.execute(statement)}

    def slugs(self, type_: str, stems: Collection[str]) -> frozenset[str]:
        """The slugs of `type_` in use that are one of `stems`, or one of them with a number."""
        slug = Base.metadata.tables[RESOURCES[type_].__tablename__].c.slug
        unnumbered = func.regexp_replace(slug, "-[0-9]+$", "")
        statement = select(slug).where(or_(slug.in_(stems), unnumbered.in_(stems)))
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(statement))

    def identify(self, source: str, moment: datetime) -> str:
        """The id for what `source` makes at `moment`: the same one every time."""
        return uuid7(moment, source.encode())

    def apply(
        self, changes: Sequence[Change], sources: Mapping[str, tuple[str, bytes]]
    ) -> Sequence[str]:
        """Writes all of `changes` or nothing, and remembers the ids and digests of `sources`.

        Out: what became of each change. Raises ValueError with the reason when the database
        refuses these values, or when something to update has gone.
        """
        try:
            with self._engine.begin() as connection:
                outcome = apply(connection, changes)
                _remember(connection, sources)
        except (DBAPIError, psycopg2.Error) as error:
            refused = cause(error)
            if not isinstance(refused, psycopg2.IntegrityError | psycopg2.DataError):
                raise
            raise ValueError(" ".join(str(refused).split())) from error
        except Problem as problem:
            raise ValueError(problem.detail) from problem
        return [written.effect for written in outcome.written]


def _remember(connection: Connection, sources: Mapping[str, tuple[str, bytes]]) -> None:
    """Notes what each source became; a row that says so already is not touched."""
    if not sources:
        return
    statement = insert(Imported)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[Imported.source],
            set_={"resource_id": new.resource_id, "digest": new.digest},
            where=or_(Imported.resource_id != new.resource_id, Imported.digest != new.digest),
        ),
        [
            {"source": source, "resource_id": id_, "digest": digest}
            for source, (id_, digest) in sorted(sources.items())
        ],
    )
