"""Callers of every kind, and the blog as each of them would find it if there were nothing else.

In: a connection to a copy of the sample blog. Out: the same blog without all that one caller may
not read, by SQL that is written from the contract alone (section 6) and shares nothing with the
rules of the product. Versions, times and places in a series stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg2.extensions import cursor

from tests.factories import Factory

STAFF = ("editor", "admin")
ALL = ("*",)


@dataclass(frozen=True)
class Caller:
    """A person of the sample blog with a role there, and the scopes of the token that is used."""

    name: str
    handle: str | None
    role: str
    scopes: tuple[str, ...] = ALL

    def reads_as(self, type_name: str) -> str:
        """The role that counts for a type: without a scope for it that of nobody in particular."""
        fitting = {"*", f"{type_name}:read", f"{type_name}:write"}
        return self.role if fitting.intersection(self.scopes) else "anonymous"


CALLERS = (
    Caller("anonymous", None, "anonymous"),
    Caller("reader", "rita", "reader"),
    Caller("author", "ann", "author"),
    Caller("coauthor", "bob", "author"),
    Caller("editor", "eve", "editor"),
    Caller("admin", "ada", "admin"),
    Caller("reader-of-own-address", "rita", "reader", ("people:read",)),
    Caller("author-of-articles-alone", "ann", "author", ("articles:read",)),
    Caller("author-of-comments-alone", "bob", "author", ("comments:write",)),
    Caller(
        "author-of-articles-and-reactions", "bob", "author", ("articles:write", "reactions:read")
    ),
    Caller("editor-of-comments-alone", "eve", "editor", ("comments:write",)),
    Caller("editor-of-articles-alone", "eve", "editor", ("articles:read",)),
    Caller("admin-of-nothing", "ada", "admin", ("series:write",)),
    Caller("admin-of-tokens-alone", "ada", "admin", ("access-tokens:read",)),
    Caller("author-of-tokens-and-people", "ann", "author", ("access-tokens:write", "people:read")),
)


def corners(add: Factory) -> None:
    """What the sample blog lacks: people who lost a role, and chains of what is half hidden."""
    ids = add.ids
    rita, kim, ann, bob = ids["rita"], ids["kim"], ids["ann"], ids["bob"]
    add.article("draft-of-rita", author=rita, status="draft", tags=[ids["rust"]])
    add.article("kims-future", author=kim, coauthors=[ann, rita], published_at="2999-06-01")
    add.tag("secret-tag", description="On a draft alone.")
    add.article("tagged-draft", author=bob, status="draft", tags=[ids["secret-tag"]])
    add.series("unseen", curator=ann, articles=[ids["tagged-draft"], ids["kims-future"]])
    hidden = add.comment("hidden-of-rita", article=ids["post-2"], author=rita, status="hidden")
    below = add.comment("below-hidden", article=ids["post-2"], author=ann, parent=hidden)
    again = add.comment(
        "hidden-again", article=ids["post-2"], author=bob, parent=below, status="hidden"
    )
    add.comment("below-again", article=ids["post-2"], author=rita, parent=again)
    for name in ("hidden-of-rita", "below-hidden", "hidden-again", "below-again"):
        add.reaction(f"rita-likes-{name}", person=rita, comment=ids[name], kind="sad")
    add.reaction("ann-likes-draft-of-bob", person=ann, article=ids["draft-of-bob"], kind="sad")
    for person in (kim, ann):
        add.token(person, ("articles:read",), expires_at=datetime(2999, 1, 1, tzinfo=UTC))


def delete_unreadable(sql: cursor, caller: Caller, person: str | None) -> None:
    """Leave what `caller`, who is `person`, may read."""
    me = {"me": person}
    sql.execute(
        "CREATE TEMPORARY TABLE published ON COMMIT DROP AS SELECT id FROM articles "
        "WHERE status = 'published' AND published_at IS NOT NULL AND published_at <= now()"
    )
    sql.execute("CREATE TEMPORARY TABLE kept ON COMMIT DROP AS TABLE published")
    if caller.reads_as("articles") in STAFF:
        sql.execute("INSERT INTO kept SELECT id FROM articles")
    if caller.reads_as("articles") == "author":
        sql.execute("INSERT INTO kept SELECT id FROM articles WHERE author_id = %(me)s", me)
        sql.execute(
            "INSERT INTO kept SELECT article_id FROM article_coauthors WHERE person_id = %(me)s", me
        )
    sql.execute(
        "CREATE TEMPORARY TABLE gone ON COMMIT DROP AS SELECT id FROM comments "
        "WHERE article_id NOT IN (TABLE kept)"
    )
    if caller.reads_as("comments") not in STAFF:
        sql.execute("INSERT INTO gone SELECT id FROM comments WHERE status = 'hidden'")
    if caller.reads_as("comments") == "anonymous":
        sql.execute(
            "INSERT INTO gone SELECT id FROM comments WHERE article_id NOT IN (TABLE published)"
        )
    if caller.reads_as("reactions") == "anonymous":
        sql.execute(
            "DELETE FROM reactions WHERE article_id NOT IN (TABLE published) OR comment_id IN "
            "(SELECT id FROM comments WHERE status = 'hidden' "
            "OR article_id NOT IN (TABLE published))"
        )
    sql.execute("DELETE FROM reactions WHERE article_id NOT IN (TABLE kept)")
    sql.execute("DELETE FROM reactions WHERE comment_id IN (TABLE gone)")
    sql.execute("UPDATE comments SET parent_id = NULL WHERE parent_id IN (TABLE gone)")
    sql.execute("DELETE FROM comments WHERE id IN (TABLE gone)")
    sql.execute("DELETE FROM article_tags WHERE article_id NOT IN (TABLE kept)")
    sql.execute("DELETE FROM article_coauthors WHERE article_id NOT IN (TABLE kept)")
    sql.execute("DELETE FROM articles WHERE id NOT IN (TABLE kept)")
    if caller.reads_as("access-tokens") != "admin":
        # Those of the caller stay where they may not be read, too: one of them is used.
        sql.execute("DELETE FROM access_tokens WHERE person_id IS DISTINCT FROM %(me)s", me)
    _delete_values(sql, caller, me)


def _delete_values(sql: cursor, caller: Caller, me: dict[str, str | None]) -> None:
    """Addresses and roles of others; the caller's role stays, for it is what tokens work by."""
    sql.execute("ALTER TABLE people ALTER COLUMN role DROP NOT NULL")
    sql.execute("UPDATE people SET password_hash = NULL")
    if caller.reads_as("people") in STAFF:
        return
    sql.execute("UPDATE people SET email = NULL, role = NULL WHERE id IS DISTINCT FROM %(me)s", me)
    if caller.reads_as("people") == "anonymous":
        sql.execute("UPDATE people SET email = NULL")
