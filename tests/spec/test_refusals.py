"""Hostile requests: values, tokens, lengths and bytes that no honest client sends."""

from __future__ import annotations

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
import requests

from tests.answer import JSONAPI, Answer
from tests.client import FORM
from tests.conftest import World
from tests.rules import broken


@pytest.mark.req("ERR-14", "ERR-18")
@pytest.mark.parametrize(
    "value", ["\0", "\x1b[31m", "é🦀", "\"'`<>&", "a" * 7000, "\u202e", "{}%s"]
)
def test_hostile_values_are_quoted_and_not_run(sample: World, value: str) -> None:
    for name in ("include", "sort", "fields[articles]", "page[size]", "filter[status]", "filter"):
        answer = sample.client.get("/v1/articles", params={name: value})

        assert answer.status == 400, name
        assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("ERR-19")
@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer a b",
        "Basic YTpi",
        "blog_token",
        "Bearer \xe9\xff",
        "Bearer " + "a" * 8000,
        "bearer,",
    ],
)
def test_a_token_that_is_none_is_401_and_says_how_to_come_in(
    sample: World, authorization: str
) -> None:
    for path in ("/v1", "/v1/tags", f"/v1/people/{sample.ids['ann']}/articles"):
        answer = sample.client.raw(path, headers={"Authorization": authorization})

        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert answer.error["source"] == {"header": "Authorization"}
        assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.req("ERR-10")
@pytest.mark.parametrize(("length", "status"), [(8192, 200), (8193, 414)])
def test_a_url_may_have_eight_kibibytes_and_no_more(
    sample: World, length: int, status: int
) -> None:
    target = "/v1/articles?filter[title]="
    # Path and query count, the question mark between them does not.
    padding = "a" * (length - len(target) + 1)

    answer = sample.client.raw(target + padding)

    assert answer.status == status


GARBAGE = [
    b"GARBAGE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /v1/tags HTTP/1.1\r\nHost localhost\r\n\r\n",
    b"GET /v1/tags HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET /v1/t\xc3\xa4gs HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /v1/tags?\xff=1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET tags HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"get /v1/tags HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /v1/tags HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
    b"GET /v1/tags HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"GET /v1/tags HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\naa",
    b"GET /v1/tags HTTP/1.1\r\nX\x00Y: 1\r\n\r\n",
    b"BREW /v1/tags HTTP/1.1\r\nHost: localhost\r\n\r\n",
]


@pytest.mark.req("CN-01", "CN-04", "CN-18", "ERR-04", "ERR-09")
@pytest.mark.parametrize("sent", GARBAGE)
def test_what_is_no_http_is_refused_with_a_document_too(sample: World, sent: bytes) -> None:
    answer = received(sample, sent)

    assert broken(answer) == []
    assert answer.status == 400
    assert answer.error["code"] == "malformed-request"
    assert answer.error["links"]["type"].endswith("/docs#malformed-request")
    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.headers["Connection"] == "close"
    assert sample.client.get("/v1/tags").status == 200


@pytest.mark.req("ERR-10")
def test_a_body_that_does_not_say_how_large_it_is_is_limited_all_the_same(sample: World) -> None:
    head = (
        f"QUERY /v1/tags HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

    answer = received(sample, head.encode() + chunk * 17 + b"0\r\n\r\n")

    assert answer.status == 413
    assert answer.error["code"] == "body-too-large"


def received(world: World, sent: bytes) -> Answer:
    """What comes back for these bytes."""
    address = urlsplit(world.url)
    with socket.create_connection((str(address.hostname), address.port or 80), 10) as connection:
        connection.sendall(sent)
        response = HTTPResponse(connection)
        response.begin()
        answer = Answer(
            method="GET",
            url=f"{world.url}/v1/tags",
            parameters=(),
            status=response.status,
            headers=requests.structures.CaseInsensitiveDict(response.headers.items()),
            body=response.read(),
        )
        response.close()
    return answer
