"""An index for every order and every filter of articles and comments.

Text is compared by code point, so the unique indexes of what is looked up by text are, too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READABLE = ["id", "status", "published_at", "author_id"]
OF_ARTICLE = ("article_id", "created_at", "id")
SLUGS = (("articles", "slug"), ("people", "handle"), ("tags", "slug"), ("series", "slug"))
ADDED = {
    "articles": (
        *("title", "status", "language", "comments_open", "word_count", "reading_minutes"),
        *("oldest", "created_at", "updated_at", "summary"),
        *("title_folded", "slug_folded", "summary_folded", "counted"),
    ),
    "comments": ("status", "updated_at"),
    "reactions": ("kind",),
}


def upgrade() -> None:
    for table, column in SLUGS:
        op.drop_index(f"uq_{table}_{column}", table)
        op.create_index(f"uq_{table}_{column}", table, [by_code_point(column)], unique=True)
    articles()
    comments_and_reactions()


def downgrade() -> None:
    for table, names in ADDED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    for table, column in SLUGS:
        op.drop_index(f"uq_{table}_{column}", table)
        op.create_index(f"uq_{table}_{column}", table, [column], unique=True)
    op.drop_index("ix_comments_article", "comments")
    index("comments", "article", *OF_ARTICLE)


def articles() -> None:
    index("articles", "title", by_code_point("title"), "id", include=READABLE[1:])
    index("articles", "status", by_code_point("status"), "id")
    index("articles", "language", by_code_point("language"), "id")
    for column in ("comments_open", "word_count", "reading_minutes", "created_at", "updated_at"):
        index("articles", column, column, "id")
    index("articles", "oldest", sa.text("(published_at IS NULL)"), "published_at", "id")
    index("articles", "summary", by_code_point("summary"), include=READABLE)
    for column in ("title", "slug", "summary"):
        index("articles", f"{column}_folded", by_code_point(f"lower({column})"))
    index(
        "articles",
        "counted",
        sa.text("published_at DESC"),
        "id",
        include=[
            *("status", "author_id", "series_id", "slug", "language", "comments_open"),
            *("word_count", "reading_minutes", "created_at", "updated_at"),
        ],
    )


def comments_and_reactions() -> None:
    index("comments", "status", by_code_point("status"), "id")
    index("comments", "updated_at", "updated_at", "id")
    op.drop_index("ix_comments_article", "comments")
    shown = ["status", "updated_at", "parent_id", "author_id"]
    index("comments", "article", *OF_ARTICLE, include=shown)
    index("reactions", "kind", by_code_point("kind"), "id")


def by_code_point(column: str) -> sa.TextClause:
    return sa.text(f'{column} COLLATE "C"')


def index(
    table: str,
    name: str,
    *columns: str | sa.TextClause,
    include: list[str] | None = None,
) -> None:
    op.create_index(
        f"ix_{table}_{name}",
        table,
        list(columns),
        postgresql_include=include or [],
    )
