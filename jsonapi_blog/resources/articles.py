"""Articles: published ones for everybody, drafts for those who write them and for staff."""

from __future__ import annotations

from dataclasses import replace

from .. import rendering
from ..changes import Create, Once, Update
from ..policy import Link, Policy, Role, authors, own, staff
from ..query.expression import (
    ALWAYS,
    NEVER,
    And,
    Compare,
    Comparison,
    Expression,
    Has,
    Or,
    Symbol,
)
from ..serializers.articles import ArticleSchema
from .naming import with_slug
from .resource import Resource

PUBLISHED = And(
    (
        Compare("status", Comparison.EQUALS, "published"),
        Compare("publishedAt", Comparison.LESS_OR_EQUAL, Symbol.NOW),
    )
)
_IS_CALLER = Compare("id", Comparison.EQUALS, Symbol.CALLER)


def published_or_own(role: Role) -> Expression:
    """What is published; for authors their own and co-authored ones too; for staff all."""
    if role.staff:
        return ALWAYS
    if role is Role.AUTHOR:
        return Or((PUBLISHED, Has("author", _IS_CALLER), Has("coauthors", _IS_CALLER)))
    return PUBLISHED


def own_or_coauthored(role: Role) -> Expression:
    """What an author wrote, alone or with others; for staff all."""
    own_ones = OWN(role)
    if own_ones in (ALWAYS, NEVER):
        return own_ones
    return Or((own_ones, Has("coauthors", _IS_CALLER)))


OWN = own("author", least=Role.AUTHOR)
#: What co-authors leave to the author (they edit title, summary, body, language and tags).
_OF_THE_AUTHOR = ("slug", "status", "commentsOpen", "publishedAt", "coauthors", "series")


class Articles(Resource):
    schema = ArticleSchema
    policy = Policy(
        read=published_or_own,
        create=authors,
        write=own_or_coauthored,
        delete=OWN,
        fields={**dict.fromkeys(_OF_THE_AUTHOR, OWN), "author": staff},
        links={
            "series": Link(
                own("curator", least=Role.AUTHOR), "Only its curator puts articles into a series."
            )
        },
    )
    order = "-publishedAt"
    sortable = (
        "title",
        "slug",
        "status",
        "language",
        "commentsOpen",
        "wordCount",
        "readingMinutes",
        "publishedAt",
        "createdAt",
        "updatedAt",
    )
    filterable = (*sortable, "summary")
    searchable = True
    defaults = {"author": Symbol.CALLER}

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """The body is rendered and counted; a slug is made; what is published has a date."""
        columns = dict(change.columns)
        if "body" in columns:
            words = rendering.word_count(columns["body"])
            columns |= {
                "body_html": rendering.render(columns["body"]),
                "word_count": words,
                "reading_minutes": rendering.reading_minutes(words),
            }
        if columns.get("status") == "published" and columns.get("published_at") is None:
            columns["published_at"] = Once.NOW
        return with_slug(replace(change, columns=columns), "title")
