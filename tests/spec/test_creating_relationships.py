"""What new resources are linked to: what is needed, what nothing means, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World
from tests.spec.newsroom import created, fresh, minimal, one, saying, target
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import MISSING, Object, fault, linkage, pointer, ref, stored

READ_ONLY = {
    "people": ("articles", "comments"),
    "articles": ("comments", "reactions"),
    "comments": ("replies", "reactions"),
}
#: For each type its relationships to the one who creates it.
OWNED = (
    ("articles", "author"),
    ("comments", "author"),
    ("series", "curator"),
    ("reactions", "person"),
    ("access-tokens", "person"),
)


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


@pytest.mark.req("CREATE-03")
@pytest.mark.parametrize("relationship", [{}, {"links": {}}, {"links": {"self": 1}, "meta": {}}])
@pytest.mark.parametrize(("type_", "name"), [("articles", "tags"), *OWNED])
def test_a_relationship_object_without_data_says_nothing(
    newsroom: World, type_: str, name: str, relationship: Object
) -> None:
    said = created(newsroom, saying(newsroom, type_, name, relationship))

    unsaid = created(newsroom, minimal(newsroom, type_))
    assert said.status == 201
    assert said.data["relationships"][name].get("data") == (
        unsaid.data["relationships"][name].get("data")
    )


@pytest.mark.req("CREATE-03")
@pytest.mark.parametrize(("type_", "name"), [("comments", "article"), ("reactions", "target")])
def test_a_relationship_that_is_needed_is_missed_where_its_object_has_no_data(
    newsroom: World, type_: str, name: str
) -> None:
    without = minimal(newsroom, type_)
    del without["relationships"]

    assert fault(created(newsroom, without)) == (422, "missing-field", pointer("/data"))
    for relationships in ({}, {name: {}}, {name: {"links": {}}}):
        answer = created(newsroom, {**without, "relationships": relationships})

        assert fault(answer) == (422, "missing-field", pointer("/data/relationships"))
        assert answer.error["meta"]["attribute"] == name


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize(("type_", "name"), OWNED)
def test_null_for_whom_a_new_resource_belongs_to_means_who_creates_it(
    newsroom: World, type_: str, name: str
) -> None:
    answer = created(newsroom, saying(newsroom, type_, name, {"data": None}))

    writer = {"articles": "ann", "series": "ann"}.get(type_, "rita")
    assert answer.status == 201
    assert answer.data["relationships"][name]["data"] == ref("people", newsroom.ids[writer])


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize(
    ("type_", "name"), [(type_, name) for type_, names in READ_ONLY.items() for name in names]
)
def test_a_to_many_that_the_server_writes_may_be_said_to_be_empty_and_nothing_else(
    newsroom: World, type_: str, name: str
) -> None:
    known = {"articles": "talk", "comments": "said", "replies": "said"}
    members = linkage(target(name), [newsroom.ids.get(known.get(name, ""), MISSING)])

    empty = created(newsroom, saying(newsroom, type_, name, {"data": []}))
    refused = created(newsroom, saying(newsroom, type_, name, members))

    assert empty.status == 201
    assert fault(refused) == (
        403,
        "read-only-field",
        pointer(f"/data/relationships/{name}/data"),
    )


@pytest.mark.req("CREATE-09")
def test_a_series_keeps_the_order_in_which_it_was_sent(newsroom: World) -> None:
    add, ann = newsroom.add, newsroom.ids["ann"]
    ids = [add.article(fresh("part"), author=ann) for _ in range(5)]
    order = [ids[3], ids[0], ids[4], ids[1], ids[2]]

    answer = created(newsroom, saying(newsroom, "series", "articles", linkage("articles", order)))

    assert [each["id"] for each in answer.data["relationships"]["articles"]["data"]] == order
    path = f"{answer.headers['Location']}/relationships/articles"
    assert newsroom.client.get(path).ids == order


@pytest.mark.req("CREATE-15", "CREATE-20")
def test_comments_are_for_articles_that_take_them(newsroom: World) -> None:
    closed = saying(newsroom, "comments", "article", one(newsroom, "articles", "closed"))
    at = pointer("/data/relationships/article/data")

    answers = {
        who: newsroom.client_of(who).post("/v1/comments", {"data": closed})
        for who in ("rita", "bob", "ann", "eve", "ada")
    }

    refused = dict.fromkeys(("rita", "bob", "ann", "eve"), (403, "not-permitted", at))
    assert {who: fault(answers[who]) for who in refused} == refused
    assert answers["ada"].status == 201


@pytest.mark.req("CREATE-19", "CREATE-20")
def test_a_reply_is_on_the_article_of_its_parent(newsroom: World) -> None:
    foreign = saying(newsroom, "comments", "parent", one(newsroom, "comments", "elsewhere"))
    own = saying(newsroom, "comments", "parent", one(newsroom, "comments", "said"))
    before = stored(newsroom)

    refused = created(newsroom, foreign)

    at = pointer("/data/relationships/parent/data")
    assert fault(refused) == (409, "foreign-parent", at)
    assert stored(newsroom) == before
    assert created(newsroom, own).status == 201


@pytest.mark.req("CREATE-19", "CREATE-20")
@pytest.mark.parametrize(("type_", "name"), [("articles", "talk"), ("comments", "said")])
def test_somebody_reacts_to_something_in_one_way_once(
    newsroom: World, type_: str, name: str
) -> None:
    rita, bob = newsroom.client_of("rita"), newsroom.client_of("bob")
    love, sad = (
        {
            "data": {
                "type": "reactions",
                "attributes": {"kind": kind},
                "relationships": {"target": one(newsroom, type_, name)},
            }
        }
        for kind in ("love", "sad")
    )

    first, other_kind = rita.post("/v1/reactions", love), rita.post("/v1/reactions", sad)
    other_person, again = bob.post("/v1/reactions", love), rita.post("/v1/reactions", love)

    assert {first.status, other_kind.status, other_person.status} == {201}
    assert first.data["relationships"]["target"]["data"] == ref(type_, newsroom.ids[name])
    assert fault(again) == (409, "not-unique", pointer("/data/attributes/kind"))


@pytest.mark.req("CREATE-15")
@pytest.mark.parametrize(
    ("type_", "name", "sender"),
    [
        ("articles", "author", "ann"),
        ("series", "curator", "ann"),
        ("comments", "author", "ada"),
        ("reactions", "person", "ada"),
    ],
)
def test_nothing_is_created_in_the_name_of_another(
    newsroom: World, type_: str, name: str, sender: str
) -> None:
    data = saying(newsroom, type_, name, one(newsroom, "people", "bob"))

    answer = newsroom.client_of(sender).post(f"/v1/{type_}", {"data": data})

    at = f"/data/relationships/{name}/data"
    assert fault(answer) == (403, "not-permitted", pointer(at))


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize(("type_", "name"), [("articles", "author"), ("series", "curator")])
def test_staff_create_articles_and_series_in_the_name_of_others(
    newsroom: World, type_: str, name: str
) -> None:
    bob = one(newsroom, "people", "bob")

    answer = newsroom.client_of("eve").post(
        f"/v1/{type_}", {"data": saying(newsroom, type_, name, bob)}
    )

    assert answer.status == 201
    assert answer.data["relationships"][name]["data"] == bob["data"]


@pytest.mark.req("CREATE-15", "CRUD-03")
def test_authors_put_their_own_articles_into_their_own_series(newsroom: World) -> None:
    ids = newsroom.ids
    mixed = linkage("articles", [ids["talk"], ids["other"]])
    own = linkage("articles", [ids["talk"]])
    guide = one(newsroom, "series", "guide")
    bob = newsroom.client_of("bob")
    before = stored(newsroom)

    of_others = created(newsroom, saying(newsroom, "series", "articles", mixed))
    into_others = bob.post("/v1/articles", {"data": saying(newsroom, "articles", "series", guide)})

    at = "/data/relationships"
    assert fault(of_others) == (403, "not-permitted", pointer(f"{at}/articles/data/1"))
    assert fault(into_others) == (403, "not-permitted", pointer(f"{at}/series/data"))
    assert stored(newsroom) == before
    assert created(newsroom, saying(newsroom, "series", "articles", own)).status == 201
    assert created(newsroom, saying(newsroom, "articles", "series", guide)).status == 201
