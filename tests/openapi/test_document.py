"""The OpenAPI document is valid, whole, current, and describes what the application routes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from jsonapi_blog import __version__, openapi
from jsonapi_blog.app import described, printed
from jsonapi_blog.graph import Access, Relation
from jsonapi_blog.resources import RESOURCES, ROUTES
from jsonapi_blog.resources.service import LIMITS
from jsonapi_blog.settings import Limits, Settings, Signup
from tests.citations import ROOT
from tests.contract import document

SPEC = ROOT / "spec" / "openapi.json"
METHODS = {"get", "post", "patch", "delete", "x-query"}


def every_operation(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in made["paths"].items():
        yield from ((path, name, each) for name, each in item.items() if name in METHODS)


def references(node: Any) -> Iterator[str]:
    match node:
        case dict():
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        case list():
            for value in node:
                yield from references(value)


def pointed(made: dict[str, Any], reference: str) -> Any:
    node: Any = made
    for step in reference.removeprefix("#/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def test_the_committed_document_is_what_the_code_makes() -> None:
    stale = "spec/openapi.json is stale: run scripts/openapi, and look at what it changes."

    assert SPEC.read_text(encoding="utf-8") == printed(Settings()), stale


def test_the_committed_document_is_valid() -> None:
    OpenAPIV31SpecValidator(json.loads(SPEC.read_text(encoding="utf-8"))).validate()


def test_every_reference_leads_somewhere_and_every_component_is_used() -> None:
    made = document()
    found = set(references(made))

    for reference in found:
        assert pointed(made, reference) is not None

    used = {tuple(reference.split("/")[2:4]) for reference in found}
    there = {
        (kind, name)
        for kind, of_kind in made["components"].items()
        for name in of_kind
        if kind != "securitySchemes"
    }
    assert there == used


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = Counter(each["operationId"] for _, _, each in every_operation(document()))

    assert [name for name, times in ids.items() if times > 1] == []


def test_links_lead_to_operations_that_there_are() -> None:
    ids = {each["operationId"] for _, _, each in every_operation(document())}

    assert {link["operationId"] for link in document()["components"]["links"].values()} <= ids


def writable(relation: Relation) -> set[str]:
    """The methods that write a relationship; where one always refuses, it is not described."""
    if relation.access is not Access.OPEN:
        return set()
    if not relation.many:
        return {"PATCH"}
    return {"POST", "DELETE", "PATCH"} if relation.replaceable else {"POST", "DELETE"}


def routed() -> Iterator[tuple[str, str]]:
    """Every URL of the API with its methods; HEAD and OPTIONS the introduction tells of."""
    types = openapi.Facts.of(RESOURCES, {}, Limits(), 5.0).graph.types.values()
    for route in ROUTES:
        methods = set(route.endpoint({"type": "http"}, None, None)._allowed_methods)
        methods -= {"HEAD", "OPTIONS"}
        if "{type}" not in route.path:
            yield from ((route.path, method) for method in methods)
            continue
        for owner in types:
            path = route.path.replace("{type}", owner.name)
            if "{relationship}" not in path:
                yield from ((path, method) for method in methods)
                continue
            for name, relation in owner.relations.items():
                taken = methods & ({"GET"} | writable(relation))
                url = path.replace("{relationship}", name)
                yield from ((url, method) for method in taken)


def test_every_route_of_the_api_is_described_with_each_of_its_methods_and_nothing_else_is() -> None:
    found = {
        (path, name.removeprefix("x-").upper()) for path, name, _ in every_operation(document())
    }

    assert found == {(path, method) for path, method in routed() if path.startswith("/v1")}


def test_what_the_introduction_says_of_head_and_options_holds_for_every_route() -> None:
    for route in ROUTES:
        methods = set(route.endpoint({"type": "http"}, None, None)._allowed_methods)

        assert "OPTIONS" in methods
        assert ("HEAD" in methods) is ("GET" in methods)


def test_tags_say_what_the_modules_of_the_types_say() -> None:
    tags = {tag["name"]: tag["description"] for tag in document()["tags"]}

    assert tags["comments"] == (
        "Comments: readable where their article is; hidden ones for staff alone."
    )
    assert {tag for _, _, each in every_operation(document()) for tag in each["tags"]} == set(tags)


def test_the_version_is_the_package_s() -> None:
    assert document()["info"]["version"] == __version__


def test_limits_are_those_of_the_server() -> None:
    chosen = Limits(page_size=7, default_page_size=3, include_depth=2, operations=9)

    made = described(chosen, Signup.CLOSED, 2.5)

    parameters, schemas = made["components"]["parameters"], made["components"]["schemas"]
    assert parameters["page.size"]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 7,
    }
    assert ", 3 by default;" in parameters["page.size"]["description"]
    assert parameters["include.articles"]["schema"]["items"].keys() == {"type", "enum"}
    assert schemas["OperationsDocument"]["properties"]["atomic:operations"]["maxItems"] == 9
    assert made["x-limits"] == {
        **{shown: getattr(chosen, name) for name, shown in LIMITS.items()},
        "statementSeconds": 2.5,
    }


@pytest.mark.parametrize("signup", Signup)
def test_people_are_created_without_a_token_where_signing_up_is_open(signup: Signup) -> None:
    made = described(Limits(), signup, 5.0)

    security = made["paths"]["/v1/people"]["post"]["security"]
    assert ({} in security) is (signup is Signup.OPEN)


def test_reads_take_a_token_or_none_but_for_access_tokens() -> None:
    security = {
        path: item["get"]["security"] for path, item in document()["paths"].items() if "get" in item
    }

    assert security["/v1/articles"] == [{}, {"token": []}]
    assert {path for path, each in security.items() if each == [{"token": []}]} == {
        path for path in security if path.startswith("/v1/access-tokens")
    }
