"""What an update is refused for, what comes first, and what HTTP says of writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answer import JSONAPI
from tests.conftest import Databases, World, world
from tests.spec.sending import (
    MISSING,
    cast,
    fault,
    faults,
    linkage,
    pointer,
    resource,
    stored,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """One article of Ann's with a comment of Bob's, a tag and a series; `taken` is Bob's."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        add.tag("rust", name="Rust")
        add.article("taken", author=ids["bob"])
        add.article("post", author=ids["ann"], tags=[ids["rust"]])
        add.series("guide", curator=ids["ann"], articles=[ids["post"]])
        add.series("notes", curator=ids["bob"])
        add.comment("talk", article=ids["post"], author=ids["bob"])
        add.reaction("like", person=ids["bob"], article=ids["post"], kind="love")
        add.reaction("fun", person=ids["bob"], article=ids["post"], kind="funny")
        made.tokens["narrow"] = add.token(ids["ann"], ["comments:write"])
        yield made


@pytest.mark.req("UPD-20", "UPD-22", "UPD-24")
@pytest.mark.parametrize(
    ("path", "attributes", "name"),
    [
        ("articles/{post}", {"slug": "taken"}, "slug"),
        ("people/{ann}", {"handle": "bob"}, "handle"),
        ("people/{ann}", {"email": "BOB@blog.Example"}, "email"),
        ("series/{guide}", {"slug": "notes"}, "slug"),
        ("reactions/{like}", {"kind": "funny"}, "kind"),
    ],
)
def test_a_value_that_is_taken_is_409_at_its_place(
    blog: World, path: str, attributes: dict[str, Any], name: str
) -> None:
    type_, id_ = path.format_map(blog.ids).split("/")
    rows = stored(blog)

    answer = blog.client_of("ada").patch(f"/v1/{type_}/{id_}", resource(type_, id_, attributes))

    assert fault(answer) == (409, "not-unique", pointer(f"/data/attributes/{name}"))
    assert stored(blog) == rows


@pytest.mark.req("UPD-21", "UPD-22", "UPD-24")
@pytest.mark.parametrize(
    ("type_", "id_", "code", "where"),
    [
        ("articles", MISSING, "id-mismatch", "/data/id"),
        ("articles", "{taken}", "id-mismatch", "/data/id"),
        ("articles", "nope", "id-mismatch", "/data/id"),
        ("people", "{post}", "type-mismatch", "/data/type"),
        ("nope", "{post}", "type-mismatch", "/data/type"),
        ("people", MISSING, "type-mismatch", "/data/type"),
    ],
)
def test_a_type_or_an_id_that_is_not_the_urls_is_409(
    blog: World, type_: str, id_: str, code: str, where: str
) -> None:
    post, rows = blog.ids["post"], stored(blog)
    document = resource(type_, id_.format_map(blog.ids), {"title": "New"})

    answer = blog.client_of("ann").patch(f"/v1/articles/{post}", document)

    assert fault(answer) == (409, code, pointer(where))
    assert answer.error["detail"]
    assert stored(blog) == rows


@pytest.mark.req("UPD-25", "UPD-23", "AMB-45")
def test_an_update_happens_as_a_whole_or_not_at_all(blog: World) -> None:
    post, rows = blog.ids["post"], stored(blog)
    attributes = {"title": "New", "language": "no language", "slug": "No Slug", "nope": 1}

    answer = blog.client_of("ann").patch(
        f"/v1/articles/{post}", resource("articles", post, attributes)
    )

    assert faults(answer) == [
        ("422", "invalid-value", pointer("/data/attributes/language")),
        ("422", "invalid-value", pointer("/data/attributes/slug")),
        ("422", "unknown-field", pointer("/data/attributes/nope")),
    ]
    assert [each["meta"]["attribute"] for each in answer.errors] == ["language", "slug", "nope"]
    assert stored(blog) == rows


GOOD: dict[str, Any] = {"attributes": {"title": "New"}}
BAD_VALUE: dict[str, Any] = {"attributes": {"title": ""}}
BAD_LINK: dict[str, Any] = {"relationships": {"tags": linkage("tags", [MISSING])}}
BAD_SHAPE: dict[str, Any] = {"attributes": {"title": ""}, "relationships": []}
OTHER_ID: dict[str, Any] = {"id": "nope", "attributes": {"title": ""}}
TAKEN: dict[str, Any] = {"attributes": {"slug": "taken"}}
IF_MATCH = {"If-Match": '"9"'}
LATE = {"Content-Type": "text/plain", "Authorization": "Bearer x"}


@pytest.mark.req("AMB-40", "AMB-25", "UPD-25", "FETCH-11")
@pytest.mark.parametrize(
    ("who", "method", "path", "more", "headers", "status", "code"),
    [
        ("ann", "PUT", "/v1/nope/{post}", GOOD, LATE, 404, "unknown-url"),
        ("ann", "PUT", "/v1/articles/nope", GOOD, LATE, 404, "resource-not-found"),
        ("ann", "PUT", "/v1/articles/{post}?a", GOOD, LATE, 405, "method-not-allowed"),
        ("ann", "PATCH", "/v1/articles/{post}?a", GOOD, LATE, 415, "unsupported-media-type"),
        (
            "anonymous",
            "PATCH",
            "/v1/articles/{post}?a",
            GOOD,
            {"Accept": "text/html"},
            406,
            "not-acceptable",
        ),
        ("anonymous", "PATCH", "/v1/articles/{post}?a", GOOD, {}, 401, "authentication-required"),
        ("ann", "PATCH", "/v1/articles/{post}?nope=1", BAD_SHAPE, {}, 400, "unknown-parameter"),
        ("ann", "PATCH", "/v1/articles/{post}", BAD_SHAPE, IF_MATCH, 400, "invalid-document"),
        ("ann", "PATCH", "/v1/articles/{missing}", OTHER_ID, IF_MATCH, 409, "id-mismatch"),
        ("rita", "PATCH", "/v1/articles/{missing}", BAD_VALUE, IF_MATCH, 403, "not-permitted"),
        ("narrow", "PATCH", "/v1/articles/{post}", BAD_VALUE, {}, 403, "insufficient-scope"),
        ("bob", "PATCH", "/v1/articles/{missing}", BAD_VALUE, IF_MATCH, 422, "invalid-value"),
        ("bob", "PATCH", "/v1/articles/{missing}", BAD_LINK, IF_MATCH, 404, "resource-not-found"),
        ("bob", "PATCH", "/v1/articles/{post}", BAD_LINK, IF_MATCH, 403, "not-permitted"),
        ("ann", "PATCH", "/v1/articles/{post}", BAD_LINK, IF_MATCH, 412, "precondition-failed"),
        ("ann", "PATCH", "/v1/articles/{post}", BAD_LINK, {}, 404, "related-not-found"),
        ("ann", "PATCH", "/v1/articles/{post}", TAKEN, IF_MATCH, 412, "precondition-failed"),
        ("ann", "PATCH", "/v1/articles/{post}", TAKEN, {}, 409, "not-unique"),
    ],
)
def test_the_first_stage_of_a_write_that_finds_a_fault_answers(
    blog: World,
    who: str,
    method: str,
    path: str,
    more: dict[str, Any],
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    path, rows = path.format(**blog.ids, missing=MISSING), stored(blog)
    own = path.partition("?")[0].rpartition("/")[2]
    document = {"data": {"type": "articles", "id": own, **more}}

    answer = blog.client_of(who).write(method, path, document, headers=headers)

    assert (answer.status, answer.errors[0]["code"]) == (status, code)
    assert stored(blog) == rows


ALLOWED = {
    "/v1/articles": "GET, HEAD, OPTIONS, POST, QUERY",
    "/v1/articles/{post}": "DELETE, GET, HEAD, OPTIONS, PATCH",
    "/v1/articles/{post}/author": "GET, HEAD, OPTIONS",
    "/v1/articles/{post}/tags": "GET, HEAD, OPTIONS",
    "/v1/articles/{post}/relationships/author": "DELETE, GET, HEAD, OPTIONS, PATCH, POST",
    "/v1/articles/{post}/relationships/tags": "DELETE, GET, HEAD, OPTIONS, PATCH, POST",
    "/v1": "GET, HEAD, OPTIONS",
}


@pytest.mark.req("FETCH-11", "UPD-25", "UPDREL-20", "DEL-07", "AMB-25", "AMB-38")
@pytest.mark.parametrize("path", ALLOWED)
def test_a_method_that_a_url_has_no_use_for_is_405_and_allow_names_the_others(
    blog: World, path: str
) -> None:
    client, url = blog.client_of("ada"), path.format_map(blog.ids)
    document = resource("articles", blog.ids["post"])
    allowed = set(ALLOWED[path].split(", "))
    rows = stored(blog)

    offered = client.options(url)
    refused = [
        client.write(method, url, document)
        for method in ("POST", "PATCH", "PUT", "DELETE", "QUERY", "TRACE")
        if method not in allowed
    ]

    assert set(offered.headers["Allow"].split(", ")) == allowed
    for answer in refused:
        assert fault(answer) == (405, "method-not-allowed", None)
        assert set(answer.headers["Allow"].split(", ")) == allowed
    assert stored(blog) == rows


@pytest.mark.req("AMB-38", "UPD-26")
@pytest.mark.parametrize("related", ["author", "series", "tags", "comments"])
def test_a_related_url_only_reads(blog: World, related: str) -> None:
    post = blog.add.article(author=blog.ids["ann"])
    document = resource("people", blog.ids["ann"], {"name": "New"})

    answer = blog.client_of("ada").patch(f"/v1/articles/{post}/{related}", document)

    assert fault(answer) == (405, "method-not-allowed", None)
    assert "PATCH" not in answer.headers["Allow"]


@pytest.mark.req("REC-15")
@pytest.mark.parametrize("override", ["PATCH", "patch"])
def test_a_post_can_stand_for_a_patch(blog: World, override: str) -> None:
    post = blog.add.article(author=blog.ids["ann"])
    client, headers = blog.client_of("ann"), {"X-HTTP-Method-Override": override}

    resource_ = client.post(
        f"/v1/articles/{post}", resource("articles", post, {"title": "New"}), headers=headers
    )
    linked = client.post(
        f"/v1/articles/{post}/relationships/tags",
        linkage("tags", [blog.ids["rust"]]),
        headers=headers,
    )
    emptied = client.post(f"/v1/articles/{post}/relationships/tags", {"data": []}, headers=headers)

    assert (resource_.status, resource_.data["attributes"]["title"]) == (200, "New")
    assert (linked.status, emptied.status) == (204, 204)
    assert client.get(f"/v1/articles/{post}/relationships/tags").data == []


@pytest.mark.req("REC-15", "FETCH-11")
@pytest.mark.parametrize(
    ("method", "override", "status"),
    [
        ("GET", "PATCH", 200),
        ("HEAD", "PATCH", 200),
        ("PUT", "PATCH", 405),
        ("POST", "DELETE", 405),
        ("POST", "PUT", 405),
        ("POST", "", 405),
    ],
)
def test_nothing_but_a_post_stands_for_another_method_and_only_for_patch(
    blog: World, method: str, override: str, status: int
) -> None:
    post = blog.add.article(author=blog.ids["ann"])
    rows = stored(blog)

    answer = blog.client_of("ann").request(
        method,
        f"/v1/articles/{post}",
        headers={"X-HTTP-Method-Override": override, "Content-Type": JSONAPI},
        body=None if method in ("GET", "HEAD") else b"{}",
    )

    assert answer.status == status
    assert stored(blog) == rows


@pytest.mark.req("REC-15")
def test_a_collection_is_not_patched_by_a_post_either(blog: World) -> None:
    answer = blog.client_of("ann").post(
        "/v1/articles",
        resource("articles", None, {"title": "New"}),
        headers={"X-HTTP-Method-Override": "PATCH"},
    )

    assert fault(answer) == (405, "method-not-allowed", None)
