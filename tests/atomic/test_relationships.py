"""Writing relationships by themselves, inside operations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import add, filled, lid, operate, relate, results
from tests.conftest import World
from tests.spec.newsroom import article, fresh
from tests.spec.sending import (
    MISSING,
    Object,
    fault,
    members,
    pointer,
    ref,
    stored,
    version,
)

FIRST = "/atomic:operations/0"


@pytest.fixture
def post(blog: World) -> str:
    """An article of Ann's with one tag."""
    return blog.add.article(author=blog.ids["ann"], tags=[blog.ids["rust"]])


def tags(blog: World, *names: str) -> list[Object]:
    return [ref("tags", blog.ids[name]) for name in names]


@pytest.mark.req("ATOM-13", "ATOM-51", "ATOM-52", "ATOM-53", "AMB-49")
@pytest.mark.parametrize("by_href", [False, True])
def test_a_to_one_is_set_and_cleared_by_update(blog: World, post: str, by_href: bool) -> None:
    client, guide = blog.client_of("ann"), ref("series", blog.ids["guide"])
    url = f"/v1/articles/{post}/relationships/series"
    named = {**ref("articles", post), "relationship": "series"}
    target = {"href": url} if by_href else {"ref": named}

    is_set = operate(client, {"op": "update", **target, "data": guide})
    linked = client.get(url).data
    cleared = operate(client, {"op": "update", **target, "data": None})

    assert results(is_set) == results(cleared) == [{}]
    assert linked == guide
    assert client.get(url).data is None
    assert version(blog, "articles", post) == 3


@pytest.mark.req("ATOM-57", "ATOM-58", "ATOM-59", "ATOM-60", "ATOM-61", "ATOM-68", "UPDREL-07")
@pytest.mark.parametrize("by_href", [False, True])
def test_members_of_a_to_many_join_are_replaced_and_leave(
    blog: World, post: str, by_href: bool
) -> None:
    client = blog.client_of("ann")
    url = f"/v1/articles/{post}/relationships/tags"
    named = {**ref("articles", post), "relationship": "tags"}
    target = {"href": url} if by_href else {"ref": named}
    found = []

    for op, names in (("add", ("web",)), ("update", ("sql", "web")), ("remove", ("web",))):
        answer = operate(client, {"op": op, **target, "data": tags(blog, *names)})
        assert results(answer) == [{}]
        found.append(set(members(client, url)))

    rust, web, sql = (blog.ids[name] for name in ("rust", "web", "sql"))
    assert found == [{rust, web}, {web, sql}, {sql}]
    assert version(blog, "articles", post) == 4


@pytest.mark.req("ATOM-13", "ATOM-58", "ATOM-60", "ATOM-61", "ATOM-68", "UPDREL-08", "UPDREL-09")
@pytest.mark.req("UPDREL-10", "UPDREL-11", "UPDREL-16", "AMB-42")
def test_what_is_there_is_not_added_and_what_is_not_there_not_taken_out(
    blog: World, post: str
) -> None:
    client, target = blog.client_of("ann"), ref("articles", post)
    rows = stored(blog)

    answer = operate(
        client,
        relate("add", target, "tags", tags(blog, "rust", "rust")),
        relate("remove", target, "tags", tags(blog, "web", "sql")),
        relate("remove", target, "tags", [ref("tags", MISSING)]),
        relate("add", target, "tags", []),
        relate("remove", target, "tags", []),
        relate("update", target, "tags", tags(blog, "rust", "rust")),
    )

    assert results(answer) == [{}] * 6
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-59")
def test_an_empty_array_empties_and_order_is_kept(blog: World, post: str) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    people = [ref("people", ids[name]) for name in ("rita", "bob", "eve")]
    target = ref("articles", post)
    series = blog.add.series(curator=ids["ann"])
    others = [ref("articles", ids[article(blog)]) for _ in range(3)]

    answer = operate(
        client,
        relate("update", target, "tags", []),
        relate("update", target, "coauthors", people),
        relate("remove", target, "coauthors", people[:1]),
        relate("add", target, "coauthors", people[:1]),
        relate("update", ref("series", series), "articles", others),
        relate("add", ref("series", series), "articles", [target]),
        relate("update", ref("series", series), "articles", [target, *others[::-1]]),
    )

    url = f"/v1/articles/{post}/relationships"
    assert results(answer) == [{}] * 7
    assert members(client, f"{url}/tags") == []
    assert members(client, f"{url}/coauthors") == [ids[n] for n in ("bob", "eve", "rita")]
    assert members(client, f"/v1/series/{series}/relationships/articles") == [
        post,
        *(each["id"] for each in others[::-1]),
    ]


@pytest.mark.req("ATOM-58", "ATOM-60", "ATOM-68")
def test_the_articles_of_a_tag_are_written_from_the_tag_too(blog: World) -> None:
    client, tag = blog.client_of("eve"), blog.add.tag(fresh("label"))
    posts = [blog.ids[article(blog)] for _ in range(3)]
    named = [ref("articles", each) for each in posts]

    answer = operate(
        client,
        relate("add", ref("tags", tag), "articles", named),
        relate("remove", ref("tags", tag), "articles", named[1:2]),
        relate("remove", ref("articles", posts[2]), "tags", [ref("tags", tag)]),
    )

    assert results(answer) == [{}, {}, {}]
    assert members(client, f"/v1/tags/{tag}/relationships/articles") == posts[:1]
    assert [version(blog, "articles", each) for each in posts] == [2, 3, 3]
    assert version(blog, "tags", tag) == 1


LINKAGE: list[tuple[str, str, Any, str]] = [
    ("update", "series", [], "/data"),
    ("update", "series", [ref("series", MISSING)], "/data"),
    ("update", "series", "guide", "/data"),
    ("update", "series", {}, "/data"),
    ("update", "series", {"type": "series"}, "/data"),
    ("update", "series", {"id": MISSING}, "/data"),
    ("update", "series", {"type": "series", "id": 1}, "/data/id"),
    ("update", "series", {"type": 1, "id": MISSING}, "/data/type"),
    ("update", "tags", None, "/data"),
    ("update", "tags", ref("tags", MISSING), "/data"),
    ("add", "tags", None, "/data"),
    ("add", "tags", ref("tags", MISSING), "/data"),
    ("add", "tags", [None], "/data/0"),
    ("remove", "tags", ["rust"], "/data/0"),
    ("remove", "tags", None, "/data"),
    ("remove", "tags", [{"type": "tags", "lid": 1}], "/data/0/lid"),
]


@pytest.mark.req("ATOM-25", "ATOM-27", "ATOM-52", "ATOM-60", "UPDREL-02", "UPDREL-05", "AMB-47")
@pytest.mark.parametrize(("op", "name", "data", "where"), LINKAGE)
def test_linkage_that_is_none_is_400(
    blog: World, post: str, op: str, name: str, data: Any, where: str
) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), relate(op, ref("articles", post), name, data))

    assert fault(answer) == (400, "invalid-document", pointer(f"{FIRST}{where}"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-25", "ATOM-27", "ATOM-52", "ATOM-57", "ATOM-60", "AMB-47")
@pytest.mark.parametrize("op", ["add", "update", "remove"])
@pytest.mark.parametrize("name", ["tags", "series"])
def test_without_data_nothing_is_done_to_a_relationship(
    blog: World, post: str, op: str, name: str
) -> None:
    operation = {"op": op, "ref": {**ref("articles", post), "relationship": name}}
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), operation)

    assert fault(answer) == (400, "invalid-document", pointer(FIRST))
    assert stored(blog) == rows


REFUSED: list[tuple[str, str, str, Any, int, str, str]] = [
    # -- kinds of change that there are not
    ("add", "articles", "series", ref("series", "{guide}"), 403, "not-permitted", "/ref"),
    ("remove", "articles", "series", ref("series", "{guide}"), 403, "not-permitted", "/ref"),
    ("add", "articles", "author", None, 403, "not-permitted", "/ref"),
    ("update", "articles", "comments", [], 403, "read-only-field", "/ref"),
    ("add", "articles", "reactions", [], 403, "read-only-field", "/ref"),
    ("update", "comments", "article", ref("articles", "{talk}"), 403, "read-only-field", "/ref"),
    ("update", "comments", "author", None, 403, "read-only-field", "/ref"),
    ("update", "tags", "articles", [], 403, "replacement-refused", "/data"),
    # -- values
    ("update", "articles", "author", None, 422, "invalid-value", "/data"),
    ("update", "series", "curator", None, 422, "invalid-value", "/data"),
    ("add", "articles", "tags", [ref("people", "{ann}")], 409, "type-mismatch", "/data/0/type"),
    ("update", "articles", "series", ref("tags", "{rust}"), 409, "type-mismatch", "/data/type"),
    # -- what is not there
    ("update", "articles", "author", ref("people", MISSING), 404, "related-not-found", "/data"),
    ("update", "articles", "series", ref("series", "nope"), 404, "related-not-found", "/data"),
    ("add", "articles", "tags", [ref("tags", "{rust}"), ref("tags", MISSING)], 404,
     "related-not-found", "/data/1"),
    ("update", "articles", "tags", [ref("tags", MISSING)], 404, "related-not-found", "/data/0"),
    ("add", "tags", "articles", [ref("articles", MISSING)], 404, "related-not-found", "/data/0"),
]  # fmt: skip
TARGETS = {"articles": "talk", "comments": "said", "tags": "rust", "series": "guide"}


@pytest.mark.req("ATOM-28", "ATOM-29", "ATOM-52", "ATOM-55", "ATOM-56", "ATOM-63", "ATOM-64")
@pytest.mark.req("ATOM-68", "UPDREL-06", "UPDREL-17")
@pytest.mark.parametrize(("op", "type_", "name", "data", "status", "code", "where"), REFUSED)
def test_what_cannot_be_linked_is_refused_where_it_stands(
    blog: World, op: str, type_: str, name: str, data: Any, status: int, code: str, where: str
) -> None:
    target = ref(type_, blog.ids[TARGETS[type_]])
    rows = stored(blog)

    answer = operate(blog.client_of("ada"), relate(op, target, name, filled(data, blog.ids)))

    assert fault(answer) == (status, code, pointer(f"{FIRST}{where}"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-55", "ATOM-63", "ATOM-64", "ATOM-68")
@pytest.mark.parametrize(
    ("op", "name"), [("update", "series"), ("add", "tags"), ("remove", "tags")]
)
@pytest.mark.parametrize("of", ["missing", "draft"])
def test_a_relationship_of_what_is_not_there_is_404(
    blog: World, op: str, name: str, of: str
) -> None:
    target = ref("articles", MISSING if of == "missing" else blog.ids[of])

    answer = operate(
        blog.client_of("ann"), relate(op, target, name, None if name == "series" else [])
    )

    assert fault(answer) == (404, "resource-not-found", pointer(f"{FIRST}/ref"))


@pytest.mark.req("ATOM-65", "ATOM-68", "UPDREL-08")
def test_members_are_the_same_however_they_are_named(blog: World, post: str) -> None:
    client, name = blog.client_of("eve"), fresh("Name")
    by_lid, target = lid("tags", "t"), ref("articles", post)

    answer = operate(
        client,
        add("tags", {"name": name}, lid="t"),
        relate("add", target, "tags", [by_lid, by_lid]),
        relate("add", target, "tags", [by_lid, *tags(blog, "rust")]),
    )

    made = results(answer)[0]["data"]["id"]
    linked = members(client, f"/v1/articles/{post}/relationships/tags")
    assert linked == sorted([blog.ids["rust"], made])
    assert version(blog, "articles", post) == 2
