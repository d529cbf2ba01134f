"""Reactions: readable where their target is."""

from __future__ import annotations

from ..policy import Policy, Role
from ..query.expression import Expression, Has
from ..serializers.reactions import ReactionSchema
from .resource import Resource


def on_readable(_: Role) -> Expression:
    """Reactions to what this caller can read."""
    return Has("target")


class Reactions(Resource):
    schema = ReactionSchema
    policy = Policy(read=on_readable)
    order = "createdAt"
    sortable = ("kind", "createdAt")
    filterable = sortable
