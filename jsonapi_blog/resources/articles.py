"""Articles: published ones for everybody, drafts for those who write them and for staff."""

from __future__ import annotations

from ..policy import Policy, Role
from ..query.expression import (
    ALWAYS,
    And,
    Compare,
    Comparison,
    Expression,
    Has,
    Or,
    Symbol,
)
from ..serializers.articles import ArticleSchema
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


class Articles(Resource):
    schema = ArticleSchema
    policy = Policy(read=published_or_own)
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
