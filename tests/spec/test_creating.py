"""Creating resources: what is answered, and what is there afterwards.

Ids, relationships and values of new resources have files of their own, and so has what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.answer import JSONAPI
from tests.conftest import Databases, World
from tests.spec.corpus import RELATIONSHIPS as READABLE
from tests.spec.newsroom import CLIENT_IDS, TYPES, WRITERS, created, full, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, linkage

each_type = pytest.mark.parametrize("type_", TYPES)
RELATIONSHIPS = {**READABLE, "access-tokens": {"person": False}}

#: For each type what a new resource has that its document does not say.
DEFAULTS: dict[str, Object] = {
    "people": {"bio": None, "website": None, "avatarUrl": None, "email": None, "role": "reader"},
    "articles": {
        "summary": None,
        "body": "",
        "status": "draft",
        "language": "en",
        "commentsOpen": True,
        "wordCount": 0,
        "readingMinutes": 0,
        "publishedAt": None,
    },
    "comments": {"status": "visible"},
    "tags": {"description": None},
    "series": {"description": None},
    "reactions": {},
    "access-tokens": {"scopes": ["*"], "expiresAt": None, "lastUsedAt": None},
}
#: For each type the to-one relationships to whoever creates it.
OWNERS = {
    "articles": "author",
    "comments": "author",
    "series": "curator",
    "reactions": "person",
    "access-tokens": "person",
}
#: For each type the attributes that the server sets and no test can foresee.
MADE = {
    **dict.fromkeys(("people", "articles", "comments", "series"), ("createdAt", "updatedAt")),
    "tags": (),
    "reactions": ("createdAt",),
    "access-tokens": ("createdAt", "secret"),
}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


@pytest.mark.req("CRUD-01", "CREATE-02", "CREATE-09", "AMB-39", "AMB-37")
@each_type
def test_a_new_resource_is_201_with_the_resource_its_defaults_and_all_that_was_made_of_it(
    newsroom: World, type_: str
) -> None:
    data = minimal(newsroom, type_)

    answer = created(newsroom, data)

    assert answer.status == 201
    assert answer.document == expected(newsroom, data, answer.data)


@pytest.mark.req("CREATE-09", "CREATE-14")
@each_type
def test_everything_that_its_writer_may_say_of_a_new_resource_is_kept(
    newsroom: World, type_: str
) -> None:
    data = full(newsroom, type_)
    said = {name: value for name, value in data["attributes"].items() if name != "password"}

    answer = created(newsroom, data)

    attributes, relationships = answer.data["attributes"], answer.data["relationships"]
    assert answer.status == 201
    assert {name: attributes[name] for name in said} == said
    assert "password" not in attributes
    assert {
        name: {"data": relationships[name]["data"]} for name in data.get("relationships", {})
    } == data.get("relationships", {})


@pytest.mark.req("CREATE-10", "CREATE-11", "CREATE-22", "FETCH-01")
@each_type
def test_location_is_the_self_of_the_resource_and_gives_it_again(
    newsroom: World, type_: str
) -> None:
    client = newsroom.client_of(WRITERS[type_])

    answer = client.post(f"/v1/{type_}", {"data": minimal(newsroom, type_)})

    assert answer.headers["Location"] == answer.data["links"]["self"] == answer.links["self"]
    read = client.get(answer.headers["Location"])
    assert read.status == 200
    assert _unlinked(read.data) == _unlinked(answer.data)
    client.crawl(answer)


@pytest.mark.req("CREATE-12", "CREATE-14")
@pytest.mark.parametrize("type_", CLIENT_IDS)
def test_where_the_client_said_all_but_the_times_the_answer_has_a_document_too(
    newsroom: World, type_: str
) -> None:
    number = 0xA000 + CLIENT_IDS.index(type_)
    data = {**full(newsroom, type_), "id": f"0190a5b0-0000-7000-8000-{number:012x}"}

    answer = created(newsroom, data)

    assert (answer.status, answer.data["id"]) == (201, data["id"])
    assert answer.headers["Content-Type"] == JSONAPI


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize("type_", [each for each in TYPES if each != "tags"])
def test_the_times_of_a_new_resource_are_one_and_that_of_the_request(
    newsroom: World, type_: str
) -> None:
    before = datetime.now(UTC)

    made = created(newsroom, minimal(newsroom, type_)).data["attributes"]

    assert made.get("updatedAt", made["createdAt"]) == made["createdAt"]
    moment = datetime.fromisoformat(made["createdAt"])
    assert made["createdAt"].endswith("Z")
    assert before - timedelta(seconds=5) < moment < datetime.now(UTC) + timedelta(seconds=5)


@pytest.mark.req("CREATE-22")
@pytest.mark.parametrize("type_", ["articles", "comments", "series", "access-tokens"])
def test_the_same_document_again_creates_another_resource(newsroom: World, type_: str) -> None:
    data = minimal(newsroom, type_)

    first, second = created(newsroom, data), created(newsroom, data)

    assert (first.status, second.status) == (201, 201)
    assert first.data["id"] != second.data["id"]


@pytest.mark.req("CRUD-02", "CRUD-01")
@each_type
def test_what_was_created_can_be_changed_and_deleted(newsroom: World, type_: str) -> None:
    client = newsroom.client_of(WRITERS[type_])
    path = client.post(f"/v1/{type_}", {"data": minimal(newsroom, type_)}).headers["Location"]
    name = {"comments": "body", "reactions": "kind", "articles": "title", "series": "title"}
    change: Any = {name.get(type_, "name"): "sad"}

    changed = client.patch(
        path, {"data": {"type": type_, "id": path.rpartition("/")[2], "attributes": change}}
    )
    deleted = client.delete(path)

    assert changed.status == 200
    assert changed.data["attributes"].items() >= change.items()
    assert (deleted.status, deleted.meta) == (200, {"deleted": {type_: 1}})
    assert client.get(path).status == 404


def expected(of: World, said: Object, made: Object) -> Object:
    """The document of a new resource that was said so; its id and its times are as made."""
    type_, id_, attributes = made["type"], made["id"], made["attributes"]
    location = f"{of.url}/v1/{type_}/{id_}"
    relationships: Object = {
        name: {
            "links": {
                "self": f"{location}/relationships/{name}",
                "related": f"{location}/{name}",
            }
        }
        for name in RELATIONSHIPS[type_]
    }
    if type_ in OWNERS:
        relationships[OWNERS[type_]] |= linkage("people", of.ids[WRITERS[type_]])
    for name, written in said.get("relationships", {}).items():
        relationships[name] |= written
    found = {name: attributes[name] for name in MADE[type_]}
    if type_ in ("articles", "tags", "series"):
        found["slug"] = said["attributes"].get("title", said["attributes"].get("name")).lower()
    return {
        "jsonapi": {"version": "1.1"},
        "links": {"self": location},
        "data": {
            "type": type_,
            "id": id_,
            "attributes": {**DEFAULTS[type_], **said["attributes"], **found},
            "relationships": relationships,
            "links": {"self": location},
            "meta": {"version": 1},
        },
    }


def _unlinked(data: Object) -> Object:
    """The resource without linkage, which only the answer to a write shows, and the secret."""
    relationships = {name: each["links"] for name, each in data["relationships"].items()}
    attributes = {n: v for n, v in data["attributes"].items() if n not in ("secret", "lastUsedAt")}
    return {**data, "attributes": attributes, "relationships": relationships}
