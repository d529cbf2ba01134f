"""Comments: readable where their article is; hidden ones for staff alone."""

from __future__ import annotations

from dataclasses import replace

from .. import rendering
from ..changes import Create, Update
from ..policy import Link, Policy, Role, nobody, own, people, staff
from ..query.expression import ALWAYS, And, Compare, Comparison, Expression, Has, Symbol
from ..serializers.comments import CommentSchema
from .articles import PUBLISHED
from .resource import Resource

_VISIBLE = Compare("status", Comparison.EQUALS, "visible")
PUBLIC = And((_VISIBLE, Has("article", PUBLISHED)))


def visible(role: Role) -> Expression:
    """Comments on readable articles, hidden ones for staff alone."""
    return Has("article") if role.staff else And((_VISIBLE, Has("article")))


def open_for_comments(role: Role) -> Expression:
    """Articles that take comments; all of them for admins."""
    if role is Role.ADMIN:
        return ALWAYS
    return Compare("commentsOpen", Comparison.EQUALS, True)


class Comments(Resource):
    schema = CommentSchema
    policy = Policy(
        read=visible,
        public=PUBLIC,
        create=people,
        write=own("author"),
        fields={"status": staff, "author": nobody},
        links={"article": Link(open_for_comments, "The comments of this article are closed.")},
    )
    order = "createdAt"
    sortable = ("status", "createdAt", "updatedAt")
    filterable = sortable
    defaults = {"status": "visible", "author": Symbol.CALLER}

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """The body is rendered when it is written, not when it is read."""
        if "body" not in change.columns:
            return change
        rendered = rendering.render(change.columns["body"])
        return replace(change, columns={**change.columns, "body_html": rendered})
