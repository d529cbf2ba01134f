"""People as they look on the wire; their passwords are only ever written."""

from __future__ import annotations

from .fields import Choice, Relationship, Timestamp
from .schema import Schema
from .texts import Email, Handle, Name, Password, Prose, WebAddress

ROLES = ("reader", "author", "editor", "admin")


class PersonSchema(Schema):
    name = Name(100, required=True)
    handle = Handle(required=True)
    bio = Prose(2_000, allow_none=True)
    website = WebAddress(allow_none=True)
    avatarUrl = WebAddress(allow_none=True)
    email = Email(allow_none=True)
    password = Password(load_only=True)
    role = Choice(ROLES)
    createdAt = Timestamp(dump_only=True)
    updatedAt = Timestamp(dump_only=True)

    articles = Relationship("articles", many=True, inverse="author", dump_only=True)
    comments = Relationship("comments", many=True, inverse="author", dump_only=True)

    class Meta:
        type_ = "people"
