"""The URLs beside the types: the entry document, atomic operations, this description.

In: the facts. Out: their path items.
"""

from __future__ import annotations

from ..negotiation import ATOMIC
from ..serializers.frame import media_type
from . import failures, headers, parameters, requests
from .answers import document_answer, not_modified
from .endpoints import NEEDED, OPTIONAL
from .examples import answers_of
from .facts import Facts, Object, schema
from .operation import operation, parameter_refs

SERVICE = "service"


def path_items(facts: Facts) -> dict[str, Object]:
    """The path items of the URLs that belong to no type."""
    return {
        "/v1": {"get": _entry()},
        "/v1/openapi.json": {"get": _description()},
        "/v1/operations": {"post": _operations(facts)},
    }


def _entry() -> Object:
    said = "Where everything is, and how much one request may ask for"
    return operation(
        "Enter",
        "getEntry",
        said,
        SERVICE,
        failures.entry(),
        {
            "200": document_answer("EntryDocument", f"{said}.", "getEntry", profiled=False),
            "304": not_modified(),
        },
        parameters=parameter_refs(["If-None-Match"]),
        security=OPTIONAL,
    )


def _description() -> Object:
    said = "This description of the API"
    content = {"application/json": {"schema": {"type": "object"}}}
    return operation(
        "Describe",
        "getDescription",
        said,
        SERVICE,
        failures.description(),
        {
            "200": {"description": f"{said}.", "headers": headers.on_read(), "content": content},
            "304": not_modified(),
        },
        parameters=parameter_refs(["If-None-Match"]),
        security=[],
    )


def _operations(facts: Facts) -> Object:
    name = "operate"
    content: Object = {"schema": schema("ResultsDocument")}
    if found := answers_of(name):
        content["examples"] = {"demo": {"value": found}}
    return operation(
        "Operate",
        name,
        "Carry out several operations, all of them or none",
        SERVICE,
        failures.operating(facts),
        {
            "200": {
                "description": "What each operation left, in their order.",
                "headers": headers.on_write(),
                "content": {media_type(profile=False, extension=ATOMIC): content},
            }
        },
        ext=ATOMIC,
        parameters=parameter_refs([*parameters.fieldsets(facts), "Prefer", "Idempotency-Key"]),
        requestBody=requests.body("OperationsDocument", name, ATOMIC),
        security=NEEDED,
    )
