"""One operation object, complete but for the answers that tell of errors.

In: what an operation is called, takes, gives, and what can go wrong with it. Out: an operation
object that carries the problems until `completed` names the responses that tell of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .facts import Object, ref
from .failures import Kinds, by_status
from .problems import Answer, Asked

#: Where a path item has its operations; HTTP QUERY has no name of its own in OpenAPI 3.1.
METHODS = ("get", "post", "patch", "delete", "x-query")
_FAILURES = "x-failures"


def operation(
    kind: str,
    name: str,
    summary: str,
    tag: str,
    kinds: Kinds,
    answers: Object,
    *,
    ext: str | None = None,
    **more: Any,
) -> Object:
    """One operation of a kind: `answers` are those that tell of no errors."""
    made: Object = {"operationId": name, "summary": summary, "tags": [tag], **more}
    return made | {"responses": answers, _FAILURES: Asked(kind, name, by_status(kinds), ext)}


def parameter_refs(names: Iterable[str]) -> list[Object]:
    """References to parameters by their component names."""
    return [ref("parameters", name) for name in names]


def asked(paths: Mapping[str, Object]) -> list[Asked]:
    """What can go wrong with the operations of all paths."""
    return [each[_FAILURES] for item in paths.values() for each in _operations(item)]


def completed(
    paths: Mapping[str, Object], answers: Mapping[str, Mapping[int, Answer]]
) -> dict[str, Object]:
    """The same paths, their operations with all their responses."""
    return {
        path: {
            name: _completed(each, answers) if name in METHODS else each
            for name, each in item.items()
        }
        for path, item in paths.items()
    }


def references(answers: Mapping[int, Answer]) -> Object:
    """The responses of one operation that tell of errors, by status."""
    return {str(status): ref("responses", each.name) for status, each in answers.items()}


def _completed(each: Object, answers: Mapping[str, Mapping[int, Answer]]) -> Object:
    refused = references(answers[each["operationId"]])
    kept = {name: value for name, value in each.items() if name != _FAILURES}
    return kept | {"responses": dict(sorted((each["responses"] | refused).items()))}


def _operations(item: Object) -> Iterator[Object]:
    yield from (item[name] for name in METHODS if name in item)
