"""`/v1/openapi.json`: what it says of itself, who may ask for it, and where it is linked."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import requests

from jsonapi_blog.app import printed
from jsonapi_blog.settings import Settings
from tests.client import Client
from tests.conftest import World
from tests.house.processes import run

PATH = "/v1/openapi.json"


def get(world: World, **headers: str) -> requests.Response:
    return requests.get(f"{world.url}{PATH}", headers=headers, timeout=30)


def test_it_is_the_committed_document_with_the_server_s_own_address(sample: World) -> None:
    answer = get(sample)

    assert answer.status_code == 200
    assert answer.json() == {**json.loads(printed(Settings())), "servers": [{"url": sample.url}]}


def test_it_is_public_and_asks_to_be_asked_again(sample: World) -> None:
    answer = get(sample, Authorization="Bearer of-nobody")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Accept" in answer.headers["Vary"]


def test_what_has_not_changed_is_a_304(sample: World) -> None:
    tag = get(sample).headers["ETag"]

    again = get(sample, **{"If-None-Match": tag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


def test_head_says_what_get_says(sample: World) -> None:
    sample.client.head_equals_get(PATH, headers={"Accept": "application/json"})


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/*",
        "application/json",
        "application/vnd.oai.openapi+json",
        "application/vnd.oai.openapi+json;version=3.1, text/html;q=0.5",
        "text/html, */*;q=0.1",
        "",
    ],
)
def test_whatever_accepts_json_is_served(sample: World, accept: str) -> None:
    assert get(sample, Accept=accept).status_code == 200


@pytest.mark.req("CN-04")
@pytest.mark.parametrize("accept", ["application/vnd.api+json", "text/html", "*/*;q=0"])
def test_what_accepts_no_json_is_a_406(sample: World, accept: str) -> None:
    answer = sample.client.get(PATH, accept=accept)

    assert answer.status == 406
    assert answer.error["code"] == "not-acceptable"
    assert answer.error["source"] == {"header": "Accept"}


@pytest.mark.req("QP-06")
def test_parameters_are_refused(sample: World) -> None:
    answer = sample.client.get(f"{PATH}?pretty=true", accept="*/*")

    assert (answer.status, answer.error["code"]) == (400, "unknown-parameter")
    assert answer.error["source"] == {"parameter": "pretty"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "QUERY"])
def test_it_is_only_read(sample: World, method: str) -> None:
    answer = sample.client.request(method, PATH, accept="*/*")

    assert (answer.status, answer.error["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_entry_document_leads_to_it(sample: World) -> None:
    entry = sample.client.get("/v1")

    assert entry.links == {"self": f"{sample.url}/v1", "describedby": f"{sample.url}{PATH}"}


def test_a_public_url_is_the_server_that_it_names(sample: World, serve: Callable[..., str]) -> None:
    base = serve(sample.engine, public_url="https://blog.example/api")

    answer = requests.get(f"{base}{PATH}", timeout=30)

    assert answer.json()["servers"] == [{"url": "https://blog.example/api"}]
    with Client(base) as client:
        links = client.get("/v1").links
    assert links["describedby"] == "https://blog.example/api/v1/openapi.json"


def test_the_command_line_prints_it_as_it_is_committed() -> None:
    answer = run("openapi")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == printed(Settings())


def test_the_command_line_describes_what_an_operator_chose() -> None:
    answer = run("openapi", BLOG_LIMIT_PAGE_SIZE="50", BLOG_SIGNUP="open")

    made = json.loads(answer.stdout)
    assert made["x-limits"]["pageSize"] == 50
    assert {} in made["paths"]["/v1/people"]["post"]["security"]
