"""Local ids: what one operation adds, later ones name."""

from __future__ import annotations

import pytest

from tests.atomic.sending import add, lid, operate, relate, resolves, results, send, update
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


def to(type_: str, name: str) -> Object:
    """A relationship object that leads to what is known by this local id."""
    return {"data": lid(type_, name)}


@pytest.mark.req("ATOM-15", "ATOM-65", "ATOM-66", "RES-02", "RES-06", "RES-07")
def test_a_whole_conversation_is_added_by_local_ids(blog: World) -> None:
    client = blog.client_of("ada")

    answer = operate(
        client,
        add("people", {"name": "Zoe", "handle": fresh("zoe")}, lid="p"),
        add("tags", {"name": fresh("Name")}, lid="t"),
        add("series", {"title": "S"}, {"curator": to("people", "p")}, lid="s"),
        add(
            "articles",
            {"title": fresh("A")},
            {
                "author": to("people", "p"),
                "tags": {"data": [lid("tags", "t"), ref("tags", blog.ids["rust"])]},
                "series": to("series", "s"),
            },
            lid="a",
        ),
        add("comments", {"body": "One."}, {"article": to("articles", "a")}, lid="c"),
        add(
            "comments",
            {"body": "Two."},
            {"article": to("articles", "a"), "parent": to("comments", "c")},
        ),
        add("reactions", {"kind": "love"}, {"target": to("articles", "a")}),
        add("reactions", {"kind": "love"}, {"target": to("comments", "c")}),
    )

    person, tag, series, post, said, reply, *loves = (each["data"] for each in results(answer))
    paths = "author,tags,series,comments.parent,reactions.target"
    found = client.get(f"/v1/articles/{post['id']}", params={"include": paths})
    relationships = found.data["relationships"]
    shown = {each["id"]: each for each in found.included}
    assert relationships["author"]["data"] == ref("people", person["id"])
    assert {each["id"] for each in relationships["tags"]["data"]} == {
        tag["id"],
        blog.ids["rust"],
    }
    assert relationships["series"]["data"] == ref("series", series["id"])
    assert [each["id"] for each in relationships["comments"]["data"]] == [said["id"], reply["id"]]
    assert shown[reply["id"]]["relationships"]["parent"]["data"] == ref("comments", said["id"])
    assert [each["relationships"]["target"]["data"] for each in loves] == [
        ref("articles", post["id"]),
        ref("comments", said["id"]),
    ]
    assert post["relationships"]["series"]["data"] == ref("series", series["id"])


@pytest.mark.req("ATOM-09", "ATOM-65", "ATOM-66")
def test_refs_data_and_members_name_what_was_added(blog: World) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    a, b = lid("articles", "a"), lid("articles", "b")
    rust, web = ref("tags", ids["rust"]), ref("tags", ids["web"])

    answer = operate(
        client,
        add("articles", {"title": fresh("A")}, lid="a"),
        add("articles", {"title": fresh("B")}, lid="b"),
        add("series", {"title": "S"}, {"articles": {"data": [b]}}, lid="s"),
        {"op": "update", "ref": a, "data": {**a, "attributes": {"summary": "By ref."}}},
        {"op": "update", "data": {**a, "attributes": {"language": "de"}}},
        relate("add", a, "tags", [rust, web]),
        relate("remove", a, "tags", [rust]),
        relate("update", b, "tags", [rust]),
        relate("add", lid("series", "s"), "articles", [a]),
        relate("update", lid("series", "s"), "articles", [a, b]),
        relate("update", b, "series", None),
        relate("update", b, "series", lid("series", "s")),
        {"op": "remove", "ref": b},
    )

    first, second, series = (each["data"]["id"] for each in results(answer)[:3])
    found = client.get(f"/v1/articles/{first}", params={"include": "tags,series"}).data
    assert results(answer)[5:12] == [{}] * 7
    assert (found["attributes"]["summary"], found["attributes"]["language"]) == ("By ref.", "de")
    assert found["relationships"]["tags"]["data"] == [web]
    assert members(client, f"/v1/series/{series}/relationships/articles") == [first]
    assert client.get(f"/v1/articles/{second}").status == 404


@pytest.mark.req("ATOM-65", "CREATE-23", "AMB-36")
def test_a_new_resource_may_lead_to_itself(blog: World) -> None:
    relationships = {"article": one(blog, "articles", "talk"), "parent": to("comments", "c")}

    answer = operate(
        blog.client_of("rita"), add("comments", {"body": "Hm."}, relationships, lid="c")
    )

    data = results(answer)[0]["data"]
    assert data["relationships"]["parent"]["data"] == ref("comments", data["id"])
    assert blog.client.get(f"/v1/comments/{data['id']}/parent").data["id"] == data["id"]


@pytest.mark.req("ATOM-66")
@pytest.mark.parametrize("name", ["same", "", "ä/~1", MISSING, "0"])
def test_the_type_is_part_of_a_local_id_whatever_it_says(blog: World, name: str) -> None:
    answer = operate(
        blog.client_of("eve"),
        add("tags", {"name": fresh("Name")}, lid=name),
        add("articles", {"title": "A"}, {"tags": {"data": [lid("tags", name)]}}, lid=name),
        add("comments", {"body": "C"}, {"article": to("articles", name)}, lid=name),
    )

    tag, post, said = (each["data"] for each in results(answer))
    assert post["relationships"]["tags"]["data"] == [ref("tags", tag["id"])]
    assert said["relationships"]["article"]["data"] == ref("articles", post["id"])


TAG = add("tags", {"name": "Never stored"}, lid="t")
TALK = ref("articles", MISSING)
UNKNOWN: list[tuple[str, list[Object], str]] = [
    ("in a ref", [{"op": "remove", "ref": lid("tags", "t")}], "0/ref/lid"),
    ("in data", [{"op": "update", "data": lid("tags", "t")}], "0/data/lid"),
    (
        "in both",
        [{"op": "update", "ref": lid("tags", "t"), "data": lid("tags", "t")}],
        "0/ref/lid",
    ),
    ("of a relationship", [relate("add", lid("tags", "t"), "articles", [])], "0/ref/lid"),
    ("among members", [TAG, relate("add", TALK, "tags", [lid("tags", "u")])], "1/data/0/lid"),
    ("taken out", [relate("remove", TALK, "tags", [lid("tags", "t")])], "0/data/0/lid"),
    ("in place of others", [relate("update", TALK, "tags", [lid("tags", "t")])], "0/data/0/lid"),
    ("as a to-one", [relate("update", TALK, "series", lid("series", "t"))], "0/data/lid"),
    (
        "in linkage",
        [TAG, add("articles", {"title": "A"}, {"tags": {"data": [ref("tags", MISSING),
            lid("tags", "u")]}})],
        "1/data/relationships/tags/data/1/lid",
    ),
    (
        "in linkage of an update",
        [update("articles", MISSING, {}, {"series": {"data": lid("series", "s")}})],
        "0/data/relationships/series/data/lid",
    ),
    (
        "in linkage that is fixed",
        [update("comments", MISSING, {}, {"article": {"data": lid("articles", "a")}})],
        "0/data/relationships/article/data/lid",
    ),
    (
        "of another type",
        [TAG, add("articles", {"title": "A"}, {"author": {"data": lid("people", "t")}})],
        "1/data/relationships/author/data/lid",
    ),
    ("of another type in a ref", [TAG, {"op": "remove", "ref": lid("articles", "t")}], "1/ref/lid"),
    ("in capitals", [TAG, {"op": "remove", "ref": lid("tags", "T")}], "1/ref/lid"),
    ("defined later", [relate("add", TALK, "tags", [lid("tags", "t")]), TAG], "0/data/0/lid"),
    ("added later", [{"op": "remove", "ref": lid("tags", "t")}, TAG], "0/ref/lid"),
    (
        "beside an id",
        [add("tags", {"name": "A"}, id=MISSING, lid="t"), relate("add", lid("tags", "t"),
            "articles", [])],
        "1/ref/lid",
    ),
]  # fmt: skip


@pytest.mark.req("ATOM-24", "ATOM-25", "ATOM-66", "AMB-48")
@pytest.mark.parametrize(("_", "operations", "where"), UNKNOWN, ids=[each[0] for each in UNKNOWN])
def test_a_local_id_that_names_nothing_yet_is_400(
    blog: World, _: str, operations: list[Object], where: str
) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), *operations)

    assert fault(answer) == (400, "unknown-lid", pointer(f"/atomic:operations/{where}"))
    assert resolves(f"/atomic:operations/{where}", {"atomic:operations": operations})
    assert stored(blog) == rows


@pytest.mark.req("ATOM-66", "RES-07", "AMB-48")
def test_a_local_id_is_defined_once(blog: World) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("eve"),
        add("tags", {"name": fresh("Name")}, lid="t"),
        add("series", {"title": "S"}, lid="t"),
        add("tags", {"name": fresh("Name")}, lid="t"),
    )

    place = pointer("/atomic:operations/2/data/lid")
    assert fault(answer) == (400, "invalid-document", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-66", "AMB-36")
def test_local_ids_end_with_their_document(blog: World) -> None:
    client = blog.client_of("eve")

    made = operate(client, add("tags", {"name": fresh("Name")}, lid="t"))
    again = operate(client, add("tags", {"name": fresh("Name")}, lid="t"))
    later = operate(client, {"op": "remove", "ref": lid("tags", "t")})

    assert made.status == again.status == 200
    assert fault(later) == (400, "unknown-lid", pointer("/atomic:operations/0/ref/lid"))


@pytest.mark.req("ATOM-66", "RID-02", "AMB-36")
def test_beside_an_id_a_local_id_means_nothing(blog: World) -> None:
    ids, client = blog.ids, blog.client_of("ann")
    post = ids[article(blog)]
    both = {**ref("tags", ids["web"]), "lid": "nobody"}

    answer = operate(client, relate("add", ref("articles", post), "tags", [both]))

    assert results(answer) == [{}]
    assert members(client, f"/v1/articles/{post}/relationships/tags") == [ids["web"]]


@pytest.mark.req("ATOM-17", "ATOM-43", "ATOM-66")
def test_what_was_added_and_removed_is_not_there_any_more(blog: World) -> None:
    rows = stored(blog)
    made = add("tags", {"name": fresh("Name")}, lid="t")
    gone = {"op": "remove", "ref": lid("tags", "t")}
    renamed = {"op": "update", "data": {**lid("tags", "t"), "attributes": {"name": "X"}}}

    updated = operate(blog.client_of("eve"), made, gone, renamed)
    linked = operate(
        blog.client_of("ada"),
        made,
        gone,
        relate("add", ref("articles", blog.ids["talk"]), "tags", [lid("tags", "t")]),
    )

    assert fault(updated) == (404, "resource-not-found", pointer("/atomic:operations/2/data"))
    assert fault(linked) == (404, "related-not-found", pointer("/atomic:operations/2/data/0"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-66")
def test_an_id_that_is_made_only_later_names_nothing_yet(blog: World) -> None:
    client, parent = blog.client_of("rita"), "0190a5b0-0000-7000-8000-00000000abcd"
    on = {"article": one(blog, "articles", "talk")}
    reply = add("comments", {"body": "A reply."}, {**on, "parent": linkage("comments", parent)})
    said = add("comments", {"body": "Said."}, on, id=parent)
    rows = stored(blog)

    too_early = operate(client, reply, said)
    between = stored(blog)
    in_order = operate(client, said, reply)

    place = pointer("/atomic:operations/0/data/relationships/parent/data")
    assert fault(too_early) == (404, "related-not-found", place)
    assert between == rows
    assert results(in_order)[1]["data"]["relationships"]["parent"]["data"]["id"] == parent


@pytest.mark.req("ATOM-65", "ATOM-68")
def test_fixed_linkage_may_name_by_local_id_what_is_there(blog: World) -> None:
    client = blog.client_of("ann")
    said = {**lid("comments", "c"), "attributes": {"body": "So."}}
    on = {"article": to("articles", "a")}
    document = [
        add("articles", {"title": fresh("A")}, lid="a"),
        add("articles", {"title": fresh("B")}, lid="b"),
        add("comments", {"body": "Hm."}, on, lid="c"),
        {"op": "update", "data": {**said, "relationships": on}},
    ]
    elsewhere = {
        "op": "update",
        "data": {**said, "relationships": {"article": to("articles", "b")}},
    }

    same = operate(client, *document)
    other = send(client, {"atomic:operations": [*document, elsewhere]})

    place = "/atomic:operations/4/data/relationships/article/data"
    assert results(same)[3]["data"]["attributes"]["body"] == "So."
    assert fault(other) == (403, "read-only-field", pointer(place))
    assert version(blog, "comments", results(same)[3]["data"]["id"]) == 2
