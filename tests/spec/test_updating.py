"""Updating resources: PATCH on their URLs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import (
    MISSING,
    cast,
    fault,
    faults,
    linkage,
    members,
    pointer,
    ref,
    resource,
    stored,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast and one tag; each test makes the articles that it changes."""
    with world(databases) as made:
        cast(made).add.tag("rust")
        yield made


@pytest.fixture
def post(blog: World) -> str:
    """An article of Ann's, with a summary, a tag, a co-author and a place in a series."""
    ids = blog.ids
    made = blog.add.article(
        author=ids["ann"], summary="Short.", tags=[ids["rust"]], coauthors=[ids["bob"]]
    )
    blog.add.series(curator=ids["ann"], articles=[made])
    return made


STRUCTURE = [
    ({}, "invalid-document", ""),
    ({"data": None}, "invalid-document", "/data"),
    ({"data": []}, "invalid-document", "/data"),
    ({"data": [{"type": "articles", "id": "{post}"}]}, "invalid-document", "/data"),
    ({"data": "articles"}, "invalid-document", "/data"),
    ({"data": {}}, "invalid-document", "/data"),
    ({"data": {"id": "{post}"}}, "invalid-document", "/data"),
    ({"data": {"type": "articles"}}, "invalid-document", "/data"),
    ({"data": {"type": "articles", "lid": "here"}}, "invalid-document", "/data"),
    ({"data": {"type": 7, "id": "{post}"}}, "invalid-document", "/data/type"),
    ({"data": {"type": "articles", "id": 7}}, "invalid-document", "/data/id"),
    ({"data": {"type": "articles", "id": None}}, "invalid-document", "/data"),
]


@pytest.mark.req("UPD-01", "UPD-02", "UPD-24", "AMB-29")
@pytest.mark.parametrize(("document", "code", "where"), STRUCTURE)
def test_an_update_is_one_resource_object_with_type_and_id(
    blog: World, post: str, document: dict[str, Any], code: str, where: str
) -> None:
    if isinstance(document.get("data"), dict) and document["data"].get("id") == "{post}":
        document = {"data": {**document["data"], "id": post}}

    answer = blog.client_of("ann").patch(f"/v1/articles/{post}", document)

    assert fault(answer) == (400, code, pointer(where))


@pytest.mark.req("UPD-01")
@pytest.mark.parametrize(
    ("body", "code", "source"),
    [
        (b"", "invalid-json", None),
        (b"{", "invalid-json", None),
        (b"[]", "invalid-document", pointer("")),
        (b"null", "invalid-document", pointer("")),
        (b'"articles"', "invalid-document", pointer("")),
    ],
)
def test_an_update_takes_a_document(
    blog: World, post: str, body: bytes, code: str, source: Any
) -> None:
    answer = blog.client_of("ann").patch(f"/v1/articles/{post}", body=body)

    assert fault(answer) == (400, code, source)


@pytest.mark.req("UPD-03", "UPD-08", "UPD-14", "UPD-16", "UPD-26")
@pytest.mark.parametrize(
    "rest", [{}, {"attributes": {}, "relationships": {}}, {"relationships": {}}, {"meta": {"a": 1}}]
)
def test_an_update_of_nothing_is_200_and_changes_nothing(
    blog: World, post: str, rest: dict[str, Any]
) -> None:
    client = blog.client_of("ann")
    before = client.get(f"/v1/articles/{post}")
    rows = stored(blog)

    answer = client.patch(before.data["links"]["self"], {"data": {**ref("articles", post), **rest}})

    assert (answer.status, answer.data) == (200, before.data)
    assert answer.headers["ETag"] == before.headers["ETag"]
    assert stored(blog) == rows


@pytest.mark.req("UPD-03", "UPD-04", "UPD-05", "UPD-07", "UPD-08", "UPD-13", "UPD-16")
def test_what_is_not_sent_stays_and_what_follows_from_the_rest_is_shown(
    blog: World, post: str
) -> None:
    client = blog.client_of("ann")
    every = f"/v1/articles/{post}?include=author,coauthors,tags,series"
    before = client.get(every).data

    answer = client.patch(
        f"/v1/articles/{post}", resource("articles", post, {"title": "New", "body": "Two *words*"})
    )

    after = client.get(every).data
    attributes = {**before["attributes"], **answer.data["attributes"]}
    assert answer.status == 200
    assert after == {**before, "attributes": attributes, "meta": {"version": 2}}
    assert {n: v for n, v in attributes.items() if v != before["attributes"][n]} == {
        "title": "New",
        "body": "Two *words*",
        "wordCount": 2,
        "updatedAt": attributes["updatedAt"],
    }
    assert attributes["updatedAt"] > before["attributes"]["updatedAt"]
    assert answer.data["meta"] == {"version": 2}
    assert "data" not in answer.data["relationships"]["tags"]


@pytest.mark.req("UPD-05")
def test_null_is_a_value_where_it_is_sent(blog: World, post: str) -> None:
    client = blog.client_of("ann")

    emptied = client.patch(f"/v1/articles/{post}", resource("articles", post, {"summary": None}))
    refused = client.patch(f"/v1/articles/{post}", resource("articles", post, {"title": None}))

    assert emptied.data["attributes"]["summary"] is None
    assert fault(refused) == (422, "invalid-value", pointer("/data/attributes/title"))


@pytest.mark.req("UPD-06", "UPD-07", "UPD-10")
def test_a_relationship_that_is_sent_is_replaced_alone(blog: World, post: str) -> None:
    client, ids = blog.client_of("eve"), blog.ids
    sent = {"author": linkage("people", ids["rita"])}

    answer = client.patch(f"/v1/articles/{post}", resource("articles", post, None, sent))

    after = client.get(f"/v1/articles/{post}?include=author,coauthors,tags,series").data
    shown = answer.data["relationships"]
    assert shown["author"]["data"] == ref("people", ids["rita"])
    assert [name for name, each in shown.items() if "data" in each] == ["author"]
    assert after["relationships"]["author"]["data"] == ref("people", ids["rita"])
    assert after["relationships"]["tags"]["data"] == [ref("tags", ids["rust"])]
    assert after["relationships"]["coauthors"]["data"] == [ref("people", ids["bob"])]
    assert after["relationships"]["series"]["data"] is not None
    assert after["meta"] == {"version": 2}


@pytest.mark.req("UPD-10", "AMB-42")
def test_linkage_replaces_all_that_was_there(blog: World, post: str) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    tags = [blog.add.tag(), blog.add.tag()]
    url = f"/v1/articles/{post}"
    sent = {"tags": linkage("tags", [*tags, tags[0]]), "series": {"data": None}}

    other = client.patch(url, resource("articles", post, None, sent))
    none = client.patch(
        url, resource("articles", post, None, {"tags": {"data": []}, "coauthors": {"data": []}})
    )

    assert other.data["relationships"]["tags"]["data"] == [ref("tags", each) for each in tags]
    assert other.data["relationships"]["series"]["data"] is None
    assert none.data["relationships"]["tags"]["data"] == []
    assert members(client, f"{url}/relationships/tags") == []
    assert members(client, f"{url}/relationships/coauthors") == []
    assert client.get(f"/v1/tags/{ids['rust']}").status == 200


@pytest.mark.req("UPD-09")
@pytest.mark.parametrize("sent", [{}, {"links": {}}, {"meta": {}}, {"links": {"self": "/x"}}])
def test_a_relationship_without_data_is_ignored_unless_handling_is_strict(
    blog: World, post: str, sent: dict[str, Any]
) -> None:
    client = blog.client_of("ann")
    document = resource("articles", post, None, {"tags": sent})
    rows = stored(blog)

    lenient = client.patch(f"/v1/articles/{post}", document)
    strict = client.patch(f"/v1/articles/{post}", document, headers={"Prefer": "handling=strict"})

    assert lenient.status == 200
    assert fault(strict) == (
        422,
        "unsupported-member",
        pointer("/data/relationships/tags"),
    )
    assert stored(blog) == rows


@pytest.mark.req("UPD-09", "UPD-10", "AMB-28")
@pytest.mark.parametrize(
    ("sent", "status", "where"),
    [
        ({"tags": []}, 400, "/tags"),
        ({"tags": None}, 400, "/tags"),
        ({"tags": {"data": None}}, 400, "/tags/data"),
        ({"tags": {"data": {"type": "tags", "id": MISSING}}}, 400, "/tags/data"),
        ({"tags": {"data": ["rust"]}}, 400, "/tags/data/0"),
        ({"tags": {"data": [{"type": "tags"}]}}, 400, "/tags/data/0"),
        ({"tags": {"data": [{"id": MISSING}]}}, 400, "/tags/data/0"),
        ({"tags": {"data": [{"type": "tags", "id": 7}]}}, 400, "/tags/data/0/id"),
        ({"tags": {"data": [{"type": "people", "id": MISSING}]}}, 409, "/tags/data/0/type"),
        ({"author": {"data": []}}, 400, "/author/data"),
        ({"author": {"data": "ann"}}, 400, "/author/data"),
        ({"author": {"data": {"type": "tags", "id": MISSING}}}, 409, "/author/data/type"),
        ({"author": {"data": None}}, 422, "/author/data"),
        ({"series": {"data": {}}}, 400, "/series/data"),
        ({"nope": {"data": None}}, 422, "/nope"),
    ],
)
def test_linkage_that_is_none_is_refused_where_it_stands(
    blog: World, post: str, sent: dict[str, Any], status: int, where: str
) -> None:
    rows = stored(blog)

    answer = blog.client_of("eve").patch(
        f"/v1/articles/{post}", resource("articles", post, {"title": "New"}, sent)
    )

    assert answer.status == status
    assert answer.error["source"] == pointer(f"/data/relationships{where}")
    assert stored(blog) == rows


@pytest.mark.req("UPD-17")
def test_read_only_attributes_are_ignored_unless_handling_is_strict(blog: World, post: str) -> None:
    client = blog.client_of("ann")
    read_only = {"wordCount": 7, "readingMinutes": "7", "createdAt": None, "bodyHtml": "<b>"}
    document = resource("articles", post, {**read_only, "updatedAt": []})
    rows = stored(blog)

    lenient = client.patch(f"/v1/articles/{post}", document)
    strict = client.patch(f"/v1/articles/{post}", document, headers={"Prefer": "handling=strict"})

    assert lenient.status == 200
    assert lenient.data["attributes"]["wordCount"] != 7
    assert faults(strict) == [
        ("403", "read-only-field", pointer(f"/data/attributes/{name}"))
        for name in (*read_only, "updatedAt")
    ]
    assert stored(blog) == rows


@pytest.mark.req("UPD-18", "UPD-23")
def test_what_does_not_exist_is_not_updated_and_not_made(blog: World) -> None:
    draft = blog.add.article(author=blog.ids["bob"], status="draft")
    rows = stored(blog)

    missing, hidden = (
        blog.client_of("ann").patch(f"/v1/articles/{id_}", resource("articles", id_))
        for id_ in (MISSING, draft)
    )

    assert fault(missing) == fault(hidden) == (404, "resource-not-found", None)
    assert missing.error["detail"].replace(MISSING, draft) == hidden.error["detail"]
    assert stored(blog) == rows


@pytest.mark.req("UPD-19")
@pytest.mark.parametrize(
    ("name", "sent", "where"),
    [
        ("author", linkage("people", MISSING), "/author/data"),
        ("author", linkage("people", "no-uuid"), "/author/data"),
        ("series", linkage("series", MISSING), "/series/data"),
        ("tags", linkage("tags", ["{rust}", MISSING]), "/tags/data/1"),
        ("coauthors", linkage("people", [MISSING]), "/coauthors/data/0"),
    ],
)
def test_a_related_resource_that_does_not_exist_is_404_and_all_stays(
    blog: World, post: str, name: str, sent: dict[str, Any], where: str
) -> None:
    if name == "tags":
        sent = linkage("tags", [blog.ids["rust"], MISSING])
    rows = stored(blog)

    answer = blog.client_of("eve").patch(
        f"/v1/articles/{post}", resource("articles", post, {"title": "New"}, {name: sent})
    )

    assert fault(answer) == (404, "related-not-found", pointer(f"/data/relationships{where}"))
    assert stored(blog) == rows
