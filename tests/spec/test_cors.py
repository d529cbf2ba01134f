"""Cross-origin reading, where the operator allows it (contract, section 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.client import FORM, Client
from tests.conftest import World

ORIGIN = "https://app.example"
OTHER = "https://evil.example"
#: Every response header that the contract names and that scripts cannot read by themselves.
EXPOSED = {
    "Allow",
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "Vary",
    "WWW-Authenticate",
}
METHODS = {"GET", "HEAD", "OPTIONS", "QUERY", "POST", "PATCH", "DELETE"}


@pytest.fixture
def client(sample: World, serve: Callable[..., str]) -> Iterator[Client]:
    with Client(serve(sample.engine, cors_origins=(ORIGIN,))) as client:
        yield client


@pytest.mark.req("CN-18")
@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1", 200), ("/v1/tags", 200), ("/v1/tags?nope=1", 400), ("/v1/nope", 404), ("/x", 404)],
)
def test_an_allowed_origin_may_read_answers_and_refusals(
    client: Client, path: str, status: int
) -> None:
    answer = client.get(path, headers={"Origin": ORIGIN})

    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) == EXPOSED
    assert {"Accept", "Authorization", "Origin"} <= set(answer.headers["Vary"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.req("CN-18")
def test_another_origin_is_told_nothing(client: Client) -> None:
    simple = client.get("/v1/tags", headers={"Origin": OTHER})
    preflight = client.options(
        "/v1/tags", headers={"Origin": OTHER, "Access-Control-Request-Method": "GET"}
    )

    assert simple.status == 200
    for answer in (simple, preflight):
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.req("CN-04", "CN-18", "FETCH-11")
@pytest.mark.parametrize("path", ["/v1", "/v1/tags", "/v1/nope"])
@pytest.mark.parametrize("method", sorted(METHODS - {"OPTIONS"}))
def test_a_preflight_allows_every_method_and_header_that_means_something(
    client: Client, path: str, method: str
) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "accept, authorization, content-type, if-match, prefer",
    }

    answer = client.options(path, headers=headers)

    assert answer.status == 204
    assert answer.body == b""
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == METHODS
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"accept", "authorization", "content-type", "idempotency-key", "if-match"} < {*allowed}
    assert {"Accept", "Origin"} <= set(answer.headers["Vary"].split(", "))


def test_a_preflight_for_what_means_nothing_does_not_allow_it(client: Client) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-custom",
    }

    answer = client.options("/v1/tags", headers=headers)

    assert answer.body == b""
    assert "PUT" not in answer.headers["Access-Control-Allow-Methods"]
    assert "x-custom" not in answer.headers["Access-Control-Allow-Headers"].lower()


def test_options_that_are_no_preflight_tell_the_methods(client: Client) -> None:
    answer = client.options("/v1/tags", headers={"Origin": ORIGIN})

    assert answer.status == 204
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS, QUERY"
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_a_304_and_a_query_may_be_read_across_origins(client: Client) -> None:
    tag = client.get("/v1/tags").headers["ETag"]

    not_modified = client.get("/v1/tags", headers={"Origin": ORIGIN, "If-None-Match": tag})
    queried = client.request(
        "QUERY", "/v1/tags", headers={"Origin": ORIGIN, "Content-Type": FORM}, body=b""
    )

    assert [not_modified.status, queried.status] == [304, 200]
    for answer in (not_modified, queried):
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_any_origin_may_be_allowed(sample: World, serve: Callable[..., str]) -> None:
    with Client(serve(sample.engine, cors_origins=("*",))) as client:
        answer = client.get("/v1/tags", headers={"Origin": OTHER})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
