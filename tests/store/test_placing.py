"""Articles in series: last comes last, and both sides' versions move."""

from __future__ import annotations

from jsonapi_blog.changes import Identifier, Update
from tests.store.writing import article, ids, person, rows, series, written


def test_articles_join_a_series_at_its_end_and_move_its_version(engine):
    shelf = Identifier("series", lid="shelf")
    _ann, made, _one, _two, three = ids(
        written(
            engine,
            person("ann"),
            series("shelf"),
            article("one", series=shelf),
            article("two", series=shelf),
            article("three"),
        )
    )

    written(
        engine, Update(Identifier("articles", three), {}, {"series": Identifier("series", made)})
    )

    assert rows(engine, "SELECT slug, series_position, version FROM articles ORDER BY id") == [
        ("one", 0, 1),
        ("two", 1, 1),
        ("three", 2, 2),
    ]
    assert rows(engine, "SELECT version FROM series") == [(4,)]


def test_an_article_that_changes_series_moves_three_versions(engine):
    _ann, _old, new, one = ids(
        written(
            engine,
            person("ann"),
            series("old"),
            series("new"),
            article("one", series=Identifier("series", lid="old")),
        )
    )

    written(engine, Update(Identifier("articles", one), {}, {"series": Identifier("series", new)}))

    assert rows(engine, "SELECT slug, version FROM series ORDER BY id") == [("old", 3), ("new", 2)]
    assert rows(engine, "SELECT series_id::text, version FROM articles") == [(new, 2)]


def test_an_article_can_leave_its_series(engine):
    _ann, _shelf, one = ids(
        written(
            engine,
            person("ann"),
            series("shelf"),
            article("one", series=Identifier("series", lid="shelf")),
        )
    )

    written(engine, Update(Identifier("articles", one), {}, {"series": None}))

    assert rows(engine, "SELECT series_id, series_position FROM articles") == [(None, None)]
    assert rows(engine, "SELECT version FROM series") == [(3,)]
