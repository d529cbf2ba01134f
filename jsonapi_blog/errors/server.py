"""What can be wrong with the service itself, and when to come back."""

from __future__ import annotations

from .problem import Problem


class InternalError(Problem):
    code, status, title = "internal-error", 500, "Internal error"


class DatabaseUnavailable(Problem):
    code, status, title = "database-unavailable", 503, "Database unavailable"


class Overloaded(Problem):
    code, status, title = "overloaded", 503, "Too many requests at once"


class StatementTimeout(Problem):
    code, status, title = "statement-timeout", 503, "Statement time exceeded"


class WriteConflict(Problem):
    code, status, title = "write-conflict", 503, "Write conflict"
