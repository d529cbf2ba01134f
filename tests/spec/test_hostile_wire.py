"""Hostile connections: heads that do not end, requests for several hosts or none, hidden slashes.

Everything here is sent as bytes, since no honest client would write it.
"""

from __future__ import annotations

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
import requests

from tests.answer import JSONAPI, Answer
from tests.conftest import World
from tests.rules import broken

ENDLESS = 16 * 1024 * 1024
CHUNK = 64 * 1024


@pytest.mark.req("CN-04", "ERR-09", "ERR-19")
@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host: localhost\r\nHost: localhost\r\n",
        b"Host: evil.example\r\nHost: localhost\r\n",
        b"Host: localhost@evil.example\r\n",
        b"Host: localhost:80@evil.example\r\n",
        b"Host: evil.example/localhost\r\n",
        b"Host: localhost:port\r\n",
        b"Host: local host\r\n",
        b"Host: [::1\r\n",
        b'Host: localhost"><script>\r\n',
        b"Host: \xff\r\n",
    ],
)
@pytest.mark.parametrize("target", [b"/v1/tags", b"/docs", b"/v1/nowhere"])
def test_a_request_names_exactly_one_host(sample: World, hosts: bytes, target: bytes) -> None:
    answer = received(sample, b"GET " + target + b" HTTP/1.1\r\n" + hosts + b"\r\n")

    assert answer.status == 400
    assert answer.error["code"] == "malformed-request"
    assert answer.error["source"] == {"header": "Host"}
    assert b"evil" not in answer.body


@pytest.mark.req("FETCH-01", "LINK-02")
@pytest.mark.parametrize(
    "head",
    [
        b"GET /v1/tags HTTP/1.0\r\n\r\n",
        b"GET /v1/tags HTTP/1.0\r\nHost: evil.example\r\n\r\n",
        b"GET /v1/tags HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET /v1/tags HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n",
        b"GET /v1/tags HTTP/1.1\r\nHost: xn--bcher-kva.example:\r\n\r\n",
    ],
)
def test_a_legible_host_is_served_though_not_believed(sample: World, head: bytes) -> None:
    answer = received(sample, head)

    assert answer.status == 200
    assert answer.links["self"] == f"{sample.url}/v1/tags"


@pytest.mark.req("ERR-09")
@pytest.mark.parametrize(
    ("begin", "more", "status"),
    [
        (b"GET /v1/tags HTTP/1.1\r\nHost: localhost\r\nX: ", b"a" * CHUNK, 400),
        (b"GET /v1/tags HTTP/1.1\r\nHost: localhost\r\n", b"X: aaa\r\n" * (CHUNK // 8), 400),
        (b"GET /", b"a" * CHUNK, 414),
    ],
)
def test_a_head_that_does_not_end_is_refused_before_it_fills_the_memory(
    sample: World, begin: bytes, more: bytes, status: int
) -> None:
    sent = len(begin)
    with connection_to(sample) as connection:
        connection.sendall(begin)
        try:
            while sent < ENDLESS:
                connection.sendall(more)
                sent += len(more)
        except ConnectionError:
            # The server has hung up; what it said before may be lost with the connection.
            answer = None
        else:
            answer = response_on(connection, sample)

    assert sent < ENDLESS
    assert answer is None or answer.status == status
    assert sample.client.get("/v1/tags").status == 200


@pytest.mark.req("ERR-09")
def test_a_url_too_long_for_the_parser_is_too_long_by_name(sample: World) -> None:
    answer = received(
        sample,
        b"GET /v1/tags?filter[name]=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )

    assert broken(answer) == []
    assert answer.status == 414
    assert answer.error["code"] == "uri-too-long"
    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.headers["Connection"] == "close"


def test_bodies_and_many_requests_on_one_connection_do_not_count_as_heads(sample: World) -> None:
    request = (
        b"GET /v1/tags?page[size]=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n"
        + b"x" * 200_000
    )
    with connection_to(sample) as connection:
        for _ in range(5):
            connection.sendall(request)

            assert response_on(connection, sample).status == 200


@pytest.mark.req("FETCH-08")
@pytest.mark.parametrize("slash", ["%2f", "%2F"])
def test_an_encoded_slash_separates_nothing(sample: World, slash: str) -> None:
    article = sample.ids["post-1"]

    for target in (
        f"/v1{slash}articles",
        f"/v1/articles{slash}{article}",
        f"/v1/articles/{article}{slash}author",
        f"/v1/articles/{article}/relationships{slash}author",
        f"/v1/articles{slash}",
    ):
        assert sample.client.raw(target).status == 404


def received(world: World, sent: bytes) -> Answer:
    """What comes back for these bytes."""
    with connection_to(world) as connection:
        connection.sendall(sent)
        return response_on(connection, world)


def connection_to(world: World) -> socket.socket:
    address = urlsplit(world.url)
    return socket.create_connection((str(address.hostname), address.port or 80), 10)


def response_on(connection: socket.socket, world: World) -> Answer:
    response = HTTPResponse(connection)
    response.begin()
    return Answer(
        method="GET",
        url=f"{world.url}/v1/tags",
        parameters=(),
        status=response.status,
        headers=requests.structures.CaseInsensitiveDict(response.headers.items()),
        body=response.read(),
    )
