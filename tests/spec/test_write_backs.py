"""Whole documents written back as published clients send them, and what must not come of it.

The shapes are those that were seen on the wire: kitsu 11, devour 3, coloquent 2, spraypaint 0.11,
jsona 1.14, jsonapi-requests 0.8, jsonapi-vuex 5, react-admin's ra-jsonapi-client 0.10, datx 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import Object, cast, fault, faults, pointer, stored

#: For each resource who writes it back, and all that is read with it.
RESOURCES = {
    "articles/{post}": ("ann", "author,coauthors,tags,series,comments,reactions"),
    "articles/{plain}": ("ann", "author,coauthors,tags,series,comments,reactions"),
    "comments/{talk}": ("bob", "article,author,parent,replies,reactions"),
    "comments/{reply}": ("bob", "article,author,parent,replies,reactions"),
    "series/{guide}": ("ann", "articles,curator"),
    "tags/{rust}": ("eve", ""),
    "people/{ann}": ("ann", "articles,comments"),
    "reactions/{like}": ("bob", "person,target"),
    "reactions/{fun}": ("bob", "person,target"),
    "access-tokens/{key}": ("ann", "person"),
}
#: An attribute of each type that can be changed.
CHANGED = {
    "articles": {"title": "Changed"},
    "comments": {"body": "Changed."},
    "series": {"title": "Changed"},
    "tags": {"name": "Changed"},
    "people": {"name": "Changed"},
    "reactions": {"kind": "sad"},
    "access-tokens": {"name": "Changed"},
}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """One resource of each type at least, linked in all ways."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        add.tag("rust")
        add.tag("web")
        add.article("plain", author=ids["ann"])
        add.article(
            "post",
            author=ids["ann"],
            summary="Short.",
            tags=[ids["rust"], ids["web"]],
            coauthors=[ids["rita"], ids["bob"]],
        )
        add.article("draft", author=ids["bob"], status="draft")
        add.series("guide", curator=ids["ann"], articles=[ids["post"], ids["draft"], ids["plain"]])
        add.comment("talk", article=ids["post"], author=ids["bob"])
        add.comment("hidden", article=ids["post"], author=ids["rita"], status="hidden")
        add.comment("reply", article=ids["post"], author=ids["bob"], parent=ids["hidden"])
        add.comment("answer", article=ids["post"], author=ids["rita"], parent=ids["talk"])
        add.reaction("like", person=ids["bob"], article=ids["post"])
        add.reaction("fun", person=ids["bob"], comment=ids["answer"], kind="funny")
        add.token(ids["ann"])
        ids["key"] = next(id_ for name, id_ in reversed(ids.items()) if name.startswith("token"))
        yield made


def without_meta(data: Object) -> Object:
    return {name: value for name, value in data.items() if name != "meta"}


def kitsu(data: Object) -> Object:
    """Attributes and links in identifiers, links in relationships and in the resource."""
    more = {"attributes": {"name": "?"}, "links": {"self": "http://x.example/"}}
    relationships = {
        name: {"links": each["links"], "data": _with(each["data"], more)}
        for name, each in data.get("relationships", {}).items()
        if "data" in each
    }
    return {"data": {**without_meta(data), "relationships": relationships}}


def kitsu_without_include(data: Object) -> Object:
    """What was not included stands among the attributes, as links."""
    strays = {name: {"links": each["links"]} for name, each in data["relationships"].items()}
    attributes = {**data["attributes"], **strays, "links": data["links"], "meta": data["meta"]}
    return {"data": {"type": data["type"], "id": data["id"], "attributes": attributes}}


def devour(data: Object) -> Object:
    """An empty `meta` above everything; linkage without links."""
    relationships = {
        name: {"data": each["data"]}
        for name, each in data.get("relationships", {}).items()
        if "data" in each
    }
    return {"data": {**without_meta(data), "relationships": relationships}, "meta": {}}


def coloquent(data: Object) -> Object:
    """Every attribute, every relationship that was included and is not empty."""
    relationships = {
        name: {"data": each["data"]}
        for name, each in data.get("relationships", {}).items()
        if each.get("data")
    }
    members = {name: data[name] for name in ("type", "id", "attributes")}
    return {"data": {**members, "relationships": relationships}}


def spraypaint(data: Object) -> Object:
    """A `method` in each identifier, and the resources themselves in `included`."""
    document = coloquent(data)
    for each in document["data"]["relationships"].values():
        each["data"] = _with(each["data"], {"method": "update"})
    return {**document, "included": [{"type": "tags", "temp-id": "1", "attributes": {}}]}


def jsona(data: Object) -> Object:
    """Empty attributes in identifiers, links among the attributes, what was included."""
    document = coloquent(data)
    document["data"]["attributes"] = {**data["attributes"], "links": data["links"]}
    for each in document["data"]["relationships"].values():
        each["data"] = _with(each["data"], {"attributes": {}})
    return {**document, "included": []}


def as_it_was_read(data: Object) -> Object:
    """jsonapi-requests and jsonapi-vuex: relationships with links, and with data where there was
    any."""
    return {"data": data}


def react_admin(data: Object) -> Object:
    """Attributes alone."""
    return {"data": {name: data[name] for name in ("type", "id", "attributes")}}


def stale(data: Object) -> Object:
    """orbit: times as they were long ago."""
    times = {
        name: "2001-01-01T00:00:00Z"
        for name in ("createdAt", "updatedAt")
        if name in data["attributes"]
    }
    return {"data": {**data, "attributes": {**data["attributes"], **times}}}


CLIENTS: tuple[Callable[[Object], Object], ...] = (
    kitsu,
    kitsu_without_include,
    devour,
    coloquent,
    spraypaint,
    jsona,
    as_it_was_read,
    react_admin,
    stale,
)


@pytest.mark.req("UPD-03", "UPD-09", "UPD-16", "UPD-17", "DOC-02")
@pytest.mark.parametrize("path", RESOURCES)
@pytest.mark.parametrize(
    ("written", "including"),
    [
        *((client, True) for client in CLIENTS),
        *((client, False) for client in (kitsu_without_include, devour, as_it_was_read)),
    ],
)
def test_what_was_read_can_be_written_back_and_changes_nothing(
    blog: World, path: str, written: Callable[[Object], Object], including: bool
) -> None:
    who, include = RESOURCES[path]
    client, url = blog.client_of(who), f"/v1/{path.format_map(blog.ids)}"
    read = client.get(url, params={"include": include} if include and including else None)
    rows = stored(blog)

    answer = client.patch(read.data["links"]["self"] + "/", written(_bare(read.data)))

    assert answer.status == 200
    assert answer.data["attributes"] == read.data["attributes"]
    assert answer.data["meta"] == read.data["meta"]
    assert stored(blog) == rows


@pytest.mark.req("UPD-04", "UPD-07", "UPD-09", "UPD-17", "DOC-02")
@pytest.mark.parametrize("written", [kitsu, coloquent, as_it_was_read])
@pytest.mark.parametrize("path", RESOURCES)
def test_and_changes_what_was_changed_in_between_alone(
    blog: World, path: str, written: Callable[[Object], Object]
) -> None:
    who, include = RESOURCES[path]
    client, url = blog.client_of(who), f"/v1/{path.format_map(blog.ids)}"
    params = {"include": include} if include else None
    read = client.get(url, params=params)
    changed = CHANGED[read.data["type"]]
    edited = {**read.data, "attributes": {**read.data["attributes"], **changed}}

    dry = client.patch(
        url, written(_bare(edited)), params=params, headers={"Prefer": "tx=rollback"}
    )

    following = {"updatedAt", "wordCount", "bodyHtml"}
    after, before = dry.data["attributes"], read.data["attributes"]
    assert dry.status == 200
    assert {n for n in after if after[n] != before[n]} - following == set(changed)
    assert changed.items() <= after.items()
    assert dry.data.get("relationships") == read.data.get("relationships")
    assert dry.data["meta"] == {"version": read.data["meta"]["version"] + 1}


@pytest.mark.req("UPD-12", "UPD-25")
def test_devour_and_datx_do_not_empty_what_they_never_loaded(blog: World) -> None:
    client, post = blog.client_of("ann"), blog.ids["post"]
    read = client.get(f"/v1/articles/{post}").data
    nothing = {
        name: {"data": [] if name in ("coauthors", "tags", "comments") else None}
        for name in ("author", "coauthors", "tags", "comments")
    }
    rows = stored(blog)

    answer = client.patch(
        f"/v1/articles/{post}", {"data": {**read, "relationships": nothing}, "meta": {}}
    )

    assert fault(answer) == (422, "invalid-value", pointer("/data/relationships/author/data"))
    assert stored(blog) == rows


@pytest.mark.req("DEL-03", "DOC-02")
@pytest.mark.parametrize("body", [b"{}", b"null", b"not json", b"resource", b"[" * 90, b"\xff"])
def test_a_body_with_a_deletion_is_ignored_unread(blog: World, body: bytes) -> None:
    made = blog.add.tag()
    client, url = blog.client_of("eve"), f"/v1/tags/{made}/"
    if body == b"resource":
        body = client.get(url).body

    answer = client.delete(url, body=body, headers={"Content-Type": "text/plain"})

    assert answer.status == 200
    assert answer.meta == {"deleted": {"tags": 1}}
    assert client.get(url).status == 404


@pytest.mark.req("UPD-09", "UPD-17")
def test_strict_handling_tells_all_that_would_be_overlooked(blog: World) -> None:
    client, url = blog.client_of("eve"), f"/v1/series/{blog.ids['guide']}"
    document = jsona(client.get(url, params={"include": "curator"}).data)
    document["data"]["relationships"]["articles"] = {"links": {}}
    strict = {"Prefer": "handling=strict"}

    read_only = client.patch(url, document, headers=strict)
    for name in ("createdAt", "updatedAt"):
        del document["data"]["attributes"][name]
    strays = client.patch(url, document, headers=strict)

    assert faults(read_only) == [
        ("403", "read-only-field", pointer(f"/data/attributes/{name}"))
        for name in ("createdAt", "updatedAt")
    ]
    assert sorted(faults(strays), key=str) == [
        ("422", "unsupported-member", pointer(where))
        for where in (
            "/data/attributes/links",
            "/data/relationships/articles",
            "/data/relationships/curator/data/attributes",
            "/included",
        )
    ]


def _bare(data: Object) -> Object:
    """A copy that can be taken apart."""
    return {**data, "attributes": dict(data["attributes"])}


def _with(linkage: Any, more: Object) -> Any:
    """Linkage with more members in each identifier."""
    if isinstance(linkage, list):
        return [{**each, **more} for each in linkage]
    return None if linkage is None else {**linkage, **more}
