"""Reactions: readable where their target is, written by whoever they are from."""

from __future__ import annotations

from ..policy import Policy, Role, nobody, own, people
from ..query.expression import Expression, Has, Or, Symbol
from ..serializers.reactions import ReactionSchema
from .articles import PUBLISHED
from .comments import PUBLIC
from .resource import Resource


def on_readable(_: Role) -> Expression:
    """Reactions to what this caller can read."""
    return Has("target")


class Reactions(Resource):
    schema = ReactionSchema
    policy = Policy(
        read=on_readable,
        public=Has("target", Or((PUBLISHED, PUBLIC))),
        create=people,
        write=own("person", all_from=Role.ADMIN),
        fields={"person": nobody},
    )
    order = "createdAt"
    sortable = ("kind", "createdAt")
    filterable = sortable
    defaults = {"person": Symbol.CALLER}
