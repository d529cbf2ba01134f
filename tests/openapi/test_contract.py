"""`tests/contract.py` notices what strays from the OpenAPI document, one promise at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from tests.answer import JSONAPI, Answer
from tests.client import Client
from tests.conftest import World
from tests.contract import strayed


@pytest.fixture
def tag(sample: World) -> Answer:
    return sample.client.get(f"/v1/tags/{sample.ids['rust']}")


@pytest.fixture
def refusal(sample: World) -> Answer:
    return sample.client.get("/v1/tags?sort=nothing")


def spoilt(answer: Answer, *path: Any, value: Any) -> Answer:
    """The same answer with another value at a place of its document."""
    document = json.loads(answer.body)
    node = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return replace(answer, body=json.dumps(document).encode())


def without(answer: Answer, header: str) -> Answer:
    kept = {name: value for name, value in answer.headers.items() if name.lower() != header}
    return replace(answer, headers=CaseInsensitiveDict(kept))


def with_header(answer: Answer, header: str, value: str) -> Answer:
    return replace(answer, headers=CaseInsensitiveDict({**answer.headers, header: value}))


def test_what_is_promised_is_no_fault(tag: Answer, refusal: Answer) -> None:
    assert strayed(tag, "GET") == strayed(refusal, "GET") == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", "attributes", "colour"), "red"),
        (("data", "attributes", "name"), 7),
        (("data", "attributes", "slug"), "No slug"),
        (("data", "type"), "articles"),
        (("data", "id"), "1"),
        (("data", "meta", "version"), 0),
        (("data", "relationships", "author"), {"links": {}}),
        (("data", "relationships", "articles", "data"), None),
        (("links",), {}),
        (("meta",), {"total": 1}),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_a_member_that_is_not_described_is_noticed(
    tag: Answer, path: tuple[Any, ...], value: Any
) -> None:
    (fault, *_) = strayed(spoilt(tag, *path, value=value), "GET")

    assert fault.startswith("openapi: getTag 200: /")


def test_a_status_that_is_not_described_is_named_with_its_codes(refusal: Answer) -> None:
    assert strayed(replace(refusal, status=418), "GET") == [
        "openapi: listTags has no 418 (unsupported-sort)"
    ]


def test_a_code_that_is_not_described_is_named(refusal: Answer) -> None:
    (fault,) = strayed(spoilt(refusal, "errors", 0, "code", value="still-owner"), "GET")

    assert fault.startswith('openapi: listTags 400: /errors/0/code: "still-owner" is not one of')


def test_a_media_type_that_is_not_described_is_named(tag: Answer) -> None:
    labelled = with_header(tag, "Content-Type", f"{JSONAPI}; charset=utf-8")

    assert strayed(labelled, "GET") == [
        f"openapi: getTag 200: it is labelled '{JSONAPI}; charset=utf-8'"
    ]


def test_headers_that_are_missing_or_not_described_are_named(tag: Answer) -> None:
    assert strayed(without(tag, "etag"), "GET") == [
        "openapi: getTag 200: the header ETag is missing"
    ]
    assert strayed(with_header(tag, "Location", "http://a"), "GET") == [
        "openapi: getTag 200: the header Location is not described"
    ]


def test_what_reaches_no_operation_is_held_to_what_is_said_of_that(sample: World) -> None:
    put = sample.client.request("PUT", "/v1/tags")
    nowhere = sample.client.get("/v1/nothing")

    assert strayed(put, "PUT") == strayed(nowhere, "GET") == []
    assert strayed(replace(put, status=409), "PUT") == [
        "openapi: PUT /v1/tags is not listed and has no 409 (method-not-allowed)"
    ]


def test_every_client_of_the_tests_checks_every_answer(
    sample: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def noting(answer: Answer, method: str) -> list[str]:
        asked.append((answer.status, method))
        return []

    monkeypatch.setattr("tests.client.strayed", noting)
    with Client(sample.url) as client:
        client.get("/v1/tags")
        client.raw("/v1/tags")
        client.post("/v1/tags", {}, headers={"X-HTTP-Method-Override": "PATCH"})

    assert asked == [(200, "GET"), (200, "GET"), (405, "PATCH")]
