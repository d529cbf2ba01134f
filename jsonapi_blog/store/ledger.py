"""What an import looks up and writes: which file became which resource, and who is there already.

In: sources, handles, names and changes of an import. Out: ids. It is the `Shelf` that
`importing` asks for, over PostgreSQL: each look-up is one statement, each `apply` one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, Connection, Engine, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, IntegrityError

from ..changes import Change
from ..errors import Problem
from .ids import uuid7
from .models import RESOURCES, Article, Base, Imported, Person, Series, Tag
from .writer import apply


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an earlier import made of a source, as it is now."""

    id: str
    slug: str
    published_at: datetime | None


class Ledger:
    """The shelf of an import, over the database of `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self, sources: Collection[str]) -> Mapping[str, Remembered]:
        """The articles and series that earlier imports made of `sources` and that still exist."""
        slug_now = func.coalesce(Article.slug, Series.slug)
        statement = (
            select(Imported.source, Imported.article_id, slug_now, Article.published_at)
            .outerjoin(Article, Article.id == Imported.article_id)
            .outerjoin(Series, Series.id == Imported.article_id)
            .where(Imported.source.in_(sources), slug_now.is_not(None))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement)
            return {source: Remembered(id_, slug, date) for source, id_, slug, date in rows}

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

    def apply(self, changes: Sequence[Change], sources: Mapping[str, str]) -> Sequence[str]:
        """Writes all of `changes` or nothing, and remembers the ids that `sources` became.

        Out: what became of each change. Raises ValueError with the reason when the database
        refuses these values, or when something to update has gone.
        """
        try:
            with self._engine.begin() as connection:
                outcome = apply(connection, changes)
                _remember(connection, sources)
        except (IntegrityError, DataError) as error:
            raise ValueError(" ".join(str(error.orig).split())) from error
        except Problem as problem:
            raise ValueError(problem.detail) from problem
        return [written.effect for written in outcome.written]


def _remember(connection: Connection, sources: Mapping[str, str]) -> None:
    """Notes what each source became; a row that says so already is not touched."""
    if not sources:
        return
    statement = insert(Imported)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[Imported.source],
            set_={"article_id": statement.excluded.article_id},
            where=Imported.article_id != statement.excluded.article_id,
        ),
        [{"source": source, "article_id": id_} for source, id_ in sorted(sources.items())],
    )
