"""Passwords take long: however many come at once, they leave threads to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg2
import pytest

from jsonapi_blog.credentials import mint
from tests.client import Client

PLAIN = "application/vnd.api+json"
ATOMIC = f'{PLAIN};ext="https://jsonapi.org/ext/atomic"'
LOGIN = (
    b'{"data":{"type":"access-tokens","attributes":'
    b'{"name":"laptop","email":"bob@blog.example","%s":"far too wrong"}}}'
)
OPERATIONS = (
    b'{"atomic:operations":[{"op":"add","data":{"type":"people","attributes":'
    b'{"name":"Bob","handle":"bob","%s":"far too wrong"}}}]}'
)


@pytest.mark.parametrize("name", [b"password", rb"\u0070assword", rb"passwor\u0064"])
@pytest.mark.parametrize(
    ("path", "media_type", "body"),
    [("/v1/access-tokens", PLAIN, LOGIN), ("/v1/operations", ATOMIC, OPERATIONS)],
    ids=["log-ins", "operations"],
)
def test_a_crowd_with_passwords_leaves_threads_to_readers(
    database: str,
    serve: Callable[..., str],
    path: str,
    media_type: str,
    body: bytes,
    name: bytes,
) -> None:
    base = serve(database, pool_size=2, statement_seconds=5)
    headers = {"Content-Type": media_type}
    if path == "/v1/operations":
        headers["Authorization"] = f"Bearer {mint()}"
    with closing(psycopg2.connect(database)) as blocking, ExitStack() as ends:
        # Whose password it is cannot be looked up, so that whoever has a thread keeps it.
        blocking.cursor().execute("LOCK TABLE people")
        crowd = []
        for _ in range(6):
            one = ends.enter_context(closing(HTTPConnection(urlsplit(base).netloc)))
            one.request("POST", path, body % name, headers)
            crowd.append(one)
        with Client(base) as client:
            client.get("/healthz", accept="*/*")
            read = client.get("/v1/tags")
        blocking.rollback()
        statuses = [one.getresponse().status for one in crowd]

    assert read.status == 200
    assert statuses == [401] * 6
