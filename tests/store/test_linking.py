"""Members come and go; the version of the resource that owns the links moves."""

from __future__ import annotations

from jsonapi_blog.changes import Identifier, Update
from tests.store.writing import article, ids, local, person, rows, tag, written


def test_new_members_move_the_version_of_the_owner_alone(engine):
    _ann, sql, http, one = ids(
        written(
            engine,
            person("ann"),
            tag("sql"),
            tag("http"),
            article("one", tags=local("tags", "sql")),
        )
    )
    links = "SELECT tag_id::text, xmin::text FROM article_tags ORDER BY tag_id"
    ((_, kept),) = rows(engine, links)

    written(
        engine,
        Update(
            Identifier("articles", one),
            {},
            {"tags": (Identifier("tags", http), Identifier("tags", sql))},
        ),
    )

    assert rows(engine, "SELECT version FROM articles") == [(2,)]
    assert rows(engine, "SELECT version FROM tags") == [(1,), (1,)]
    # The link that stays is not written again.
    assert rows(engine, links)[0] == (sql, kept)
    assert rows(engine, links)[1][0] == http


def test_the_order_of_tags_is_no_change_but_that_of_coauthors_is(engine):
    _ann, bob, cat, sql, http, one = ids(
        written(
            engine,
            person("ann"),
            person("bob"),
            person("cat"),
            tag("sql"),
            tag("http"),
            article(
                "one", coauthors=local("people", "bob", "cat"), tags=local("tags", "sql", "http")
            ),
        )
    )
    target = Identifier("articles", one)
    people = (Identifier("people", cat), Identifier("people", bob))

    tags = written(
        engine, Update(target, {}, {"tags": (Identifier("tags", http), Identifier("tags", sql))})
    )
    coauthors = written(engine, Update(target, {}, {"coauthors": people}))

    assert (tags.written[0].effect, coauthors.written[0].effect) == ("unchanged", "updated")
    ordered = "SELECT person_id::text FROM article_coauthors ORDER BY position"
    assert rows(engine, ordered) == [(cat,), (bob,)]


def test_members_can_be_taken_away(engine):
    _ann, _sql, one = ids(
        written(engine, person("ann"), tag("sql"), article("one", tags=local("tags", "sql")))
    )

    written(engine, Update(Identifier("articles", one), {}, {"tags": ()}))

    assert rows(engine, "SELECT * FROM article_tags") == []
    assert rows(engine, "SELECT version FROM articles") == [(2,)]


def test_a_member_that_is_named_twice_is_linked_once(engine):
    written(engine, person("ann"), tag("sql"), article("one", tags=local("tags", "sql", "sql")))

    assert rows(engine, "SELECT count(*) FROM article_tags") == [(1,)]
