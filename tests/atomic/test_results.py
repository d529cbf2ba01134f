"""What comes back: one result for each operation, with the state that it left."""

from __future__ import annotations

import pytest

from tests.atomic.sending import add, filled, lid, operate, relate, remove, results, send, update
from tests.conftest import World
from tests.spec.newsroom import article, fresh, many, one
from tests.spec.sending import Object, faults, linkage, ref, stored

MINIMAL = {"Prefer": "return=minimal"}


@pytest.mark.req("ATOM-12", "ATOM-13", "ATOM-15", "ATOM-18", "ATOM-20", "ATOM-21", "AMB-49")
def test_there_is_a_result_for_each_operation_in_their_order(blog: World) -> None:
    client, post = blog.client_of("eve"), blog.ids[article(blog)]
    names = [fresh("Name") for _ in range(3)]

    answer = operate(
        client,
        add("tags", {"name": names[0]}),
        remove("tags", blog.add.tag(fresh("label"))),
        add("tags", {"name": names[1]}),
        relate("add", ref("articles", post), "tags", []),
        update("articles", post, {"title": "T"}),
        relate("update", ref("articles", post), "series", None),
        add("comments", {"body": "C"}, {"article": linkage("articles", post)}),
        remove("articles", post),
        add("tags", {"name": names[2]}),
    )

    found = results(answer)
    assert [[*each] for each in found] == [
        ["data"],
        ["meta"],
        ["data"],
        [],
        ["data"],
        [],
        ["data"],
        ["meta"],
        ["data"],
    ]
    assert [found[at]["data"]["attributes"]["name"] for at in (0, 2, 8)] == names
    assert found[4]["data"]["attributes"]["title"] == "T"
    assert found[6]["data"]["attributes"]["body"] == "C"
    assert [found[at]["meta"]["deleted"] for at in (1, 7)] == [
        {"tags": 1},
        {"articles": 1, "comments": 1},
    ]


@pytest.mark.req("ATOM-13", "ATOM-18", "ATOM-47", "ATOM-53", "ATOM-61", "AMB-49")
def test_operations_that_show_nothing_are_200_with_empty_results(blog: World) -> None:
    client, post = blog.client_of("ann"), ref("articles", blog.ids[article(blog)])

    answer = operate(
        client,
        relate("update", post, "tags", []),
        relate("update", post, "series", None),
        relate("add", post, "coauthors", []),
        {"op": "remove", "ref": post},
        headers=MINIMAL,
    )

    assert answer.status == 200
    assert answer.document["atomic:results"] == [{}, {}, {}, {}]
    assert answer.headers["Preference-Applied"] == "return=minimal"


@pytest.mark.req("ATOM-15", "ATOM-40", "ATOM-41")
def test_a_result_shows_the_state_that_its_operation_left(blog: World) -> None:
    answer = operate(
        blog.client_of("ann"),
        add("articles", {"title": "One"}, {"tags": many(blog, "tags", "rust")}, lid="a"),
        {"op": "update", "data": {**lid("articles", "a"), "attributes": {"title": "Two"}}},
        relate("add", lid("articles", "a"), "tags", [ref("tags", blog.ids["web"])]),
        {"op": "update", "data": {**lid("articles", "a"), "attributes": {"title": "Three"}}},
        {"op": "update", "data": {**lid("articles", "a"), "attributes": {"title": "Three"}}},
        {"op": "remove", "ref": lid("articles", "a")},
    )

    first, second, linked, third, same, gone = results(answer)
    states = [
        (each["data"]["attributes"]["title"], each["data"]["meta"]["version"])
        for each in (first, second, third, same)
    ]
    tags = first["data"]["relationships"]["tags"]["data"]
    assert states == [("One", 1), ("Two", 2), ("Three", 4), ("Three", 4)]
    assert tags == [ref("tags", blog.ids["rust"])]
    assert (linked, gone) == ({}, {"meta": {"deleted": {"articles": 1}}})


#: What happens after the results of `a`, an article, `c`, a reply, and `d`, a comment on `a`, are
#: due.
ITSELF = {"articles": {"data": [lid("articles", "a")]}}
LATER = {
    "into a new series": add("series", {"title": "S"}, ITSELF),
    "into a series": relate("add", ref("series", "{series}"), "articles", [lid("articles", "a")]),
    "into one from its side": relate(
        "update", lid("articles", "a"), "series", ref("series", "{series}")
    ),
    "under a tag": relate("add", ref("tags", "{other}"), "articles", [lid("articles", "a")]),
    "under a new tag": add("tags", {"name": "N"}, ITSELF),
    "without its tag": remove("tags", "{tag}"),
    "without its co-author": remove("people", "{kim}"),
    "without a parent": remove("comments", "{parent}"),
    "gone": {"op": "remove", "ref": lid("comments", "c")},
    "gone with the article": {"op": "remove", "ref": lid("articles", "a")},
}


@pytest.mark.req("ATOM-15", "ATOM-21", "ATOM-40")
@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_what_happens_later_shows_in_no_earlier_result(blog: World, later: Object) -> None:
    made, talk = blog.add, blog.ids["talk"]
    kim = made.person()
    ids = {
        "kim": kim,
        "tag": made.tag(fresh("label")),
        "other": made.tag(fresh("label")),
        "series": made.series(curator=blog.ids["ann"]),
        "parent": made.comment(article=talk, author=kim),
    }
    tagged = {"tags": linkage("tags", [ids["tag"]]), "coauthors": linkage("people", [kim])}
    reply = {"article": linkage("articles", talk), "parent": linkage("comments", ids["parent"])}

    answer = operate(
        blog.client_of("ada"),
        update("series", ids["series"], {"title": "Before"}),
        update("tags", ids["other"], {"description": "Before."}),
        add("articles", {"title": "A"}, tagged, lid="a"),
        add("comments", {"body": "C"}, reply, lid="c"),
        add("comments", {"body": "D"}, {"article": {"data": lid("articles", "a")}}, lid="d"),
        filled(later, ids),
    )

    series, tag, post, *said = (each["data"] for each in results(answer)[:5])
    assert [each["meta"]["version"] for each in (series, tag, post, *said)] == [2, 2, 1, 1, 1]
    assert post["relationships"]["tags"]["data"] == [ref("tags", ids["tag"])]
    assert post["relationships"]["coauthors"]["data"] == [ref("people", kim)]
    assert said[0]["relationships"]["parent"]["data"] == ref("comments", ids["parent"])


@pytest.mark.req("ATOM-15", "ATOM-40")
def test_a_token_that_a_new_password_ends_is_shown_as_it_was(blog: World) -> None:
    kim = blog.add.person(email="kim@blog.example")
    blog.tokens["kim"] = blog.add.token(kim)

    answer = operate(
        blog.client_of("kim"),
        add("access-tokens", {"name": "laptop"}),
        update("people", kim, {"password": "correct horse battery"}),
    )

    token, person = (each["data"] for each in results(answer))
    assert token["attributes"]["name"] == "laptop"
    assert person["meta"] == {"version": 2}
    assert token["id"] not in blog.client_of("kim").get("/v1/access-tokens").ids


@pytest.mark.req("EXT-03", "ATOM-34", "ATOM-35", "ATOM-68", "FETCH-01", "RES-18")
def test_a_resource_is_the_one_that_its_url_gives_and_every_link_works(blog: World) -> None:
    client = blog.client_of("ada")
    on = {"article": one(blog, "articles", "talk")}

    answer = operate(
        client,
        add("people", {"name": "Zoe", "handle": fresh("zoe"), "email": None}),
        add("articles", {"title": "A", "body": "*b*"}, {"tags": many(blog, "tags", "web")}),
        add("comments", {"body": "*c*"}, on),
        add("tags", {"name": fresh("Name")}),
        add("series", {"title": "S"}),
        add("reactions", {"kind": "sad"}, {"target": one(blog, "comments", "said")}),
    )

    for each in (result["data"] for result in results(answer)):
        written = [n for n, r in each["relationships"].items() if "data" in r]
        params = {"include": ",".join(written)} if written else None
        assert client.get(each["links"]["self"], params=params).data == each
    client.crawl(answer)


@pytest.mark.req("AMB-46", "FIELDS-08", "ATOM-12")
def test_fieldsets_shape_the_results(blog: World) -> None:
    client, post = blog.client_of("ann"), blog.ids[article(blog)]

    answer = operate(
        client,
        add("articles", {"title": "A", "body": "*b*"}),
        update("articles", post, {"title": "B"}, {"tags": many(blog, "tags", "web")}),
        add("comments", {"body": "C"}, {"article": one(blog, "articles", "talk")}),
        add("series", {"title": "S"}),
        params={"fields[articles]": "bodyHtml,title,tags", "fields[comments]": ""},
    )

    first, second, said, series = (each["data"] for each in results(answer))
    assert first["attributes"] == {"title": "A", "bodyHtml": "<p><em>b</em></p>\n"}
    assert [*first["relationships"]] == [*second["relationships"]] == ["tags"]
    assert second["relationships"]["tags"]["data"] == [ref("tags", blog.ids["web"])]
    assert {*said} == {"type", "id", "links", "meta"}
    assert "curator" in series["relationships"]


@pytest.mark.req("AMB-46", "QP-06", "QP-07")
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("include", "author", "invalid-include"),
        ("include", "", "invalid-include"),
        ("sort", "title", "unsupported-sort"),
        ("page[size]", "5", "invalid-page"),
        ("filter[title]", "A", "invalid-filter"),
        ("filter", "has(tags)", "invalid-filter"),
        ("fields", "title", "invalid-fields"),
        ("fields[nope]", "title", "invalid-fields"),
        ("fields[tags]", "nope", "invalid-fields"),
        ("nope", "1", "unknown-parameter"),
        ("atomic:nope", "1", "unknown-parameter"),
        ("Camel", "1", "unknown-parameter"),
    ],
)
def test_any_other_parameter_is_400(blog: World, name: str, value: str, code: str) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("eve"), add("tags", {"name": fresh("Name")}), params={name: value}
    )

    assert faults(answer) == [("400", code, {"parameter": name})]
    assert stored(blog) == rows


@pytest.mark.req("ATOM-35", "ATOM-41", "AMB-39")
def test_as_little_as_possible_is_the_bare_resource(blog: World) -> None:
    client, tag = blog.client_of("eve"), blog.add.tag(fresh("label"))
    operations = [
        add("tags", {"name": fresh("Name")}),
        update("tags", tag, {"description": "D."}),
        remove("tags", tag),
    ]

    bare = operate(client, *operations, headers=MINIMAL)
    tag = blog.add.tag(fresh("label"))
    operations = [add("tags", {"name": fresh("Name")}), update("tags", tag), remove("tags", tag)]
    shaped = operate(client, *operations, headers=MINIMAL, params={"fields[tags]": "name"})

    made, changed, gone = results(bare)
    assert {*made["data"]} == {*changed["data"]} == {"type", "id", "links", "meta"}
    assert gone == {}
    assert bare.headers["Preference-Applied"] == "return=minimal"
    assert [[*each] for each in results(shaped)] == [["data"], ["data"], ["meta"]]
    assert [*results(shaped)[0]["data"]["attributes"]] == ["name"]
    assert "Preference-Applied" not in shaped.headers


@pytest.mark.req("ATOM-35", "ATOM-40")
def test_long_linkage_is_a_window_that_goes_on(blog: World) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    posts = [ids[article(blog)] for _ in range(27)]

    answer = operate(
        client, add("series", {"title": "Long"}, {"articles": linkage("articles", posts)})
    )

    shown = results(answer)[0]["data"]["relationships"]["articles"]
    rest = client.get(shown["links"]["next"])
    assert [each["id"] for each in shown["data"]] == posts[:25]
    assert rest.ids == posts[25:]


@pytest.mark.req("ATOM-18", "CN-18")
def test_the_answer_is_private_and_is_no_resource_of_its_own(blog: World) -> None:
    answer = send(blog.client_of("eve"), {"atomic:operations": [add("tags", {"name": fresh("T")})]})

    names = {name.lower() for name in answer.headers}
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert not names & {"location", "etag"}
    assert "links" not in answer.document
