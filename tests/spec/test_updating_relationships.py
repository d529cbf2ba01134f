"""Updating relationships at their own URLs: to-ones by PATCH, to-manys by POST and DELETE too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import (
    MISSING,
    Object,
    cast,
    fault,
    linkage,
    members,
    pointer,
    ref,
    stored,
    version,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A cast, four tags and two series of Ann's; each test makes the articles that it changes."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        for name in ("a", "b", "c", "d"):
            add.tag(name)
        for name in ("guide", "notes"):
            add.series(name, curator=ids["ann"])
        yield made


@pytest.fixture
def post(blog: World) -> str:
    """An article of Ann's with the tags a and b."""
    return blog.add.article(author=blog.ids["ann"], tags=[blog.ids["a"], blog.ids["b"]])


@pytest.mark.req("UPDREL-01", "UPDREL-02", "UPDREL-03", "UPDREL-13", "UPDREL-15", "REL-05")
def test_a_to_one_is_replaced_and_cleared_at_its_url(blog: World, post: str) -> None:
    client, guide = blog.client_of("ann"), blog.ids["guide"]
    url = f"/v1/articles/{post}/relationships/series"

    linked = client.patch(url, linkage("series", guide))
    after_linking = client.get(url).data
    cleared = client.patch(url, {"data": None})
    after_clearing = client.get(url).data

    assert (linked.status, linked.body) == (cleared.status, cleared.body) == (204, b"")
    assert (after_linking, after_clearing) == (ref("series", guide), None)
    assert "Content-Type" not in linked.headers
    assert version(blog, "articles", post) == 3
    assert client.get(f"/v1/series/{guide}").status == 200


@pytest.mark.req("UPDREL-02", "UPDREL-19")
@pytest.mark.parametrize(
    ("document", "status", "where"),
    [
        ({}, 400, ""),
        ({"meta": {}}, 400, ""),
        ({"data": []}, 400, "/data"),
        ({"data": [ref("people", MISSING)]}, 400, "/data"),
        ({"data": "ann"}, 400, "/data"),
        ({"data": 7}, 400, "/data"),
        ({"data": {"type": "people"}}, 400, "/data"),
        ({"data": {"id": MISSING}}, 400, "/data"),
        ({"data": {"type": None, "id": MISSING}}, 400, "/data/type"),
        ({"data": {"type": "people", "id": 7}}, 400, "/data/id"),
        ({"data": {"type": "people", "lid": "somebody"}}, 400, "/data/lid"),
        ({"data": ref("tags", MISSING)}, 409, "/data/type"),
        ({"data": None}, 422, "/data"),
    ],
)
def test_a_to_one_takes_one_identifier_of_its_type_or_null_where_it_may_be_empty(
    blog: World, post: str, document: Object, status: int, where: str
) -> None:
    rows = stored(blog)

    answer = blog.client_of("eve").patch(f"/v1/articles/{post}/relationships/author", document)

    assert (answer.status, answer.error["source"]) == (status, pointer(where))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-05", "UPDREL-19", "AMB-28")
@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE"])
@pytest.mark.parametrize(
    ("document", "status", "where"),
    [
        ({}, 400, ""),
        ({"data": None}, 400, "/data"),
        ({"data": ref("tags", MISSING)}, 400, "/data"),
        ({"data": "a"}, 400, "/data"),
        ({"data": [None]}, 400, "/data/0"),
        ({"data": [[]]}, 400, "/data/0"),
        ({"data": [{"type": "tags"}]}, 400, "/data/0"),
        ({"data": [{"id": MISSING}]}, 400, "/data/0"),
        ({"data": [{"type": "tags", "id": 7}]}, 400, "/data/0/id"),
        ({"data": [ref("people", MISSING)]}, 409, "/data/0/type"),
    ],
)
def test_a_to_many_takes_an_array_of_identifiers_of_its_type(
    blog: World, post: str, method: str, document: Object, status: int, where: str
) -> None:
    rows = stored(blog)

    answer = blog.client_of("ann").write(
        method, f"/v1/articles/{post}/relationships/tags", document
    )

    assert (answer.status, answer.error["source"]) == (status, pointer(where))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-05", "UPDREL-02")
@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE"])
def test_a_relationship_write_without_a_body_is_400(blog: World, post: str, method: str) -> None:
    rows = stored(blog)

    answer = blog.client_of("ann").write(method, f"/v1/articles/{post}/relationships/tags")

    assert fault(answer) == (400, "invalid-json", None)
    assert stored(blog) == rows


@pytest.mark.req(
    "UPDREL-03", "UPDREL-04", "UPDREL-06", "UPDREL-07", "UPDREL-08", "UPDREL-09", "UPDREL-10",
    "UPDREL-11", "UPDREL-12", "UPDREL-13", "UPDREL-15", "UPDREL-16", "AMB-27", "AMB-42", "REL-05",
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "sent", "after", "moves"),
    [
        ("PATCH", "cd", "cd", 1),
        ("PATCH", "bc", "bc", 1),
        ("PATCH", "", "", 1),
        ("PATCH", "ab", "ab", 0),
        ("PATCH", "baab", "ab", 0),
        ("PATCH", "ccdc", "cd", 1),
        ("POST", "c", "abc", 1),
        ("POST", "bccd", "abcd", 1),
        ("POST", "a", "ab", 0),
        ("POST", "abba", "ab", 0),
        ("POST", "", "ab", 0),
        ("DELETE", "a", "b", 1),
        ("DELETE", "ac", "b", 1),
        ("DELETE", "aabb", "", 1),
        ("DELETE", "cd", "ab", 0),
        ("DELETE", "", "ab", 0),
    ],
)
def test_a_to_many_is_replaced_grows_and_shrinks_without_repetitions(
    blog: World, post: str, method: str, sent: str, after: str, moves: int
) -> None:
    client, url = blog.client_of("ann"), f"/v1/articles/{post}/relationships/tags"
    document = linkage("tags", [blog.ids[name] for name in sent])
    before = client.get(f"/v1/articles/{post}").data["attributes"]["updatedAt"]

    answers = [client.write(method, url, document) for _ in range(2)]

    updated = client.get(f"/v1/articles/{post}").data["attributes"]["updatedAt"]
    assert [(answer.status, answer.body) for answer in answers] == [(204, b""), (204, b"")]
    assert members(client, url) == [blog.ids[name] for name in after]
    assert version(blog, "articles", post) == 1 + moves
    assert (updated > before) is bool(moves)


@pytest.mark.req("UPDREL-06", "UPDREL-18", "UPDREL-19", "AMB-26")
@pytest.mark.parametrize("method", ["PATCH", "POST"])
@pytest.mark.parametrize("missing", [MISSING, "nope", MISSING.upper(), ""])
def test_a_member_that_does_not_exist_is_404_and_nothing_is_linked(
    blog: World, post: str, method: str, missing: str
) -> None:
    document = linkage("tags", [blog.ids["c"], missing])
    rows = stored(blog)

    answer = blog.client_of("ann").write(
        method, f"/v1/articles/{post}/relationships/tags", document
    )

    assert fault(answer) == (404, "related-not-found", pointer("/data/1"))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-18", "AMB-26")
@pytest.mark.parametrize("missing", [MISSING, "nope"])
def test_a_to_one_to_what_does_not_exist_is_404(blog: World, post: str, missing: str) -> None:
    rows = stored(blog)

    answer = blog.client_of("ann").patch(
        f"/v1/articles/{post}/relationships/series", linkage("series", missing)
    )

    assert fault(answer) == (404, "related-not-found", pointer("/data"))
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-11", "AMB-27")
@pytest.mark.parametrize("missing", [MISSING, "nope", ""])
@pytest.mark.parametrize(
    "path", ["articles/{}/relationships/tags", "articles/{}/relationships/coauthors"]
)
def test_what_never_existed_is_taken_out_without_complaint(
    blog: World, post: str, missing: str, path: str
) -> None:
    type_ = "tags" if path.endswith("tags") else "people"
    rows = stored(blog)

    answer = blog.client_of("ann").delete(f"/v1/{path.format(post)}", linkage(type_, [missing]))

    assert answer.status == 204
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-21", "UPDREL-10", "REL-05")
def test_the_resources_stay_when_their_links_go(blog: World, post: str) -> None:
    client, tag = blog.client_of("ann"), blog.ids["a"]
    before = client.get(f"/v1/tags/{tag}").data

    client.delete(f"/v1/articles/{post}/relationships/tags", linkage("tags", [tag]))

    assert client.get(f"/v1/tags/{tag}").data == before
    assert post not in members(client, f"/v1/tags/{tag}/relationships/articles")


@pytest.mark.req("UPDREL-18", "UPDREL-20", "AMB-24")
@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE"])
@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/v1/articles/{MISSING}/relationships/tags", "resource-not-found"),
        ("/v1/articles/nope/relationships/tags", "resource-not-found"),
        ("/v1/articles/{draft}/relationships/tags", "resource-not-found"),
        ("/v1/articles/{post}/relationships/nope", "relationship-not-found"),
        ("/v1/articles/{post}/relationships/title", "relationship-not-found"),
    ],
)
def test_a_relationship_that_is_not_there_is_404(
    blog: World, post: str, method: str, path: str, code: str
) -> None:
    draft = blog.add.article(author=blog.ids["bob"], status="draft")
    rows = stored(blog)

    answer = blog.client_of("ann").write(method, path.format(post=post, draft=draft), {"data": []})

    assert fault(answer) == (404, code, None)
    assert stored(blog) == rows


@pytest.mark.req("UPDREL-20", "AMB-23")
@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE"])
@pytest.mark.parametrize("parameter", ["include", "fields[tags]", "page[size]", "nope"])
def test_a_relationship_write_takes_no_parameters(
    blog: World, post: str, method: str, parameter: str
) -> None:
    rows = stored(blog)

    answer = blog.client_of("ann").write(
        method,
        f"/v1/articles/{post}/relationships/tags",
        {"data": []},
        params={parameter: "tags"},
    )

    assert fault(answer) == (400, "unknown-parameter", {"parameter": parameter})
    assert stored(blog) == rows


@pytest.mark.req("REL-09")
def test_the_links_of_a_relationship_do_not_change_with_what_it_leads_to(
    blog: World, post: str
) -> None:
    client = blog.client_of("eve")
    before = client.get(f"/v1/articles/{post}").data["relationships"]

    client.patch(f"/v1/articles/{post}/relationships/author", linkage("people", blog.ids["rita"]))
    client.patch(f"/v1/articles/{post}/relationships/tags", {"data": []})

    after = client.get(f"/v1/articles/{post}").data["relationships"]
    assert after == before
    assert client.get(after["author"]["links"]["related"]).data["id"] == blog.ids["rita"]
