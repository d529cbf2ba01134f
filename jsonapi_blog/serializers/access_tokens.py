"""Access tokens as they look on the wire: the secret once, what logs somebody in never."""

from __future__ import annotations

from typing import Any

from ..policy import EVERYTHING
from .fields import Choice, Relationship, String, Strings, Timestamp
from .schema import Schema
from .texts import Email, Name, Password

TYPES = ("people", "articles", "comments", "tags", "series", "reactions", "access-tokens")
SCOPES = (EVERYTHING, *(f"{type_}:{verb}" for type_ in TYPES for verb in ("read", "write")))


class Scopes(Strings):
    """What a token may do: one scope at least, each once, in the order of first mention."""

    least = 1

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Choice(SCOPES), **kwargs)

    def _deserialize(self, value: list[Any], *_: Any, **__: Any) -> list[str]:
        if len(value) < self.least:
            raise self.refused(f"hold at least one of {', '.join(SCOPES)}, not none")
        return list(dict.fromkeys(super()._deserialize(value)))


class AccessTokenSchema(Schema):
    name = Name(100, required=True)
    # To log in with, whatever rules there were when the password was chosen.
    email = Email(load_only=True, fixed=True)
    password = Password(0, load_only=True, fixed=True)
    scopes = Scopes()
    expiresAt = Timestamp(allow_none=True)
    lastUsedAt = Timestamp(dump_only=True, allow_none=True)
    createdAt = Timestamp(dump_only=True)
    secret = String(dump_only=True, once=True)

    person = Relationship("people", dump_only=True)

    class Meta:
        type_ = "access-tokens"
