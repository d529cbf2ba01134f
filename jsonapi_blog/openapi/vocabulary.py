"""The schemas that all documents share: ids, links, the `jsonapi` object, pages.

In: the limits. Out: schemas by name. Documents are closed: a member that is not described is not
sent.
"""

from __future__ import annotations

from ..errors import CURSOR_PROFILE
from ..graph import Access, Deprecated
from ..negotiation import ATOMIC
from ..query.literals import UUID
from ..serializers.frame import jsonapi
from .facts import Facts, Object, closed, schema

PAGES = ("first", "prev", "next", "last")


def shared(facts: Facts) -> dict[str, Object]:
    """The schemas that no type has for itself."""
    url, count = schema("Url"), schema("Count")
    url_or_null, cursor = schema("UrlOrNull"), schema("Cursor")
    pages = dict.fromkeys(PAGES, url_or_null)
    return {
        "Id": {"type": "string", "format": "uuid", "pattern": f"^{UUID.pattern}$"},
        "Url": {"type": "string", "format": "uri", "pattern": "^https?://"},
        "UrlOrNull": {"type": ["string", "null"], "format": "uri", "pattern": "^https?://"},
        "Count": {"type": "integer", "minimum": 0},
        "Cursor": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]+$",
            "description": "Opaque: a place in a list, bound to its type, sort and filter.",
        },
        "JsonApi": _jsonapi(profile=True),
        "JsonApiOfOperations": _jsonapi(extension=True, needs="ext"),
        "JsonApiOfErrors": _jsonapi(profile=True, extension=True),
        "SelfLink": {
            "description": "An object where a profile is applied, to say so in its media type.",
            "anyOf": [url, closed({"href": url, "type": {"type": "string"}}, "href", "type")],
        },
        "DocumentLinks": closed({"self": schema("SelfLink")}, "self"),
        "PageLinks": closed(
            {"self": schema("SelfLink"), **pages}, "self", *(p for p in PAGES if p != "last")
        ),
        "ToOneLinks": closed({"self": schema("SelfLink"), "related": url}, "self", "related"),
        "ToManyLinks": closed(
            {"self": schema("SelfLink"), "related": url, **pages},
            *("self", "related", *(p for p in PAGES if p != "last")),
        ),
        "RelationshipLinks": closed({"self": url, "related": url}, "self", "related"),
        "WindowLinks": closed(
            {"self": url, "related": url, "prev": url_or_null, "next": url_or_null},
            *("self", "related"),
            description="`next` goes on where the window ends; it is there where there is more, "
            "and with the Cursor Pagination profile always.",
        ),
        "WindowMeta": closed(
            {"total": count, "page": closed({"total": count}, "total")}, "total", "page"
        ),
        "ResourceLinks": closed({"self": url}, "self"),
        "Version": {
            "type": "integer",
            "minimum": 1,
            "description": "Grows with each change of what the resource owns; what ETag begins "
            "with, and what If-Match takes.",
        },
        "ResourceMeta": closed(
            {"version": schema("Version"), "page": closed({"cursor": cursor}, "cursor")}, "version"
        ),
        "PageMeta": closed(
            {
                "total": count,
                "page": closed({"total": count, "rangeTruncated": {"type": "boolean"}}),
            }
        ),
        "QueryMeta": closed(
            {
                "total": count,
                "page": closed(
                    {
                        "total": count,
                        "rangeTruncated": {"type": "boolean"},
                        "prev": _or_null(cursor),
                        "next": _or_null(cursor),
                    }
                ),
            },
            description="`page.prev` and `page.next` are the cursors to send as page[before] and "
            "page[after].",
        ),
        "Receipt": closed(
            {
                "deleted": closed(
                    dict.fromkeys(facts.graph.types, count),
                    description="How many resources of each type went, as far as the caller "
                    "could read them.",
                )
            },
            "deleted",
        ),
        "DeletionDocument": closed(
            {"jsonapi": schema("JsonApi"), "meta": schema("Receipt")}, "jsonapi", "meta"
        ),
    }


def access(given: Access) -> Object:
    """What clients may do with a field, as members of its schema."""
    match given:
        case Access.READ_ONLY:
            return {"readOnly": True}
        case Access.ONCE:
            return {
                "readOnly": True,
                "description": "Shown in the answer that creates the resource, and never again.",
            }
        case Access.FIXED:
            return {"description": "Written when the resource is created; fixed after that."}
        case Access.WRITE_ONLY | Access.CREATION:
            return {"writeOnly": True}
        case Access.OPEN:
            return {}


def ending(deprecated: Deprecated | None) -> Object:
    """Whether something is deprecated, as a member of what describes it."""
    return {} if deprecated is None else {"deprecated": True}


def _jsonapi(*, profile: bool = False, extension: bool = False, needs: str = "") -> Object:
    version = jsonapi(profile=False)["version"]
    members: Object = {"version": {"type": "string", "const": version}}
    if extension:
        members["ext"] = _uris(ATOMIC)
    if profile:
        members["profile"] = _uris(CURSOR_PROFILE)
    return closed(members, *(["version", needs] if needs else ["version"]))


def _uris(uri: str) -> Object:
    items = {"type": "string", "const": uri}
    return {"type": "array", "items": items, "minItems": 1, "maxItems": 1}


def _or_null(found: Object) -> Object:
    return {"anyOf": [found, {"type": "null"}]}
