"""What schemathesis is told about this API: read by its command line, not by pytest.

In: the OpenAPI document as it is served. Out: the same, with QUERY where OpenAPI 3.2 has it, and
with as many filters as fit into a minute; and checks that know what the contract allows beyond
what a schema can say. Each exception names its clause.
"""

from __future__ import annotations

import os
import re
from typing import Any

import schemathesis
from schemathesis.specs.openapi import checks as built_in

from jsonapi_blog.openapi import headers

#: Filters are tried where every kind of attribute is, and each kind once; what all lists have in
#: common is tried on few of them.
TRIED = ("id", "title", "status", "wordCount", "commentsOpen", "publishedAt", "author", "search")
LISTS = ("/v1/articles", "/v1/comments/{id}/relationships/replies")
#: The person who asks and its token, which nothing may happen to.
KEPT = os.environ.get("KEPT_IDS", "").split()
NOBODY = "00000000-0000-7000-8000-000000000000"
#: Operations that stand for all others.
OPERATIONS = ("AddTag", "RemoveReaction", "AddArticleTags")
#: What a schema cannot say, since it is about several parameters or members at once, or about what
#: is there: by code, with the clause of the contract.
BEYOND_SCHEMAS = {
    "mixed-pagination": "4: families of page parameters do not mix",
    "invalid-page": "4: a window is one of what is included; a cursor is one of the list",
    "too-many-included": "8: how much a tree could include depends on page and windows",
    "query-too-complex": "8: terms are counted over all filters",
    "invalid-filter": "4: what an expression means no pattern can tell",
    "unsupported-sort": "4: relevance goes with filter[search]",
    "id-mismatch": "5: a document names the resource of its URL",
    "unknown-lid": "5: a lid names what the same request creates",
    "precondition-failed": "5: whether a version is the present one",
    "unsupported-member": "1: with handling=strict nothing is overlooked",
    "idempotency-key-reused": "5: whether a key came before",
}


@schemathesis.hook
def before_load_schema(_: Any, raw: dict[str, Any]) -> None:
    """QUERY becomes a method, and alike parameters are thinned out."""
    raw["openapi"] = "3.2.0"
    for path, item in raw["paths"].items():
        if "x-query" in item:
            item["query"] = item.pop("x-query")
        for method in ("get", "query", "post", "patch", "delete"):
            if method in item:
                _narrow(path, method, item[method])
    schemas = raw["components"]["schemas"]
    schemas["Operation"] = {"anyOf": [{"$ref": f"#/components/schemas/{o}"} for o in OPERATIONS]}


def _narrow(path: str, method: str, operation: dict[str, Any]) -> None:
    whole = method == "get" and path in LISTS
    parameters = operation.get("parameters", [])
    operation["parameters"] = [
        each for each in parameters if _is_tried(path, each["$ref"], whole=whole)
    ]
    if method != "query":
        return
    for content in operation["requestBody"]["content"].values():
        form = content["schema"]["properties"]
        kept = {
            name: each
            for name, each in form.items()
            if _is_tried(path, each["$ref"].removesuffix("/schema"), whole=False)
        }
        content["schema"] = {**content["schema"], "properties": kept}


def _is_tried(path: str, reference: str, *, whole: bool) -> bool:
    family, _, rest = reference.split("/")[-1].partition(".")
    match family:
        case "fields":
            return f"{path}/".startswith(f"/v1/{rest}/")
        case "filter" if "." in rest:
            return path == "/v1/articles" and whole and rest.split(".")[1] in TRIED
        case "sort" | "page" | "window" | "filter":
            return whole
        case "include" | "If-None-Match":
            return whole or path.count("/") < 4
        case "If-Match" | "Prefer" | "Idempotency-Key":
            return path.startswith(("/v1/articles", "/v1/operations"))
        case _:
            return True


@schemathesis.hook
def before_call(_: Any, case: Any, **__: Any) -> None:
    """Whoever asks does not delete or weaken itself: what comes after would not be asked by it."""
    if case.method != "GET" and (case.path_parameters or {}).get("id") in KEPT:
        case.path_parameters["id"] = NOBODY


@schemathesis.check
def accepts_what_is_legal(ctx: Any, response: Any, case: Any) -> bool | None:
    """`positive_data_acceptance`, but for what a schema cannot say."""
    if response.status_code in (400, 412, 422):
        if not _LEGAL.search((case.headers or {}).get("If-Match", "*")):
            # The value comes from elsewhere: its own schema would not take it.
            return None
        errors = response.json()["errors"]
        if all(error["code"] in BEYOND_SCHEMAS or _is_beyond(error) for error in errors):
            return None
    return built_in.positive_data_acceptance(ctx, response, case)


def _is_beyond(error: dict[str, Any]) -> bool:
    """Contract, 6: address and password, or a token, but never both. Contract, 5: an href is a URL
    of this very server, and what an operation names twice is one resource."""
    with_token = error["detail"].startswith("A request with a token does not log in")
    pointer = error.get("source", {}).get("pointer", "")
    return with_token or bool(re.fullmatch("/atomic:operations/[0-9]+/(href|data)", pointer))


_LEGAL = re.compile(headers.parameters()["If-Match"]["schema"]["pattern"])


@schemathesis.check
def refuses_what_is_illegal(ctx: Any, response: Any, case: Any) -> bool | None:
    """`negative_data_rejection`, but for what is legal once it is sent: a list of one empty text
    is sent as no list is, and in a form all is text, a list of one like its member."""
    if case.method == "QUERY":
        return None
    if case.method == "DELETE" and response.status_code == 204:
        # UPDREL-11: a member that is not there need not be removed, whatever its id.
        return None
    sent = case.query or {}
    if any(sent[name] in ("", [""]) for name in sent if name.startswith(("include", "fields["))):
        # INC-04, FIELDS-03: both may be empty.
        return None
    return built_in.negative_data_rejection(ctx, response, case)


@schemathesis.check
def knows_its_methods(ctx: Any, response: Any, case: Any) -> bool | None:
    """`unsupported_method` and `allow_header_conformance`, but on relationship URLs, where a write
    of what cannot be written is a 403 (contract, section 2)."""
    if "/relationships/" in case.operation.path:
        return None
    built_in.unsupported_method(ctx, response, case)
    return built_in.allow_header_conformance(ctx, response, case)
