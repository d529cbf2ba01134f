"""What an operation is about: `ref` and `href`, in all their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.atomic.sending import operate, relate, resolves, results, send
from tests.conftest import World
from tests.spec.newsroom import TYPES, article, fresh, minimal
from tests.spec.sending import MISSING, Object, fault, pointer, ref, stored, version

FIRST = "/atomic:operations/0"
FORMS = [
    "{base}/v1/tags/{id}",
    "{base}/v1/tags/{id}/",
    "/v1/tags/{id}",
    "/v1/tags/{id}/",
    "tags/{id}",
    "./tags/{id}",
    "../v1/tags/{id}",
    "//{host}/v1/tags/{id}",
    "HTTP://{host}/v1/tags/{id}",
    "/v1/%74ags/{id}",
]


@pytest.mark.req("ATOM-08", "ATOM-10", "ATOM-45", "LINK-01")
@pytest.mark.parametrize("form", FORMS)
def test_an_href_is_any_reference_to_a_url_of_the_api(blog: World, form: str) -> None:
    client, tag = blog.client_of("eve"), blog.add.tag(fresh("label"))
    href = form.format(base=blog.url, host=blog.url.partition("//")[2], id=tag)

    answer = operate(client, {"op": "remove", "href": href})

    assert results(answer) == [{"meta": {"deleted": {"tags": 1}}}]
    assert client.get(f"/v1/tags/{tag}").status == 404


#: The relationships that an update may replace.
REPLACED = {
    "articles": {"author", "coauthors", "tags", "series"},
    "series": {"articles", "curator"},
}


@pytest.mark.req("ATOM-10", "ATOM-38", "ATOM-51", "ATOM-57", "ATOM-68", "REL-05")
@pytest.mark.parametrize("type_", TYPES)
def test_every_url_that_is_printed_and_can_be_written_is_an_href(blog: World, type_: str) -> None:
    client = blog.client_of("ada")
    made = results(operate(client, add_of(blog, type_)))[0]["data"]
    include = ",".join(made["relationships"])
    url = made["links"]["self"]
    relationships = client.get(url, params={"include": include}).data["relationships"]
    rows = stored(blog)

    whole = operate(client, {"op": "update", "href": url, "data": ref_of(made)})
    parts = {
        name: operate(client, {"op": "update", "href": each["links"]["self"], "data": each["data"]})
        for name, each in relationships.items()
    }

    replaced = REPLACED.get(type_, set())
    assert whole.status == 200
    assert {name: answer.status for name, answer in parts.items()} == {
        name: 200 if name in replaced else 403 for name in relationships
    }
    assert stored(blog) == rows


def add_of(blog: World, type_: str) -> Object:
    """An operation that adds to the collection which the entry document prints."""
    href = blog.client.get("/v1").meta["types"][type_]["href"]
    return {"op": "add", "href": href, "data": minimal(blog, type_)}


def ref_of(data: Object) -> Object:
    return ref(data["type"], data["id"])


@pytest.mark.req("ATOM-09", "ATOM-10", "ATOM-15", "ATOM-51", "ATOM-57")
def test_ref_and_href_are_two_names_of_one_thing(blog: World) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    post = ids[article(blog)]
    url, identifier = f"/v1/articles/{post}", ref("articles", post)
    to_one = {**identifier, "relationship": "series"}
    to_many = {**identifier, "relationship": "tags"}
    rust, web = ref("tags", ids["rust"]), ref("tags", ids["web"])

    answer = operate(
        client,
        {"op": "update", "ref": identifier, "data": {**identifier, "attributes": {"title": "A"}}},
        {"op": "update", "href": url, "data": {**identifier, "attributes": {"title": "B"}}},
        {"op": "update", "ref": to_one, "data": ref("series", ids["guide"])},
        {"op": "update", "href": f"{url}/relationships/series", "data": None},
        {"op": "add", "ref": to_many, "data": [rust]},
        {"op": "add", "href": f"{url}/relationships/tags", "data": [web]},
        {"op": "remove", "ref": to_many, "data": [rust]},
    )

    found = client.get(url, params={"include": "tags,series"}).data
    assert [list(each) for each in results(answer)] == [["data"], ["data"], [], [], [], [], []]
    assert found["attributes"]["title"] == "B"
    assert found["relationships"]["tags"]["data"] == [web]
    assert found["relationships"]["series"]["data"] is None
    assert version(blog, "articles", post) == 8


NO_URLS = [
    "",
    "?",
    "#",
    "/",
    "/v1",
    "/v2/tags/{id}",
    "/tags/{id}",
    "../tags/{id}",
    "https://else.example/v1/tags/{id}",
    "//else.example/v1/tags/{id}",
    "https://{host}/v1/tags/{id}",
    "http://127.0.0.1/v1/tags/{id}",
    "http://someone@{host}/v1/tags/{id}",
    "http://{host}.else.example/v1/tags/{id}",
    "ftp://{host}/v1/tags/{id}",
    "mailto:eve@blog.example",
    "urn:uuid:{id}",
    "http://[/v1/tags/{id}",
    "/v1/tags/{id}?include=articles",
    "/v1/tags/{id}#top",
    " /v1/tags/{id}",
    "/v1/tags/{id}\n",
    "/v1/ta\tgs/{id}",
]
UNKNOWN = [
    "/v1/",
    "/v1/nope",
    "/v1/Tags/{id}",
    "/v1/tags//{id}",
    "/v1/tags/{id}//",
    "/v1/tags%2F{id}",
    "/v1/tags/rust",
    "/v1/tags/{upper}",
    "/v1/tags/{id}/articles",
    "/v1/tags/{id}/links/articles",
    "/v1/tags/{id}/relationships",
    "/v1/tags/{id}/relationships/articles/more",
    "/v1/openapi.json",
    "/v1/operations",
]


@pytest.mark.req("ATOM-10", "ATOM-24", "ATOM-27", "ATOM-28")
@pytest.mark.parametrize(
    ("href", "status", "code"),
    [
        *((href, 400, "invalid-document") for href in NO_URLS if href not in ("", "?", "#")),
        *((href, 404, "unknown-url") for href in (*UNKNOWN, "")),
        ("/v1/tags/{id}/relationships/author", 404, "relationship-not-found"),
    ],
)
def test_any_other_href_is_refused_and_pointed_to(
    blog: World, href: str, status: int, code: str
) -> None:
    rust, host = blog.ids["rust"], blog.url.partition("//")[2]
    target = href.format(host=host, id=rust, upper=rust.upper())
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), {"op": "remove", "href": target})

    assert fault(answer) == (status, code, pointer(f"{FIRST}/href"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-10", "ATOM-25")
@pytest.mark.parametrize("href", [None, 1, True, {}, [], {"href": "/v1/tags"}])
def test_an_href_is_a_string(blog: World, href: Any) -> None:
    answer = operate(blog.client_of("ada"), {"op": "remove", "href": href})

    assert fault(answer) == (400, "invalid-document", pointer(f"{FIRST}/href"))


@pytest.mark.req("ATOM-10")
def test_hrefs_lead_where_links_do(blog: World, serve: Callable[..., str]) -> None:
    from tests.client import Client

    public = "https://blog.example"
    base = serve(blog.engine.url.render_as_string(hide_password=False), public_url=public)
    tags = [blog.add.tag(fresh("label")) for _ in range(3)]
    with Client(base, blog.tokens["eve"]) as client:
        printed = client.get(f"/v1/tags/{tags[0]}").data["links"]["self"]

        public_one = operate(client, {"op": "remove", "href": printed})
        relative = operate(client, {"op": "remove", "href": f"tags/{tags[1]}"})
        private_one = operate(client, {"op": "remove", "href": f"{base}/v1/tags/{tags[2]}"})

    assert printed == f"{public}/v1/tags/{tags[0]}"
    assert public_one.status == relative.status == 200
    assert fault(private_one) == (400, "invalid-document", pointer(f"{FIRST}/href"))


REFS: list[tuple[Any, str]] = [
    (None, ""),
    ("articles", ""),
    ([], ""),
    (1, ""),
    ({}, ""),
    ({"type": "tags"}, ""),
    ({"id": MISSING}, ""),
    ({"lid": "a"}, ""),
    ({"type": "tags", "relationship": "articles"}, ""),
    ({"type": "tags", "id": MISSING, "lid": "a"}, ""),
    ({"type": 1, "id": MISSING}, "/type"),
    ({"type": None, "id": MISSING}, "/type"),
    ({"type": "tags", "id": 1}, "/id"),
    ({"type": "tags", "id": None}, "/id"),
    ({"type": "tags", "lid": 1}, "/lid"),
    ({"type": "tags", "id": MISSING, "relationship": None}, "/relationship"),
    ({"type": "tags", "id": MISSING, "relationship": ["articles"]}, "/relationship"),
]


@pytest.mark.req("ATOM-09", "ATOM-25", "ATOM-26", "ATOM-27")
@pytest.mark.parametrize(("target", "where"), REFS)
@pytest.mark.parametrize("rest", [{"op": "remove"}, {"op": "update", "data": []}])
def test_a_ref_is_a_type_with_an_id_or_a_lid(
    blog: World, target: Any, where: str, rest: Object
) -> None:
    document = {"atomic:operations": [{**rest, "ref": target}]}

    answer = send(blog.client_of("ada"), document)

    found = {(each["code"], each["source"]["pointer"]) for each in answer.errors}
    assert answer.status == 400
    assert found == {("invalid-document", f"{FIRST}/ref{where}")}
    assert resolves(f"{FIRST}/ref{where}", document)


@pytest.mark.req("ATOM-24", "ATOM-28", "ATOM-29")
@pytest.mark.parametrize(
    ("target", "code", "where"),
    [
        ({"type": "nope", "id": MISSING}, "unknown-url", "/type"),
        ({"type": "Tags", "id": MISSING}, "unknown-url", "/type"),
        ({"type": "", "id": MISSING}, "unknown-url", "/type"),
        (
            {"type": "tags", "id": MISSING, "relationship": "author"},
            "relationship-not-found",
            "/relationship",
        ),
        ({"type": "tags", "id": MISSING, "relationship": ""}, "relationship-not-found", None),
        ({"type": "tags", "id": MISSING}, "resource-not-found", ""),
        ({"type": "tags", "id": "rust"}, "resource-not-found", ""),
        ({"type": "tags", "id": ""}, "resource-not-found", ""),
    ],
)
def test_a_ref_to_what_there_is_not_is_404(
    blog: World, target: Object, code: str, where: str | None
) -> None:
    answer = operate(blog.client_of("ada"), {"op": "remove", "ref": target})

    where = "/relationship" if where is None else where
    assert fault(answer) == (404, code, pointer(f"{FIRST}/ref{where}"))


@pytest.mark.req("ATOM-25", "ATOM-27", "AMB-47")
@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "ref": ref("tags", MISSING), "data": {"type": "tags"}},
        {"op": "add", "href": f"/v1/tags/{MISSING}", "data": {"type": "tags"}},
        {"op": "update", "href": "/v1/tags", "data": ref("tags", MISSING)},
        {"op": "remove", "href": "/v1/tags"},
        {"op": "remove"},
        {"op": "remove", "data": ref("tags", MISSING)},
        {"op": "remove", "ref": ref("tags", MISSING), "data": None},
        {"op": "remove", "ref": ref("tags", MISSING), "data": [ref("articles", MISSING)]},
        {"op": "remove", "href": f"/v1/tags/{MISSING}", "data": ref("tags", MISSING)},
        relate("update", ref("articles", MISSING), "series", {"type": "series", "attributes": {}}),
        relate(
            "add", ref("articles", MISSING), "tags", {"type": "tags", "attributes": {"name": "A"}}
        ),
        {"op": "remove", "ref": {**ref("articles", MISSING), "relationship": "tags"}},
        {"op": "update", "ref": {**ref("articles", MISSING), "relationship": "tags"}},
        {"op": "add", "href": f"/v1/articles/{MISSING}/relationships/tags"},
    ],
)
def test_a_target_that_does_not_suit_the_operation_is_400(blog: World, operation: Object) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), operation)

    assert fault(answer) == (400, "invalid-document", pointer(FIRST))
    assert stored(blog) == rows
