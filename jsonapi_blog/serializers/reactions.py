"""Reactions as they look on the wire."""

from __future__ import annotations

from .fields import Choice, Relationship, Timestamp
from .schema import Schema


class ReactionSchema(Schema):
    kind = Choice(("upvote", "funny", "love", "surprised", "sad"), required=True)
    createdAt = Timestamp(dump_only=True)

    person = Relationship("people", fixed=True)
    target = Relationship("articles", "comments", inverse="reactions", required=True, fixed=True)

    class Meta:
        type_ = "reactions"
