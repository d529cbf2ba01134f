"""A blog to measure on: 20,000 articles with 100,000 comments, made by the database itself."""

from __future__ import annotations

from sqlalchemy import Engine, text

STATEMENTS = (
    """
    INSERT INTO people (id, name, handle, role)
    SELECT gen_random_uuid(), 'Person ' || i, 'person-' || i, 'author'
    FROM generate_series(0, 499) i
    """,
    """
    INSERT INTO tags (id, name, slug)
    SELECT gen_random_uuid(), 'Tag ' || i, 'tag-' || i FROM generate_series(0, 49) i
    """,
    """
    INSERT INTO articles (id, title, slug, summary, body, status, published_at, author_id)
    SELECT gen_random_uuid(), 'Title of article ' || i, 'article-' || i, 'A summary.',
           repeat('lorem ipsum ', 80), 'published',
           timestamptz '2020-01-01' + i * interval '1 hour', p.id
    FROM generate_series(0, 19999) i JOIN people p ON p.handle = 'person-' || i % 500
    """,
    """
    INSERT INTO comments (id, body, article_id, author_id, created_at)
    SELECT gen_random_uuid(), 'Comment number ' || i, a.id, p.id,
           timestamptz '2024-01-01' + i * interval '1 minute'
    FROM generate_series(0, 99999) i
    JOIN articles a ON a.slug = 'article-' || i % 20000
    JOIN people p ON p.handle = 'person-' || i * 7 % 500
    """,
    """
    INSERT INTO article_tags (article_id, tag_id)
    SELECT a.id, t.id FROM articles a JOIN tags t ON hashtext(a.slug || t.slug) % 12 = 0
    """,
)


def fill(engine: Engine) -> None:
    """Fill an empty, migrated database, and let the planner know what is in it."""
    with engine.begin() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
