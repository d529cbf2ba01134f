"""The examples are real, and they are what the document says that they are.

After a change of what they show: `BLOG_EXAMPLES=write scripts/test tests/openapi/test_examples.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from jsonapi_blog.accounts.demo import demo_admin
from jsonapi_blog.errors import catalogue
from jsonapi_blog.importing.demo import load_demo
from jsonapi_blog.openapi.problems import examples
from jsonapi_blog.store.ledger import Ledger
from jsonapi_blog.store.register import Register
from tests.citations import ROOT
from tests.client import Client
from tests.conftest import World
from tests.contract import document
from tests.openapi.session import masked, session

EXAMPLES = ROOT / "jsonapi_blog" / "openapi" / "examples.json"


def contents(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every media type object that has examples, with its place in the document."""
    match node:
        case {"schema": dict(), "examples": dict()}:
            yield where, node
        case dict():
            for name, each in node.items():
                yield from contents(each, f"{where}/{name}")


def values(content: dict[str, Any]) -> Iterator[Any]:
    for example in content["examples"].values():
        if "$ref" in example:
            example = document()["components"]["examples"][example["$ref"].split("/")[-1]]
        yield example["value"]


def test_the_examples_are_what_the_demo_blog_answers_now(empty: World) -> None:
    load_demo(Ledger(empty.engine))
    with Client(empty.url, demo_admin(Register(empty.engine))) as admin:
        seen = session(admin)

    if os.environ.get("BLOG_EXAMPLES") == "write":
        EXAMPLES.write_text(json.dumps(seen, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert masked(seen) == masked(json.loads(EXAMPLES.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("where", "content"), tuple(contents(document())), ids=lambda value: str(value)[-60:]
)
def test_every_example_is_taken_by_its_schema(where: str, content: dict[str, Any]) -> None:
    schemas = document()["components"]["schemas"]
    validator = Draft202012Validator({**content["schema"], "components": {"schemas": schemas}})

    for value in values(content):
        assert [error.message for error in validator.iter_errors(value)] == []


def test_every_write_of_every_type_has_an_example_of_its_request_and_its_answer() -> None:
    shown = [where for where, _ in contents(document()["paths"])]
    operations = {
        (path, method)
        for path, item in document()["paths"].items()
        for method in ("post", "patch")
        if method in item and "/relationships/" not in path
    }

    for path, method in operations:
        place = f"/{path}/{method}"
        assert any(each.startswith(f"{place}/requestBody") for each in shown), place
        assert any(each.startswith(f"{place}/responses/20") for each in shown), place


def test_every_code_has_the_example_of_the_catalogue() -> None:
    assert set(examples()) == {problem.code for problem in catalogue()}
