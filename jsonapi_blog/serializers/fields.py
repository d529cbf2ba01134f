"""The field types of our schemas: marshmallow's, with the facts that a graph needs.

In: a value as JSON has it, to be read. Out: the value to be stored, or `Refused`, with one
sentence. JSON types are taken strictly: nothing is converted that the client did not mean so.

`on_request=True` leaves an attribute out unless a fieldset names it, `fixed=True` keeps what was
written at creation, `once=True` shows it in the answer to that alone; who uses what is `deprecated`
is told. A field's name is the member name on the wire; its column is the same name in snake case,
unless `attribute` says else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from marshmallow import ValidationError, fields
from marshmallow_jsonapi.fields import Relationship as JsonApiRelationship

from ..graph import Deprecated
from ..query.literals import shown
from .rules import OneOf, storable

Rule = Callable[[str], object]


class Refused(ValidationError, ValueError):
    """No value of the field; `str` of it is the sentence that says why."""


class Strict(fields.Field):
    """An attribute that takes JSON values of one type, and says in a sentence what it refuses."""

    takes: ClassVar[type]
    called: ClassVar[str]

    def __init__(
        self,
        *,
        on_request: bool = False,
        fixed: bool = False,
        once: bool = False,
        deprecated: Deprecated | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.deprecated = deprecated
        self.on_request = on_request
        self.fixed = fixed
        self.once = once

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """The value to store; raises Refused."""
        if value is None and self.allow_none:
            return None
        # By identity: to isinstance, true is an integer.
        if type(value) is not self.takes:
            legal = f"{self.called} or null" if self.allow_none else self.called
            raise self.refused(f"be {legal}, not {self.quoted(value)}")
        return super().deserialize(value, *args, **kwargs)

    def refused(self, demand: str) -> Refused:
        """What to raise where the value does not do what `demand` says it must."""
        return Refused(f"The {self.name or 'value'} must {demand}.")

    def quoted(self, value: object) -> str:
        """The offending value, of a type that is not taken, in the sentence that refuses it."""
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case str():
                return f"the text {shown(value)}"
            case list():
                return "an array"
            case dict():
                return "an object"
            case _:
                return "a number" if _is_huge(value) else f"the number {value}"

    def _validate(self, value: Any) -> None:
        """The first rule that is broken counts: one fault, one sentence."""
        for rule in self.validators:
            try:
                rule(value)
            except ValidationError as broken:
                raise self.refused(str(broken)) from None


class Boolean(Strict, fields.Boolean):
    """True or false."""

    takes, called = bool, "true or false"


class Integer(Strict, fields.Integer):
    """A whole number, written without a fraction."""

    takes, called = int, "an integer"


class String(Strict, fields.String):
    """Text that can be stored and that keeps the rules in `validate`."""

    takes, called = str, "text"

    def __init__(self, *, validate: Sequence[Rule] = (), **kwargs: Any) -> None:
        super().__init__(validate=[storable, *validate], **kwargs)


class Strings(Strict, fields.List):
    """A list of text; what each may be is for `member` to say, and there are at least `least`."""

    takes, called = list, "an array of text"
    least: ClassVar[int] = 0

    def __init__(self, member: String | None = None, **kwargs: Any) -> None:
        super().__init__(cls_or_instance=member or String(), **kwargs)

    def _deserialize(self, value: list[Any], *_: Any, **__: Any) -> list[str]:
        return [self.inner.deserialize(member) for member in value]


class Choice(String):
    """Text out of a closed list."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(validate=[OneOf(choices)], **kwargs)
        self.choices = tuple(choices)


class Timestamp(Strict, fields.AwareDateTime):
    """A moment, written as RFC 3339 in UTC with `Z`."""

    takes, called = str, "a time such as 2024-01-31T12:00:00Z"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _deserialize(self, value: str, *_: Any, **__: Any) -> datetime:
        """The moment in UTC; what is finer than the microseconds of the database is cut off."""
        found = _DATE_TIME.fullmatch(value)
        if found is None:
            raise self.refused(
                "be a time of RFC 3339 with its offset from UTC, such as 2024-01-31T12:00:00Z or "
                f"2024-01-31T14:00:00+02:00, not {shown(value)}"
            )
        try:
            return datetime.fromisoformat("".join(found.groups("")).upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.refused(
                f"be a time between the years 1 and 9999 that exists, not {shown(value)}"
            ) from None


class Relationship(JsonApiRelationship):
    """A relationship to one or, with `many`, several resources of any of `targets`.

    With `dump_only` the server alone writes it, with `fixed` it stays what it was at creation;
    `required` has to be given at creation, `allow_none` is a to-one that may be empty. A to-many
    has at most `most` members; one that is not `replaceable` is never replaced as a whole. `order`
    is the order of its members where it differs from that of their type: the text of a sort, or
    `"@position"` for an order kept by hand. `inverse` is the same link seen from there.
    """

    def __init__(
        self,
        *targets: str,
        many: bool = False,
        order: str | None = None,
        inverse: str | None = None,
        fixed: bool = False,
        most: int | None = None,
        replaceable: bool = True,
        deprecated: Deprecated | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(many=many, type_=targets[0], **kwargs)
        self.targets = targets
        self.order = order
        self.inverse = inverse
        self.fixed = fixed
        self.most = most
        self.replaceable = replaceable
        self.deprecated = deprecated

    def locate(self, type_name: str, name: str) -> None:
        """Learn the URLs of this relationship from the type and the name that it is bound to."""
        kwargs = {"id": "<id>"}
        self.self_url = f"/v1/{type_name}/{{id}}/relationships/{name}"
        self.related_url = f"/v1/{type_name}/{{id}}/{name}"
        self.self_url_kwargs = self.related_url_kwargs = kwargs


#: Groups hold what is kept of it: digits after the sixth of a fraction are not.
_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:(\.\d{1,6})\d*)?"
    r"([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)


def _is_huge(number: object) -> bool:
    """Whether nobody would read the number, which Python may refuse to write."""
    return isinstance(number, int) and number.bit_length() > 64
