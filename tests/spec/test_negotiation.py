"""Content negotiation: what `Accept` and `Content-Type` ask for, and what the answer says.

Profiles have a file of their own, `test_profiles.py`.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import FORM
from tests.conftest import World
from tests.spec.corpus import objects

ATOMIC = "https://jsonapi.org/ext/atomic"
NOPE = "https://x.example/nope"


def every_url(world: World) -> list[str]:
    """One URL of each kind."""
    article = f"/v1/articles/{world.ids['post-1']}"
    return [
        "/v1",
        "/v1/articles",
        article,
        f"{article}/author",
        f"{article}/tags",
        f"{article}/relationships/author",
        f"{article}/relationships/tags",
    ]


def faults(world: World) -> dict[str, Answer]:
    """One answer for each stage at which a request can fail, the earliest first."""
    client = world.client
    form = {"Content-Type": FORM}
    return {
        "no HTTP": client.raw("/v1/articles", method="BREW"),
        "no route": client.get("/v1/a/b/c/d/e/f"),
        "outside of the API": client.get("/nowhere"),
        "no type": client.get("/v1/nope"),
        "no resource": client.get("/v1/articles/nope"),
        "method": client.request("PUT", "/v1/articles"),
        "long URL": client.get("/v1/articles", params={"filter[search]": "a" * 9000}),
        "large body": client.request("QUERY", "/v1/tags", headers=form, body=b"a=" + b"b" * 2**20),
        "Accept": client.get("/v1/articles", accept="text/html"),
        "Content-Type": client.get("/v1", headers={"Content-Type": f"{JSONAPI};charset=utf-8"}),
        "token": client.get("/v1/articles", headers={"Authorization": "Bearer nope"}),
        "parameter": client.get("/v1/articles", params={"nope": "1"}),
    }


@pytest.mark.req("CN-01", "CN-04", "CN-18")
def test_every_refusal_is_a_document_of_the_bare_media_type_that_varies_by_accept(
    sample: World,
) -> None:
    answers = faults(sample)

    statuses = {name: answer.status for name, answer in answers.items()}
    assert statuses == {
        "no HTTP": 400,
        "no route": 404,
        "outside of the API": 404,
        "no type": 404,
        "no resource": 404,
        "method": 405,
        "long URL": 414,
        "large body": 413,
        "Accept": 406,
        "Content-Type": 415,
        "token": 401,
        "parameter": 400,
    }
    for answer in answers.values():
        assert answer.headers["Content-Type"] == JSONAPI
        assert "accept" in answer.headers["Vary"].lower().split(", ")
        assert answer.error["status"] == str(answer.status)


@pytest.mark.req("CN-01", "CN-04", "CN-18", "CN-21")
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/*",
        "text/html, */*;q=0.1",
        "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "application/json, */*",
        JSONAPI,
        f"{JSONAPI};q=0.5",
        f"text/html;q=0.9, {JSONAPI};q=0.001",
    ],
)
def test_every_url_answers_with_the_bare_media_type(sample: World, accept: str | None) -> None:
    answers = [sample.client.get(url, accept=accept) for url in every_url(sample)]

    assert {answer.status for answer in answers} == {200}
    assert {answer.headers["Content-Type"] for answer in answers} == {JSONAPI}
    assert all("Accept" in answer.headers["Vary"].split(", ") for answer in answers)


@pytest.mark.req("CN-18")
def test_answers_without_a_body_vary_by_accept_too(sample: World) -> None:
    url = f"/v1/articles/{sample.ids['post-1']}"
    etag = sample.client.get(url).headers["ETag"]

    not_modified = sample.client.get(url, headers={"If-None-Match": etag})
    options = sample.client.options(url)
    head = sample.client.head(url)

    assert [not_modified.status, options.status, head.status] == [304, 204, 200]
    for answer in (not_modified, options, head):
        assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.req("CN-10", "AMB-04")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "content_type",
    [
        f"{JSONAPI};charset=utf-8",
        f"{JSONAPI}; charset=UTF-8",
        f"{JSONAPI};q=1;version=1",
        f'{JSONAPI};profile="{CURSOR_PROFILE}";charset=utf-8',
        "APPLICATION/VND.API+JSON ; Charset=utf-8",
    ],
)
def test_a_foreign_parameter_in_content_type_is_415_at_every_url(
    sample: World, content_type: str, method: str
) -> None:
    headers = {"Content-Type": content_type}

    answers = [sample.client.request(method, url, headers=headers) for url in every_url(sample)]

    assert {answer.status for answer in answers} == {415}
    if method == "GET":
        assert all(answer.error["source"] == {"header": "Content-Type"} for answer in answers)
        assert all(answer.error["code"] == "unsupported-media-type" for answer in answers)


@pytest.mark.req("CN-11", "AMB-06")
@pytest.mark.parametrize(
    "extensions",
    [NOPE, ATOMIC, f"{ATOMIC} {NOPE}", f"{NOPE} {ATOMIC}"],
)
def test_an_extension_that_the_url_does_not_support_is_415(sample: World, extensions: str) -> None:
    headers = {"Content-Type": f'{JSONAPI};ext="{extensions}"'}

    answers = [sample.client.get(url, headers=headers) for url in every_url(sample)]

    assert {answer.status for answer in answers} == {415}
    assert all(answer.error["source"] == {"header": "Content-Type"} for answer in answers)


@pytest.mark.req("CN-17", "AMB-04", "AMB-10")
@pytest.mark.parametrize(
    "content_type",
    [
        JSONAPI,
        f'{JSONAPI};profile="https://x.example/p"',
        f'{JSONAPI};ext=""',
        f'{JSONAPI};profile=""',
        "application/json;charset=utf-8",
        "text/plain",
        "what is this",
        ";;;",
        "",
    ],
)
def test_other_content_types_of_a_request_without_a_body_do_not_matter(
    sample: World, content_type: str
) -> None:
    answer = sample.client.get("/v1/tags", headers={"Content-Type": content_type})

    assert answer.status == 200


@pytest.mark.req("CN-13", "CN-14", "CN-15", "CN-19", "AMB-02", "AMB-03", "AMB-06")
@pytest.mark.parametrize(
    "accept",
    [
        pytest.param(f"{JSONAPI};charset=utf-8", id="foreign parameter"),
        pytest.param(f"{JSONAPI};charset=utf-8, {JSONAPI};v=1", id="two foreign parameters"),
        pytest.param(f'{JSONAPI};profile="{CURSOR_PROFILE}";v=1', id="foreign beside profile"),
        pytest.param(f'{JSONAPI};ext="https://x.example/a"', id="extension"),
        pytest.param(f'{JSONAPI};ext="{NOPE}", {JSONAPI};ext="{NOPE}/b"', id="two extensions"),
        pytest.param(f'{JSONAPI};ext="{ATOMIC}"', id="extension of another URL"),
        pytest.param(f'{JSONAPI};charset=utf-8, {JSONAPI};ext="{NOPE}"', id="one of each"),
        pytest.param(f"{JSONAPI};q=0", id="excluded"),
        pytest.param(f'{JSONAPI};q=0.0, {JSONAPI};ext="{NOPE}"', id="excluded and extension"),
        pytest.param(f"{JSONAPI};charset=utf-8, */*", id="foreign parameter and wildcard"),
        pytest.param(f'{JSONAPI};ext="{NOPE}", application/*', id="extension and wildcard"),
        pytest.param(f"{JSONAPI};q=0, */*", id="excluded and wildcard"),
        pytest.param("application/json", id="plain JSON"),
        pytest.param("text/html", id="HTML"),
        pytest.param("text/*", id="another wildcard"),
        pytest.param("*/*;q=0", id="wildcard excluded"),
        pytest.param("nonsense", id="no media type"),
        pytest.param("application/vnd.api+jsonx", id="a longer name"),
    ],
)
def test_an_accept_that_nothing_here_satisfies_is_406(sample: World, accept: str) -> None:
    answers = [sample.client.get(url, accept=accept) for url in every_url(sample)]

    assert {answer.status for answer in answers} == {406}
    assert {answer.headers["Content-Type"] for answer in answers} == {JSONAPI}
    assert all(answer.error["source"] == {"header": "Accept"} for answer in answers)
    assert all(answer.error["code"] == "not-acceptable" for answer in answers)


@pytest.mark.req("CN-12", "CN-14", "CN-15", "CN-19", "CN-20", "AMB-10")
@pytest.mark.parametrize(
    "accept",
    [
        f"{JSONAPI};charset=utf-8, {JSONAPI}",
        f"{JSONAPI}, {JSONAPI};charset=utf-8",
        f'{JSONAPI};ext="{ATOMIC}";v=1, {JSONAPI}',
        f'{JSONAPI};ext="{NOPE}", {JSONAPI};ext="{ATOMIC}", {JSONAPI}',
        f'{JSONAPI};ext="{NOPE}", {JSONAPI};profile="https://x.example/p"',
        f'{JSONAPI};ext="", text/html',
        f"{JSONAPI};q=0, {JSONAPI};q=0.1",
        f"{JSONAPI} ; q=0.5",
        "Application/Vnd.Api+JSON",
        f"text/html ,\t{JSONAPI}",
        f",,{JSONAPI},",
        f'text/html;title="{JSONAPI};charset=utf-8, no", {JSONAPI}',
    ],
)
def test_one_usable_range_is_enough(sample: World, accept: str) -> None:
    answer = sample.client.get("/v1/tags", accept=accept)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == JSONAPI


@pytest.mark.req("CN-20")
def test_an_accept_in_several_lines_is_one_list(sample: World) -> None:
    two_lines = {"Accept": f"{JSONAPI};q=0\r\nAccept: {JSONAPI}"}

    answers = [sample.client.raw(url, headers=two_lines, accept=None) for url in every_url(sample)]

    assert {answer.status for answer in answers} == {200}


@pytest.mark.req("CN-12", "DOC-21")
def test_negotiation_goes_by_headers_and_not_by_the_query_string(sample: World) -> None:
    answer = sample.client.get("/v1/tags", params={"profile": CURSOR_PROFILE, "ext": ATOMIC})

    assert answer.status == 400
    assert [error["source"] for error in answer.errors] == [
        {"parameter": "profile"},
        {"parameter": "ext"},
    ]


@pytest.mark.req("CN-10", "AMB-40")
@pytest.mark.parametrize(
    "content_type", [None, JSONAPI, "application/json", f"{JSONAPI};charset=utf-8"]
)
def test_a_query_whose_body_is_no_form_is_415(sample: World, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}

    answer = sample.client.request(
        "QUERY", "/v1/tags", headers=headers, body=urlencode({"sort": "name"}).encode()
    )

    assert answer.status == 415
    assert answer.error["source"] == {"header": "Content-Type"}


@pytest.mark.req("EXT-13")
def test_no_member_has_a_colon_where_no_extension_is_applied(sample: World) -> None:
    answer = sample.client.get(
        "/v1/articles", params={"include": "author,comments,tags,series,reactions"}
    )

    names = {name for node in objects(answer.document) for name in node.value}
    assert len(names) > 30
    assert [name for name in names if ":" in name] == []


@pytest.mark.req("EXT-13", "QP-07")
@pytest.mark.parametrize("name", ["atomic:foo", "atomic:operations", "x:y"])
def test_no_parameter_of_an_extension_is_known(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: "1"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}
