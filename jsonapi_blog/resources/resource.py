"""The declaration that a resource type is: its schema, and what is allowed with it.

Where facts live: what is *stored* in the model, what is *seen and accepted* in the schema, what is
*allowed* here. URLs, links, include paths, fieldsets and statements follow from the three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ..changes import Create, Update
from ..errors import Problem
from ..graph import Deprecated, ResourceType
from ..policy import Identity, Policy
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
    #: Filters that will go while their field stays, by its name.
    deprecated_filters: ClassVar[Mapping[str, Deprecated]] = {}
    #: Whether clients may make the ids of new resources.
    client_ids: ClassVar[bool] = True
    #: What a field is at creation when nobody says: attributes by value, to-ones to people by
    #: `Symbol.CALLER`.
    defaults: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def resource_type(cls) -> ResourceType:
        """The facts for the graph; raises AssertionError on a wrong declaration."""
        return describe(
            cls.schema,
            order=cls.order,
            sortable=cls.sortable,
            filterable=cls.filterable,
            searchable=cls.searchable,
            deprecated_filters=cls.deprecated_filters,
        )

    @classmethod
    def refusals(
        cls,
        change: Create | Update,  # noqa: ARG003  most types have nothing to say
        identity: Identity,  # noqa: ARG003  nor whose they are
    ) -> Iterable[Problem]:
        """What no policy can say of values that this caller may not write (403)."""
        return ()

    @classmethod
    def prepared(cls, change: Create | Update) -> Create | Update:
        """The change with all that follows from it: the one hook for rules, a pure function."""
        return change
