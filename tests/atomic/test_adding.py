"""Adding resources: the rules of POST to a collection, inside an operation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import add, filled, lid, operate, relate, results
from tests.conftest import World
from tests.spec.newsroom import CLIENT_IDS, SERVER_IDS, TYPES, WRITERS, fresh, full, many, minimal
from tests.spec.sending import MISSING, Object, fault, faults, linkage, pointer, stored

FIRST = "/atomic:operations/0"
OWN_ID = "0190a5b0-0000-7000-8000-0000000000{:02x}"


@pytest.mark.req("ATOM-30", "ATOM-31", "ATOM-32", "ATOM-34", "ATOM-35", "ATOM-68", "CREATE-09")
@pytest.mark.parametrize("by_href", [False, True])
@pytest.mark.parametrize("type_", TYPES)
def test_a_resource_of_each_type_is_added_with_or_without_its_collection(
    blog: World, type_: str, by_href: bool
) -> None:
    client = blog.client_of(WRITERS[type_])
    href = {"href": f"/v1/{type_}"} if by_href else {}

    answer = operate(client, {"op": "add", **href, "data": full(blog, type_)})

    (result,) = results(answer)
    found = client.get(result["data"]["links"]["self"]).data
    shown = {n: v for n, v in result["data"]["attributes"].items() if n != "secret"}
    assert list(result) == ["data"]
    assert found["id"] == result["data"]["id"]
    assert {**found["attributes"], "lastUsedAt": None} == {**shown, "lastUsedAt": None}
    assert found["meta"] == {"version": 1}


@pytest.mark.req("ATOM-18", "ATOM-34", "ATOM-68", "CREATE-04", "CREATE-05")
@pytest.mark.parametrize(("number", "type_"), list(enumerate(CLIENT_IDS)))
def test_a_resource_keeps_the_id_that_the_client_made(blog: World, number: int, type_: str) -> None:
    id_ = OWN_ID.format(number)
    data = {**minimal(blog, type_), "id": id_}

    answer = operate(blog.client_of(WRITERS[type_]), {"op": "add", "data": data})

    assert results(answer)[0]["data"]["id"] == id_
    assert blog.client_of("ada").get(f"/v1/{type_}/{id_}").status == 200


@pytest.mark.req("ATOM-35", "RES-06", "AMB-36")
def test_a_local_id_is_never_sent_back(blog: World) -> None:
    answer = operate(blog.client_of("eve"), add("tags", {"name": fresh("Name")}, lid="mine"))

    assert b"mine" not in answer.body
    assert b"lid" not in answer.body


@pytest.mark.req("ATOM-25", "ATOM-31", "ATOM-32", "AMB-47")
@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({}, FIRST),
        ({"data": None}, f"{FIRST}/data"),
        ({"data": []}, f"{FIRST}/data"),
        ({"data": [{"type": "tags"}]}, f"{FIRST}/data"),
        ({"data": "tags"}, f"{FIRST}/data"),
        ({"data": {}}, f"{FIRST}/data"),
        ({"data": {"attributes": {"name": "A"}}}, f"{FIRST}/data"),
        ({"data": {"type": None}}, f"{FIRST}/data/type"),
        ({"data": {"type": 1}}, f"{FIRST}/data/type"),
        ({"data": {"type": ["tags"]}}, f"{FIRST}/data/type"),
        ({"data": {"type": "tags", "attributes": []}}, f"{FIRST}/data/attributes"),
        ({"data": {"type": "tags", "relationships": []}}, f"{FIRST}/data/relationships"),
        ({"data": {"type": "tags", "id": 1}}, f"{FIRST}/data/id"),
        ({"data": {"type": "tags", "id": "rust"}}, f"{FIRST}/data/id"),
        ({"data": {"type": "tags", "lid": 1}}, f"{FIRST}/data/lid"),
    ],
)
@pytest.mark.parametrize("target", [{}, {"href": "/v1/tags"}])
def test_what_is_added_is_one_resource_object_with_a_type(
    blog: World, members: Object, where: str, target: Object
) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("eve"), {"op": "add", **target, **members})

    found = {(each["status"], each["source"]["pointer"]) for each in answer.errors}
    assert (answer.status, found) == (400, {("400", where)})
    assert stored(blog) == rows


@pytest.mark.req("ATOM-25", "ATOM-28", "ATOM-36", "ATOM-37", "ATOM-68", "CREATE-18", "AMB-47")
def test_an_unknown_type_is_malformed_and_one_of_another_collection_a_conflict(
    blog: World,
) -> None:
    client, data = blog.client_of("ada"), {"type": "tags", "attributes": {"name": fresh("Name")}}
    rows = stored(blog)

    unknown = operate(client, {"op": "add", "data": {**data, "type": "labels"}})
    other = operate(client, {"op": "add", "href": "/v1/articles", "data": data})
    plural = operate(client, {"op": "add", "href": "/v1/tags", "data": {**data, "type": "tag"}})

    where = pointer(f"{FIRST}/data/type")
    assert fault(unknown) == (400, "invalid-document", where)
    assert fault(other) == fault(plural) == (409, "type-mismatch", where)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-28", "ATOM-29", "ATOM-36", "ATOM-37", "ATOM-68", "CREATE-08")
@pytest.mark.parametrize("type_", SERVER_IDS)
def test_an_id_where_the_server_makes_them_is_403(blog: World, type_: str) -> None:
    data = {**minimal(blog, type_), "id": OWN_ID.format(99)}
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), {"op": "add", "data": data})

    assert fault(answer) == (403, "client-id-refused", pointer(f"{FIRST}/data/id"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-28", "ATOM-29", "ATOM-36", "ATOM-37", "ATOM-39", "ATOM-68", "CREATE-17")
@pytest.mark.parametrize(
    ("type_", "name"),
    [("articles", "talk"), ("comments", "said"), ("tags", "rust"), ("series", "guide")],
)
def test_an_id_that_exists_is_409_and_updates_nothing(blog: World, type_: str, name: str) -> None:
    data = {**minimal(blog, type_), "id": blog.ids[name]}
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), {"op": "add", "data": data})

    assert fault(answer) == (409, "already-exists", pointer(f"{FIRST}/data/id"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-17", "ATOM-28", "ATOM-36")
def test_an_id_is_given_once_in_a_document_too(blog: World) -> None:
    id_ = OWN_ID.format(77)
    rows = stored(blog)

    answer = operate(
        blog.client_of("eve"),
        add("tags", {"name": fresh("Name")}, id=id_),
        add("tags", {"name": fresh("Name")}, id=id_),
    )

    assert fault(answer) == (409, "already-exists", pointer("/atomic:operations/1/data/id"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-28", "ATOM-29", "ATOM-36", "ATOM-37", "ATOM-68", "CREATE-16")
@pytest.mark.parametrize(
    ("type_", "name", "sent", "where"),
    [
        ("articles", "author", linkage("people", MISSING), "/author/data"),
        ("articles", "tags", linkage("tags", ["{rust}", MISSING]), "/tags/data/1"),
        ("articles", "series", linkage("series", "no-uuid"), "/series/data"),
        ("comments", "article", linkage("articles", MISSING), "/article/data"),
        ("comments", "parent", linkage("comments", MISSING), "/parent/data"),
        ("tags", "articles", linkage("articles", [MISSING]), "/articles/data/0"),
        ("series", "articles", linkage("articles", ["{talk}", MISSING]), "/articles/data/1"),
        ("reactions", "target", linkage("comments", MISSING), "/target/data"),
    ],
)
def test_what_leads_nowhere_is_404(
    blog: World, type_: str, name: str, sent: Any, where: str
) -> None:
    data = minimal(blog, type_)
    data.setdefault("relationships", {})[name] = filled(sent, blog.ids)
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), {"op": "add", "data": data})

    place = pointer(f"{FIRST}/data/relationships{where}")
    assert fault(answer) == (404, "related-not-found", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-28", "ATOM-36", "ATOM-68", "CREATE-21")
def test_values_are_judged_as_they_are_alone(blog: World) -> None:
    article = add("articles", {"title": "", "language": "!", "nope": 1}, {"color": {"data": None}})

    answer = operate(blog.client_of("ann"), article, add("tags"), add("comments", {}))

    at = "/atomic:operations"
    assert [each[:2] for each in faults(answer)] == [("403", "not-permitted")]
    alone = operate(blog.client_of("ada"), article, add("tags"), add("comments", {}))
    assert faults(alone) == [
        ("422", "invalid-value", pointer(f"{at}/0/data/attributes/title")),
        ("422", "invalid-value", pointer(f"{at}/0/data/attributes/language")),
        ("422", "unknown-field", pointer(f"{at}/0/data/attributes/nope")),
        ("422", "unknown-field", pointer(f"{at}/0/data/relationships/color")),
        ("422", "missing-field", pointer(f"{at}/1/data")),
        ("422", "missing-field", pointer(f"{at}/2/data/attributes")),
        ("422", "missing-field", pointer(f"{at}/2/data")),
    ]


@pytest.mark.req("ATOM-68", "UPD-17")
def test_read_only_attributes_are_ignored_and_defaults_are_set(blog: World) -> None:
    client = blog.client_of("ann")

    answer = operate(client, add("articles", {"title": fresh("A"), "wordCount": 9, "createdAt": 1}))

    (result,) = results(answer)
    author = client.get(f"/v1/articles/{result['data']['id']}/relationships/author").data
    assert result["data"]["attributes"]["wordCount"] == 0
    assert result["data"]["attributes"]["status"] == "draft"
    assert author["id"] == blog.ids["ann"]


@pytest.mark.req("ATOM-36", "ATOM-68", "CREATE-17")
def test_nothing_is_more_allowed_because_its_id_is_that_of_something_else(blog: World) -> None:
    """An id names a resource of its type: that of a closed article opens no article to comments."""
    rita, bob, ids = blog.client_of("rita"), blog.client_of("bob"), blog.ids
    closed, draft, guide = ids["closed"], ids["draft"], ids["guide"]
    rows = stored(blog)

    on = {id_: {"article": linkage("articles", id_)} for id_ in (closed, draft)}
    into = {"series": linkage("series", guide)}
    answers = [
        operate(rita, add("comments", {"body": "Hm."}, on[closed], id=closed)),
        operate(rita, add("comments", {"body": "Hm."}, on[draft], id=draft)),
        operate(bob, add("articles", {"title": "In"}, into, id=guide)),
    ]

    assert [fault(each)[:2] for each in answers] == [
        (403, "not-permitted"),
        (404, "related-not-found"),
        (403, "not-permitted"),
    ]
    assert stored(blog) == rows


@pytest.mark.req("ATOM-35", "ATOM-65", "ATOM-68")
def test_linkage_that_was_written_is_shown(blog: World) -> None:
    client = blog.client_of("ann")
    tagged = {"tags": many(blog, "tags", "web", "rust"), "series": {"data": None}}

    answer = operate(
        client,
        add("articles", {"title": fresh("A")}, tagged, lid="a"),
        relate("remove", lid("articles", "a"), "tags", []),
    )

    shown = results(answer)[0]["data"]["relationships"]
    assert {name for name, each in shown.items() if "data" in each} == {"tags", "series", "author"}
    assert shown["tags"]["data"] == sorted(tagged["tags"]["data"], key=lambda each: each["id"])
    assert shown["series"]["data"] is None
