"""Every problem that a caller can be told about, as one class of three facts each.

In: nothing of the package. Out: `Problem` values, raised alone or gathered into `Problems`.
`code`, `status` and `title` never vary within a class (ERR-13); an instance adds the sentence for
this occurrence and the place in the request that is to blame. Codes are never reused; the
catalogue for people is `spec/problems.md`, held equal to this file by a test.

    Problem
    ├── UnknownUrl, ResourceNotFound, RelationshipNotFound          404
    ├── MethodNotAllowed                                            405
    ├── NotAcceptable                                               406
    ├── MalformedRequest                                            400
    ├── UriTooLong, BodyTooLarge                                    414, 413
    ├── UnsupportedMediaType                                        415
    ├── InvalidToken                                                401
    ├── InvalidParameterName, UnknownParameter, RepeatedParameter   400
    ├── InvalidInclude, InvalidFields, InvalidFilter, InvalidPage   400
    │     with InvalidCursor, an InvalidPage that the profile defines
    ├── MixedPagination, TooManyIncluded, QueryTooComplex           400
    ├── UnsupportedSort, PageSizeExceeded                           400, named by the profile
    ├── InternalError                                               500
    └── DatabaseUnavailable, Overloaded, StatementTimeout           503
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

CURSOR_PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"


#: One document reports at most this many faults, each in a sentence of at most this length:
#: a body of a mebibyte must not be answered with a hundred.
MOST_FAULTS = 100
LONGEST_DETAIL = 1_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """The query parameter to blame, by its full decoded name (ERR-18)."""

    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """The one request header to blame (ERR-19)."""

    name: str


Source = Parameter | Header


class Problem(Exception):
    """One fault of a request or of the server, ready to become one error object.

    `detail` is a sentence with the offending value and what would be legal; `headers` go into
    the answer beside the document (`Allow`, `Retry-After`, `WWW-Authenticate`).
    """

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    #: A page of somebody else's that names this fault, in place of our own catalogue.
    type_uri: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str,
        *,
        source: Source | None = None,
        meta: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        #: Unique to this occurrence (ERR-12); the log has it too where there is one.
        self.id = str(uuid.uuid4())
        self.detail = detail if len(detail) <= LONGEST_DETAIL else f"{detail[:LONGEST_DETAIL]}…"
        self.source = source
        self.meta = meta
        self.headers = dict(headers or {})


class Problems(Exception):
    """The faults that one stage found, answered together (contract, section 5)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(islice(problems, MOST_FAULTS))
        assert self.problems, (
            "Problems needs at least one Problem: an empty errors array is illegal"
        )
        super().__init__("; ".join(problem.detail for problem in self.problems))

    @property
    def status(self) -> int:
        """The status all share, else the most general one of their class (ERR-03)."""
        statuses = {problem.status for problem in self.problems}
        if len(statuses) == 1:
            return statuses.pop()
        return max(statuses) // 100 * 100


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


class InternalError(Problem):
    code, status, title = "internal-error", 500, "Internal error"


class DatabaseUnavailable(Problem):
    code, status, title = "database-unavailable", 503, "Database unavailable"


class Overloaded(Problem):
    code, status, title = "overloaded", 503, "Too many requests at once"


class StatementTimeout(Problem):
    code, status, title = "statement-timeout", 503, "Statement time exceeded"


def catalogue() -> tuple[type[Problem], ...]:
    """Every class of problem, in the order of this file."""
    return tuple(Problem.__subclasses__())
