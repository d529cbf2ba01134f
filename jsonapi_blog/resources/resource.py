"""The declaration that a resource type is: its schema, and what is allowed with it.

Where facts live: what is *stored* in the model, what is *seen and accepted* in the schema, what is
*allowed* here. URLs, links, include paths, fieldsets and statements follow from the three.
"""

from __future__ import annotations

from typing import ClassVar

from ..graph import ResourceType
from ..policy import Policy
from ..serializers.schema import Schema, describe


class Resource:
    """One type. `order` is its default order, as the text of a sort."""

    schema: ClassVar[type[Schema]]
    policy: ClassVar[Policy] = Policy()
    order: ClassVar[str] = "id"
    sortable: ClassVar[tuple[str, ...]] = ()
    filterable: ClassVar[tuple[str, ...]] = ()
    #: Whether `filter[search]` finds resources of this type.
    searchable: ClassVar[bool] = False

    @classmethod
    def resource_type(cls) -> ResourceType:
        """The facts for the graph; raises AssertionError on a wrong declaration."""
        return describe(
            cls.schema,
            order=cls.order,
            sortable=cls.sortable,
            filterable=cls.filterable,
            searchable=cls.searchable,
        )
