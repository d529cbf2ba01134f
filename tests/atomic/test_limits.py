"""How many operations there may be, and how large a document of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from jsonapi_blog.settings import Limits
from tests.atomic.sending import MEDIA_TYPE, add, operate, relate, results, send
from tests.client import Client
from tests.conftest import World
from tests.spec.newsroom import article, fresh, one
from tests.spec.sending import MISSING, fault, pointer, ref, stored, version

Serve = Callable[..., str]
TOO_MANY = (400, "too-many-operations", pointer("/atomic:operations"))


@pytest.fixture
def small(blog: World, serve: Serve) -> Any:
    """A client of the same blog, served with small limits."""
    url = blog.engine.url.render_as_string(hide_password=False)
    limits = Limits(operations=3, body_bytes=600, json_depth=9)
    with Client(serve(url, limits=limits), blog.tokens["eve"]) as client:
        yield client


@pytest.mark.req("ATOM-04", "ATOM-20")
def test_a_hundred_operations_are_carried_out_and_one_more_is_too_many(blog: World) -> None:
    client, post = blog.client_of("rita"), {"article": one(blog, "articles", article(blog))}
    said = [add("comments", {"body": f"Number {number}"}, post) for number in range(101)]
    rows = stored(blog)

    refused = operate(client, *said)
    between = stored(blog)
    done = operate(client, *said[:100])

    bodies = [each["data"]["attributes"]["body"] for each in results(done)]
    assert fault(refused) == TOO_MANY
    assert "101" in refused.error["detail"]
    assert between == rows
    assert bodies == [f"Number {number}" for number in range(100)]
    assert blog.client.get("/v1").meta["limits"]["operations"] == 100


@pytest.mark.req("ATOM-15", "ATOM-20", "ATOM-21")
def test_a_hundred_operations_about_one_resource_are_a_hundred_versions(blog: World) -> None:
    ids = blog.ids
    post = ids[article(blog)]
    kinds = [
        relate(op, ref("articles", post), "tags", [ref("tags", ids[name])])
        for op in ("add", "remove")
        for name in ("rust", "web")
    ]

    answer = operate(blog.client_of("ann"), *(kinds * 25))

    assert results(answer) == [{}] * 100
    assert version(blog, "articles", post) == 101


@pytest.mark.req("ATOM-04", "ATOM-23")
def test_the_limit_is_a_setting_that_the_entry_document_tells(small: Client) -> None:
    tags = [add("tags", {"name": fresh("Name")}) for _ in range(4)]

    refused, done = operate(small, *tags), operate(small, *tags[:3])

    assert fault(refused) == TOO_MANY
    assert len(results(done)) == 3
    assert small.get("/v1").meta["limits"]["operations"] == 3


@pytest.mark.req("ATOM-04", "ATOM-23")
def test_too_many_are_refused_whatever_they_are(blog: World) -> None:
    answers = [
        send(blog.client_of("rita"), {"atomic:operations": [each] * 5_000})
        for each in (1, {}, {"op": "remove", "ref": ref("tags", MISSING)})
    ]

    assert [fault(each) for each in answers] == [TOO_MANY] * 3


@pytest.mark.req("ATOM-23", "ATOM-67", "AMB-09")
def test_a_body_that_is_too_large_or_too_deep_is_refused(blog: World, small: Client) -> None:
    wide = {"atomic:operations": [add("tags", {"name": "x" * 600})]}
    deep: Any = {"atomic:operations": [{**add("tags", {"name": "A"}), "meta": {"a": [[[[[[]]]]]]}}]}
    fits = {"atomic:operations": [{**add("tags", {"name": fresh("N")}), "meta": {"a": [[[[]]]]}}]}
    rows = stored(blog)

    answers = [send(small, wide), send(small, deep)]
    between = stored(blog)
    done = send(small, fits)

    assert [fault(each)[:2] for each in answers] == [
        (413, "body-too-large"),
        (400, "invalid-document"),
    ]
    assert {each.headers["Content-Type"] for each in answers} == {MEDIA_TYPE}
    assert between == rows
    assert done.status == 200
    assert len(json.dumps(fits)) < 600


def test_one_request_sets_ten_passwords_and_no_more(blog: World) -> None:
    client, ada = blog.client_of("ada"), ref("people", blog.ids["ada"])
    said = [
        {"op": "update", "data": {**ada, "attributes": {"password": f"a new one, no. {number}"}}}
        for number in range(12)
    ]
    rows = stored(blog)

    refused = operate(client, *said)

    assert [(each["code"], each["source"]) for each in refused.errors] == [
        ("invalid-document", pointer(f"/atomic:operations/{number}/data/attributes/password"))
        for number in (10, 11)
    ]
    assert stored(blog) == rows
