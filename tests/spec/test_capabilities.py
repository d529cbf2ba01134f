"""`GET /v1` tells each caller what it may do; what it tells is what happens when it is tried."""

from __future__ import annotations

import pytest

from jsonapi_blog.graph import Graph
from jsonapi_blog.resources import RESOURCES
from tests.client import Client
from tests.conftest import World

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
ROLES = ("anonymous", "reader", "author", "editor", "admin")
NOWHERE = "00000000-0000-7000-8000-000000000000"
REFUSED = {401, 403}
#: What an author has and does not hand over: that is told under the lock of the row.
HANDED_OVER = {("articles", "author"): "draft-of-ann", ("series", "curator"): "guide"}


def told(client: Client, type_: str) -> dict[str, object]:
    found: dict[str, object] = client.get("/v1").meta["types"][type_]
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("type_", GRAPH.types)
def test_what_may_be_done_is_not_refused_for_who_asks(sample: World, type_: str, role: str) -> None:
    client = sample.client_of(role)
    operations = told(client, type_)["operations"]

    tried = {
        "read": client.get(f"/v1/{type_}").status,
        "create": client.post(
            f"/v1/{type_}", {"data": {"type": type_, "attributes": {"?": 1}}}
        ).status,
        "update": client.patch(
            f"/v1/{type_}/{NOWHERE}", {"data": {"type": type_, "id": NOWHERE}}
        ).status,
        "delete": client.delete(f"/v1/{type_}/{NOWHERE}").status,
    }

    # Logging in is creating without a token, and takes an address and a password.
    if (type_, role) == ("access-tokens", "anonymous"):
        del tried["create"]
    for name, status in tried.items():
        assert (status not in REFUSED) == bool(operations[name]), (name, status)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("type_", GRAPH.types)
def test_methods_of_relationships_are_refused_where_they_are_not_told(
    sample: World, type_: str, role: str
) -> None:
    client = sample.client_of(role)
    relationships = told(client, type_)["relationships"]

    for name, methods in relationships.items():
        relation = GRAPH[type_].relations[name]
        document = {"data": [] if relation.many else None}
        for method in ("PATCH", "POST", "DELETE"):
            path = f"/v1/{type_}/{NOWHERE}/relationships/{name}"
            if (type_, name) in HANDED_OVER and role == "author":
                path = f"/v1/{type_}/{sample.ids[HANDED_OVER[type_, name]]}/relationships/{name}"
                document = {"data": {"type": "people", "id": sample.ids["bob"]}}
            status = client.write(method, path, document).status
            assert (status not in REFUSED) == (method in methods), (name, method, status)


@pytest.mark.parametrize("type_", GRAPH.types)
def test_every_sort_filter_and_include_that_is_told_is_taken(sample: World, type_: str) -> None:
    client = sample.client_of("admin")
    found = told(client, type_)
    values = {
        attribute.name: attribute.choices[0] if attribute.choices else "2024-01-01"
        for attribute in GRAPH[type_].attributes.values()
    }

    answers = [client.get(f"/v1/{type_}", params={"sort": key}) for key in found["sorts"]]
    answers += [client.get(f"/v1/{type_}", params={"include": name}) for name in found["includes"]]
    for name, operators in found["filters"].items():
        kind = GRAPH[type_].attributes.get(name)
        value = {"boolean": "true", "integer": "1", "timestamp": "2024-01-01"}.get(
            kind.kind.value if kind else "", values.get(name, NOWHERE)
        )
        for operator in operators:
            suffix = "" if operator == "equals" else f"[{operator}]"
            asked = "true" if operator == "null" else value
            answers.append(client.get(f"/v1/{type_}", params={f"filter[{name}]{suffix}": asked}))

    assert {answer.status for answer in answers} == {200}


def test_a_narrow_token_is_told_what_it_may_do(sample: World) -> None:
    narrow = sample.add.token(sample.ids["ada"], ("tags:write", "articles:read"))

    with Client(sample.url, narrow) as client:
        types = client.get("/v1").meta["types"]

    assert types["tags"]["operations"] == {
        "read": True,
        "create": True,
        "update": True,
        "delete": True,
    }
    assert types["articles"]["operations"] == {
        "read": True,
        "create": False,
        "update": False,
        "delete": False,
    }
    assert types["access-tokens"]["operations"]["read"] is False
