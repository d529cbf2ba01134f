"""`Prefer` on writes: as little as possible in the answer, and dry runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World, world
from tests.spec.sending import MISSING, Object, cast, fault, linkage, resource, stored

MINIMAL = {"Prefer": "return=minimal"}
DRY = {"Prefer": "tx=rollback"}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast and a tag; each test makes what it changes."""
    with world(databases) as made:
        cast(made).add.tag("rust")
        yield made


@pytest.fixture
def post(blog: World) -> str:
    return blog.add.article(author=blog.ids["ann"], tags=[blog.ids["rust"]])


def bare(blog: World, type_: str, id_: str, version: int) -> Object:
    """The resource object with nothing in it that it could be without."""
    return {
        "type": type_,
        "id": id_,
        "links": {"self": f"{blog.url}/v1/{type_}/{id_}"},
        "meta": {"version": version},
    }


@pytest.mark.req("UPD-13", "UPD-16", "CREATE-09", "AMB-39")
def test_return_minimal_gives_the_bare_resource(blog: World, post: str) -> None:
    client = blog.client_of("ann")
    new = resource("articles", None, {"title": "A title"}, {"tags": {"data": []}})
    changed = resource("articles", post, {"title": "New"}, {"tags": {"data": []}})

    made = client.post("/v1/articles", new, headers=MINIMAL)
    updated = client.patch(f"/v1/articles/{post}", changed, headers=MINIMAL)
    linked = client.post(f"/v1/articles/{post}/relationships/tags", {"data": []}, headers=MINIMAL)

    assert (made.status, updated.status, linked.status) == (201, 200, 204)
    assert made.data == bare(blog, "articles", made.data["id"], 1)
    assert made.headers["Location"] == made.data["links"]["self"]
    assert updated.data == bare(blog, "articles", post, 2)
    for answer in (made, updated, linked):
        assert answer.headers["Preference-Applied"] == "return=minimal"


@pytest.mark.req("UPD-13", "INC-04", "FIELDS-04")
@pytest.mark.parametrize(
    ("name", "value", "attributes"),
    [
        ("include", "tags", {"title", "slug", "body"}),
        ("include", "", {"title", "slug", "body"}),
        ("fields[articles]", "title", {"title"}),
        ("fields[tags]", "name", {"title", "slug", "body"}),
    ],
)
def test_a_request_that_shapes_its_answer_gets_that_shape(
    blog: World, post: str, name: str, value: str, attributes: set[str]
) -> None:
    answer = blog.client_of("ann").patch(
        f"/v1/articles/{post}",
        resource("articles", post, {"title": "New"}),
        params={name: value},
        headers=MINIMAL,
    )

    assert answer.status == 200
    assert answer.data["attributes"].keys() >= attributes
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("return=minimal", "return=minimal"),
        ('RETURN="minimal"', "return=minimal"),
        ("return=minimal;foo=1", "return=minimal"),
        ("respond-async, return=minimal, wait=9", "return=minimal"),
        ("tx=rollback, return=minimal", "return=minimal, tx=rollback"),
        (
            "handling=strict,tx=rollback,return=minimal",
            "return=minimal, handling=strict, tx=rollback",
        ),
        ("tx=rollback", "tx=rollback"),
        ("return=representation", None),
        ("return=representation, return=minimal", None),
        ("handling=lenient", None),
        ("tx=commit", None),
        ("return", None),
        ("nonsense;;=,,", None),
        ("", None),
    ],
)
def test_the_answer_names_each_preference_that_was_applied(
    blog: World, post: str, prefer: str, applied: str | None
) -> None:
    client, document = blog.client_of("ann"), resource("articles", post, {"title": "New"})

    answer = client.patch(f"/v1/articles/{post}", document, headers={"Prefer": prefer})

    assert answer.status == 200
    assert answer.headers.get("Preference-Applied") == applied
    assert ("attributes" in answer.data) is ("return=minimal" not in (applied or ""))
    stands = client.get(f"/v1/articles/{post}").data["attributes"]["title"] == "New"
    assert stands is ("tx=rollback" not in (applied or ""))


WRITES: dict[str, tuple[str, str, str, Any]] = {
    "create": ("ann", "POST", "articles", resource("articles", None, {"title": "Dry"})),
    "update": ("ann", "PATCH", "articles/{post}", {"title": "Dry"}),
    "delete": ("ann", "DELETE", "articles/{post}", None),
    "replace": ("ann", "PATCH", "articles/{post}/relationships/tags", linkage("tags", [])),
    "add": ("ann", "POST", "articles/{post}/relationships/coauthors", "bob"),
    "remove": ("ann", "DELETE", "articles/{post}/relationships/tags", "rust"),
    "person": ("ada", "DELETE", "people/{zoe}", None),
}


@pytest.mark.req("UPD-25", "CRUD-03")
@pytest.mark.parametrize("write", WRITES)
def test_a_dry_run_answers_as_the_write_would_and_stores_nothing(
    blog: World, post: str, write: str
) -> None:
    blog.ids["zoe"] = blog.add.person()
    before = stored(blog)

    dry = _sent(blog, post, write, {**DRY, "Idempotency-Key": write})
    after = stored(blog)
    done = _sent(blog, post, write, {})

    assert after == before
    assert dry.headers["Preference-Applied"] == "tx=rollback"
    assert dry.status == done.status
    assert stored(blog) != before
    if dry.body:
        assert _timeless(dry) == _timeless(done)


@pytest.mark.req("UPD-25")
@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        ({"attributes": {"title": ""}}, 422, "invalid-value"),
        ({"attributes": {"slug": "taken"}}, 409, "not-unique"),
        ({"relationships": {"tags": linkage("tags", [MISSING])}}, 404, "related-not-found"),
        ({"relationships": {"author": linkage("people", MISSING)}}, 404, "related-not-found"),
    ],
)
def test_a_dry_run_is_refused_like_the_write(
    blog: World, post: str, document: Object, status: int, code: str
) -> None:
    if "taken" not in blog.ids:
        blog.add.article("taken", author=blog.ids["bob"])
    sent = {"data": {"type": "articles", "id": post, **document}}
    client = blog.client_of("eve")

    dry, real = (
        client.patch(f"/v1/articles/{post}", sent, headers=headers) for headers in (DRY, {})
    )

    assert fault(dry) == fault(real)
    assert fault(dry)[:2] == (status, code)


@pytest.mark.req("CREATE-09")
def test_a_dry_run_shows_no_secret(blog: World) -> None:
    client = blog.client_of("ann")
    document = resource("access-tokens", None, {"name": "laptop"})

    dry = client.post("/v1/access-tokens", document, headers=DRY)
    real = client.post("/v1/access-tokens", document)

    assert (dry.status, real.status) == (201, 201)
    assert "secret" not in dry.data["attributes"]
    assert real.data["attributes"]["secret"]
    assert real.headers["Cache-Control"] == "no-store"


@pytest.mark.req("UPD-25", "CRUD-03")
def test_a_dry_run_leaves_the_idempotency_key_free(blog: World, post: str) -> None:
    client, key = blog.client_of("ann"), {"Idempotency-Key": "once"}

    dry = client.patch(
        f"/v1/articles/{post}",
        resource("articles", post, {"title": "Dry"}),
        headers={**DRY, **key},
    )
    done = client.patch(
        f"/v1/articles/{post}", resource("articles", post, {"title": "Done"}), headers=key
    )
    again = client.patch(
        f"/v1/articles/{post}", resource("articles", post, {"title": "Done"}), headers=key
    )

    assert dry.data["attributes"]["title"] == "Dry"
    assert done.data["attributes"]["title"] == "Done"
    assert "Idempotency-Replayed" not in done.headers
    assert (again.body, again.headers["Idempotency-Replayed"]) == (done.body, "true")


def _sent(blog: World, post: str, write: str, headers: dict[str, str]) -> Answer:
    who, method, path, document = WRITES[write]
    match document:
        case "bob":
            document = linkage("people", [blog.ids["bob"]])
        case "rust":
            document = linkage("tags", [blog.ids["rust"]])
        case {"title": _}:
            document = resource("articles", post, document)
    url = f"/v1/{path.format(**blog.ids, post=post)}"
    if method == "DELETE":
        headers = {name: value for name, value in headers.items() if name == "Prefer"}
    return blog.client_of(who).write(method, url, document, headers=headers)


def _timeless(answer: Answer) -> Object:
    """The document without what no two writes have alike."""
    made: Object = dict(answer.document)
    if "data" not in made:
        return made
    own = made["data"]["id"] if answer.method == "POST" else ""
    attributes = {
        name: value
        for name, value in made["data"]["attributes"].items()
        if name not in ("createdAt", "updatedAt")
    }
    data = {**made["data"], "attributes": attributes}
    if own:
        data = {name: data[name] for name in ("type", "attributes", "meta")}
        return {"data": data}
    return {**made, "data": data}
