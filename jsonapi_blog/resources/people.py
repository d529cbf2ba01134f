"""People: for everybody to see, but for their e-mail address and role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .. import passwords
from ..changes import Create, Update
from ..errors import InsufficientScope, Pointer, Problem
from ..policy import EVERYTHING, Identity, Policy, Role, admins, own
from ..serializers.people import PersonSchema
from .resource import Resource

_SELF = own(None, all_from=Role.ADMIN)


class People(Resource):
    schema = PersonSchema
    policy = Policy(
        seen={"email": own(None), "role": own(None)},
        create=admins,
        write=_SELF,
        fields={"role": admins},
    )
    sortable = ("name", "handle", "email", "role", "createdAt", "updatedAt")
    filterable = (*sortable, "bio", "website", "avatarUrl")
    client_ids = False
    defaults = {"role": "reader"}

    @classmethod
    def refusals(cls, change: Create | Update, identity: Identity) -> Iterable[Problem]:
        """A token never makes one that may do more, by way of a password that it sets neither."""
        changes = isinstance(change, Update) and "password" in change.columns
        if changes and EVERYTHING not in identity.scopes:
            yield InsufficientScope(
                f"A new password takes a token with the scope {EVERYTHING}: whoever knows it may "
                "do everything.",
                source=Pointer(change.pointers["password"]),
            )

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """A password is stored as its hash alone."""
        columns = dict(change.columns)
        if "password" in columns:
            columns["password_hash"] = passwords.hashed(columns.pop("password"))
        return replace(change, columns=columns)
