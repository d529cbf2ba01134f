"""Linkage as clients send it: identifiers of the right shape, to what is there, each once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World
from tests.spec.corpus import RELATIONSHIPS
from tests.spec.newsroom import created, fresh, minimal, saying, target
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import MISSING, Object, fault, linkage, pointer, ref, stored

#: Every relationship with a type that it does not hold.
WRITTEN = [
    (type_, name, "tags" if type_ != "articles" or name != "tags" else "people")
    for type_, relationships in RELATIONSHIPS.items()
    for name in relationships
]


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


@pytest.mark.req("CREATE-16", "AMB-40")
@pytest.mark.parametrize("id_", [MISSING, "1", "", MISSING.upper(), "\0", "é" * 100])
@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("articles", "author"),
        ("articles", "coauthors"),
        ("articles", "tags"),
        ("articles", "series"),
        ("comments", "article"),
        ("comments", "parent"),
        ("tags", "articles"),
        ("series", "articles"),
        ("series", "curator"),
        ("reactions", "target"),
    ],
)
def test_a_related_resource_that_does_not_exist_is_404_at_its_identifier(
    newsroom: World, type_: str, name: str, id_: str
) -> None:
    is_many = RELATIONSHIPS[type_][name]
    data = saying(newsroom, type_, name, linkage(target(name), [id_] if is_many else id_))
    before = stored(newsroom)

    answer = newsroom.client_of("eve").post(f"/v1/{type_}", {"data": data})

    at = f"/data/relationships/{name}/data{'/0' if is_many else ''}"
    assert fault(answer) == (404, "related-not-found", pointer(at))
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-16")
@pytest.mark.parametrize(
    ("type_", "name", "unseen"),
    [
        ("comments", "article", "draft"),
        ("comments", "parent", "hidden"),
        ("reactions", "target", "hidden"),
    ],
)
def test_what_one_may_not_see_is_404_like_what_does_not_exist(
    newsroom: World, type_: str, name: str, unseen: str
) -> None:
    held = target(name)
    client = newsroom.client_of("rita")

    def refusal(id_: str) -> Object:
        data = saying(newsroom, type_, name, linkage(held, id_))
        error = client.post(f"/v1/{type_}", {"data": data}).error
        return {**error, "id": None, "detail": error["detail"].replace(id_, "")}

    unseen_id = newsroom.ids[unseen]
    assert refusal(unseen_id)["status"] == "404"
    assert refusal(unseen_id) == refusal(MISSING)


@pytest.mark.req("AMB-28", "RID-01")
@pytest.mark.parametrize(("type_", "name", "wrong"), WRITTEN)
def test_linkage_of_a_type_that_the_relationship_does_not_hold_is_409_at_the_type(
    newsroom: World, type_: str, name: str, wrong: str
) -> None:
    is_many = RELATIONSHIPS[type_][name]
    id_ = newsroom.ids["web"] if wrong == "tags" else newsroom.ids["ann"]
    data = saying(newsroom, type_, name, linkage(wrong, [id_] if is_many else id_))

    answer = created(newsroom, data)

    at = f"/data/relationships/{name}/data{'/0' if is_many else ''}/type"
    assert fault(answer) == (409, "type-mismatch", pointer(at))


@pytest.mark.req("RID-01", "RID-02", "RID-04", "AMB-29")
@pytest.mark.parametrize(
    ("identifier", "below"),
    [
        ({}, ""),
        ({"id": MISSING}, ""),
        ({"type": "tags"}, ""),
        ({"type": "tags", "meta": {}}, ""),
        ({"type": None, "id": MISSING}, "/type"),
        ({"type": 7, "id": MISSING}, "/type"),
        ({"type": "tags", "id": None}, "/id"),
        ({"type": "tags", "id": 9}, "/id"),
        ({"type": "tags", "id": [MISSING]}, "/id"),
        ({"type": "tags", "lid": 9}, "/lid"),
        (MISSING, ""),
        (None, ""),
        (7, ""),
        ([], ""),
    ],
)
def test_an_identifier_says_type_and_id_as_strings(
    newsroom: World, identifier: object, below: str
) -> None:
    rust = ref("tags", newsroom.ids["rust"])

    answer = created(newsroom, saying(newsroom, "articles", "tags", {"data": [rust, identifier]}))
    by_url = newsroom.client_of("ann").post(
        f"/v1/articles/{newsroom.ids['talk']}/relationships/tags", {"data": [rust, identifier]}
    )

    assert fault(answer) == (
        400,
        "invalid-document",
        pointer(f"/data/relationships/tags/data/1{below}"),
    )
    assert fault(by_url) == (400, "invalid-document", pointer(f"/data/1{below}"))


@pytest.mark.req("REL-02", "RID-02")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("author", []),
        ("author", "ann"),
        ("author", 7),
        ("series", [ref("series", MISSING)]),
        ("series", False),
        ("tags", None),
        ("tags", {}),
        ("tags", ref("tags", MISSING)),
        ("coauthors", "ann"),
        ("comments", None),
        ("comments", ref("comments", MISSING)),
    ],
)
def test_linkage_has_the_shape_of_its_relationship(
    newsroom: World, name: str, data: object
) -> None:
    answer = created(newsroom, saying(newsroom, "articles", name, {"data": data}))

    at = f"/data/relationships/{name}/data"
    assert fault(answer) == (400, "invalid-document", pointer(at))


@pytest.mark.req("AMB-42")
def test_one_identifier_several_times_is_one_member(newsroom: World) -> None:
    rust, web = (ref("tags", newsroom.ids[name]) for name in ("rust", "web"))
    bob, rita = (ref("people", newsroom.ids[name]) for name in ("bob", "rita"))
    data = minimal(newsroom, "articles")
    data["relationships"] = {
        "tags": {"data": [rust, web, rust, {**web, "meta": {"a": 1}}, rust]},
        "coauthors": {"data": [rita, bob, rita]},
    }

    answer = created(newsroom, data)

    linked = answer.data["relationships"]
    assert answer.status == 201
    assert linked["tags"]["data"] == [rust, web]
    assert linked["coauthors"]["data"] == [rita, bob]
    client, path = newsroom.client_of("ann"), f"{answer.headers['Location']}/relationships"
    assert client.get(f"{path}/tags").data == [rust, web]
    assert client.get(f"{path}/coauthors").data == [rita, bob]
    assert client.patch(f"{path}/coauthors", {"data": [bob, bob, rita, bob]}).status == 204
    assert client.get(f"{path}/coauthors").data == [bob, rita]


@pytest.mark.req("CREATE-20")
@pytest.mark.parametrize(("name", "type_"), [("tags", "tags"), ("coauthors", "people")])
def test_an_article_has_at_most_25_of_each(newsroom: World, name: str, type_: str) -> None:
    add = newsroom.add.tag if type_ == "tags" else newsroom.add.person
    ids = [add(fresh(name)) for _ in range(26)]

    most = created(
        newsroom, saying(newsroom, "articles", name, linkage(type_, [*ids[:25], ids[0]]))
    )
    more = created(newsroom, saying(newsroom, "articles", name, linkage(type_, ids)))

    assert most.status == 201
    assert len(most.data["relationships"][name]["data"]) == 25
    assert fault(more) == (
        422,
        "too-many-members",
        pointer(f"/data/relationships/{name}/data"),
    )
