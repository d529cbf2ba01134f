"""People: for everybody to see, but for their e-mail address and role."""

from __future__ import annotations

from ..policy import Policy, self_or_staff
from ..serializers.people import PersonSchema
from .resource import Resource


class People(Resource):
    schema = PersonSchema
    policy = Policy(seen={"email": self_or_staff, "role": self_or_staff})
    sortable = ("name", "handle", "email", "role", "createdAt", "updatedAt")
    filterable = (*sortable, "bio", "website", "avatarUrl")
