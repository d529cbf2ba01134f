"""What an operator says of a person becomes the change that adds them.

In: texts as they were typed. Out: a `Create`. Raises ValueError, with the schema's sentence, for
what no person can be; whether handle and address are free is for the database to say.
"""

from __future__ import annotations

from .. import passwords, slugs
from ..changes import Create, Identifier
from ..serializers.people import ROLES, PersonSchema


def person(
    name: str,
    *,
    handle: str | None = None,
    email: str | None = None,
    role: str = ROLES[0],
    bio: str | None = None,
    website: str | None = None,
    password: str | None = None,
) -> Create:
    """The change that adds this person; without a handle it is made from the name.

    Only the hash of a password is in it.
    """
    said = {
        "name": name,
        "handle": handle,
        "email": email,
        "role": role,
        "bio": bio,
        "website": website,
        "password": password,
    }
    columns = {
        attribute: _FIELDS[attribute].deserialize(value)
        for attribute, value in said.items()
        if value is not None
    }
    if "password" in columns:
        columns["password_hash"] = passwords.hashed(columns.pop("password"))
    columns.setdefault("handle", slugs.handle(columns["name"]))
    return Create(Identifier("people", lid=columns["handle"]), columns)


_FIELDS = PersonSchema().fields
