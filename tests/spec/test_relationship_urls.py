"""Which relationships can be written at their own URLs, and how: the same for administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Databases, World, world
from tests.spec.sending import MISSING, Object, cast, fault, linkage, stored

METHODS = ("PATCH", "POST", "DELETE")
#: For each relationship how PATCH, POST and DELETE are answered: done, or refused with this code.
ACCESS = {
    "people/{ann}/articles": ("read-only-field", "read-only-field", "read-only-field"),
    "people/{ann}/comments": ("read-only-field", "read-only-field", "read-only-field"),
    "articles/{post}/author": ("done", "not-permitted", "not-permitted"),
    "articles/{post}/coauthors": ("done", "done", "done"),
    "articles/{post}/tags": ("done", "done", "done"),
    "articles/{post}/series": ("done", "not-permitted", "not-permitted"),
    "articles/{post}/comments": ("read-only-field", "read-only-field", "read-only-field"),
    "articles/{post}/reactions": ("read-only-field", "read-only-field", "read-only-field"),
    "comments/{talk}/article": ("read-only-field", "read-only-field", "read-only-field"),
    "comments/{talk}/author": ("read-only-field", "read-only-field", "read-only-field"),
    "comments/{talk}/parent": ("read-only-field", "read-only-field", "read-only-field"),
    "comments/{talk}/replies": ("read-only-field", "read-only-field", "read-only-field"),
    "comments/{talk}/reactions": ("read-only-field", "read-only-field", "read-only-field"),
    "tags/{rust}/articles": ("replacement-refused", "done", "done"),
    "series/{guide}/articles": ("done", "done", "done"),
    "series/{guide}/curator": ("done", "not-permitted", "not-permitted"),
    "reactions/{like}/person": ("read-only-field", "read-only-field", "read-only-field"),
    "reactions/{like}/target": ("read-only-field", "read-only-field", "read-only-field"),
    "access-tokens/{key}/person": ("read-only-field", "read-only-field", "read-only-field"),
}
REFUSED = [
    (path, method)
    for path, codes in ACCESS.items()
    for method, code in zip(METHODS, codes, strict=True)
    if code in ("read-only-field", "not-permitted")
]
#: What each of them leads to, or could lead to.
MEMBERS = {
    "articles": "post",
    "comments": "talk",
    "author": "ann",
    "coauthors": "bob",
    "tags": "rust",
    "series": "guide",
    "reactions": "like",
    "article": "post",
    "parent": "talk",
    "replies": "talk",
    "curator": "ann",
    "person": "ann",
    "target": "post",
}
TYPES = {
    "ann": "people",
    "bob": "people",
    "post": "articles",
    "talk": "comments",
    "rust": "tags",
    "guide": "series",
    "like": "reactions",
}
TO_ONE = {"author", "series", "article", "parent", "curator", "person", "target"}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """One resource of each type."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        add.tag("rust")
        add.article("post", author=ids["ann"], tags=[ids["rust"]])
        add.series("guide", curator=ids["ann"], articles=[ids["post"]])
        add.comment("talk", article=ids["post"], author=ids["ann"])
        add.reaction("like", person=ids["ann"], article=ids["post"])
        add.token(ids["ann"])
        ids["key"] = next(id_ for name, id_ in reversed(ids.items()) if name.startswith("token"))
        yield made


@pytest.mark.req(
    "UPDREL-01", "UPDREL-03", "UPDREL-04", "UPDREL-06", "UPDREL-10", "UPDREL-17", "AMB-25"
)
@pytest.mark.parametrize("path", ACCESS)
def test_each_relationship_is_written_in_the_ways_that_it_has_and_no_other(
    blog: World, path: str
) -> None:
    client, url = blog.client_of("ada"), _url(blog, path)
    name = path.rpartition("/")[2]
    member = blog.ids[MEMBERS[name]]
    sent = linkage(TYPES[MEMBERS[name]], member if name in TO_ONE else [member])

    answers = [client.write(method, url, sent) for method in METHODS]

    expected = [(204, None) if code == "done" else (403, code) for code in ACCESS[path]]
    assert [_told(answer) for answer in answers] == expected


@pytest.mark.req("UPDREL-17", "UPDREL-19", "AMB-25")
@pytest.mark.parametrize(("path", "method"), REFUSED)
def test_a_write_that_a_relationship_does_not_have_is_403_whatever_it_says(
    blog: World, path: str, method: str
) -> None:
    documents: list[Any] = [None, {}, {"data": None}, {"data": []}, {"data": [{}]}]
    client, url, rows = blog.client_of("ada"), _url(blog, path), stored(blog)

    answers = [client.write(method, url, document) for document in documents]

    code = ACCESS[path][METHODS.index(method)]
    assert [fault(answer) for answer in answers] == [(403, code, None)] * len(documents)
    assert stored(blog) == rows


@pytest.mark.req("AMB-40", "AMB-25", "UPDREL-20")
@pytest.mark.parametrize(
    ("who", "path", "headers", "status", "code"),
    [
        ("ada", "articles/{post}/nope", {"Accept": "text/html"}, 404, "relationship-not-found"),
        ("ada", "articles/{post}/comments", {"Accept": "text/html"}, 406, "not-acceptable"),
        (
            "ada",
            "articles/{post}/comments",
            {"Content-Type": "text/plain"},
            415,
            "unsupported-media-type",
        ),
        ("anonymous", "articles/{post}/comments", {}, 401, "authentication-required"),
        ("ada", "articles/{post}/comments?a=1", {}, 400, "unknown-parameter"),
        ("rita", "articles/{post}/comments", {}, 403, "read-only-field"),
        ("ada", f"articles/{MISSING}/comments", {}, 403, "read-only-field"),
        ("ada", f"articles/{MISSING}/tags", {}, 404, "resource-not-found"),
    ],
)
def test_the_stages_of_a_relationship_write_come_in_their_order(
    blog: World, who: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    document: Object = {"data": []}

    answer = blog.client_of(who).patch(_url(blog, path), document, headers=headers)

    assert (answer.status, answer.errors[0]["code"]) == (status, code)


def _url(blog: World, path: str) -> str:
    owner, _, name = path.format_map(blog.ids).rpartition("/")
    return f"/v1/{owner}/relationships/{name}"


def _told(answer: Any) -> tuple[int, str | None]:
    return (204, None) if answer.status == 204 else fault(answer)[:2]
