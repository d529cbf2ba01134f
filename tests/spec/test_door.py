"""What goes wrong outside of every endpoint is answered at the door."""

from __future__ import annotations

import asyncio
import logging

import orjson
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jsonapi_blog.errors import UnknownUrl
from jsonapi_blog.resources.door import Door
from jsonapi_blog.settings import Settings

SCOPE: Scope = {
    "type": "http",
    "method": "GET",
    "scheme": "http",
    "http_version": "1.1",
    "path": "/v1/tags",
    "raw_path": b"/v1/tags",
    "query_string": b"",
    "headers": [(b"host", b"blog.example")],
    "server": ("127.0.0.1", 8000),
}


def messages(app: ASGIApp) -> list[Message]:
    """What is sent when `app` stands behind the door."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    try:
        asyncio.run(Door(app, Settings())(dict(SCOPE), receive, send))
    except (RuntimeError, UnknownUrl) as error:
        sent.append({"type": "raised", "error": str(error)})
    return sent


@pytest.mark.req("CN-04", "ERR-03")
def test_a_fault_of_ours_is_a_document_and_the_log_knows_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        raise RuntimeError("the plumbing")

    with caplog.at_level(logging.ERROR, "jsonapi_blog"):
        start, body = messages(app)
    error = orjson.loads(body["body"])["errors"][0]

    assert start["status"] == 500
    assert (b"content-type", b"application/vnd.api+json") in start["headers"]
    assert (b"cache-control", b"public, no-cache") in start["headers"]
    assert error["code"] == "internal-error"
    assert "the plumbing" not in body["body"].decode()
    (record,) = caplog.records
    assert record.getMessage() == f"{error['id']}: GET /v1/tags"
    assert record.exc_info is not None


@pytest.mark.req("CN-04")
def test_a_problem_that_no_endpoint_has_answered_is_answered() -> None:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        raise UnknownUrl("There is nothing here.")

    start, body = messages(app)

    assert start["status"] == 404
    assert orjson.loads(body["body"])["errors"][0]["detail"] == "There is nothing here."


@pytest.mark.parametrize("fault", [RuntimeError("the plumbing"), UnknownUrl("Too late.")])
def test_half_an_answer_is_cut_off_and_nothing_is_written_behind_it(fault: Exception) -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise fault

    start, raised = messages(app)

    assert start["status"] == 200
    assert raised == {"type": "raised", "error": str(fault)}
