"""A client that hangs up in the middle of its body is no fault of the service's, and no write."""

from __future__ import annotations

import logging
import socket
from urllib.parse import urlsplit

import pytest

from tests.conftest import World

DOCUMENT = b'{"data":{"type":"tags","attributes":{"name":"Half"}}}'


@pytest.mark.parametrize(
    ("length", "body"),
    [
        (b"Content-Length: 60", DOCUMENT),
        (b"Transfer-Encoding: chunked", b"%x\r\n%s\r\n" % (len(DOCUMENT), DOCUMENT)),
    ],
    ids=["announced", "chunked"],
)
def test_half_a_body_is_no_write_and_no_fault_in_the_log(
    empty: World, caplog: pytest.LogCaptureFixture, length: bytes, body: bytes
) -> None:
    secret = empty.add.token(empty.add.person("ada", role="admin"))
    parts = urlsplit(empty.url)
    head = (
        f"POST /v1/tags HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {secret}\r\n"
        "Content-Type: application/vnd.api+json\r\n"
    )

    with socket.create_connection((parts.hostname, parts.port or 80), timeout=10) as connection:
        connection.sendall(head.encode() + length + b"\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        received = connection.recv(1)

    assert received == b""
    assert empty.client.get("/v1/tags").ids == []
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
