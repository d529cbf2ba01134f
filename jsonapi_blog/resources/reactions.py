"""Reactions: readable where their target is."""

from __future__ import annotations

from ..policy import Policy, Role
from ..query.expression import Expression, Has, Or
from ..serializers.reactions import ReactionSchema
from .articles import PUBLISHED
from .comments import PUBLIC
from .resource import Resource


def on_readable(_: Role) -> Expression:
    """Reactions to what this caller can read."""
    return Has("target")


class Reactions(Resource):
    schema = ReactionSchema
    policy = Policy(read=on_readable, public=Has("target", Or((PUBLISHED, PUBLIC))))
    order = "createdAt"
    sortable = ("kind", "createdAt")
    filterable = sortable
