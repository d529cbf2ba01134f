"""What can be wrong with a write: its document, who sends it, and what is there already."""

from __future__ import annotations

from .problem import Problem


class InvalidJson(Problem):
    code, status, title = "invalid-json", 400, "Invalid JSON"


class InvalidDocument(Problem):
    code, status, title = "invalid-document", 400, "Invalid document"


class InvalidHeader(Problem):
    code, status, title = "invalid-header", 400, "Invalid header"


class UnknownLid(Problem):
    code, status, title = "unknown-lid", 400, "Unknown local id"


class TooManyOperations(Problem):
    code, status, title = "too-many-operations", 400, "Too many operations"


class AuthenticationRequired(Problem):
    code, status, title = "authentication-required", 401, "Authentication required"


class InvalidCredentials(Problem):
    code, status, title = "invalid-credentials", 401, "Invalid credentials"


class NotPermitted(Problem):
    code, status, title = "not-permitted", 403, "Not permitted"


class InsufficientScope(Problem):
    code, status, title = "insufficient-scope", 403, "Insufficient scope"


class ReadOnlyField(Problem):
    code, status, title = "read-only-field", 403, "Field cannot be written"


class ClientIdRefused(Problem):
    code, status, title = "client-id-refused", 403, "Client-generated id refused"


class ReplacementRefused(Problem):
    code, status, title = "replacement-refused", 403, "Full replacement refused"


class RelatedNotFound(Problem):
    code, status, title = "related-not-found", 404, "Related resource not found"


class TypeMismatch(Problem):
    code, status, title = "type-mismatch", 409, "Type does not fit"


class IdMismatch(Problem):
    code, status, title = "id-mismatch", 409, "Id does not fit"


class AlreadyExists(Problem):
    code, status, title = "already-exists", 409, "Resource exists already"


class NotUnique(Problem):
    code, status, title = "not-unique", 409, "Value is taken"


class StillOwner(Problem):
    code, status, title = "still-owner", 409, "Person still owns resources"


class ForeignParent(Problem):
    code, status, title = "foreign-parent", 409, "Parent belongs to another article"


class RequestInProgress(Problem):
    code, status, title = "request-in-progress", 409, "Request in progress"


class PreconditionFailed(Problem):
    code, status, title = "precondition-failed", 412, "Precondition failed"


class InvalidValue(Problem):
    code, status, title = "invalid-value", 422, "Invalid value"


class MissingField(Problem):
    code, status, title = "missing-field", 422, "Missing field"


class UnknownField(Problem):
    code, status, title = "unknown-field", 422, "Unknown field"


class UnsupportedMember(Problem):
    code, status, title = "unsupported-member", 422, "Unsupported member"


class TooManyMembers(Problem):
    code, status, title = "too-many-members", 422, "Too many members"


class KeyReused(Problem):
    code, status, title = "idempotency-key-reused", 422, "Idempotency key reused"


class TooManyAttempts(Problem):
    code, status, title = "too-many-attempts", 429, "Too many attempts"
