"""The extension is applied in both directions, at the one URL that supports it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.atomic.sending import ATOMIC, MEDIA_TYPE, URL, add, results, send
from tests.conftest import World
from tests.spec.newsroom import TYPES, fresh
from tests.spec.sending import MISSING, fault, stored

OTHER = "https://x.example/ext"


def tagging() -> Any:
    """A document with one operation that Eve may carry out."""
    return {"atomic:operations": [add("tags", {"name": fresh("Name")})]}


@pytest.mark.req("CN-05", "EXT-14", "ATOM-03", "ATOM-18", "ATOM-19", "ATOM-67", "DOC-19")
def test_operations_and_results_say_which_extension_they_use(blog: World) -> None:
    answer = send(blog.client_of("eve"), tagging())

    assert answer.status == 200
    assert answer.headers["Content-Type"] == f'{JSONAPI};ext="{ATOMIC}"'
    assert list(answer.document) == ["jsonapi", "atomic:results"]
    assert answer.document["jsonapi"] == {"version": "1.1", "ext": [ATOMIC]}


@pytest.mark.req("EXT-14", "ATOM-03")
@pytest.mark.parametrize(
    "name", ["operations", "atomic-operations", "Atomic:operations", "atomic:Operations"]
)
def test_the_member_has_one_spelling(blog: World, name: str) -> None:
    document = {name: tagging()["atomic:operations"]}
    rows = stored(blog)

    answer = send(blog.client_of("eve"), document)

    assert fault(answer) == (400, "invalid-document", {"pointer": ""})
    assert stored(blog) == rows


@pytest.mark.req("CN-10", "CN-11", "CN-22", "ATOM-67", "AMB-07", "AMB-09")
@pytest.mark.parametrize(
    "content_type",
    [
        pytest.param(JSONAPI, id="no extension"),
        pytest.param(f'{JSONAPI};ext=""', id="an empty extension"),
        pytest.param(f'{JSONAPI};ext="{OTHER}"', id="another extension"),
        pytest.param(f'{JSONAPI};ext="{ATOMIC} {OTHER}"', id="another one too"),
        pytest.param(f'{JSONAPI};ext="{ATOMIC}/"', id="a slash too much"),
        pytest.param(f'{JSONAPI};profile="{ATOMIC}"', id="as a profile"),
        pytest.param(f"{MEDIA_TYPE};charset=utf-8", id="a charset"),
        pytest.param(f'application/json;ext="{ATOMIC}"', id="plain JSON"),
        pytest.param("text/plain", id="text"),
        pytest.param("nonsense", id="no media type"),
        pytest.param(None, id="no header"),
    ],
)
def test_operations_without_the_extension_are_415(blog: World, content_type: Any) -> None:
    rows = stored(blog)

    answer = send(blog.client_of("eve"), tagging(), headers={"Content-Type": content_type})

    assert fault(answer) == (415, "unsupported-media-type", {"header": "Content-Type"})
    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.document["jsonapi"] == {"version": "1.1"}
    assert stored(blog) == rows


@pytest.mark.req("CN-17", "CN-20", "ATOM-67")
@pytest.mark.parametrize(
    "content_type",
    [
        f"{JSONAPI};ext={ATOMIC}",
        f'Application/Vnd.API+json ; EXT="{ATOMIC}"',
        f'{MEDIA_TYPE};profile="https://x.example/p"',
        f'{JSONAPI};profile="{CURSOR_PROFILE}";ext="{ATOMIC}"',
        f'{JSONAPI};ext="{ATOMIC} {ATOMIC}"',
    ],
)
def test_the_extension_is_understood_however_the_header_is_written(
    blog: World, content_type: str
) -> None:
    answer = send(blog.client_of("eve"), tagging(), headers={"Content-Type": content_type})

    assert answer.status == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.req("CN-13", "CN-14", "AMB-08", "AMB-09")
@pytest.mark.parametrize(
    "accept",
    [
        JSONAPI,
        f'{JSONAPI};ext=""',
        f'{JSONAPI};ext="{OTHER}"',
        f'{JSONAPI};ext="{ATOMIC} {OTHER}"',
        f"{MEDIA_TYPE};charset=utf-8",
        f"{MEDIA_TYPE};q=0",
        f"{JSONAPI}, */*",
        "application/json",
        "text/html",
        "*/*;q=0",
    ],
)
def test_an_accept_that_lacks_the_extension_is_406(blog: World, accept: str) -> None:
    client, body = blog.client_of("eve"), json.dumps(tagging()).encode()
    rows = stored(blog)

    answer = client.post(URL, body=body, accept=accept, headers={"Content-Type": MEDIA_TYPE})

    assert fault(answer) == (406, "not-acceptable", {"header": "Accept"})
    assert answer.headers["Content-Type"] == JSONAPI
    assert MEDIA_TYPE in answer.error["detail"]
    assert stored(blog) == rows


@pytest.mark.req("CN-12", "CN-15", "CN-21", "AMB-08")
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "*/*",
        "application/*",
        "text/html, */*;q=0.1",
        MEDIA_TYPE,
        f"{JSONAPI}, {MEDIA_TYPE};q=0.5",
        f"{MEDIA_TYPE};charset=utf-8, {MEDIA_TYPE}",
        f'{MEDIA_TYPE};profile="{CURSOR_PROFILE}"',
    ],
)
def test_an_accept_with_the_extension_or_a_wildcard_or_none_at_all_does(
    blog: World, accept: str | None
) -> None:
    client, body = blog.client_of("eve"), json.dumps(tagging()).encode()

    answer = client.post(URL, body=body, accept=accept, headers={"Content-Type": MEDIA_TYPE})

    assert answer.status == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.req("ATOM-05", "ATOM-23", "ATOM-67", "AMB-09", "CN-05")
@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        ("eve", b"{", 400),
        ("eve", b"{}", 400),
        ("anonymous", b"{}", 401),
        ("rita", b'{"atomic:operations":[{"op":"add","data":{"type":"tags"}}]}', 403),
        ("eve", b'{"atomic:operations":[{"op":"remove","href":"/v1/tags/x"}]}', 404),
        ("eve", b'{"atomic:operations":[{"op":"add","href":"/v1/tags","data":{"type":"x"}}]}', 409),
        ("eve", b'{"atomic:operations":[{"op":"add","data":{"type":"tags"}}]}', 422),
    ],
)
def test_errors_after_negotiation_carry_the_extension(
    blog: World, role: str, body: bytes, status: int
) -> None:
    answer = send(blog.client_of(role), body)

    assert (answer.status, answer.error["status"]) == (status, str(status))
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert list(answer.document) == ["jsonapi", "errors"]
    assert answer.document["jsonapi"]["ext"] == [ATOMIC]


@pytest.mark.req("ATOM-14")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "QUERY"])
def test_operations_come_by_post_alone(blog: World, method: str) -> None:
    body = json.dumps(tagging()).encode()
    rows = stored(blog)

    answer = blog.client_of("eve").request(
        method, URL, body=body, headers={"Content-Type": MEDIA_TYPE}, accept=MEDIA_TYPE
    )

    assert answer.status == 405
    assert {each.strip() for each in answer.headers["Allow"].split(",")} == {"POST", "OPTIONS"}
    assert stored(blog) == rows


@pytest.mark.req("ATOM-14")
def test_a_post_that_stands_for_a_patch_is_none(blog: World) -> None:
    rows = stored(blog)

    answer = send(blog.client_of("eve"), tagging(), headers={"X-HTTP-Method-Override": "PATCH"})

    assert answer.status == 405
    assert stored(blog) == rows


@pytest.mark.req("ATOM-14")
def test_options_tells_that_it_is_post_and_a_trailing_slash_does_no_harm(blog: World) -> None:
    client = blog.client_of("eve")

    options = client.options(URL)
    answer = client.post(
        f"{URL}/",
        body=json.dumps(tagging()).encode(),
        accept=MEDIA_TYPE,
        headers={"Content-Type": MEDIA_TYPE},
    )

    assert options.status == 204
    assert "POST" in options.headers["Allow"]
    assert len(results(answer)) == 1


OTHER_URLS = [
    *(("POST", f"/v1/{type_}") for type_ in TYPES),
    *(("PATCH", f"/v1/{type_}/{MISSING}") for type_ in TYPES),
    *(("DELETE", f"/v1/{type_}/{MISSING}") for type_ in TYPES),
    ("PATCH", "/v1/articles/{talk}"),
    ("PATCH", "/v1/articles/{talk}/relationships/series"),
    ("POST", "/v1/articles/{talk}/relationships/tags"),
    ("DELETE", "/v1/articles/{talk}/relationships/tags"),
]


@pytest.mark.req("ATOM-14", "CN-11", "AMB-06")
@pytest.mark.parametrize(("method", "url"), OTHER_URLS)
def test_no_other_url_takes_the_extension(blog: World, method: str, url: str) -> None:
    client, url = blog.client_of("ada"), url.format_map(blog.ids)
    body = json.dumps(tagging()).encode()
    rows = stored(blog)

    sent = client.write(method, url, body=body, headers={"Content-Type": MEDIA_TYPE})
    asked = client.write(method, url, body=body, accept=MEDIA_TYPE)

    assert fault(sent) == (415, "unsupported-media-type", {"header": "Content-Type"})
    assert fault(asked) == (406, "not-acceptable", {"header": "Accept"})
    assert stored(blog) == rows
