"""A blog of 20,000 articles with all that can hang on them, made by the database in some seconds.

In: an engine on a migrated database. Out: rows that are as long and as mixed as those of a blog
that grew; the planner knows what is in them. Few are drafts, archived or hidden, as it happens;
a tenth is in a series, some have co-authors, a quarter of the comments are replies.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

STATEMENTS = (
    """
    CREATE FUNCTION pg_temp.made(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT ('0190' || lpad(to_hex(kind), 4, '0') || '0000' || '7000'
                || '80000000' || lpad(to_hex(number), 8, '0'))::uuid
    $$
    """,
    """
    INSERT INTO people (id, name, handle, role)
    SELECT pg_temp.made(1, i), 'One ' || i, 'one-' || i, 'author' FROM generate_series(0, 999) i
    """,
    """
    INSERT INTO tags (id, name, slug)
    SELECT pg_temp.made(2, i), 'Topic ' || i, 'topic-' || i FROM generate_series(0, 199) i
    """,
    """
    INSERT INTO series (id, title, slug, curator_id)
    SELECT pg_temp.made(3, i), 'Series ' || i, 'series-' || i, pg_temp.made(1, i)
    FROM generate_series(0, 99) i
    """,
    # Two kilobytes that do not compress, most of them where no search looks.
    """
    INSERT INTO articles (id, title, slug, summary, body, body_html, status, language,
                          comments_open, word_count, reading_minutes, published_at, created_at,
                          updated_at, author_id, series_id, series_position)
    SELECT pg_temp.made(4, i), left(md5('t' || i), 20) || ' ' || i, 'article-' || i,
           CASE WHEN i % 9 > 0 THEN md5('s' || i) || md5('u' || i) END, 'Word ' || i % 500, html,
           status, (ARRAY['en', 'en', 'en', 'en', 'de', 'de', 'fr', 'pt-BR'])[1 + i % 8],
           i % 20 > 0, 100 + i * 7 % 900, 1 + i % 5,
           CASE WHEN status <> 'draft' THEN moment END, moment, moment + i % 100 * interval '1 day',
           pg_temp.made(1, i * 31 % 1000),
           CASE WHEN i % 10 = 0 THEN pg_temp.made(3, i / 10 % 100) END,
           CASE WHEN i % 10 = 0 THEN i END
    FROM generate_series(0, 19999) i,
         LATERAL (SELECT timestamptz '2020-01-01Z' + i * interval '1 hour' AS moment,
                         CASE i % 50 WHEN 0 THEN 'draft' WHEN 1 THEN 'archived' ELSE 'published' END
                         AS status) t,
         LATERAL (SELECT string_agg(md5(i || '-' || k), '') AS html
                  FROM generate_series(1, 45) k) h
    """,
    """
    INSERT INTO article_tags (article_id, tag_id)
    SELECT pg_temp.made(4, i), pg_temp.made(2, (i * i + k * 37) % 200)
    FROM generate_series(0, 19999) i, generate_series(1, 3) k WHERE i % 30 > 0
    """,
    """
    INSERT INTO article_coauthors (article_id, person_id, position)
    SELECT pg_temp.made(4, i), pg_temp.made(1, (i * 31 + 7) % 1000), 0
    FROM generate_series(0, 19999, 8) i
    """,
    """
    INSERT INTO comments (id, body, body_html, status, article_id, author_id, created_at,
                          updated_at, parent_id)
    SELECT pg_temp.made(5, i), repeat('All of it. ', 20), repeat('All of it. ', 20),
           CASE WHEN i % 40 = 0 THEN 'hidden' ELSE 'visible' END, pg_temp.made(4, i % 20000),
           pg_temp.made(1, i * 13 % 1000), timestamptz '2023-01-01Z' + i * interval '1 minute',
           timestamptz '2023-01-01Z' + i * interval '1 minute',
           CASE WHEN i >= 20000 AND i % 4 = 1 THEN pg_temp.made(5, i - 20000) END
    FROM generate_series(0, 99999) i
    """,
    """
    INSERT INTO reactions (id, kind, person_id, article_id, created_at)
    SELECT pg_temp.made(6, i), 'love', pg_temp.made(1, i % 1000), pg_temp.made(4, i),
           timestamptz '2023-01-01Z' + i * interval '1 minute'
    FROM generate_series(0, 19999, 2) i
    """,
    """
    INSERT INTO reactions (id, kind, person_id, comment_id, created_at)
    SELECT pg_temp.made(7, i), 'sad', pg_temp.made(1, i % 1000), pg_temp.made(5, i),
           timestamptz '2023-06-01Z' + i * interval '1 minute'
    FROM generate_series(0, 99999, 3) i
    """,
)


def fill(engine: Engine) -> None:
    """The whole blog, and what the planner wants to know of it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # VACUUM takes no row for visible to all whose commit is not written yet, and counts from
        # an index alone lean on what it finds.
        connection.execute(text("SET synchronous_commit = on"))
        for statement in (*STATEMENTS, "VACUUM ANALYZE"):
            connection.execute(text(statement))
