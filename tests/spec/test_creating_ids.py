"""The ids of new resources: made by the server or by the client, and local ones until there is one.

A `lid` outside of a batch serves one purpose: a resource that refers to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.conftest import Databases, World
from tests.spec.newsroom import (
    CLIENT_IDS,
    SERVER_IDS,
    TYPES,
    WRITERS,
    created,
    full,
    minimal,
    one,
)
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import MISSING, Object, fault, faults, linkage, pointer, stored

each_type = pytest.mark.parametrize("type_", TYPES)
each_with_client_ids = pytest.mark.parametrize("type_", CLIENT_IDS)


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def own_id(type_: str, number: int) -> str:
    """An id as a client might make it, another one for each type and number."""
    return f"{number:08x}-0000-4000-8000-{CLIENT_IDS.index(type_):012x}"


@pytest.mark.req("CREATE-09", "RES-08")
@each_type
def test_without_an_id_the_server_makes_a_uuid_that_grows_with_time(
    newsroom: World, type_: str
) -> None:
    ids = [created(newsroom, minimal(newsroom, type_)).data["id"] for _ in range(3)]

    assert ids == sorted(set(ids))
    assert {(str(UUID(id_)), UUID(id_).version) for id_ in ids} == {(id_, 7) for id_ in ids}


@pytest.mark.req("CREATE-04", "CREATE-05", "CREATE-06")
@each_with_client_ids
def test_an_id_that_the_client_made_is_kept(newsroom: World, type_: str) -> None:
    id_ = own_id(type_, 1)

    answer = created(newsroom, {**minimal(newsroom, type_), "id": id_})

    assert (answer.status, answer.data["id"]) == (201, id_)
    assert answer.headers["Location"] == f"{newsroom.url}/v1/{type_}/{id_}"
    assert newsroom.client_of("ada").get(answer.headers["Location"]).data["id"] == id_


@pytest.mark.req("CREATE-08")
@pytest.mark.parametrize("id_", [MISSING, "7", "", "no UUID"])
@pytest.mark.parametrize("type_", SERVER_IDS)
def test_an_id_where_the_server_makes_them_is_403_and_not_dropped(
    newsroom: World, type_: str, id_: str
) -> None:
    data = {**minimal(newsroom, type_), "id": id_}
    before = stored(newsroom)

    answer = created(newsroom, data)

    assert fault(answer) == (403, "client-id-refused", pointer("/data/id"))
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-17", "CREATE-19")
@each_with_client_ids
def test_an_id_that_is_there_already_is_409_and_the_first_resource_stays(
    newsroom: World, type_: str
) -> None:
    id_ = own_id(type_, 2)
    first = created(newsroom, {**minimal(newsroom, type_), "id": id_})
    again = {**minimal(newsroom, type_), "id": id_}
    before = stored(newsroom)

    answer = created(newsroom, again)

    assert first.status == 201
    assert fault(answer) == (409, "already-exists", pointer("/data/id"))
    assert id_ in answer.error["detail"]
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-17", "RES-09")
def test_an_id_is_taken_only_within_its_type(newsroom: World) -> None:
    answer = created(newsroom, {**minimal(newsroom, "tags"), "id": newsroom.ids["talk"]})

    assert (answer.status, answer.data["id"]) == (201, newsroom.ids["talk"])


@pytest.mark.req("CREATE-17")
def test_an_id_that_one_may_not_see_is_taken_all_the_same(newsroom: World) -> None:
    answer = created(newsroom, {**minimal(newsroom, "articles"), "id": newsroom.ids["draft"]})

    assert fault(answer) == (409, "already-exists", pointer("/data/id"))


@pytest.mark.req("CREATE-06", "RES-08", "RES-09")
@pytest.mark.parametrize(
    "id_",
    [
        "",
        " ",
        "1",
        "not-a-uuid",
        MISSING.upper(),
        MISSING.replace("-", ""),
        f"{{{MISSING}}}",
        f"{MISSING}0",
        f" {MISSING}",
        f"{MISSING}\n",
        f"urn:uuid:{MISSING}",
        MISSING.replace("0", "\u0660"),
        "\0" * 36,
        "x" * 10_000,
    ],
)
def test_an_id_that_is_no_lower_case_uuid_is_400(newsroom: World, id_: str) -> None:
    answer = created(newsroom, {**minimal(newsroom, "tags"), "id": id_})

    assert fault(answer) == (400, "invalid-document", pointer("/data/id"))


@pytest.mark.req("RES-08", "AMB-29")
@each_type
@pytest.mark.parametrize("id_", [1, 1.5, True, [], {}, ["x"]])
def test_an_id_that_is_no_string_is_400(newsroom: World, type_: str, id_: object) -> None:
    answer = created(newsroom, {**minimal(newsroom, type_), "id": id_})

    assert fault(answer) == (400, "invalid-document", pointer("/data/id"))


@pytest.mark.req("CREATE-08", "RES-08")
@each_type
def test_an_id_that_is_null_is_none(newsroom: World, type_: str) -> None:
    answer = created(newsroom, {**minimal(newsroom, type_), "id": None})

    assert answer.status == 201
    assert UUID(answer.data["id"]).version == 7


@pytest.mark.req("RES-02", "RES-06", "AMB-36")
@each_type
def test_a_new_resource_may_have_a_lid_which_is_never_sent_back(
    newsroom: World, type_: str
) -> None:
    client = newsroom.client_of(WRITERS[type_])

    answer = client.post(f"/v1/{type_}", {"data": {**minimal(newsroom, type_), "lid": "mine"}})

    assert answer.status == 201
    assert b"lid" not in answer.body
    assert "mine" not in str(client.get(answer.headers["Location"]).document)


@pytest.mark.req("RES-08", "RID-04")
@pytest.mark.parametrize("lid", [1, None, True, [], {}])
def test_a_lid_that_is_no_string_is_400(newsroom: World, lid: object) -> None:
    data = minimal(newsroom, "comments")
    data["relationships"]["parent"] = {"data": {"type": "comments", "lid": lid}}

    own = created(newsroom, {**minimal(newsroom, "comments"), "lid": lid})
    in_linkage = created(newsroom, data)

    assert fault(own) == (400, "invalid-document", pointer("/data/lid"))
    assert fault(in_linkage) == (
        400,
        "invalid-document",
        pointer("/data/relationships/parent/data/lid"),
    )


@pytest.mark.req("CREATE-23", "RES-07", "RID-03", "COMP-06")
@pytest.mark.parametrize("lid", ["me", "", "é", "a/b", MISSING])
def test_a_new_resource_refers_to_itself_by_its_lid(newsroom: World, lid: str) -> None:
    data = minimal(newsroom, "comments")
    data["relationships"]["parent"] = {"data": {"type": "comments", "lid": lid}}

    answer = created(newsroom, {**data, "lid": lid}, params={"include": "parent,replies"})

    itself = {"type": "comments", "id": answer.data["id"]}
    assert answer.status == 201
    assert answer.data["relationships"]["parent"]["data"] == itself
    assert answer.data["relationships"]["replies"]["data"] == [itself]
    assert answer.included == []
    read = newsroom.client.get(answer.headers["Location"], params={"include": "parent"})
    assert read.data["relationships"]["parent"]["data"] == itself


@pytest.mark.req("CREATE-23", "CREATE-05")
def test_a_new_resource_refers_to_itself_by_the_id_that_the_client_made(newsroom: World) -> None:
    itself = {"type": "comments", "id": own_id("comments", 3)}
    data = minimal(newsroom, "comments")
    data["relationships"]["parent"] = {"data": itself}

    answer = created(newsroom, {**data, "id": itself["id"]})

    assert answer.status == 201
    assert answer.data["relationships"]["parent"]["data"] == itself


@pytest.mark.req("RES-07", "RID-03", "AMB-36")
def test_every_lid_that_nobody_has_is_400_at_the_lid_and_nothing_is_created(
    newsroom: World,
) -> None:
    data = full(newsroom, "articles")
    strangers: Object = {
        # Of another type than the new resource, it is another resource's.
        "coauthors": {"data": [{"type": "people", "lid": "me"}, {"type": "people", "lid": "you"}]},
        "series": {"data": {"type": "series", "lid": "all"}},
    }
    before = stored(newsroom)

    answer = created(newsroom, {**data, "lid": "me", "relationships": strangers})

    at = "/data/relationships"
    assert faults(answer) == [
        ("400", "unknown-lid", pointer(f"{at}/coauthors/data/0/lid")),
        ("400", "unknown-lid", pointer(f"{at}/coauthors/data/1/lid")),
        ("400", "unknown-lid", pointer(f"{at}/series/data/lid")),
    ]
    assert stored(newsroom) == before


@pytest.mark.req("AMB-36", "RID-03")
def test_a_lid_beside_an_id_is_overlooked(newsroom: World) -> None:
    data = minimal(newsroom, "comments")
    parent = one(newsroom, "comments", "said")["data"]
    data["relationships"]["parent"] = {"data": {**parent, "lid": "unknown"}}

    answer = created(newsroom, {**data, "id": own_id("comments", 4), "lid": "me"})
    data["relationships"]["parent"] = {"data": {"type": "comments", "lid": "me"}}
    by_lid = created(newsroom, {**data, "id": own_id("comments", 5), "lid": "me"})

    assert answer.status == 201
    assert answer.data["relationships"]["parent"]["data"] == parent
    assert fault(by_lid) == (
        400,
        "unknown-lid",
        pointer("/data/relationships/parent/data/lid"),
    )


@pytest.mark.req("RES-08", "AMB-29", "AMB-36", "CRUD-04")
def test_an_update_says_the_id_and_no_lid_stands_for_it(newsroom: World) -> None:
    id_, before = newsroom.ids["talk"], stored(newsroom)
    client = newsroom.client_of("ann")

    def sent(**members: object) -> tuple[int, str, Object | None]:
        title = {"attributes": {"title": "Changed"}}
        return fault(client.patch(f"/v1/articles/{id_}", {"data": {**title, **members}}))

    assert sent(type="articles") == (400, "invalid-document", pointer("/data"))
    assert sent(type="articles", lid=id_) == (400, "invalid-document", pointer("/data"))
    assert sent(id=id_) == (400, "invalid-document", pointer("/data"))
    assert sent(type="articles", id=7) == (400, "invalid-document", pointer("/data/id"))
    assert sent(type=7, id=id_) == (400, "invalid-document", pointer("/data/type"))
    assert sent(type="articles", id=id_, lid=7) == (400, "invalid-document", pointer("/data/lid"))
    assert sent(type="articles", id=MISSING) == (409, "id-mismatch", pointer("/data/id"))
    assert sent(type="tags", id=id_) == (409, "type-mismatch", pointer("/data/type"))
    assert stored(newsroom) == before


@pytest.mark.req("AMB-36", "RID-03")
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_relationship_document_creates_nothing_that_a_lid_could_name(
    newsroom: World, method: str
) -> None:
    path = f"/v1/articles/{newsroom.ids['talk']}/relationships/tags"
    tags = linkage("tags", [newsroom.ids["rust"]])["data"]

    answer = newsroom.client_of("ann").write(
        method, path, {"data": [*tags, {"type": "tags", "lid": "new"}]}
    )

    assert fault(answer) == (400, "unknown-lid", pointer("/data/1/lid"))
