"""Linkage that nobody can write, sent in an update all the same: it must be there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.answer import Answer
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
    resource,
    stored,
    version,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """`talk` has 30 comments, one of them hidden; `quiet` has two, one of them a reply to it."""
    with world(databases) as made:
        add, ids = cast(made).add, made.ids
        add.article("talk", author=ids["ann"])
        for number in range(30):
            status = "hidden" if number == 3 else "visible"
            add.comment(f"c{number}", article=ids["talk"], author=ids["bob"], status=status)
        add.comment("reply", article=ids["talk"], author=ids["rita"], parent=ids["c3"])
        add.article("quiet", author=ids["ann"])
        add.comment("first", article=ids["quiet"], author=ids["bob"])
        add.comment("second", article=ids["quiet"], author=ids["bob"], parent=ids["first"])
        add.reaction("like", person=ids["bob"], article=ids["quiet"])
        add.reaction("fun", person=ids["bob"], comment=ids["first"])
        add.token(ids["bob"])
        ids["key"] = next(id_ for name, id_ in reversed(ids.items()) if name.startswith("token"))
        yield made


Choice = Callable[[Sequence[str]], Sequence[str]]
PASSING: dict[str, Choice] = {
    "all of them": lambda all_: all_,
    "in another order": lambda all_: all_[::-1],
    "some of them twice": lambda all_: [*all_, *all_[:3]],
    "the first window": lambda all_: all_[:25],
    "the first window in another order": lambda all_: all_[24::-1],
}
OTHERS: dict[str, Choice] = {
    "none": lambda _: [],
    "all but the first": lambda all_: all_[1:],
    "less than a window": lambda all_: all_[:24],
    "more than a window": lambda all_: all_[:26],
    "another window": lambda all_: all_[1:26],
    "one more": lambda all_: [*all_, MISSING],
    "one that is no id": lambda all_: [*all_[:24], "nope"],
}


@pytest.mark.req("UPD-03", "UPD-16", "UPD-17")
@pytest.mark.parametrize("who", ["ann", "eve"])
@pytest.mark.parametrize("choice", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("title", [None, "New"])
def test_the_members_that_the_caller_sees_pass_and_so_does_their_first_window(
    blog: World, who: str, choice: Choice, title: str | None
) -> None:
    client, talk = blog.client_of(who), blog.ids["talk"]
    seen = members(client, f"/v1/articles/{talk}/relationships/comments")
    title = title and f"{title} {version(blog, 'articles', talk)}"
    attributes = {} if title is None else {"title": title}
    sent = {"comments": linkage("comments", choice(seen))}
    before = version(blog, "articles", talk)

    answer = client.patch(f"/v1/articles/{talk}", resource("articles", talk, attributes, sent))

    assert answer.status == 200
    assert attributes.items() <= answer.data["attributes"].items()
    assert answer.data["meta"] == {"version": before + len(attributes)}
    assert members(client, f"/v1/articles/{talk}/relationships/comments") == seen
    assert len(seen) == (31 if who == "eve" else 30)


@pytest.mark.req("UPD-12", "UPD-17")
@pytest.mark.parametrize("who", ["ann", "ada"])
@pytest.mark.parametrize("choice", OTHERS.values(), ids=OTHERS)
def test_other_members_are_403_and_all_stays(blog: World, who: str, choice: Choice) -> None:
    client, talk = blog.client_of(who), blog.ids["talk"]
    seen = members(client, f"/v1/articles/{talk}/relationships/comments")
    sent = {"comments": linkage("comments", choice(seen))}
    rows = stored(blog)

    answer = client.patch(
        f"/v1/articles/{talk}", resource("articles", talk, {"title": "Refused"}, sent)
    )

    assert fault(answer) == (
        403,
        "read-only-field",
        pointer("/data/relationships/comments/data"),
    )
    assert stored(blog) == rows


@pytest.mark.req("UPD-17")
def test_what_the_caller_does_not_see_is_no_member(blog: World) -> None:
    talk, rows = blog.ids["talk"], stored(blog)
    everything = members(blog.client_of("eve"), f"/v1/articles/{talk}/relationships/comments")
    sent = {"comments": linkage("comments", everything)}

    answer = blog.client_of("ann").patch(
        f"/v1/articles/{talk}", resource("articles", talk, None, sent)
    )

    assert fault(answer)[:2] == (403, "read-only-field")
    assert stored(blog) == rows


#: A resource, one of its relationships that are never written, and what it leads to.
FIXED = [
    ("comments/{second}", "article", "articles/{quiet}"),
    ("comments/{second}", "author", "people/{bob}"),
    ("comments/{second}", "parent", "comments/{first}"),
    ("comments/{first}", "parent", None),
    ("reactions/{like}", "person", "people/{bob}"),
    ("reactions/{like}", "target", "articles/{quiet}"),
    ("reactions/{fun}", "target", "comments/{first}"),
    ("access-tokens/{key}", "person", "people/{bob}"),
]


@pytest.mark.req("UPD-03", "UPD-16", "UPD-17")
@pytest.mark.parametrize("who", ["bob", "ada"])
@pytest.mark.parametrize(("path", "name", "to"), FIXED)
def test_a_to_one_passes_as_it_is(
    blog: World, who: str, path: str, name: str, to: str | None
) -> None:
    rows = stored(blog)

    answer = _patched(blog, who, path, name, _to(blog, to))

    assert answer.status == 200
    assert stored(blog) == rows


@pytest.mark.req("UPD-12", "UPD-17")
@pytest.mark.parametrize("who", ["bob", "ada"])
@pytest.mark.parametrize(("path", "name", "to"), FIXED)
def test_another_to_one_is_403(blog: World, who: str, path: str, name: str, to: str | None) -> None:
    others = {
        "article": ["articles/{talk}", None],
        "author": ["people/{rita}", None],
        "person": ["people/{rita}", None],
        "parent": ["comments/{c1}", "comments/{second}", f"comments/{MISSING}"],
        "target": ["articles/{talk}", "comments/{second}", f"comments/{blog.ids['quiet']}", None],
    }
    rows = stored(blog)

    answers = [
        _patched(blog, who, path, name, _to(blog, other)) for other in others[name] if other != to
    ]

    assert {answer.status for answer in answers} == {403}
    for answer in answers:
        assert fault(answer) == (
            403,
            "read-only-field",
            pointer(f"/data/relationships/{name}/data"),
        )
    assert stored(blog) == rows


@pytest.mark.req("UPD-17", "AMB-28")
def test_a_polymorphic_to_one_holds_its_types_and_no_other(blog: World) -> None:
    rows = stored(blog)

    answer = _patched(blog, "bob", "reactions/{like}", "target", ref("people", blog.ids["bob"]))

    assert fault(answer) == (
        409,
        "type-mismatch",
        pointer("/data/relationships/target/data/type"),
    )
    assert stored(blog) == rows


@pytest.mark.req("UPD-17")
def test_a_to_one_that_the_caller_cannot_see_is_null(blog: World) -> None:
    rows = stored(blog)

    null, hidden = (
        _patched(blog, "rita", "comments/{reply}", "parent", to)
        for to in (None, ref("comments", blog.ids["c3"]))
    )

    assert (null.status, hidden.status) == (200, 403)
    assert _patched(blog, "eve", "comments/{reply}", "parent", None).status == 403
    assert (
        _patched(blog, "eve", "comments/{reply}", "parent", ref("comments", blog.ids["c3"])).status
        == 200
    )
    assert stored(blog) == rows


@pytest.mark.req("UPD-17", "AMB-40")
def test_what_is_not_the_callers_to_change_is_refused_before_its_linkage(blog: World) -> None:
    first = blog.ids["first"]
    sent = {"article": linkage("articles", blog.ids["talk"])}

    answer = blog.client_of("rita").patch(
        f"/v1/comments/{first}", resource("comments", first, None, sent)
    )

    assert fault(answer) == (403, "not-permitted", None)


def _to(blog: World, path: str | None) -> Object | None:
    if path is None:
        return None
    type_, _, id_ = path.format_map(blog.ids).partition("/")
    return ref(type_, id_)


def _patched(blog: World, who: str, path: str, name: str, to: Object | None) -> Answer:
    type_, _, id_ = path.format_map(blog.ids).partition("/")
    return blog.client_of(who).patch(
        f"/v1/{type_}/{id_}", resource(type_, id_, None, {name: {"data": to}})
    )
