"""What a document answers, and what all documents share: the request as it is shown in links, the
media type, the `jsonapi` member.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import CURSOR_PROFILE
from ..pagination.cursors import Cursors
from ..pagination.strategies import Strategy
from ..query import Query
from ..query.target import Target
from .links import QueryString, Urls

Object = dict[str, Any]
MEDIA_TYPE = "application/vnd.api+json"


class Frame(NamedTuple):
    """The request that a document answers.

    `path` and `parameters` are its URL; `addressable` is False where no URL gives the document
    again (HTTP QUERY), so that it has neither `self` nor page links. `profile` is True where the
    Cursor Pagination profile is applied.
    """

    target: Target
    query: Query
    urls: Urls
    path: str
    parameters: QueryString
    strategy: Strategy | None
    cursors: Cursors
    profile: bool = False
    addressable: bool = True


def media_type(*, profile: bool, extension: str | None = None) -> str:
    """The Content-Type of a document, with the profile and the extension where they are applied
    (CN-05, CN-06)."""
    ext = "" if extension is None else f';ext="{extension}"'
    return f"{MEDIA_TYPE}{ext}" + (f';profile="{CURSOR_PROFILE}"' if profile else "")


def jsonapi(*, profile: bool, extension: str | None = None) -> Object:
    """The top-level `jsonapi` member (DOC-19)."""
    made: Object = {"version": "1.1"}
    if extension is not None:
        made["ext"] = [extension]
    if profile:
        made["profile"] = [CURSOR_PROFILE]
    return made
