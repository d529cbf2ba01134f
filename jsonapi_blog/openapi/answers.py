"""The answers that are no errors, as response objects.

In: the name of a schema, and what the answer is. Out: a response. Every document is JSON:API's, in
a media type that tells whether the Cursor Pagination profile or an extension is applied.
"""

from __future__ import annotations

from ..serializers.frame import media_type
from . import headers
from .examples import answers_of
from .facts import Object, schema


def document_answer(
    name: str,
    said: str,
    operation: str,
    *,
    links: Object | None = None,
    tagged: bool = True,
    profiled: bool = True,
) -> Object:
    """A document that was read."""
    fields = headers.on_read()
    if not tagged:
        fields.pop("ETag")
    made: Object = {
        "description": said,
        "headers": fields,
        "content": _content(name, operation, profiled=profiled),
    }
    return {**made, "links": links} if links else made


def written(
    name: str,
    said: str,
    operation: str,
    *,
    created: bool = False,
    keyed: bool = True,
    tagged: bool = True,
    links: Object | None = None,
) -> Object:
    """The document that answers a write."""
    made: Object = {
        "description": said,
        "headers": headers.on_write(created=created, shown=tagged, keyed=keyed),
        "content": _content(name, operation, profiled=tagged),
    }
    return {**made, "links": links} if links else made


def done(*, keyed: bool, said: str) -> Object:
    """All is as it was asked for, and there is no more to say."""
    return {"description": said, "headers": headers.on_write(keyed=keyed)}


def not_modified() -> Object:
    """The caller has it already."""
    return {"description": "Nothing changed.", "headers": headers.on_read()}


def _content(name: str, operation: str, *, profiled: bool) -> Object:
    shown: Object = {"schema": schema(name)}
    found = answers_of(operation)
    plain = {**shown, "examples": {"demo": {"value": found}}} if found else shown
    made = {media_type(profile=False): plain}
    if profiled:
        made[media_type(profile=True)] = shown
    return made
