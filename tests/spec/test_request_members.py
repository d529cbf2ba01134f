"""What a document carries beyond what is read of it: overlooked, or malformed (contract, 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.corpus import RELATIONSHIPS
from tests.spec.newsroom import TYPES, WRITERS, article, created, full, minimal, saying
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, faults, linkage, pointer, ref, stored

each_type = pytest.mark.parametrize("type_", TYPES)
MARK = "overlook-me"
#: What may stand in any object of the specification, and means nothing there.
STRAY: Object = {"foo": MARK, "x:y": MARK, "method": MARK, "": MARK, "a/b~": [MARK], "é": None}
AT: Object = {"@context": {MARK: MARK}, "@": MARK, "@x:y": [MARK], "@type": 7, "@data": None}
#: Members of the specification whose content is not read.
SPARE: Object = {"meta": {"a.b": {"_": [MARK]}, "é": 1}, "links": {"self": MARK, "about": None}}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def laden(data: Object) -> Object:
    """A document with this resource object, and with all that there may be beside it."""
    relationships = {
        name: {**STRAY, **AT, **SPARE, "data": _laden_linkage(each["data"])}
        for name, each in data.get("relationships", {}).items()
    }
    resource = {
        **STRAY,
        **AT,
        **SPARE,
        **data,
        "attributes": {**AT, **data["attributes"]},
        "relationships": {**AT, **relationships},
    }
    beside: Object = {"jsonapi": {"version": "9", **STRAY}, "included": [1, MARK, {"type": MARK}]}
    return {**STRAY, **AT, **SPARE, **beside, "data": resource}


def _laden_linkage(linkage: Any) -> Any:
    if isinstance(linkage, list):
        return [_laden_linkage(each) for each in linkage]
    return {**STRAY, **AT, **SPARE, "attributes": {"name": MARK}, **linkage}


def shown(answer: Answer) -> Object:
    """The resource of an answer without what no two have in common."""
    data = answer.data
    unlike = {"createdAt", "updatedAt", "secret", "slug", "name", "handle", "email", "title"}
    attributes = {n: v for n, v in data["attributes"].items() if n not in unlike}
    linked = {n: each.get("data") for n, each in data["relationships"].items()}
    return {**attributes, **linked, "target": None, "articles": None}


@pytest.mark.req("DOC-02", "EXT-18", "NAME-11", "NAME-12", "AMB-35", "DOC-16")
@each_type
def test_what_means_nothing_may_stand_anywhere_in_a_new_resource(
    newsroom: World, type_: str
) -> None:
    client = newsroom.client_of(WRITERS[type_])
    plain = created(newsroom, full(newsroom, type_))

    answer = client.post(f"/v1/{type_}", laden(full(newsroom, type_)))

    assert answer.status == 201
    assert shown(answer) == shown(plain)
    assert MARK not in answer.body.decode()
    assert MARK not in str(client.get(answer.headers["Location"]).document)


@pytest.mark.req("DOC-02", "EXT-18", "NAME-11", "NAME-12")
def test_what_means_nothing_may_stand_anywhere_in_an_update(newsroom: World) -> None:
    client = newsroom.client_of("ann")
    made = created(newsroom, full(newsroom, "articles"))
    said = full(newsroom, "articles")

    answer = client.patch(made.headers["Location"], laden({**said, "id": made.data["id"]}))

    assert answer.status == 200
    assert answer.data["attributes"].items() >= said["attributes"].items()
    assert MARK not in answer.body.decode()


@pytest.mark.req("DOC-02", "EXT-18", "NAME-11", "NAME-12")
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_what_means_nothing_may_stand_anywhere_in_a_relationship_document(
    newsroom: World, method: str
) -> None:
    path = f"/v1/articles/{newsroom.ids[article(newsroom)]}/relationships/tags"
    tags = [_laden_linkage(ref("tags", newsroom.ids["rust"]))]

    answer = newsroom.client_of("ann").write(
        method, path, {**STRAY, **AT, **SPARE, "included": [], "data": tags}
    )

    assert answer.status == 204
    assert newsroom.client.get(path).ids == ([] if method == "DELETE" else [newsroom.ids["rust"]])


@pytest.mark.req("NAME-12", "AMB-29")
def test_an_at_member_stands_for_no_member_of_the_specification(newsroom: World) -> None:
    client = newsroom.client_of("ann")
    at_title = {"type": "articles", "attributes": {"@title": "Title"}}
    before = stored(newsroom)

    def sent(document: Object) -> tuple[int, str, Object | None]:
        return fault(client.post("/v1/articles", document))

    assert sent({"@data": at_title}) == (400, "invalid-document", pointer(""))
    assert sent({"data": {"@type": "articles"}}) == (400, "invalid-document", pointer("/data"))
    assert sent({"data": at_title}) == (422, "missing-field", pointer("/data/attributes"))
    assert stored(newsroom) == before


@pytest.mark.req("NAME-12", "FIELDS-02")
def test_an_at_member_is_no_field(newsroom: World) -> None:
    answer = newsroom.client.get("/v1/articles", params={"fields[articles]": "@context"})

    assert fault(answer) == (400, "invalid-fields", {"parameter": "fields[articles]"})


#: For each kind of object its members and what they cannot be, with the places of such objects.
SHAPES = {
    "meta": [[], "x", 1, None, True],
    "links": [[], "x", 1, None, True],
    "jsonapi": [[], "1.1", None],
    "included": [{}, "x", 1, None],
    "attributes": [[], "x", 1, None],
    "relationships": [[], "x", 1, None],
}
PLACES = {
    "": ("meta", "links", "jsonapi", "included"),
    "/data": ("meta", "links", "attributes", "relationships"),
    "/data/relationships/author": ("meta", "links"),
    "/data/relationships/author/data": ("meta",),
    "/data/relationships/tags/data/1": ("meta",),
}


@pytest.mark.req("DOC-15", "RES-13", "REL-01", "DOC-18")
@pytest.mark.parametrize(
    ("place", "name"), [(place, name) for place, names in PLACES.items() for name in names]
)
def test_a_member_of_the_specification_that_is_not_what_it_says_is_400(
    newsroom: World, place: str, name: str
) -> None:
    client = newsroom.client_of("ann")
    before = stored(newsroom)

    for value in SHAPES[name]:
        document: Any = {"data": full(newsroom, "articles")}
        found = document
        for step in place.split("/")[1:]:
            found = found[int(step) if isinstance(found, list) else step]
        found[name] = value

        answer = client.post("/v1/articles", document)

        assert fault(answer) == (400, "invalid-document", pointer(f"{place}/{name}")), value
    assert stored(newsroom) == before


@pytest.mark.req("REL-02")
@pytest.mark.parametrize(
    ("type_", "name"),
    [(type_, name) for type_, names in RELATIONSHIPS.items() for name in names],
)
def test_a_relationship_that_is_no_object_is_400(newsroom: World, type_: str, name: str) -> None:
    for value in (None, "9", 9, True, [], [ref("people", newsroom.ids["ann"])]):
        answer = created(newsroom, saying(newsroom, type_, name, value))

        at = f"/data/relationships/{name}"
        assert fault(answer) == (400, "invalid-document", pointer(at)), value


@pytest.mark.req("AMB-33", "NAME-01", "NAME-07", "RES-12")
@pytest.mark.parametrize(
    "name", ["nope", "Title", "TITLE", "title ", "id", "type", "lid", "é", "", "a/b", "~", "x:y"]
)
def test_an_unknown_attribute_is_422_at_itself(newsroom: World, name: str) -> None:
    data = minimal(newsroom, "articles")
    data["attributes"][name] = "a value"

    answer = created(newsroom, data)

    at = f"/data/attributes/{name.replace('~', '~0').replace('/', '~1')}"
    assert fault(answer) == (422, "unknown-field", pointer(at))
    assert repr(name) in answer.error["detail"]


@pytest.mark.req("AMB-33", "NAME-01", "NAME-07")
@pytest.mark.parametrize("relationship", [{}, {"data": None}, {"data": []}, {"links": {}}])
@pytest.mark.parametrize("name", ["nope", "Author", "title", "links", "é", "", "a/b"])
def test_an_unknown_relationship_is_422_at_itself(
    newsroom: World, name: str, relationship: Object
) -> None:
    answer = created(newsroom, saying(newsroom, "articles", name, relationship))

    at = f"/data/relationships/{name.replace('/', '~1')}"
    assert fault(answer) == (422, "unknown-field", pointer(at))


@pytest.mark.req("NAME-01", "CRUD-03")
def test_an_update_by_a_name_in_another_case_changes_nothing(newsroom: World) -> None:
    talk, before = newsroom.ids["talk"], stored(newsroom)

    answer = newsroom.client_of("ann").patch(
        f"/v1/articles/{talk}",
        {
            "data": {
                **ref("articles", talk),
                "attributes": {"Title": "Changed"},
                "relationships": {"Tags": linkage("tags", [])},
            }
        },
    )

    assert faults(answer) == [
        ("422", "unknown-field", pointer("/data/attributes/Title")),
        ("422", "unknown-field", pointer("/data/relationships/Tags")),
    ]
    assert stored(newsroom) == before


@pytest.mark.req("DOC-02", "AMB-33")
@each_type
def test_attributes_named_like_relationships_links_or_meta_are_overlooked(
    newsroom: World, type_: str
) -> None:
    names = {**RELATIONSHIPS, "access-tokens": {"person": False}}[type_]
    data = minimal(newsroom, type_)
    plain = created(newsroom, data)
    again = minimal(newsroom, type_)
    again["attributes"] |= {key: {"links": MARK} for key in (*names, "links", "meta")}

    answer = created(newsroom, again)

    assert answer.status == 201
    assert shown(answer) == shown(plain)
    assert not {*names, "links", "meta"} & set(answer.data["attributes"])


@pytest.mark.req("AMB-39", "CREATE-09")
@pytest.mark.parametrize(
    ("type_", "names"),
    [
        ("people", ("createdAt", "updatedAt")),
        ("articles", ("bodyHtml", "wordCount", "readingMinutes", "createdAt", "updatedAt")),
        ("comments", ("bodyHtml", "createdAt", "updatedAt")),
        ("series", ("createdAt", "updatedAt")),
        ("reactions", ("createdAt",)),
        ("access-tokens", ("lastUsedAt", "createdAt", "secret")),
    ],
)
@pytest.mark.parametrize("value", ["2001-01-01T00:00:00Z", 7, None, {"a": 1}])
def test_attributes_that_the_server_writes_are_overlooked_and_the_true_values_shown(
    newsroom: World, type_: str, names: tuple[str, ...], value: object
) -> None:
    data = minimal(newsroom, type_)
    data["attributes"] |= dict.fromkeys(names, value)
    asked = {f"fields[{type_}]": ",".join(names)}

    answer = created(newsroom, data, params=asked)

    assert answer.status == 201
    assert set(answer.data["attributes"]) == set(names)
    for name in set(names) - {"lastUsedAt"}:
        assert answer.data["attributes"][name] != value
