"""Series: for everybody to see, for their curators and for staff to write."""

from __future__ import annotations

from ..changes import Create, Update
from ..policy import Link, Policy, Role, authors, own, staff
from ..query.expression import Symbol
from ..serializers.series import SeriesSchema
from .naming import with_slug
from .resource import Resource


class Series(Resource):
    schema = SeriesSchema
    policy = Policy(
        create=authors,
        write=own("curator", least=Role.AUTHOR),
        fields={"curator": staff},
        links={
            "articles": Link(
                own("author", least=Role.AUTHOR), "Curators put only articles of their own in."
            )
        },
    )
    sortable = ("title", "slug", "createdAt", "updatedAt")
    filterable = (*sortable, "description")
    defaults = {"curator": Symbol.CALLER}

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """A new series has a slug."""
        return with_slug(change, "title")
