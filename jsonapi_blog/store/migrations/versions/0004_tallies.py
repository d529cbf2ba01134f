"""Totals of articles without counting them.

Each statement that changes how many articles there are of a status notes by how many, in its own
transaction; so the sum of the notes that a snapshot sees is what it would count. A note is added to
one that nobody holds, so that there are about as many as there ever were writers at once, and
nobody waits for anybody. Where a snapshot is older than the statement, adding to what was changed
since would fail: there a note of its own is made, and `keep_house` puts them together.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
    CREATE FUNCTION tally_articles(counted text, more bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('transaction_isolation') = 'read committed' THEN
            UPDATE article_tallies SET articles = articles + more WHERE ctid = (
                SELECT ctid FROM article_tallies WHERE status = counted
                LIMIT 1 FOR UPDATE SKIP LOCKED
            );
            IF FOUND THEN
                RETURN;
            END IF;
        END IF;
        INSERT INTO article_tallies VALUES (counted, more);
    END $$
    """,
    """
    CREATE FUNCTION tally_added_articles() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM tally_articles(status, count(*)) FROM added GROUP BY status ORDER BY status;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION tally_removed_articles() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM tally_articles(status, -count(*)) FROM removed GROUP BY status ORDER BY status;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION tally_changed_article() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM tally_articles(OLD.status, -1);
        PERFORM tally_articles(NEW.status, 1);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION tally_no_articles() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE feature_not_supported USING MESSAGE = 'articles are truncated in READ COMMITTED';
        END IF;
        DELETE FROM article_tallies;
        RETURN NULL;
    END $$
    """,
)
TRIGGERS = (
    """
    CREATE TRIGGER tally_added AFTER INSERT ON articles REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tally_added_articles()
    """,
    """
    CREATE TRIGGER tally_removed AFTER DELETE ON articles REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_removed_articles()
    """,
    # An update of anything else costs nothing.
    """
    CREATE TRIGGER tally_changed AFTER UPDATE OF status ON articles
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION tally_changed_article()
    """,
    """
    CREATE TRIGGER tally_none AFTER TRUNCATE ON articles
    FOR EACH STATEMENT EXECUTE FUNCTION tally_no_articles()
    """,
)


def upgrade() -> None:
    # Who writes meanwhile waits, so that everything is counted once.
    op.execute("LOCK TABLE articles IN SHARE ROW EXCLUSIVE MODE")
    op.create_table(
        "article_tallies",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
    )
    op.execute("INSERT INTO article_tallies SELECT status, count(*) FROM articles GROUP BY status")
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for name in ("added", "removed", "changed", "none"):
        op.execute(f"DROP TRIGGER tally_{name} ON articles")
    for name in ("added_articles", "removed_articles", "changed_article", "no_articles"):
        op.execute(f"DROP FUNCTION tally_{name}()")
    op.execute("DROP FUNCTION tally_articles(text, bigint)")
    op.drop_table("article_tallies")
