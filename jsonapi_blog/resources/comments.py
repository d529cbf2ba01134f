"""Comments: readable where their article is; hidden ones for staff alone."""

from __future__ import annotations

from ..policy import Policy, Role
from ..query.expression import And, Compare, Comparison, Expression, Has
from ..serializers.comments import CommentSchema
from .articles import PUBLISHED
from .resource import Resource

_VISIBLE = Compare("status", Comparison.EQUALS, "visible")
PUBLIC = And((_VISIBLE, Has("article", PUBLISHED)))


def visible(role: Role) -> Expression:
    """Comments on readable articles, hidden ones for staff alone."""
    return Has("article") if role.staff else And((_VISIBLE, Has("article")))


class Comments(Resource):
    schema = CommentSchema
    policy = Policy(read=visible, public=PUBLIC)
    order = "createdAt"
    sortable = ("status", "createdAt", "updatedAt")
    filterable = sortable
