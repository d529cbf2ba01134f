"""What can be wrong with a request line and with headers: found without a database, mostly."""

from __future__ import annotations

from .problem import CURSOR_PROFILE, Problem


class UnknownUrl(Problem):
    code, status, title = "unknown-url", 404, "No such URL"


class ResourceNotFound(Problem):
    code, status, title = "resource-not-found", 404, "Resource not found"


class RelationshipNotFound(Problem):
    code, status, title = "relationship-not-found", 404, "Relationship not found"


class MethodNotAllowed(Problem):
    code, status, title = "method-not-allowed", 405, "Method not allowed"


class NotAcceptable(Problem):
    code, status, title = "not-acceptable", 406, "Not acceptable"


class MalformedRequest(Problem):
    code, status, title = "malformed-request", 400, "Malformed HTTP request"


class BodyTooLarge(Problem):
    code, status, title = "body-too-large", 413, "Body too large"


class UriTooLong(Problem):
    code, status, title = "uri-too-long", 414, "URL too long"


class UnsupportedMediaType(Problem):
    code, status, title = "unsupported-media-type", 415, "Unsupported media type"


class InvalidToken(Problem):
    code, status, title = "invalid-token", 401, "Invalid access token"


class InvalidParameterName(Problem):
    code, status, title = "invalid-parameter-name", 400, "Invalid query parameter name"


class UnknownParameter(Problem):
    code, status, title = "unknown-parameter", 400, "Unknown query parameter"


class RepeatedParameter(Problem):
    code, status, title = "repeated-parameter", 400, "Repeated query parameter"


class InvalidInclude(Problem):
    code, status, title = "invalid-include", 400, "Invalid include path"


class InvalidFields(Problem):
    code, status, title = "invalid-fields", 400, "Invalid sparse fieldset"


class InvalidFilter(Problem):
    code, status, title = "invalid-filter", 400, "Invalid filter"


class InvalidPage(Problem):
    code, status, title = "invalid-page", 400, "Invalid page parameter"


class InvalidCursor(InvalidPage):
    """The profile's fault as well, though the profile names no URI for it (CUR-17, CUR-48)."""


class MixedPagination(Problem):
    code, status, title = "mixed-pagination", 400, "Mixed pagination strategies"


class TooManyIncluded(Problem):
    code, status, title = "too-many-included", 400, "Too many included resources"


class QueryTooComplex(Problem):
    code, status, title = "query-too-complex", 400, "Query too complex"


class UnsupportedSort(Problem):
    code, status, title = "unsupported-sort", 400, "Unsupported sort"
    type_uri = f"{CURSOR_PROFILE}/unsupported-sort"


class PageSizeExceeded(Problem):
    code, status, title = "page-size-exceeded", 400, "Page size exceeded"
    type_uri = f"{CURSOR_PROFILE}/max-size-exceeded"
