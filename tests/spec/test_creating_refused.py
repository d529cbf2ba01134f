"""Creating resources: what is refused, and that nothing of it is there afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.corpus import RELATIONSHIPS
from tests.spec.newsroom import TYPES, WRITERS, article, created, full, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import MISSING, Object, fault, linkage, pointer, ref, stored

each_type = pytest.mark.parametrize("type_", TYPES)


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


@pytest.mark.req("CREATE-01", "CRUD-03", "CREATE-20", "CREATE-21", "CREATE-22")
@each_type
@pytest.mark.parametrize(
    ("document", "at"),
    [
        ({}, ""),
        ({"meta": {"data": 1}}, ""),
        ({"data": None}, "/data"),
        ({"data": []}, "/data"),
        ({"data": "a string"}, "/data"),
        ({"data": 0}, "/data"),
        ({"data": True}, "/data"),
        ({"data": [{"type": "tags", "attributes": {"name": "in an array"}}]}, "/data"),
    ],
)
def test_without_one_resource_object_as_primary_data_nothing_is_created(
    newsroom: World, type_: str, document: Object, at: str
) -> None:
    client, before = newsroom.client_of(WRITERS[type_]), stored(newsroom)

    answer = client.post(f"/v1/{type_}", document)

    assert fault(answer) == (400, "invalid-document", pointer(at))
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-02", "CRUD-04", "RES-04", "AMB-29")
@each_type
def test_a_resource_object_without_its_type_is_400_though_the_url_would_tell(
    newsroom: World, type_: str
) -> None:
    data = minimal(newsroom, type_)
    client = newsroom.client_of(WRITERS[type_])
    before = stored(newsroom)

    answers = [
        client.post(f"/v1/{type_}", {"data": {n: v for n, v in data.items() if n != "type"}}),
        *(
            client.post(f"/v1/{type_}", {"data": {**data, "type": given}})
            for given in (None, 7, ["articles"], {})
        ),
    ]

    assert [fault(answer) for answer in answers] == [
        (400, "invalid-document", pointer("/data")),
        *[(400, "invalid-document", pointer("/data/type"))] * 4,
    ]
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-18", "CREATE-19", "AMB-29", "RES-09")
@each_type
def test_a_type_that_the_collection_does_not_hold_is_409_at_the_type(
    newsroom: World, type_: str
) -> None:
    client = newsroom.client_of(WRITERS[type_])
    others = [each for each in TYPES if each != type_][:2]

    for wrong in (*others, type_.upper(), type_[:-1], "nope", "", "@type"):
        answer = client.post(f"/v1/{type_}", {"data": {**minimal(newsroom, type_), "type": wrong}})

        assert fault(answer) == (409, "type-mismatch", pointer("/data/type")), wrong
        assert type_ in answer.error["detail"]


#: For each type somebody who may not create it.
REFUSED = {"people": "eve", "articles": "rita", "tags": "ann", "series": "rita"}


@pytest.mark.req("CREATE-15", "CREATE-22")
@pytest.mark.parametrize("type_", REFUSED)
def test_whoever_may_not_create_a_type_is_refused_and_nothing_is_created(
    newsroom: World, type_: str
) -> None:
    client, data = newsroom.client_of(REFUSED[type_]), minimal(newsroom, type_)
    before = stored(newsroom)

    answer = client.post(f"/v1/{type_}", {"data": data})

    assert fault(answer) == (403, "not-permitted", None)
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-15")
@pytest.mark.parametrize("type_", [each for each in TYPES if each != "access-tokens"])
def test_without_a_token_nothing_is_created(newsroom: World, type_: str) -> None:
    answer = newsroom.client.post(f"/v1/{type_}", {"data": minimal(newsroom, type_)})

    assert fault(answer) == (401, "authentication-required", None)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.req("CREATE-15", "FETCH-11")
@each_type
def test_new_resources_are_posted_to_collections_only(newsroom: World, type_: str) -> None:
    client, data = newsroom.client_of("ada"), minimal(newsroom, type_)
    relation = next(iter({**RELATIONSHIPS, "access-tokens": {"person": False}}[type_]))

    for path in (f"/v1/{type_}/{MISSING}", f"/v1/{type_}/{MISSING}/{relation}"):
        answer = client.post(path, {"data": data})

        assert fault(answer) == (405, "method-not-allowed", None)
        assert "POST" not in answer.headers["Allow"].split(", ")


@pytest.mark.req("CRUD-03")
def test_a_create_with_one_fault_creates_nothing_of_what_is_right(newsroom: World) -> None:
    data = full(newsroom, "articles")
    data["relationships"]["tags"]["data"].append({"type": "tags", "id": MISSING})
    before = stored(newsroom)

    answer = created(newsroom, data)

    assert fault(answer) == (404, "related-not-found", pointer("/data/relationships/tags/data/2"))
    assert stored(newsroom) == before


@pytest.mark.req("CRUD-03", "NAME-01")
def test_an_update_with_one_fault_changes_nothing_of_what_is_right(newsroom: World) -> None:
    name = article(newsroom)
    id_, before = newsroom.ids[name], stored(newsroom)

    for attributes, relationships in (
        ({"title": "Right", "slug": "Wrong Slug"}, {}),
        ({"title": "Right", "Title": "Wrong name"}, {}),
        ({"title": "Right"}, {"tags": linkage("tags", [newsroom.ids["web"], MISSING])}),
        ({"title": "Right"}, {"author": linkage("people", None)}),
        ({"title": "Right", "slug": "other"}, {}),
    ):
        data = {"type": "articles", "id": id_, "attributes": attributes}
        answer = newsroom.client_of("ann").patch(
            f"/v1/articles/{id_}", {"data": {**data, "relationships": relationships}}
        )

        assert answer.status in (404, 409, 422)
    assert stored(newsroom) == before


@pytest.mark.req("CRUD-03")
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_linkage_with_one_member_that_is_missing_changes_no_link(
    newsroom: World, method: str
) -> None:
    path = f"/v1/articles/{newsroom.ids['talk']}/relationships/tags"
    before = stored(newsroom)

    answer = newsroom.client_of("ann").write(
        method, path, linkage("tags", [newsroom.ids["sql"], MISSING])
    )

    assert fault(answer) == (404, "related-not-found", pointer("/data/1"))
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-15", "CRUD-03")
def test_what_only_some_may_write_is_403_where_it_would_change_and_fine_where_not(
    newsroom: World,
) -> None:
    rita, ids = newsroom.client_of("rita"), newsroom.ids

    def commented(status: str) -> Answer:
        data = minimal(newsroom, "comments")
        return rita.post(
            "/v1/comments",
            {"data": {**data, "attributes": {"body": "So?", "status": status}}},
        )

    def patched(type_: str, name: str, attributes: Object) -> Answer:
        data = {**ref(type_, ids[name]), "attributes": attributes}
        return rita.patch(f"/v1/{type_}/{ids[name]}", {"data": data})

    passing = (
        commented("visible"),
        patched("comments", "said", {"status": "visible", "body": "Changed."}),
        patched("people", "rita", {"role": "reader", "bio": "Changed."}),
    )
    before = stored(newsroom)
    refused = (
        commented("hidden"),
        patched("comments", "said", {"status": "hidden", "body": "Changed again."}),
        patched("people", "rita", {"role": "admin", "bio": "Changed again."}),
    )

    assert [answer.status for answer in passing] == [201, 200, 200]
    assert [fault(answer) for answer in refused] == [
        (403, "not-permitted", pointer("/data/attributes/status")),
        (403, "not-permitted", pointer("/data/attributes/status")),
        (403, "not-permitted", pointer("/data/attributes/role")),
    ]
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-15", "CREATE-09")
@pytest.mark.parametrize("role", ["reader", "author", "editor", "admin"])
def test_an_admin_gives_a_new_person_any_role(newsroom: World, role: str) -> None:
    data = minimal(newsroom, "people")
    data["attributes"]["role"] = role

    answer = created(newsroom, data)

    assert (answer.status, answer.data["attributes"]["role"]) == (201, role)


@pytest.mark.req("AMB-38", "UPD-26", "FETCH-11")
@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_a_resource_is_written_at_its_own_url_and_not_where_it_is_related(
    newsroom: World, method: str
) -> None:
    path, bob = f"/v1/articles/{newsroom.ids['other']}/author", newsroom.ids["bob"]
    related = newsroom.client.get(path)
    before = stored(newsroom)

    answer = newsroom.client_of("ada").write(
        method, path, {"data": {**ref("people", bob), "attributes": {"name": "Changed"}}}
    )

    assert fault(answer) == (405, "method-not-allowed", None)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert related.data["links"]["self"] == f"{newsroom.url}/v1/people/{bob}"
    assert stored(newsroom) == before
