"""A blog to measure on, made by the database itself: the same rows wherever it is made.

In: an engine on a migrated, empty database, and how large the blog shall be. Out: at scale 1 1,000
people, 200 tags, 20,000 articles of about two kilobytes with 60,000 tags and 100,000 comments. Ids
are UUIDv7 in the order of creation, computed like everything else. Every article has as many tags
and comments as any other, so that a figure does not depend on where it was taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

TAGS_EACH = 3
COMMENTS_EACH = 5
SYLLABLES = "ba ke li mo nu pra ste tri vol wen da fe gi ho ju kra sle tro zu mi"

#: Functions of this session: ids from a moment and a number, and numbers that look like dice.
TOOLS = (
    """
    CREATE FUNCTION pg_temp.made(moment timestamptz, number bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
                || '70008000' || lpad(to_hex(number), 12, '0'))::uuid
    $$
    """,
    """
    CREATE FUNCTION pg_temp.thrown(seed text) RETURNS double precision
    LANGUAGE sql IMMUTABLE AS $$
        SELECT ('x' || substr(md5(seed), 1, 7))::bit(28)::int / 268435456.0
    $$
    """,
    """
    CREATE FUNCTION pg_temp.person(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT pg_temp.made(timestamptz '2019-01-01Z' + number * interval '1 minute', number)
    $$
    """,
    """
    CREATE FUNCTION pg_temp.tag(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT pg_temp.made(timestamptz '2019-06-01Z' + number * interval '1 minute', number)
    $$
    """,
    # Words that nobody has heard; the first of them come often, the last hardly ever.
    """
    CREATE TEMPORARY TABLE words ON COMMIT DROP AS
    SELECT n, s[1 + n % 20] || s[1 + n / 20 % 20] || s[1 + (n * 7 + n / 400) % 20] AS word
    FROM generate_series(0, 1999) n,
         (SELECT string_to_array(:syllables, ' ') AS s) t
    """,
    """
    CREATE TEMPORARY TABLE sentences ON COMMIT DROP AS
    SELECT s, initcap(left(string_agg(word, ' ' ORDER BY w), 1))
              || substr(string_agg(word, ' ' ORDER BY w), 2) || '.' AS sentence
    FROM generate_series(0, 999) s, generate_series(1, 14) w,
         LATERAL (SELECT floor(2000 * pg_temp.thrown(s || '-' || w) ^ 3)::int AS n) d
         JOIN words USING (n)
    GROUP BY s
    """,
    "CREATE UNIQUE INDEX ON pg_temp.sentences (s)",
    "ANALYZE pg_temp.sentences",
)
ROWS = (
    """
    INSERT INTO people (id, name, handle, bio, website, email, role, created_at, updated_at)
    SELECT pg_temp.person(i), 'Person ' || i, 'person-' || i, 'Writes, mostly.',
           'https://person-' || i || '.example', 'person-' || i || '@blog.example', 'author',
           timestamptz '2019-01-01Z' + i * interval '1 minute',
           timestamptz '2019-01-01Z' + i * interval '1 minute'
    FROM generate_series(0, :people - 1) i
    """,
    """
    INSERT INTO tags (id, name, slug, description)
    SELECT pg_temp.tag(i), 'Tag ' || i, 'tag-' || i, 'What is about ' || i || '.'
    FROM generate_series(0, :tags - 1) i
    """,
    """
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
    SELECT i, pg_temp.made(moment, i) AS id, moment
    FROM generate_series(0, :articles - 1) i,
         LATERAL (SELECT timestamptz '2020-01-01Z' + i * interval '1 hour' / :pace AS moment) t
    """,
    """
    INSERT INTO articles (id, title, slug, summary, body, body_html, status, language,
                          comments_open, word_count, reading_minutes, published_at, created_at,
                          updated_at, author_id)
    SELECT id, left(first, 30) || ' ' || i, 'article-' || i, left(first, 100),
           body, '<p>' || replace(body, E'\\n\\n', E'</p>\\n<p>') || '</p>', 'published',
           (ARRAY['en', 'en', 'en', 'en', 'en', 'en', 'de', 'de', 'fr', 'pt-BR'])[1 + i % 10],
           i % 20 <> 0, 200 + floor(200 * pg_temp.thrown('count ' || i))::int, 1 + i % 3,
           moment, moment, moment + i % 1000 * interval '1 day', pg_temp.person(i % :people)
    FROM made, LATERAL (
        SELECT string_agg(sentence, CASE k % 5 WHEN 0 THEN E'\\n\\n' ELSE ' ' END ORDER BY k)
               AS body, min(sentence) FILTER (WHERE k = 1) AS first
        FROM generate_series(1, 19) k
        JOIN sentences ON s = floor(1000 * pg_temp.thrown(i || '/' || k))::int
    ) t
    ORDER BY i
    """,
    """
    INSERT INTO article_tags (article_id, tag_id)
    SELECT id, pg_temp.tag((main + further) % :tags)
    FROM made,
         LATERAL (SELECT floor(:tags * pg_temp.thrown('tag ' || i) ^ 2)::int AS main) t,
         LATERAL (VALUES (0), (7 + i % 11), (21 + i % 13)) v (further)
    """,
    """
    INSERT INTO comments (id, body, body_html, article_id, author_id, created_at, updated_at)
    SELECT pg_temp.made(at, n), said, '<p>' || said || '</p>', m.id,
           pg_temp.person((n * 7 + n / :articles * 13) % :people), at, at
    FROM generate_series(0, CAST(:articles AS bigint) * :comments - 1) n
    JOIN made m ON m.i = n % :articles
    JOIN sentences one ON one.s = n % 1000 JOIN sentences other ON other.s = n * 7 % 997,
         LATERAL (SELECT timestamptz '2024-01-01Z' + n * interval '1 minute' / :pace AS at,
                         one.sentence || ' ' || other.sentence AS said) t
    ORDER BY n
    """,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what there are, at so many times the ordinary size."""

    scale: float = 1.0

    @property
    def people(self) -> int:
        return max(10, round(1_000 * self.scale))

    @property
    def tags(self) -> int:
        # Three of an article are never the same.
        return max(50, round(200 * self.scale))

    @property
    def articles(self) -> int:
        return max(200, round(20_000 * self.scale))

    @property
    def links(self) -> int:
        return self.articles * TAGS_EACH

    @property
    def comments(self) -> int:
        return self.articles * COMMENTS_EACH


def fill(engine: Engine, scale: float = 1.0) -> Size:
    """Fill an empty, migrated database, and let the planner know what is in it."""
    size = Size(scale)
    values = {
        "people": size.people,
        "tags": size.tags,
        "articles": size.articles,
        "comments": COMMENTS_EACH,
        "syllables": SYLLABLES,
        # A larger blog is not an older one: nothing in it is of the future.
        "pace": max(1.0, scale),
    }
    with engine.begin() as connection:
        for statement in (*TOOLS, *ROWS):
            connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return size


def word(number: int) -> str:
    """One of the 2,000 words that the articles are made of; the first ones come often."""
    syllables = SYLLABLES.split()
    last = (number * 7 + number // 400) % 20
    return syllables[number % 20] + syllables[number // 20 % 20] + syllables[last]
