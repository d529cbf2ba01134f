"""Removing resources: the rules of DELETE, inside an operation."""

from __future__ import annotations

import pytest

from tests.atomic.sending import add, filled, lid, operate, relate, remove, results, update
from tests.conftest import World
from tests.spec.newsroom import TYPES, article, fresh, minimal, one
from tests.spec.sending import MISSING, Object, fault, linkage, pointer, ref, stored, version

FIRST = "/atomic:operations/0"


@pytest.mark.req(
    "ATOM-12", "ATOM-45", "ATOM-46", "ATOM-47", "ATOM-68", "AMB-49", "DEL-01", "DEL-03"
)
@pytest.mark.parametrize("by_href", [False, True])
@pytest.mark.parametrize("type_", TYPES)
def test_a_resource_of_each_type_is_removed_with_a_receipt(
    blog: World, type_: str, by_href: bool
) -> None:
    client = blog.client_of("ada")
    made = client.post(f"/v1/{type_}", {"data": minimal(blog, type_)}).data
    url = f"/v1/{type_}/{made['id']}"
    target = {"href": url} if by_href else {"ref": ref(type_, made["id"])}

    answer = operate(client, {"op": "remove", **target})

    assert results(answer) == [{"meta": {"deleted": {type_: 1}}}]
    assert client.get(url).status == 404


@pytest.mark.req("ATOM-12", "ATOM-15", "ATOM-46", "ATOM-47", "DEL-01")
def test_a_receipt_counts_what_went_with_it(blog: World) -> None:
    client, ids = blog.client_of("eve"), blog.ids
    add_, first, second = blog.add, ids[article(blog)], ids[article(blog)]
    said = add_.comment(article=first, author=ids["rita"])
    reply = add_.comment(article=first, author=ids["bob"], parent=said)
    add_.comment(article=second, author=ids["bob"])
    add_.reaction(person=ids["rita"], comment=said)
    add_.reaction(person=ids["ann"], article=first)
    add_.reaction(person=ids["bob"], article=second, kind="sad")

    answer = operate(
        client,
        remove("comments", said),
        remove("articles", first),
        remove("articles", second),
    )

    assert results(answer) == [
        {"meta": {"deleted": {"comments": 1, "reactions": 1}}},
        {"meta": {"deleted": {"articles": 1, "comments": 1, "reactions": 1}}},
        {"meta": {"deleted": {"articles": 1, "comments": 1, "reactions": 1}}},
    ]
    assert client.get(f"/v1/comments/{reply}").status == 404


@pytest.mark.req("ATOM-15", "ATOM-20", "ATOM-21", "ATOM-68")
def test_what_goes_with_two_of_several_people_is_counted_for_the_first(blog: World) -> None:
    client, ids, talk = blog.client_of("ada"), blog.ids, blog.ids["talk"]
    kim, lee, max_ = (blog.add.person() for _ in range(3))
    of_kim = blog.add.comment(article=talk, author=kim)
    of_lee = blog.add.comment(article=talk, author=lee, parent=of_kim)
    blog.add.reaction(person=kim, comment=of_lee)
    blog.add.reaction(person=lee, comment=of_kim)
    blog.add.reaction(person=max_, comment=of_lee, kind="sad")
    reply = blog.add.comment(article=talk, author=ids["rita"], parent=of_lee)

    answer = operate(client, *(remove("people", each) for each in (lee, kim, max_)))

    assert results(answer) == [
        {"meta": {"deleted": {"people": 1, "comments": 1, "reactions": 3}}},
        {"meta": {"deleted": {"people": 1, "comments": 1}}},
        {"meta": {"deleted": {"people": 1}}},
    ]
    assert version(blog, "comments", reply) == 2


@pytest.mark.req("ATOM-15", "ATOM-68")
def test_what_loses_links_gets_a_version_more_for_each(blog: World) -> None:
    client, ids = blog.client_of("ada"), blog.ids
    tags = [blog.add.tag(fresh("label")) for _ in range(3)]
    kim, lee = blog.add.person(), blog.add.person()
    post = blog.add.article(author=ids["ann"], tags=tags, coauthors=[kim, lee])
    series = blog.add.series(curator=ids["ann"], articles=[post, ids[article(blog)]])

    several = operate(client, *(remove("tags", each) for each in tags))
    people = operate(client, remove("people", kim), remove("people", lee))
    left = version(blog, "articles", post)
    alone = operate(client, remove("articles", post))

    assert left == 1 + len(tags) + 2
    assert version(blog, "series", series) == 2
    assert results(several) == [{"meta": {"deleted": {"tags": 1}}}] * 3
    assert results(people) == [{"meta": {"deleted": {"people": 1}}}] * 2
    assert results(alone) == [{"meta": {"deleted": {"articles": 1}}}]


@pytest.mark.req("ATOM-46", "AMB-47")
@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "ref": ref("tags", "{rust}")},
        {"op": "update", "ref": ref("tags", "{rust}")},
        {"op": "delete", "ref": ref("tags", "{rust}")},
        {"op": "remove", "ref": ref("tags", "{rust}"), "data": []},
        {"op": "remove", "ref": {**ref("tags", "{rust}"), "relationship": "articles"}},
        {"op": "remove", "href": "/v1/tags/{rust}/relationships/articles"},
    ],
)
def test_nothing_but_a_bare_remove_removes_a_resource(blog: World, operation: Object) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), filled(operation, blog.ids))

    assert answer.status == 400
    assert answer.error["code"] == "invalid-document"
    assert stored(blog) == rows


@pytest.mark.req("ATOM-17", "ATOM-45", "ATOM-49", "ATOM-50", "ATOM-68", "DEL-04")
@pytest.mark.parametrize(
    ("target", "where"),
    [
        ({"ref": ref("articles", MISSING)}, "ref"),
        ({"ref": ref("articles", "{draft}")}, "ref"),
        ({"href": f"/v1/articles/{MISSING}"}, "href"),
        ({"href": "/v1/articles/{draft}"}, "href"),
        ({"ref": ref("comments", "{hidden}")}, "ref"),
    ],
)
def test_what_there_is_not_is_not_removed_and_neither_is_anything_else(
    blog: World, target: Object, where: str
) -> None:
    mine = remove("articles", blog.ids[article(blog)])
    missing = filled({"op": "remove", **target}, blog.ids)
    rows = stored(blog)

    answer = operate(blog.client_of("ann"), mine, missing)

    place = pointer(f"/atomic:operations/1/{where}")
    assert fault(answer) == (404, "resource-not-found", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-17", "ATOM-49")
def test_nothing_is_removed_twice(blog: World) -> None:
    ids = blog.ids
    post = ids[article(blog)]
    said = blog.add.comment(article=post, author=ids["rita"])
    rows = stored(blog)

    twice = operate(blog.client_of("ann"), remove("articles", post), remove("articles", post))
    with_it = operate(blog.client_of("eve"), remove("articles", post), remove("comments", said))

    place = pointer("/atomic:operations/1/ref")
    assert fault(twice) == fault(with_it) == (404, "resource-not-found", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-24", "ATOM-49", "ATOM-50", "ATOM-68", "UPD-20")
def test_a_person_who_owns_something_stays_until_it_is_somebody_elses(blog: World) -> None:
    client, ids = blog.client_of("ada"), blog.ids
    kim = blog.add.person(role="author")
    post = blog.add.article(author=kim)
    rows = stored(blog)

    refused = operate(client, add("tags", {"name": fresh("Name")}), remove("people", kim))
    between = stored(blog)
    done = operate(
        client,
        relate("update", ref("articles", post), "author", ref("people", ids["ann"])),
        remove("people", kim),
    )

    assert fault(refused) == (409, "still-owner", pointer("/atomic:operations/1/ref"))
    assert "1 articles" in refused.error["detail"]
    assert between == rows
    assert results(done) == [{}, {"meta": {"deleted": {"people": 1}}}]


@pytest.mark.req("ATOM-15", "ATOM-46", "ATOM-65")
def test_what_was_added_before_is_removed_again(blog: World) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("rita"),
        add("comments", {"body": "Hm."}, {"article": one(blog, "articles", "talk")}, lid="c"),
        {"op": "remove", "ref": lid("comments", "c")},
    )

    first, second = results(answer)
    assert first["data"]["attributes"]["body"] == "Hm."
    assert second == {"meta": {"deleted": {"comments": 1}}}
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15")
def test_what_is_removed_first_makes_room_for_what_is_added_and_not_the_other_way(
    blog: World,
) -> None:
    client, name = blog.client_of("eve"), fresh("Room")
    old = remove("tags", blog.add.tag(name.lower(), name=name))
    new = add("tags", {"name": name, "slug": f"{name.lower()}-too"})

    too_early = operate(client, new, old)
    in_time = operate(client, old, new)

    assert fault(too_early) == (409, "not-unique", pointer(f"{FIRST}/data/attributes/name"))
    assert results(in_time)[1]["data"]["attributes"]["name"] == name


@pytest.mark.req("ATOM-17", "ATOM-68")
def test_an_update_after_the_removal_of_the_parent_finds_none(blog: World) -> None:
    ids, client = blog.ids, blog.client_of("rita")
    said = blog.add.comment(article=ids["talk"], author=ids["rita"])
    reply = blog.add.comment(article=ids["talk"], author=ids["rita"], parent=said)
    answered = {"parent": linkage("comments", said)}

    before = operate(client, update("comments", reply, {"body": "A"}, answered))
    after = operate(
        client, remove("comments", said), update("comments", reply, {"body": "B"}, answered)
    )

    assert before.status == 200
    assert (after.status, after.error["code"]) == (403, "read-only-field")
    assert client.get(f"/v1/comments/{said}").status == 200
