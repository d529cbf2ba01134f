"""Problems as a document of errors (contract, section 7)."""

from __future__ import annotations

from typing import Any

from ..errors import CURSOR_PROFILE, Header, InvalidCursor, Parameter, Pointer, Problem, Problems
from .frame import jsonapi
from .links import Urls


def error_document(problems: Problems, urls: Urls, extension: str | None = None) -> dict[str, Any]:
    """The document that answers a request which `problems` stopped."""
    return {
        "jsonapi": jsonapi(profile=speaks_of_profile(problems), extension=extension),
        "errors": [_error(problem, urls) for problem in problems.problems],
    }


def speaks_of_profile(problems: Problems) -> bool:
    """Whether the document uses what the Cursor Pagination profile defines, so that it applies."""
    return any(
        isinstance(problem, InvalidCursor)
        or (problem.type_uri is not None and problem.type_uri.startswith(CURSOR_PROFILE))
        for problem in problems.problems
    )


def _error(problem: Problem, urls: Urls) -> dict[str, Any]:
    error: dict[str, Any] = {
        "id": problem.id,
        "links": {"type": problem.type_uri or urls.problem(problem.code)},
        "status": str(problem.status),
        "code": problem.code,
        "title": problem.title,
        "detail": problem.detail,
    }
    match problem.source:
        case Parameter(name):
            error["source"] = {"parameter": name}
        case Header(name):
            error["source"] = {"header": name}
        case Pointer(path):
            error["source"] = {"pointer": path}
    if problem.meta is not None:
        error["meta"] = dict(problem.meta)
    return error
