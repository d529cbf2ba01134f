"""What request bodies are labelled as: the media type, its parameters, and nothing in the body.

Negotiation of reads is in `test_negotiation.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import JSONAPI, Answer
from tests.client import FORM, Client
from tests.conftest import Databases, World
from tests.spec.newsroom import created, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, linkage, ref, stored

ATOMIC = "https://jsonapi.org/ext/atomic"
NOPE = "https://x.example/nope"
UNSUPPORTED = {"header": "Content-Type"}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def writes(of: World) -> list[tuple[str, str, Object]]:
    """A write of every kind that reads a body, with the document that it takes."""
    talk = of.ids["talk"]
    path = f"/v1/articles/{talk}"
    tags = linkage("tags", [of.ids["web"]])
    return [
        ("POST", "/v1/articles", {"data": minimal(of, "articles")}),
        ("PATCH", path, {"data": {**ref("articles", talk), "attributes": {"title": "Changed"}}}),
        *((method, f"{path}/relationships/tags", tags) for method in ("POST", "PATCH", "DELETE")),
        ("PATCH", f"{path}/relationships/series", linkage("series", of.ids["guide"])),
    ]


def sent(of: World, content_type: str | None) -> list[Answer]:
    """The answers to all of them, labelled so; None labels them not at all."""
    client = of.client_of("ann")
    headers = {"Content-Type": content_type}
    return [client.write(*write, headers=headers) for write in writes(of)]


def deleted(client: Client, path: str, content_type: str, body: bytes) -> Answer:
    return client.delete(path, body=body, headers={"Content-Type": content_type})


@pytest.mark.req("CN-10", "CN-11")
@pytest.mark.parametrize(
    "content_type",
    [
        f"{JSONAPI};charset=utf-8",
        f"{JSONAPI}; charset=utf-8",
        f"{JSONAPI};v=1",
        f'{JSONAPI};profile="{NOPE}";charset=utf-8',
        f'{JSONAPI};ext="{NOPE}"',
        f'{JSONAPI};ext="{ATOMIC} {NOPE}"',
        f"Application/Vnd.API+JSON;EXT={NOPE}",
    ],
)
def test_a_foreign_parameter_or_extension_is_415_and_nothing_is_written(
    newsroom: World, content_type: str
) -> None:
    before = stored(newsroom)

    answers = sent(newsroom, content_type)

    for answer in answers:
        assert fault(answer) == (415, "unsupported-media-type", UNSUPPORTED)
    assert stored(newsroom) == before


@pytest.mark.req("CN-10", "CN-11", "AMB-04")
@pytest.mark.parametrize("parameter", ["charset=utf-8", f'ext="{NOPE}"', f'ext="{ATOMIC}"'])
@pytest.mark.parametrize("body", [b"", b'{"data": null}'])
def test_a_foreign_parameter_or_extension_is_415_where_no_body_is_read(
    newsroom: World, parameter: str, body: bytes
) -> None:
    path = f"/v1/articles/{newsroom.ids['talk']}"

    answer = deleted(newsroom.client_of("ann"), path, f"{JSONAPI};{parameter}", body)

    assert fault(answer) == (415, "unsupported-media-type", UNSUPPORTED)
    assert newsroom.client.get(path).status == 200


@pytest.mark.req("AMB-06")
def test_atomic_operations_are_an_extension_of_their_own_url_alone(newsroom: World) -> None:
    for answer in sent(newsroom, f'{JSONAPI};ext="{ATOMIC}"'):
        assert fault(answer) == (415, "unsupported-media-type", UNSUPPORTED)


@pytest.mark.req("CN-22", "AMB-05")
@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/vnd.api",
        "application/vnd.api+json-patch",
        "application/merge-patch+json",
        "text/html",
        "*/*",
        FORM,
        "multipart/form-data; boundary=x",
        "nonsense",
        "",
        None,
    ],
)
def test_a_body_of_another_type_or_of_none_is_415_and_nothing_is_written(
    newsroom: World, content_type: str | None
) -> None:
    before = stored(newsroom)

    answers = sent(newsroom, content_type)

    for answer in answers:
        assert fault(answer) == (415, "unsupported-media-type", UNSUPPORTED)
        assert answer.headers["Content-Type"] == JSONAPI
    assert stored(newsroom) == before


@pytest.mark.req("AMB-05")
@pytest.mark.parametrize("content_type", ["application/json", "text/html", FORM, JSONAPI])
def test_the_type_of_a_body_that_is_not_read_does_not_matter(
    newsroom: World, content_type: str
) -> None:
    path = created(newsroom, minimal(newsroom, "comments")).headers["Location"]

    answer = deleted(newsroom.client_of("rita"), path, content_type, b'{"data": {}}')

    assert answer.status == 200


@pytest.mark.req("AMB-05")
def test_a_resource_is_deleted_without_any_label(newsroom: World) -> None:
    path = created(newsroom, minimal(newsroom, "comments")).headers["Location"]

    assert newsroom.client_of("rita").delete(path).status == 200


@pytest.mark.req("CN-17", "CN-20")
@pytest.mark.parametrize(
    "content_type",
    [
        f'{JSONAPI};profile="https://x.example/p"',
        f'{JSONAPI};profile="https://x.example/p https://x.example/q"',
        f'{JSONAPI} ; PROFILE="https://x.example/a,b;c"',
        f"{JSONAPI};profile=https://x.example/p",
        f'{JSONAPI};ext="";profile=""',
        "Application/Vnd.Api+Json",
    ],
)
def test_a_profile_that_nobody_knows_is_overlooked_and_not_echoed(
    newsroom: World, content_type: str
) -> None:
    answers = sent(newsroom, content_type)

    assert [answer.status for answer in answers] == [201, 200, 204, 204, 204, 204]
    for answer in answers:
        assert answer.headers.get("Content-Type", JSONAPI) == JSONAPI
        assert b"x.example/p" not in answer.body


@pytest.mark.req("DOC-20", "DOC-21")
@pytest.mark.parametrize(
    "said",
    [
        {"ext": [NOPE]},
        {"ext": [ATOMIC]},
        {"ext": NOPE},
        {"profile": [NOPE]},
        {"version": "0.1"},
        {"version": 2},
        {},
    ],
)
def test_what_a_document_says_of_itself_negotiates_nothing(newsroom: World, said: Object) -> None:
    client = newsroom.client_of("ann")

    answers = [
        client.write(method, path, {**document, "jsonapi": said})
        for method, path, document in writes(newsroom)
    ]

    assert [answer.status for answer in answers] == [201, 200, 204, 204, 204, 204]
    assert answers[0].document["jsonapi"] == {"version": "1.1"}


@pytest.mark.req("DOC-20", "EXT-18", "EXT-14")
def test_operations_in_a_plain_document_are_members_that_nobody_knows(newsroom: World) -> None:
    operation = {"op": "remove", "ref": ref("articles", newsroom.ids["talk"])}
    batch = {"jsonapi": {"ext": [ATOMIC]}, "atomic:operations": [operation]}
    client = newsroom.client_of("ann")

    created_beside = client.post("/v1/articles", {**batch, "data": minimal(newsroom, "articles")})
    alone = client.post("/v1/articles", batch)

    assert created_beside.status == 201
    assert fault(alone) == (400, "invalid-document", {"pointer": ""})
    assert newsroom.client.get(f"/v1/articles/{newsroom.ids['talk']}").status == 200


@pytest.mark.req("AMB-05")
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_a_body_that_is_compressed_is_refused_unread(newsroom: World, encoding: str) -> None:
    before = stored(newsroom)

    answers = [
        newsroom.client_of("ann").write(*write, headers={"Content-Encoding": encoding})
        for write in writes(newsroom)
    ]

    refused = (415, "unsupported-media-type", {"header": "Content-Encoding"})
    assert [fault(answer) for answer in answers] == [refused] * len(answers)
    assert {answer.headers["Accept-Encoding"] for answer in answers} == {"identity"}
    assert stored(newsroom) == before


def test_a_body_that_says_it_is_not_encoded_is_read(newsroom: World) -> None:
    document = {"data": minimal(newsroom, "articles")}

    answer = newsroom.client_of("ann").post(
        "/v1/articles",
        document,
        headers={"Content-Encoding": "identity", "Prefer": "tx=rollback"},
    )

    assert answer.status == 201
