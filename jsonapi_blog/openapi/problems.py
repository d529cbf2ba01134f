"""Errors as schemas and responses: the error object, and for each answer the codes it may hold.

In: classes of problems, and what their answers are called. Out: components. Examples are those of
the catalogue of problems.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .. import resources
from ..errors import MOST_FAULTS, InvalidPage, Problem, catalogue
from ..serializers.frame import jsonapi, media_type
from .facts import ANYTHING, Object, capital, closed, ref, schema
from .failures import DOOR, NEGOTIATION, ByStatus, Kinds
from .headers import on_refusal

_ENTRY = re.compile(r"^## (\S+)\n.*?^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What can go wrong with one operation of a kind; `ext` is applied to its answers."""

    kind: str
    operation: str
    by_status: ByStatus
    ext: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that tells of errors, by the name of its components."""

    name: str
    status: int
    problems: Kinds
    ext: str | None


def error_objects() -> dict[str, Object]:
    """The schema of an error object, and of what says where the fault lies."""
    source = {name: {"type": "string"} for name in ("pointer", "parameter", "header")}
    one = {name: schema("Url") for name in ("type",)}
    return {
        "Error": closed(
            {
                "id": {"type": "string", "format": "uuid"},
                "links": closed(one, "type"),
                "status": {"type": "string", "enum": sorted({str(k.status) for k in catalogue()})},
                "code": {"type": "string", "enum": sorted({k.code for k in catalogue()})},
                "title": {"type": "string"},
                "detail": {"type": "string"},
                "source": closed(source, minProperties=1, maxProperties=1),
                "meta": ANYTHING,
            },
            *("id", "links", "status", "code", "title", "detail"),
        )
    }


def named(asked: Iterable[Asked]) -> dict[str, dict[int, Answer]]:
    """The answers of each operation by status.

    One that tells of one problem is named for it, others for the kind of operation, or where
    operations of a kind differ for the operation itself.
    """
    asked = list(asked)
    variants: dict[tuple[str, int], set[Kinds]] = {}
    for each in asked:
        for status, problems in each.by_status.items():
            variants.setdefault((each.kind, status), set()).add(problems)
    return {
        each.operation: {
            status: Answer(_name(each, status, problems, variants), status, problems, each.ext)
            for status, problems in each.by_status.items()
        }
        for each in asked
    }


def _name(
    asked: Asked, status: int, problems: Kinds, variants: Mapping[tuple[str, int], set[Kinds]]
) -> str:
    if len(problems) == 1 and asked.ext is None:
        return problems[0].__name__
    alike = len(variants[asked.kind, status]) == 1
    return f"{asked.kind if alike else capital(asked.operation)}{status}"


@cache
def examples() -> Mapping[str, Object]:
    """A document for each code of the catalogue that has an example there."""
    source = files(resources).joinpath("problems.md").read_text(encoding="utf-8")
    return {
        code: {
            "summary": example["title"],
            "value": {"jsonapi": jsonapi(profile=False), "errors": [example]},
        }
        for code, text in _ENTRY.findall(source)
        if (example := json.loads(text))
    }


def document(answer: Answer) -> Object:
    """The schema of the document that an answer is."""
    codes = {"enum": list(dict.fromkeys(kind.code for kind in answer.problems))}
    return closed(
        {
            "jsonapi": schema("JsonApiOfErrors"),
            "errors": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_FAULTS,
                "items": {**schema("Error"), "properties": {"code": codes}},
            },
        },
        *("jsonapi", "errors"),
    )


def response(answer: Answer) -> Object:
    """The response that an answer is."""
    titles = dict.fromkeys(kind.title for kind in answer.problems)
    content: Object = {"schema": schema(answer.name)}
    codes = (kind.code for kind in answer.problems if kind.code in examples())
    shown = {code: ref("examples", code) for code in codes}
    labels = _labels(answer)
    made = dict.fromkeys(labels, content)
    if labels[0] == media_type(profile=False) and shown:
        made[labels[0]] = content | {"examples": shown}
    return {
        "description": f"{', '.join(titles)}.",
        "headers": on_refusal(answer.status),
        "content": made,
    }


def _labels(answer: Answer) -> list[str]:
    """The media types of an answer: an extension is applied from the moment it is negotiated."""
    early = any(kind in (*DOOR, *NEGOTIATION) for kind in answer.problems)
    late = any(kind not in NEGOTIATION for kind in answer.problems)
    extensions: list[str | None] = [None] if answer.ext is None or early else []
    if answer.ext is not None and late:
        extensions.append(answer.ext)
    profiles = [False, *([True] if any(map(_of_profile, answer.problems)) else [])]
    return [
        media_type(profile=profile, extension=extension)
        for extension in extensions
        for profile in profiles
    ]


def _of_profile(kind: type[Problem]) -> bool:
    """Whether the Cursor Pagination profile names the fault, or a part of it."""
    return kind is InvalidPage or kind.type_uri is not None
