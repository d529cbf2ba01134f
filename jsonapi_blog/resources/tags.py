"""Tags: for everybody to see, for staff to write."""

from __future__ import annotations

from ..changes import Create, Update
from ..policy import Link, Policy, staff
from ..serializers.tags import TagSchema
from .naming import with_slug
from .resource import Resource


class Tags(Resource):
    schema = TagSchema
    policy = Policy(
        create=staff,
        write=staff,
        links={"articles": Link(staff, "The tags of an article are its author's to choose.")},
    )
    sortable = ("name", "slug")
    filterable = (*sortable, "description")

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """A new tag has a slug."""
        return with_slug(change, "name")
