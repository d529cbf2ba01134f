"""The field types of our schemas: marshmallow's, with the facts that a graph needs.

`on_request=True` leaves an attribute out unless a fieldset names it. A field's name is the
member name on the wire; its column is the same name in snake case, unless `attribute` says else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields
from marshmallow.validate import OneOf
from marshmallow_jsonapi.fields import Relationship as JsonApiRelationship

Boolean = fields.Boolean
Integer = fields.Integer


class String(fields.String):
    """Text."""

    def __init__(self, *, on_request: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_request = on_request


class Choice(String):
    """Text out of a closed list."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(validate=OneOf(choices), **kwargs)
        self.choices = tuple(choices)


class Timestamp(fields.AwareDateTime):
    """A moment, written as RFC 3339 in UTC with `Z`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Relationship(JsonApiRelationship):
    """A relationship to one or, with `many`, several resources of any of `targets`.

    `order` is the order of its members where it differs from that of their type: the text of a
    sort, or `"@position"` for an order kept by hand. `inverse` is the same link seen from there.
    """

    def __init__(
        self,
        *targets: str,
        many: bool = False,
        order: str | None = None,
        inverse: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(many=many, type_=targets[0], **kwargs)
        self.targets = targets
        self.order = order
        self.inverse = inverse

    def locate(self, type_name: str, name: str) -> None:
        """Learn the URLs of this relationship from the type and the name that it is bound to."""
        kwargs = {"id": "<id>"}
        self.self_url = f"/v1/{type_name}/{{id}}/relationships/{name}"
        self.related_url = f"/v1/{type_name}/{{id}}/{name}"
        self.self_url_kwargs = self.related_url_kwargs = kwargs
