"""Changes become rows: what is written, what is left alone, and which versions move."""

from __future__ import annotations

import pytest

from jsonapi_blog.changes import Create, Identifier, Update
from jsonapi_blog.errors import ResourceNotFound
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.writer import Effect
from tests.statements import Statements
from tests.store.writing import article, everything, ids, local, person, rows, series, tag, written

NOBODY = "00000000-0000-7000-8000-000000000000"


def test_creates_refer_to_each_other_by_lid(engine):
    outcome = written(
        engine,
        person("ann"),
        person("bob"),
        tag("sql"),
        article("one", coauthors=local("people", "bob"), tags=local("tags", "sql")),
        Create(
            Identifier("comments", lid="first"),
            {"body": "hm"},
            {
                "article": Identifier("articles", lid="one"),
                "author": Identifier("people", lid="bob"),
            },
        ),
        Create(
            Identifier("comments"),
            {"body": "aha"},
            {
                "article": Identifier("articles", lid="one"),
                "author": Identifier("people", lid="ann"),
                "parent": Identifier("comments", lid="first"),
            },
        ),
    )

    ann, bob, sql, one, first, second = ids(outcome)
    assert {one.effect for one in outcome.written} == {Effect.CREATED}
    assert rows(engine, "SELECT id::text, author_id::text, version FROM articles") == [
        (one, ann, 1)
    ]
    assert rows(engine, "SELECT article_id::text, tag_id::text FROM article_tags") == [(one, sql)]
    assert rows(engine, "SELECT person_id::text, position FROM article_coauthors") == [(bob, 0)]
    assert rows(engine, "SELECT id::text, parent_id::text FROM comments ORDER BY id") == [
        (first, None),
        (second, first),
    ]


def test_a_given_id_is_kept(engine):
    outcome = written(engine, Create(Identifier("tags", NOBODY), {"name": "sql", "slug": "sql"}))

    assert ids(outcome) == [NOBODY]
    assert rows(engine, "SELECT id::text FROM tags") == [(NOBODY,)]


def test_neighbours_may_fill_different_columns(engine):
    written(
        engine,
        Create(Identifier("tags"), {"name": "a", "slug": "a"}),
        Create(Identifier("tags"), {"name": "b", "slug": "b", "description": "B"}),
        Create(Identifier("tags"), {"name": "c", "slug": "c"}),
    )

    assert rows(engine, "SELECT name, description FROM tags ORDER BY id") == [
        ("a", None),
        ("b", "B"),
        ("c", None),
    ]


@pytest.mark.parametrize("type_", ["articles", "comments"])
def test_a_reaction_has_one_of_its_two_targets(engine, type_):
    _ann, one, comment, _reaction = ids(
        written(
            engine,
            person("ann"),
            article("one"),
            Create(
                Identifier("comments", lid="one"),
                {"body": "hm"},
                {"article": local("articles", "one")[0], "author": local("people", "ann")[0]},
            ),
            Create(
                Identifier("reactions"),
                {"kind": "love"},
                {"person": local("people", "ann")[0], "target": Identifier(type_, lid="one")},
            ),
        )
    )

    expected = (one, None) if type_ == "articles" else (None, comment)
    assert rows(engine, "SELECT article_id::text, comment_id::text FROM reactions") == [expected]


def test_an_update_that_changes_nothing_touches_no_row(engine):
    ann, bob, sql, shelf, one = ids(
        written(
            engine,
            person("ann"),
            person("bob"),
            tag("sql"),
            series("shelf"),
            article(
                "one",
                coauthors=local("people", "bob"),
                tags=local("tags", "sql"),
                series=Identifier("series", lid="shelf"),
            ),
        )
    )
    before = everything(engine)

    outcome = written(
        engine,
        Update(
            Identifier("articles", one),
            {"title": "one", "summary": None, "comments_open": True},
            {
                "author": Identifier("people", ann),
                "coauthors": (Identifier("people", bob),),
                "tags": (Identifier("tags", sql),),
                "series": Identifier("series", shelf),
            },
        ),
        Update(Identifier("people", ann), {"name": "Ann"}),
    )

    assert [one.effect for one in outcome.written] == [Effect.UNCHANGED] * 2
    assert everything(engine) == before


def test_an_update_moves_the_version_and_the_time_once(engine):
    (ann,) = ids(written(engine, person("ann")))

    outcome = written(engine, Update(Identifier("people", ann), {"name": "A.", "bio": "B."}))

    assert outcome.written[0].effect is Effect.UPDATED
    assert rows(engine, "SELECT name, bio, version, updated_at > created_at FROM people") == [
        ("A.", "B.", 2, True)
    ]


def test_two_updates_of_one_resource_see_each_other(engine):
    (ann,) = ids(written(engine, person("ann")))
    target = Identifier("people", ann)

    outcome = written(
        engine,
        Update(target, {"name": "A."}),
        Update(target, {"name": "A."}),
        Update(target, {"name": "Ann"}),
    )

    assert [one.effect for one in outcome.written] == ["updated", "unchanged", "updated"]
    assert rows(engine, "SELECT name, version FROM people") == [("Ann", 3)]


def test_a_table_without_times_only_gets_a_version(engine):
    (sql,) = ids(written(engine, tag("sql")))

    written(engine, Update(Identifier("tags", sql), {"description": "tables"}))

    assert rows(engine, "SELECT description, version FROM tags") == [("tables", 2)]


def test_what_does_not_exist_cannot_be_updated(engine):
    with pytest.raises(ResourceNotFound, match=NOBODY):
        written(engine, Update(Identifier("articles", NOBODY), {"title": "x"}))


def test_many_creates_of_a_kind_are_one_insert(database):
    statements = Statements()
    engine = open_engine(database, size=1, cursor_factory=statements.cursor_factory)

    with statements.count() as seen:
        written(engine, *(tag(f"tag-{number}") for number in range(100)))
    engine.dispose()

    assert [one.partition(" (")[0] for one in seen.counted if "tags" in one] == ["INSERT INTO tags"]
