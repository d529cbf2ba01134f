"""The tables of the blog, as the models first declared them.

What is written here stays as it is when the models move on: it says what was, not what is.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH = """
setweight(to_tsvector('english', title), 'A')
|| setweight(to_tsvector('english', coalesce(summary, '')), 'B')
|| setweight(to_tsvector('english', body), 'C')
"""
NEWEST: tuple[sa.ColumnClause[object], ...] = (
    sa.literal_column("(published_at IS NOT NULL) DESC"),
    sa.literal_column("published_at DESC"),
    sa.literal_column("id DESC"),
)
TABLES = (
    "people",
    "tags",
    "series",
    "articles",
    "article_tags",
    "article_coauthors",
    "comments",
    "reactions",
    "access_tokens",
    "imported",
    "secrets",
)


def upgrade() -> None:
    people_and_tags()
    series_and_articles()
    comments_and_reactions()
    tokens_imports_and_secrets()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def people_and_tags() -> None:
    op.create_table(
        "people",
        *resource("people"),
        text("name"),
        text("handle"),
        text_or_null("bio"),
        text_or_null("website"),
        text_or_null("avatar_url"),
        text_or_null("email"),
        text_or_null("password_hash"),
        text("role", "reader"),
        time("created_at"),
        time("updated_at"),
        check("role IN ('reader', 'author', 'editor', 'admin')", "ck_people_role"),
    )
    unique("uq_people_handle", "people", "handle")
    unique("uq_people_email", "people", sa.literal_column("lower(email)"))

    op.create_table(
        "tags",
        *resource("tags"),
        text("name"),
        text("slug"),
        text_or_null("description"),
    )
    unique("uq_tags_name", "tags", sa.literal_column("lower(name)"))
    unique("uq_tags_slug", "tags", "slug")


def series_and_articles() -> None:
    op.create_table(
        "series",
        *resource("series"),
        text("title"),
        text("slug"),
        text_or_null("description"),
        link("curator_id"),
        time("created_at"),
        time("updated_at"),
        foreign("series", "curator_id", "people"),
    )
    unique("uq_series_slug", "series", "slug")
    index("ix_series_curator_id", "series", "curator_id")

    op.create_table(
        "articles",
        *resource("articles"),
        text("title"),
        text("slug"),
        text_or_null("summary"),
        text("body", ""),
        text("body_html", ""),
        text("status", "draft"),
        text("language", "en"),
        sa.Column("comments_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        number("word_count", "0"),
        number("reading_minutes", "0"),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        link("author_id"),
        link_or_null("series_id"),
        sa.Column("series_position", sa.Integer()),
        sa.Column("search", postgresql.TSVECTOR(), sa.Computed(SEARCH, True), nullable=False),
        time("created_at"),
        time("updated_at"),
        check("status IN ('draft', 'published', 'archived')", "ck_articles_status"),
        check("status <> 'published' OR published_at IS NOT NULL", "ck_articles_published_at"),
        check("num_nonnulls(series_id, series_position) <> 1", "ck_articles_series_position"),
        foreign("articles", "author_id", "people"),
        foreign("articles", "series_id", "series"),
    )
    unique("uq_articles_slug", "articles", "slug")
    index("ix_articles_series", "articles", "series_id", "series_position", "id")
    op.create_index("ix_articles_search", "articles", ["search"], postgresql_using="gin")
    op.create_index(
        "ix_articles_published",
        "articles",
        [sa.literal_column("published_at DESC"), "id"],
        postgresql_where=sa.literal_column("status = 'published'"),
    )
    index("ix_articles_newest", "articles", *NEWEST)
    index("ix_articles_author_newest", "articles", "author_id", *NEWEST)

    op.create_table(
        "article_tags",
        link("article_id"),
        link("tag_id"),
        sa.PrimaryKeyConstraint("article_id", "tag_id", name="pk_article_tags"),
        foreign("article_tags", "article_id", "articles"),
        foreign("article_tags", "tag_id", "tags"),
    )
    newest: sa.ColumnClause[object] = sa.literal_column("article_id DESC")
    index("ix_article_tags_tag_newest", "article_tags", "tag_id", newest)

    op.create_table(
        "article_coauthors",
        link("article_id"),
        link("person_id"),
        number("position"),
        sa.PrimaryKeyConstraint("article_id", "person_id", name="pk_article_coauthors"),
        foreign("article_coauthors", "article_id", "articles"),
        foreign("article_coauthors", "person_id", "people"),
    )
    index("ix_article_coauthors_person_id", "article_coauthors", "person_id")


def comments_and_reactions() -> None:
    op.create_table(
        "comments",
        *resource("comments"),
        text("body"),
        text("body_html", ""),
        text("status", "visible"),
        link("article_id"),
        link("author_id"),
        link_or_null("parent_id"),
        time("created_at"),
        time("updated_at"),
        check("status IN ('visible', 'hidden')", "ck_comments_status"),
        foreign("comments", "article_id", "articles"),
        foreign("comments", "author_id", "people"),
        foreign("comments", "parent_id", "comments"),
    )
    index("ix_comments_article", "comments", "article_id", "created_at", "id")
    index("ix_comments_author", "comments", "author_id", "created_at", "id")
    index("ix_comments_parent", "comments", "parent_id", "created_at", "id")
    index("ix_comments_oldest", "comments", "created_at", "id")

    op.create_table(
        "reactions",
        *resource("reactions"),
        text("kind"),
        link("person_id"),
        link_or_null("article_id"),
        link_or_null("comment_id"),
        time("created_at"),
        check("kind IN ('upvote', 'funny', 'love', 'surprised', 'sad')", "ck_reactions_kind"),
        check("num_nonnulls(article_id, comment_id) = 1", "ck_reactions_target"),
        foreign("reactions", "person_id", "people"),
        foreign("reactions", "article_id", "articles"),
        foreign("reactions", "comment_id", "comments"),
    )
    for target in ("article", "comment"):
        op.create_index(
            f"uq_reactions_{target}",
            "reactions",
            ["person_id", f"{target}_id", "kind"],
            unique=True,
            postgresql_where=f"{target}_id IS NOT NULL",
        )
        index(f"ix_reactions_{target}", "reactions", f"{target}_id", "created_at", "id")
    index("ix_reactions_person", "reactions", "person_id", "created_at", "id")
    index("ix_reactions_oldest", "reactions", "created_at", "id")


def tokens_imports_and_secrets() -> None:
    op.create_table(
        "access_tokens",
        *resource("access_tokens"),
        text("name"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        link("person_id"),
        time("created_at"),
        foreign("access_tokens", "person_id", "people"),
    )
    unique("uq_access_tokens_digest", "access_tokens", "digest")
    index("ix_access_tokens_person_id", "access_tokens", "person_id")

    op.create_table(
        "imported",
        text("source"),
        link("resource_id"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_imported"),
    )
    index("ix_imported_resource_id", "imported", "resource_id")

    op.create_table(
        "secrets",
        text("name"),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )


def resource(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        link("id"),
        number("version", "1"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def text_or_null(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text())


def number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def link(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=False)


def link_or_null(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Uuid(as_uuid=False))


def check(condition: str, name: str) -> sa.CheckConstraint:
    # Marked as final: the models' naming convention would put its prefix on it once more.
    return sa.CheckConstraint(condition, name=op.f(name))


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def index(name: str, table: str, *columns: str | sa.ColumnElement[object]) -> None:
    op.create_index(name, table, list(columns))


def unique(name: str, table: str, *columns: str | sa.ColumnElement[object]) -> None:
    op.create_index(name, table, list(columns), unique=True)
