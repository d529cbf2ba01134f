"""Updating resources: the rules of PATCH, inside an operation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import add, filled, lid, operate, remove, results, update
from tests.conftest import World
from tests.spec.newsroom import article, fresh, one
from tests.spec.sending import (
    MISSING,
    Object,
    fault,
    linkage,
    members,
    pointer,
    ref,
    stored,
    version,
)

FIRST = "/atomic:operations/0"


@pytest.fixture
def post(blog: World) -> str:
    """An article of Ann's, with a summary, a tag, a co-author and a place in a series."""
    ids = blog.ids
    made = blog.add.article(
        author=ids["ann"], summary="Short.", tags=[ids["rust"]], coauthors=[ids["bob"]]
    )
    blog.add.series(curator=ids["ann"], articles=[made])
    return made


@pytest.mark.req("ATOM-38", "ATOM-39", "ATOM-40", "ATOM-68", "UPD-13")
@pytest.mark.parametrize(
    "target",
    [
        {},
        {"ref": ref("articles", "{post}")},
        {"href": "/v1/articles/{post}"},
        {"href": "{url}/v1/articles/{post}"},
        {"href": "articles/{post}/"},
    ],
)
def test_an_update_names_its_target_or_leaves_that_to_the_data(
    blog: World, post: str, target: Object
) -> None:
    client = blog.client_of("ann")
    operation = update("articles", post, {"title": "New", "body": "Two *words*"})

    answer = operate(client, {**operation, **filled(target, {"post": post, "url": blog.url})})

    (result,) = results(answer)
    found = client.get(f"/v1/articles/{post}").data
    shown = result["data"]["attributes"]
    assert list(result) == ["data"]
    assert (shown["title"], shown["wordCount"]) == ("New", 2)
    assert (shown, result["data"]["meta"]) == (found["attributes"], {"version": 2})


@pytest.mark.req("ATOM-40", "ATOM-41", "ATOM-68", "UPD-04", "UPD-07", "UPD-16")
def test_what_is_not_sent_stays(blog: World, post: str) -> None:
    client = blog.client_of("ann")
    every = f"/v1/articles/{post}?include=author,coauthors,tags,series"
    before = client.get(every).data

    answer = operate(client, update("articles", post, {"title": "Other"}))

    after = client.get(every).data
    changed = {name for name, v in after["attributes"].items() if v != before["attributes"][name]}
    assert results(answer)[0]["data"]["attributes"] == after["attributes"]
    assert after["relationships"] == before["relationships"]
    assert changed == {"title", "updatedAt"}


@pytest.mark.req("ATOM-41", "ATOM-68", "UPD-16", "AMB-39")
def test_an_update_of_nothing_shows_the_resource_and_changes_nothing(
    blog: World, post: str
) -> None:
    client = blog.client_of("ann")
    before = client.get(f"/v1/articles/{post}").data
    rows = stored(blog)

    answer = operate(
        client,
        update("articles", post),
        update("articles", post, {"title": before["attributes"]["title"], "wordCount": 99}),
    )

    assert results(answer) == [{"data": before}, {"data": before}]
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-68", "UPD-10", "AMB-42")
def test_a_relationship_that_is_sent_is_replaced(blog: World, post: str) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    tags = linkage("tags", [ids["web"], ids["sql"], ids["web"]])

    answer = operate(
        client,
        update("articles", post, None, {"tags": tags, "series": {"data": None}}),
        update("articles", post, None, {"coauthors": {"data": []}}),
    )

    first, second = (each["data"] for each in results(answer))
    assert first["relationships"]["tags"]["data"] == [
        ref("tags", ids[name]) for name in ("web", "sql")
    ]
    assert first["relationships"]["series"]["data"] is None
    assert "data" not in first["relationships"]["coauthors"]
    assert second["relationships"]["coauthors"]["data"] == []
    assert members(client, f"/v1/articles/{post}/relationships/tags") == [ids["web"], ids["sql"]]
    assert version(blog, "articles", post) == 3


MALFORMED: list[tuple[Object, Object, str]] = [
    ({}, {}, ""),
    ({}, {"data": None}, "/data"),
    ({}, {"data": []}, "/data"),
    ({}, {"data": "articles"}, "/data"),
    ({}, {"data": {"id": MISSING}}, "/data"),
    ({}, {"data": {"type": "articles"}}, "/data"),
    ({}, {"data": {"type": "articles", "id": 7}}, "/data/id"),
    ({}, {"data": {"type": "articles", "id": None}}, "/data"),
    ({}, {"data": {"type": 7, "id": MISSING}}, "/data/type"),
    ({}, {"data": {"type": "nope", "id": MISSING}}, "/data/type"),
    ({"ref": ref("articles", MISSING)}, {}, ""),
    ({"ref": ref("articles", MISSING)}, {"data": None}, "/data"),
    ({"ref": ref("articles", MISSING)}, {"data": []}, "/data"),
    ({"ref": ref("articles", MISSING)}, {"data": {"type": "articles"}}, "/data"),
    ({"ref": ref("articles", MISSING)}, {"data": {"type": "articles", "lid": "a"}}, "/data"),
    ({"ref": ref("articles", MISSING)}, {"data": {"id": MISSING}}, "/data"),
    ({"href": f"/v1/articles/{MISSING}"}, {}, ""),
    ({"href": f"/v1/articles/{MISSING}"}, {"data": {"type": "articles"}}, "/data"),
]


@pytest.mark.req("ATOM-25", "ATOM-27", "ATOM-39", "UPD-01", "UPD-02", "AMB-29", "AMB-47")
@pytest.mark.parametrize(("target", "members", "where"), MALFORMED)
def test_what_updates_is_one_resource_object_with_type_and_id(
    blog: World, target: Object, members: Object, where: str
) -> None:
    answer = operate(blog.client_of("ada"), {"op": "update", **target, **members})

    assert fault(answer) == (400, "invalid-document", pointer(f"{FIRST}{where}"))


@pytest.mark.req("ATOM-28", "ATOM-29", "ATOM-38", "ATOM-43", "ATOM-68", "UPD-21", "AMB-47")
@pytest.mark.parametrize(
    ("target", "data", "code", "where"),
    [
        ({"ref": ref("articles", "{talk}")}, ref("articles", "{other}"), "id-mismatch", "id"),
        ({"ref": ref("articles", "{talk}")}, ref("tags", "{talk}"), "type-mismatch", "type"),
        ({"ref": ref("articles", "{talk}")}, ref("nope", "{talk}"), "type-mismatch", "type"),
        ({"href": "/v1/articles/{talk}"}, ref("articles", "{other}"), "id-mismatch", "id"),
        ({"href": "/v1/articles/{talk}"}, ref("tags", "{rust}"), "type-mismatch", "type"),
    ],
)
def test_a_target_that_contradicts_the_data_is_a_conflict(
    blog: World, target: Object, data: Object, code: str, where: str
) -> None:
    operation = {"op": "update", **target, "data": {**data, "attributes": {"title": "New"}}}
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), filled(operation, blog.ids))

    assert fault(answer) == (409, code, pointer(f"{FIRST}/data/{where}"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-43", "ATOM-44", "ATOM-68", "UPD-18")
@pytest.mark.parametrize(
    ("target", "where"),
    [
        ({}, f"{FIRST}/data"),
        ({"ref": ref("articles", "{id}")}, f"{FIRST}/ref"),
        ({"href": "/v1/articles/{id}"}, f"{FIRST}/href"),
    ],
)
@pytest.mark.parametrize("name", ["missing", "draft"])
def test_what_does_not_exist_or_is_not_seen_is_404(
    blog: World, target: Object, where: str, name: str
) -> None:
    id_ = MISSING if name == "missing" else blog.ids[name]
    operation = {**update("articles", id_, {"title": "New"}), **filled(target, {"id": id_})}
    rows = stored(blog)

    answer = operate(blog.client_of("ann"), operation)

    assert fault(answer) == (404, "resource-not-found", pointer(where))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-43", "ATOM-44", "ATOM-68", "UPD-19")
@pytest.mark.parametrize(
    ("name", "sent", "where"),
    [
        ("author", linkage("people", MISSING), "author/data"),
        ("series", linkage("series", MISSING), "series/data"),
        ("tags", linkage("tags", ["{rust}", MISSING]), "tags/data/1"),
    ],
)
def test_a_related_resource_that_does_not_exist_is_404(
    blog: World, post: str, name: str, sent: Any, where: str
) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("eve"),
        update("articles", post, {"title": "New"}, {name: filled(sent, blog.ids)}),
    )

    place = pointer(f"{FIRST}/data/relationships/{where}")
    assert fault(answer) == (404, "related-not-found", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-17", "ATOM-43")
def test_what_was_removed_before_is_not_updated_and_what_is_removed_later_is(
    blog: World, post: str
) -> None:
    client = blog.client_of("ann")
    rows = stored(blog)

    too_late = operate(client, remove("articles", post), update("articles", post))
    between = stored(blog)
    in_time = operate(client, update("articles", post, {"title": "Last"}), remove("articles", post))

    assert fault(too_late) == (
        404,
        "resource-not-found",
        pointer("/atomic:operations/1/data"),
    )
    assert between == rows
    assert results(in_time)[0]["data"]["attributes"]["title"] == "Last"


@pytest.mark.req("ATOM-43", "ATOM-44", "ATOM-68")
def test_linkage_that_is_fixed_may_say_what_is_there_and_nothing_else(blog: World) -> None:
    client, ids = blog.client_of("rita"), blog.ids
    said = blog.add.comment(article=ids["talk"], author=ids["rita"])

    same, other = (
        operate(
            client, update("comments", said, {"body": "So."}, {"article": one(blog, "articles", n)})
        )
        for n in ("talk", "other")
    )

    place = pointer(f"{FIRST}/data/relationships/article/data")
    assert results(same)[0]["data"]["attributes"]["body"] == "So."
    assert fault(other) == (403, "read-only-field", place)


@pytest.mark.req("ATOM-15", "ATOM-16", "ATOM-65")
def test_many_updates_of_many_resources_each_change_their_own(blog: World) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    posts = [ids[article(blog)] for _ in range(6)]
    titles = [fresh("Title") for _ in posts]

    answer = operate(
        client,
        *(update("articles", id_, {"title": t}) for id_, t in zip(posts, titles, strict=True)),
        update("articles", posts[0], {"summary": "First.", "language": "de"}),
        update("articles", posts[1], {"summary": "Second.", "language": "fr"}),
        update("articles", posts[0], {"summary": None}, {"tags": linkage("tags", [ids["web"]])}),
        add("articles", {"title": "New"}, lid="new"),
        {"op": "update", "data": {**lid("articles", "new"), "attributes": {"language": "it"}}},
    )

    found = [client.get(f"/v1/articles/{id_}").data for id_ in posts]
    shown = [each["data"] for each in results(answer)]
    assert [each["attributes"]["title"] for each in found] == titles
    assert [each["attributes"]["language"] for each in found[:3]] == ["de", "fr", "en"]
    assert [each["attributes"]["summary"] for each in found[:2]] == [None, "Second."]
    assert [each["meta"]["version"] for each in found] == [4, 3, 2, 2, 2, 2]
    assert [each["meta"]["version"] for each in shown] == [2, 2, 2, 2, 2, 2, 3, 3, 4, 1, 2]
    assert [each["attributes"]["summary"] for each in shown[6:9]] == ["First.", "Second.", None]
    assert shown[10]["attributes"]["language"] == "it"
