"""Every problem that a caller can be told about, as one class of three facts each.

In: nothing of the package. Out: `Problem` values, raised alone or gathered into `Problems`.
`code`, `status` and `title` never vary within a class (ERR-13); an instance adds the sentence for
this occurrence and the place in the request that is to blame. Codes are never reused; the
catalogue for people is `spec/problems.md`, held equal to this package by a test.

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
    ├── InvalidJson, InvalidDocument, InvalidHeader, UnknownLid     400
    ├── TooManyOperations                                           400
    ├── AuthenticationRequired, InvalidCredentials                  401
    ├── NotPermitted, InsufficientScope, ReadOnlyField              403
    ├── ClientIdRefused, ReplacementRefused                         403
    ├── RelatedNotFound                                             404
    ├── TypeMismatch, IdMismatch, AlreadyExists, NotUnique          409
    ├── StillOwner, ForeignParent, RequestInProgress                409
    ├── PreconditionFailed                                          412
    ├── InvalidValue, MissingField, UnknownField                    422
    ├── UnsupportedMember, TooManyMembers, KeyReused                422
    ├── TooManyAttempts                                             429
    ├── InternalError                                               500
    └── DatabaseUnavailable, Overloaded, StatementTimeout,
          WriteConflict                                             503
"""

from .problem import (
    CURSOR_PROFILE,
    LONGEST_DETAIL,
    MOST_FAULTS,
    Header,
    Parameter,
    Pointer,
    Problem,
    Problems,
    Source,
    catalogue,
    segment,
)
from .requests import (
    BodyTooLarge,
    InvalidCursor,
    InvalidFields,
    InvalidFilter,
    InvalidInclude,
    InvalidPage,
    InvalidParameterName,
    InvalidToken,
    MalformedRequest,
    MethodNotAllowed,
    MixedPagination,
    NotAcceptable,
    PageSizeExceeded,
    QueryTooComplex,
    RelationshipNotFound,
    RepeatedParameter,
    ResourceNotFound,
    TooManyIncluded,
    UnknownParameter,
    UnknownUrl,
    UnsupportedMediaType,
    UnsupportedSort,
    UriTooLong,
)
from .server import (
    DatabaseUnavailable,
    InternalError,
    Overloaded,
    StatementTimeout,
    WriteConflict,
)
from .writes import (
    AlreadyExists,
    AuthenticationRequired,
    ClientIdRefused,
    ForeignParent,
    IdMismatch,
    InsufficientScope,
    InvalidCredentials,
    InvalidDocument,
    InvalidHeader,
    InvalidJson,
    InvalidValue,
    KeyReused,
    MissingField,
    NotPermitted,
    NotUnique,
    PreconditionFailed,
    ReadOnlyField,
    RelatedNotFound,
    ReplacementRefused,
    RequestInProgress,
    StillOwner,
    TooManyAttempts,
    TooManyMembers,
    TooManyOperations,
    TypeMismatch,
    UnknownField,
    UnknownLid,
    UnsupportedMember,
)

__all__ = [
    "CURSOR_PROFILE",
    "LONGEST_DETAIL",
    "MOST_FAULTS",
    "AlreadyExists",
    "AuthenticationRequired",
    "BodyTooLarge",
    "ClientIdRefused",
    "DatabaseUnavailable",
    "ForeignParent",
    "Header",
    "IdMismatch",
    "InsufficientScope",
    "InternalError",
    "InvalidCredentials",
    "InvalidCursor",
    "InvalidDocument",
    "InvalidFields",
    "InvalidFilter",
    "InvalidHeader",
    "InvalidInclude",
    "InvalidJson",
    "InvalidPage",
    "InvalidParameterName",
    "InvalidToken",
    "InvalidValue",
    "KeyReused",
    "MalformedRequest",
    "MethodNotAllowed",
    "MissingField",
    "MixedPagination",
    "NotAcceptable",
    "NotPermitted",
    "NotUnique",
    "Overloaded",
    "PageSizeExceeded",
    "Parameter",
    "Pointer",
    "PreconditionFailed",
    "Problem",
    "Problems",
    "QueryTooComplex",
    "ReadOnlyField",
    "RelatedNotFound",
    "RelationshipNotFound",
    "RepeatedParameter",
    "ReplacementRefused",
    "RequestInProgress",
    "ResourceNotFound",
    "Source",
    "StatementTimeout",
    "StillOwner",
    "TooManyAttempts",
    "TooManyIncluded",
    "TooManyMembers",
    "TooManyOperations",
    "TypeMismatch",
    "UnknownField",
    "UnknownLid",
    "UnknownParameter",
    "UnknownUrl",
    "UnsupportedMediaType",
    "UnsupportedMember",
    "UnsupportedSort",
    "UriTooLong",
    "WriteConflict",
    "catalogue",
    "segment",
]
