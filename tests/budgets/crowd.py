"""A blog of any size, made by the database itself: what a test writes must not cost more in it.

In: an engine on a migrated database, how many articles there shall be. Out: rows; the planner knows
what is in them. Nobody's rows are anybody's in a test: `Factory` adds those.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

STATEMENTS = (
    """
    INSERT INTO people (id, name, handle, role)
    SELECT gen_random_uuid(), 'One ' || i, 'crowd-' || i, 'author' FROM generate_series(1, :size) i
    """,
    """
    INSERT INTO tags (id, name, slug)
    SELECT gen_random_uuid(), 'Topic ' || i, 'crowd-topic-' || i FROM generate_series(1, :size) i
    """,
    """
    INSERT INTO series (id, title, slug, curator_id)
    SELECT gen_random_uuid(), 'Series ' || i, 'crowd-series-' || i, p.id
    FROM generate_series(1, :size) i JOIN people p ON p.handle = 'crowd-' || i
    """,
    """
    INSERT INTO articles (id, title, slug, body, status, published_at, author_id,
                          series_id, series_position)
    SELECT gen_random_uuid(), 'Article ' || i, 'crowd-article-' || i, 'Of ' || i, 'published',
           timestamptz '2020-01-01Z' + i * interval '1 hour', p.id, s.id, 0
    FROM generate_series(1, :size) i
    JOIN people p ON p.handle = 'crowd-' || i JOIN series s ON s.slug = 'crowd-series-' || i
    """,
    """
    INSERT INTO article_tags (article_id, tag_id)
    SELECT a.id, t.id FROM generate_series(1, :size) i
    JOIN articles a ON a.slug = 'crowd-article-' || i JOIN tags t ON t.slug = 'crowd-topic-' || i
    """,
    """
    INSERT INTO article_coauthors (article_id, person_id, position)
    SELECT a.id, p.id, 0 FROM generate_series(1, :size) i
    JOIN articles a ON a.slug = 'crowd-article-' || i JOIN people p ON p.handle = 'crowd-' || i
    """,
    """
    INSERT INTO comments (id, body, article_id, author_id)
    SELECT gen_random_uuid(), 'Comment', a.id, a.author_id
    FROM articles a, generate_series(1, 3)
    """,
    """
    INSERT INTO comments (id, body, article_id, author_id, parent_id)
    SELECT gen_random_uuid(), 'Reply', article_id, author_id, id FROM comments
    """,
    """
    INSERT INTO reactions (id, kind, person_id, article_id)
    SELECT gen_random_uuid(), 'love', author_id, id FROM articles
    """,
    """
    INSERT INTO reactions (id, kind, person_id, comment_id)
    SELECT gen_random_uuid(), 'love', author_id, id FROM comments
    """,
    """
    INSERT INTO access_tokens (id, name, digest, scopes, person_id)
    SELECT gen_random_uuid(), 'Token', decode(md5(id::text), 'hex'), '{*}', id FROM people
    """,
)


def fill(engine: Engine, size: int) -> None:
    """`size` people, tags, series, and articles with six comments each."""
    with engine.begin() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement), {"size": size})
        connection.execute(text("ANALYZE"))
