"""People: for everybody to see, but for their e-mail address and role."""

from __future__ import annotations

from dataclasses import replace

from .. import passwords
from ..changes import Create, Update
from ..policy import Policy, Role, admins, own
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
    def prepared(cls, change: Create | Update) -> Create | Update:
        """A password is stored as its hash alone."""
        columns = dict(change.columns)
        if "password" in columns:
            columns["password_hash"] = passwords.hashed(columns.pop("password"))
        return replace(change, columns=columns)
