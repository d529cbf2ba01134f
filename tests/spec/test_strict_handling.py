"""`Prefer: handling=strict`: what is otherwise overlooked in a body is refused (contract, 1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.corpus import RELATIONSHIPS
from tests.spec.newsroom import TYPES, WRITERS, created, full, minimal, saying
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, faults, pointer, ref, stored

STRICT = {"Prefer": "handling=strict"}
each_type = pytest.mark.parametrize("type_", TYPES)
#: For each type what the server alone writes.
READ_ONLY = {
    "people": ("createdAt", "updatedAt"),
    "articles": ("bodyHtml", "wordCount", "readingMinutes", "createdAt", "updatedAt"),
    "comments": ("bodyHtml", "createdAt", "updatedAt"),
    "series": ("createdAt", "updatedAt"),
    "reactions": ("createdAt",),
    "access-tokens": ("lastUsedAt", "createdAt", "secret"),
}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def posted(of: World, document: Object, prefer: str = "handling=strict") -> Answer:
    """The answer to a document that creates an article."""
    return of.client_of("ann").post("/v1/articles", document, headers={"Prefer": prefer})


@pytest.mark.req("CREATE-09", "NAME-11", "NAME-12", "RES-02")
@each_type
def test_what_the_specification_knows_passes(newsroom: World, type_: str) -> None:
    data = full(newsroom, type_)
    spare = {"meta": {"a": 1}, "links": {"self": "https://x.example"}, "@x": {"foo": 1}}
    relationships = {
        name: {**spare, **each} for name, each in data.get("relationships", {}).items()
    }
    laden = {
        **spare,
        **data,
        "lid": "new",
        "attributes": {**data["attributes"], "@x": 1},
        "relationships": {**relationships, "@x": 1},
    }
    document = {**spare, "jsonapi": {"version": "1.0", "foo": 1}, "data": laden}

    answer = newsroom.client_of(WRITERS[type_]).post(f"/v1/{type_}", document, headers=STRICT)

    assert answer.status == 201
    assert answer.headers["Preference-Applied"] == "handling=strict"


@pytest.mark.req("DOC-02")
def test_every_member_that_nobody_knows_is_422_at_itself(newsroom: World) -> None:
    data = full(newsroom, "articles")
    data["foo"] = data["x:y"] = 1
    data["relationships"]["author"]["foo"] = 1
    data["relationships"]["author"]["data"]["attributes"] = {}
    data["relationships"]["tags"]["data"][1]["method"] = "update"
    document = {"data": data, "foo": 1, "atomic:operations": [], "errors": [], "included": []}
    before = stored(newsroom)

    answer = posted(newsroom, document)

    at = "/data/relationships"
    assert answer.status == 422
    assert sorted(each["source"]["pointer"] for each in answer.errors) == sorted(
        [
            "/foo",
            "/atomic:operations",
            "/errors",
            "/included",
            "/data/foo",
            "/data/x:y",
            f"{at}/author/foo",
            f"{at}/author/data/attributes",
            f"{at}/tags/data/1/method",
        ]
    )
    assert {each["code"] for each in answer.errors} == {"unsupported-member"}
    assert stored(newsroom) == before


@pytest.mark.req("DOC-02")
@pytest.mark.parametrize("included", [[], [1], [{"type": "tags"}]])
def test_included_is_422_whatever_it_holds(newsroom: World, included: list[object]) -> None:
    answer = posted(newsroom, {"data": minimal(newsroom, "articles"), "included": included})

    assert fault(answer) == (422, "unsupported-member", pointer("/included"))


@pytest.mark.req("CREATE-03", "UPD-09")
@pytest.mark.parametrize("relationship", [{}, {"links": {}}, {"meta": {}}, {"@data": None}])
@pytest.mark.parametrize(
    ("type_", "name"), [(type_, name) for type_, names in RELATIONSHIPS.items() for name in names]
)
def test_a_relationship_object_without_data_is_422(
    newsroom: World, type_: str, name: str, relationship: Object
) -> None:
    answer = created(newsroom, saying(newsroom, type_, name, relationship), headers=STRICT)

    refused = ("422", "unsupported-member", pointer(f"/data/relationships/{name}"))
    missed = ("422", "missing-field", pointer("/data/relationships"))
    needed = name in ("article", "target")
    assert faults(answer) == ([refused, missed] if needed else [refused])


@pytest.mark.req("AMB-33")
@each_type
def test_attributes_named_like_relationships_links_or_meta_are_422(
    newsroom: World, type_: str
) -> None:
    names = {**RELATIONSHIPS, "access-tokens": {"person": False}}[type_]
    data = minimal(newsroom, type_)
    data["attributes"] |= dict.fromkeys((*names, "links", "meta"))

    answer = created(newsroom, data, headers=STRICT)

    assert faults(answer) == [
        ("422", "unsupported-member", pointer(f"/data/attributes/{name}"))
        for name in (*names, "links", "meta")
    ]


@pytest.mark.req("UPD-17", "CREATE-15")
@pytest.mark.parametrize("type_", READ_ONLY)
def test_an_attribute_that_the_server_writes_is_403_at_itself(newsroom: World, type_: str) -> None:
    data, made = minimal(newsroom, type_), created(newsroom, minimal(newsroom, type_))
    client, names = newsroom.client_of(WRITERS[type_]), READ_ONLY[type_]
    # The true values are none better than others.
    data["attributes"] |= {name: made.data["attributes"].get(name) for name in names}
    update = {**ref(type_, made.data["id"]), "attributes": dict.fromkeys(names, "x")}
    before = stored(newsroom)

    new = client.post(f"/v1/{type_}", {"data": data}, headers=STRICT)
    changed = client.patch(f"/v1/{type_}/{made.data['id']}", {"data": update}, headers=STRICT)

    refused = [("403", "read-only-field", pointer(f"/data/attributes/{name}")) for name in names]
    assert faults(new) == refused
    assert faults(changed) == refused
    assert stored(newsroom) == before


@pytest.mark.req("ERR-02")
def test_what_the_server_writes_is_refused_before_what_nobody_knows(newsroom: World) -> None:
    data = minimal(newsroom, "articles")
    data["attributes"] |= {"wordCount": 1, "slug": "No Slug"}

    answer = posted(newsroom, {"data": {**data, "foo": 1}})

    assert fault(answer) == (403, "read-only-field", pointer("/data/attributes/wordCount"))


@pytest.mark.req("CREATE-09")
def test_a_to_many_that_the_server_writes_may_still_be_said_to_be_empty(newsroom: World) -> None:
    answer = posted(newsroom, {"data": saying(newsroom, "articles", "comments", {"data": []})})

    assert answer.status == 201


@pytest.mark.req("CREATE-09")
def test_null_for_a_default_is_422(newsroom: World) -> None:
    data = minimal(newsroom, "articles")
    data["attributes"] |= {"slug": None, "status": None, "summary": None}

    answer = posted(newsroom, {"data": data})

    assert faults(answer) == [
        ("422", "unsupported-member", pointer("/data/attributes/slug")),
        ("422", "unsupported-member", pointer("/data/attributes/status")),
    ]


@pytest.mark.req("DOC-02")
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_relationship_document_is_handled_strictly_too(newsroom: World, method: str) -> None:
    path = f"/v1/articles/{newsroom.ids['talk']}/relationships/tags"
    rust = ref("tags", newsroom.ids["rust"])
    client = newsroom.client_of("ann")

    passing = client.write(
        method, path, {"data": [{**rust, "meta": {}, "@x": 1}], "meta": {}, "@y": 1}, headers=STRICT
    )
    refused = client.write(
        method, path, {"data": [{**rust, "method": "x"}], "foo": 1, "included": []}, headers=STRICT
    )

    assert (passing.status, passing.headers["Preference-Applied"]) == (204, "handling=strict")
    assert faults(refused) == [
        ("422", "unsupported-member", pointer("/foo")),
        ("422", "unsupported-member", pointer("/included")),
        ("422", "unsupported-member", pointer("/data/0/method")),
    ]


@pytest.mark.req("DOC-02", "UPD-03")
def test_an_update_is_handled_strictly_too(newsroom: World) -> None:
    talk = ref("articles", newsroom.ids["talk"])
    client, path = newsroom.client_of("ann"), f"/v1/articles/{newsroom.ids['talk']}"
    laden = {**talk, "foo": 1, "attributes": {"tags": 1}, "relationships": {"tags": {"foo": 1}}}

    passing = client.patch(path, {"data": {**talk, "links": {}, "meta": {}}}, headers=STRICT)
    refused = client.patch(path, {"data": laden}, headers=STRICT)

    at = "/data/relationships/tags"
    assert (passing.status, passing.headers["Preference-Applied"]) == (200, "handling=strict")
    assert faults(refused) == [
        ("422", "unsupported-member", pointer("/data/foo")),
        ("422", "unsupported-member", pointer("/data/attributes/tags")),
        ("422", "unsupported-member", pointer(f"{at}/foo")),
        ("422", "unsupported-member", pointer(at)),
    ]


@pytest.mark.req("DOC-02")
@pytest.mark.parametrize(
    ("prefer", "is_strict"),
    [
        ("handling=strict", True),
        ("Handling=Strict", True),
        ('handling="strict"', True),
        ("handling = strict", True),
        ("handling=strict; foo=bar", True),
        ("respond-async, handling=strict", True),
        ('foo="a, handling=lenient", handling=strict', True),
        ("handling=strict, handling=lenient", True),
        ("handling=lenient, handling=strict", False),
        ("handling=lenient", False),
        ("handling=stricter", False),
        ("handling", False),
        ("strict", False),
        ('foo="handling=strict"', False),
        ("", False),
    ],
)
def test_the_preference_is_read_as_http_writes_it(
    newsroom: World, prefer: str, *, is_strict: bool
) -> None:
    document = {"data": minimal(newsroom, "articles")}

    clean = posted(newsroom, document, prefer)
    laden = posted(newsroom, {"foo": 1, **document}, prefer)

    assert clean.headers.get("Preference-Applied") == ("handling=strict" if is_strict else None)
    assert (clean.status, laden.status) == (201, 422 if is_strict else 201)


@pytest.mark.req("CREATE-09")
def test_it_goes_with_other_preferences(newsroom: World) -> None:
    document = {"data": {**minimal(newsroom, "articles"), "relationships": {}}}
    before = stored(newsroom)

    answer = posted(newsroom, document, "tx=rollback, handling=strict, return=minimal")

    applied = {each.strip() for each in answer.headers["Preference-Applied"].split(",")}
    assert applied == {"return=minimal", "handling=strict", "tx=rollback"}
    assert stored(newsroom) == before


@pytest.mark.req("ERR-16")
def test_what_is_wrong_with_a_lid_is_wrong_in_any_handling(newsroom: World) -> None:
    data = saying(newsroom, "articles", "tags", {"data": [{"type": "tags", "lid": "x"}]})

    for prefer in ("handling=strict", "handling=lenient"):
        assert fault(posted(newsroom, {"data": data}, prefer)) == (
            400,
            "unknown-lid",
            pointer("/data/relationships/tags/data/0/lid"),
        )
    assert posted(newsroom, {"data": {**data, "relationships": {}}}).status == 201
