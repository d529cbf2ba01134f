"""All or nothing: whatever goes wrong undoes everything, and says where in the document it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import (
    add,
    filled,
    guarded,
    lid,
    operate,
    relate,
    remove,
    resolves,
    results,
    update,
)
from tests.conftest import World
from tests.spec.newsroom import article, fresh, one
from tests.spec.sending import MISSING, Object, fault, faults, linkage, pointer, ref, stored

AT = "/atomic:operations"


def everything(blog: World) -> list[Object]:
    """Operations of every kind that Ada may carry out, each of which changes rows."""
    made, ids = blog.add, blog.ids
    post = made.article(author=ids["ann"], tags=[ids["rust"]])
    said = made.comment(article=post, author=ids["rita"])
    made.reaction(person=ids["rita"], comment=said)
    series = made.series(curator=ids["ann"], articles=[post])
    return [
        add("people", {"name": "Zoe", "handle": fresh("zoe")}, lid="p"),
        add("tags", {"name": fresh("Name")}, lid="t"),
        add("articles", {"title": "A"}, {"tags": {"data": [lid("tags", "t")]}}, lid="a"),
        add("comments", {"body": "C"}, {"article": {"data": lid("articles", "a")}}),
        update("articles", post, {"title": "Other"}),
        relate("add", ref("articles", post), "tags", [lid("tags", "t")]),
        relate("remove", ref("articles", post), "tags", [ref("tags", ids["rust"])]),
        relate("add", ref("series", series), "articles", [lid("articles", "a")]),
        relate("update", ref("articles", post), "author", lid("people", "p")),
        update("people", ids["rita"], {"bio": "Other."}),
        add("access-tokens", {"name": "laptop"}),
        remove("comments", said),
        remove("articles", post),
        remove("series", series),
        remove("tags", ids["rust"]),
    ]


BAD = [
    # -- what the document shows: structure, role and scopes, values
    ({"op": "copy"}, 400, "invalid-document", "op"),
    ({"op": "remove", "ref": lid("tags", "u")}, 400, "unknown-lid", "ref/lid"),
    (update("tags", "{web}", None, {"articles": {"data": []}}), 403, "replacement-refused",
     "data/relationships/articles/data"),
    (add("people", {"name": "X", "handle": "x"}, id=MISSING), 403, "client-id-refused", "data/id"),
    (add("tags", {"name": ""}), 422, "invalid-value", "data/attributes/name"),
    ({"op": "add", "href": "/v1/tags", "data": {"type": "series"}}, 409, "type-mismatch",
     "data/type"),
    ({"op": "remove", "href": "/v1/nope"}, 404, "unknown-url", "href"),
    # -- what only the database knows
    (remove("tags", MISSING), 404, "resource-not-found", "ref"),
    (remove("tags", "{rust}"), 404, "resource-not-found", "ref"),
    (update("articles", MISSING), 404, "resource-not-found", "data"),
    (relate("add", ref("articles", "{talk}"), "tags", [ref("tags", "{rust}")]), 404,
     "related-not-found", "data/0"),
    (add("comments", {"body": "C"}, {"article": linkage("articles", MISSING)}), 404,
     "related-not-found", "data/relationships/article/data"),
    (add("comments", {"body": "C"}, {"article": linkage("articles", "{talk}"),
         "parent": linkage("comments", "{elsewhere}")}), 409, "foreign-parent",
     "data/relationships/parent/data"),
    (update("comments", "{said}", None, {"article": linkage("articles", "{other}")}), 403,
     "read-only-field", "data/relationships/article/data"),
    (add("tags", {"name": "WEB"}), 409, "not-unique", "data/attributes/name"),
    (add("tags", {"name": "New one", "slug": "web"}), 409, "not-unique", "data/attributes/slug"),
    (add("tags", {"name": "New one"}, id="{web}"), 409, "already-exists", "data/id"),
    (update("people", "{bob}", {"handle": "ann"}), 409, "not-unique", "data/attributes/handle"),
    (update("people", "{bob}", {"email": "ANN@blog.example"}), 409, "not-unique",
     "data/attributes/email"),
    (update("articles", "{talk}", {"slug": "other"}), 409, "not-unique", "data/attributes/slug"),
    (remove("people", "{ann}"), 409, "still-owner", "ref"),
    (guarded(update("articles", "{talk}"), 99), 412, "precondition-failed", "meta/ifMatch"),
    (guarded(remove("articles", "{talk}"), 99), 412, "precondition-failed", "meta/ifMatch"),
    (guarded(relate("add", ref("tags", "{web}"), "articles", []), 1), 412, "precondition-failed",
     "meta/ifMatch"),
]  # fmt: skip


@pytest.mark.req("ATOM-16", "ATOM-17", "ATOM-23", "ATOM-24", "ATOM-28", "ATOM-29", "ATOM-36")
@pytest.mark.req("ATOM-37", "ATOM-43", "ATOM-44", "ATOM-49", "ATOM-50", "ATOM-63", "ATOM-64")
@pytest.mark.parametrize(("bad", "status", "code", "where"), BAD)
def test_one_fault_undoes_everything_and_is_pointed_to(
    blog: World, bad: Object, status: int, code: str, where: str
) -> None:
    operations = [*everything(blog), filled(bad, blog.ids), add("tags", {"name": fresh("T")})]
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), *operations)

    place = f"{AT}/{len(operations) - 2}/{where}"
    assert fault(answer) == (status, code, pointer(place))
    assert resolves(place, {"atomic:operations": operations})
    assert stored(blog) == rows


FINE = add("tags", {"name": "Fine"})
STRUCTURE = [
    ({"op": "add", "data": {"type": "nope"}}, "400", "invalid-document", "data/type"),
    ({"op": "add", "href": "/v1/tags", "data": {"type": "x"}}, "409", "type-mismatch", "data/type"),
    ({"op": "remove", "ref": lid("tags", "u")}, "400", "unknown-lid", "ref/lid"),
]
REFUSALS = [
    (relate("add", ref("comments", MISSING), "article", None), "403", "read-only-field", "ref"),
    (add("people", {"name": "", "handle": "x"}, id=MISSING), "403", "client-id-refused", "data/id"),
    (update("tags", MISSING, {"name": ""}, {"articles": {"data": []}}), "403",
     "replacement-refused", "data/relationships/articles/data"),
]  # fmt: skip
VALUES = [
    (add("tags", {"name": ""}), "422", "invalid-value", "data/attributes/name"),
    (add("tags"), "422", "missing-field", "data"),
    (update("articles", MISSING, {"nope": 1}), "422", "unknown-field", "data/attributes/nope"),
    (relate("update", ref("articles", MISSING), "author", None), "422", "invalid-value", "data"),
]
ROWS = [(remove("tags", MISSING), "404", "resource-not-found", "ref")]


@pytest.mark.req("ATOM-23", "ATOM-24", "ERR-02", "ERR-03", "AMB-40")
@pytest.mark.parametrize(
    ("status", "told", "later"),
    [
        (400, STRUCTURE, [*REFUSALS, *VALUES, *ROWS]),
        (403, REFUSALS, [*VALUES, *ROWS]),
        (422, VALUES, ROWS),
        (404, ROWS, []),
    ],
)
def test_the_first_stage_that_finds_faults_tells_all_of_its_own(
    blog: World, status: int, told: list[tuple[Object, str, str, str]], later: list[Any]
) -> None:
    operations = [FINE, *(operation for operation, *_ in (*later, *told))]
    first = len(operations) - len(told)
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), *operations)

    assert answer.status == status
    assert sorted(faults(answer), key=str) == sorted(
        (
            (each, code, pointer(f"{AT}/{first + at}/{where}"))
            for at, (_, each, code, where) in enumerate(told)
        ),
        key=str,
    )
    assert stored(blog) == rows


def of_many(bad: Object, good: list[Object], at: int) -> list[Object]:
    """The good operations with the bad one among them."""
    return [*good[:at], bad, *good[at:]]


@pytest.mark.req("ATOM-17", "ATOM-24", "ATOM-28", "CREATE-19")
def test_among_fifty_that_are_added_together_the_right_one_is_told(blog: World) -> None:
    client, talk = blog.client_of("ada"), {"article": one(blog, "articles", "talk")}
    tags = [add("tags", {"name": fresh("Name")}) for _ in range(49)]
    said = [add("comments", {"body": "C"}, talk) for _ in range(49)]
    taken, nowhere = add("tags", {"name": "Web"}), {"article": linkage("articles", MISSING)}
    rows = stored(blog)

    clash = operate(client, *of_many(taken, tags, 37))
    twice = operate(client, *of_many(tags[3], tags, 21))
    missing = operate(client, *of_many(add("comments", {"body": "C"}, nowhere), said, 20))

    assert fault(clash) == (409, "not-unique", pointer(f"{AT}/37/data/attributes/name"))
    assert fault(twice) == (409, "not-unique", pointer(f"{AT}/21/data/attributes/name"))
    place = pointer(f"{AT}/20/data/relationships/article/data")
    assert fault(missing) == (404, "related-not-found", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-28", "CREATE-19")
def test_a_slug_that_is_made_first_is_not_there_for_who_asks_for_it_later(blog: World) -> None:
    client, name, other = blog.client_of("eve"), fresh("Name"), fresh("Name")
    made = add("tags", {"name": name})
    said = add("tags", {"name": other, "slug": name.lower()})

    refused = operate(client, made, said)
    done = operate(client, said, made)

    slugs = [each["data"]["attributes"]["slug"] for each in results(done)]
    assert fault(refused) == (409, "not-unique", pointer(f"{AT}/1/data/attributes/slug"))
    assert slugs == [name.lower(), f"{name.lower()}-2"]


@pytest.mark.req("ATOM-17", "ATOM-24", "ATOM-28", "UPD-22")
def test_among_many_that_are_changed_together_the_right_one_is_told(blog: World) -> None:
    client, ids = blog.client_of("ada"), blog.ids
    tags = [blog.add.tag(fresh("label")) for _ in range(12)]
    good = [update("tags", tag, {"name": fresh("Name")}) for tag in tags[:-1]]
    bad = update("tags", tags[-1], {"name": "web"})
    posts = [relate("update", ref("articles", ids[article(blog)]), "tags", []) for _ in range(5)]
    rows = stored(blog)

    clash = operate(client, *of_many(bad, good, 7))
    stale = operate(client, *of_many(guarded(bad, 9), good, 4))
    gone = operate(client, *of_many(remove("tags", MISSING), [remove("tags", t) for t in tags], 6))
    linked = relate("add", ref("articles", ids["talk"]), "tags", [ref("tags", MISSING)])
    related = operate(client, *of_many(linked, posts, 3))

    assert fault(clash) == (409, "not-unique", pointer(f"{AT}/7/data/attributes/name"))
    assert fault(stale) == (412, "precondition-failed", pointer(f"{AT}/4/meta/ifMatch"))
    assert fault(gone) == (404, "resource-not-found", pointer(f"{AT}/6/ref"))
    assert fault(related) == (404, "related-not-found", pointer(f"{AT}/3/data/0"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-17", "ATOM-24", "ATOM-28", "ATOM-63")
def test_a_member_too_many_is_told_from_either_side(blog: World) -> None:
    client, ids = blog.client_of("ada"), blog.ids
    tags = [blog.add.tag(fresh("label")) for _ in range(26)]
    full = blog.add.article(author=ids["ann"], tags=tags[:25])
    room = ids[article(blog)]
    named = [ref("tags", tag) for tag in tags]
    both = [ref("articles", each) for each in (room, full)]
    rows = stored(blog)

    at_once = operate(client, FINE, relate("update", ref("articles", room), "tags", named))
    one_more = operate(
        client,
        relate("add", ref("articles", room), "tags", named[:25]),
        relate("add", ref("articles", full), "tags", named[25:]),
    )
    other_side = operate(client, FINE, relate("add", ref("tags", tags[25]), "articles", both))

    assert fault(at_once) == (422, "too-many-members", pointer(f"{AT}/1/data"))
    assert fault(one_more) == (422, "too-many-members", pointer(f"{AT}/1/data"))
    assert fault(other_side) == (422, "too-many-members", pointer(f"{AT}/1/data/1"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-23", "ERR-04")
def test_a_hundred_faulty_operations_are_told_of_in_a_document_that_can_be_read(
    blog: World,
) -> None:
    bad = add("tags", {"name": "", "slug": "", "description": 1, "nope": 1})

    answer = operate(blog.client_of("eve"), *([bad] * 100))

    assert (answer.status, len(answer.errors)) == (422, 100)
    assert "atomic:results" not in answer.document
