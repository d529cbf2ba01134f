"""Who may carry out which operations: role, scopes and ownership, as for single writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jsonapi_blog.settings import Signup
from tests.atomic.sending import add, filled, lid, operate, relate, remove, results, update
from tests.client import Client
from tests.conftest import World
from tests.spec.newsroom import article, fresh, one
from tests.spec.sending import MISSING, Object, fault, faults, linkage, pointer, ref, stored

AT = "/atomic:operations"
ROLES = ("rita", "bob", "ann", "eve", "ada")
NONE = (403, "not-permitted")
READ_ONLY = (403, "read-only-field")
ON = {"article": linkage("articles", "{post}")}

#: What Rita, a reader, Bob and Ann, authors, Eve, an editor, and Ada, an admin, get to hear. What
#: is written is Ann's, but the comment, which is Rita's; Bob is a co-author of the article.
WHO: dict[str, tuple[Object, tuple[Any, ...]]] = {
    "add a tag": (add("tags", {"name": "{word}"}), (NONE, NONE, NONE, 200, 200)),
    "add an article": (add("articles", {"title": "A"}), (NONE, 200, 200, 200, 200)),
    "add an article of Ann's": (
        add("articles", {"title": "A"}, {"author": linkage("people", "{ann}")}),
        (NONE, NONE, 200, 200, 200),
    ),
    "add a comment": (
        add("comments", {"body": "C"}, ON),
        (200, 200, 200, 200, 200),
    ),
    "add a comment where they are closed": (
        add("comments", {"body": "C"}, {"article": linkage("articles", "{closed}")}),
        (NONE, NONE, NONE, NONE, 200),
    ),
    "add a hidden comment": (
        add(
            "comments",
            {"body": "C", "status": "hidden"},
            {"article": linkage("articles", "{post}")},
        ),
        (NONE, NONE, NONE, 200, 200),
    ),
    "add a person": (
        add("people", {"name": "Z", "handle": "{word}"}),
        (NONE, NONE, NONE, NONE, 200),
    ),
    "update an article": (update("articles", "{post}", {"title": "B"}), (NONE, 200, 200, 200, 200)),
    "publish an article": (
        update("articles", "{post}", {"status": "archived"}),
        (NONE, NONE, 200, 200, 200),
    ),
    "update a comment": (update("comments", "{said}", {"body": "D"}), (200, NONE, NONE, 200, 200)),
    "give a role": (update("people", "{rita}", {"role": "author"}), (NONE, NONE, NONE, NONE, 200)),
    "give the role there is": (
        update("people", "{rita}", {"role": "reader"}),
        (200, NONE, NONE, NONE, 200),
    ),
    "tag an article": (
        relate("add", ref("articles", "{post}"), "tags", [ref("tags", "{rust}")]),
        (NONE, 200, 200, 200, 200),
    ),
    "share an article": (
        relate("update", ref("articles", "{post}"), "coauthors", []),
        (NONE, NONE, 200, 200, 200),
    ),
    "give an article away": (
        relate("update", ref("articles", "{post}"), "author", ref("people", "{bob}")),
        (NONE, NONE, NONE, 200, 200),
    ),
    "put an article into a series": (
        relate("add", ref("series", "{guide}"), "articles", [ref("articles", "{post}")]),
        (NONE, NONE, 200, 200, 200),
    ),
    "tag from the tag's side": (
        relate("add", ref("tags", "{web}"), "articles", [ref("articles", "{post}")]),
        (NONE, NONE, NONE, 200, 200),
    ),
    "move a comment": (
        relate("update", ref("comments", "{said}"), "article", ref("articles", "{closed}")),
        (READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY),
    ),
    "remove an article": (remove("articles", "{post}"), (NONE, NONE, 200, 200, 200)),
    "remove a comment": (remove("comments", "{said}"), (200, NONE, NONE, 200, 200)),
    "remove a person": (remove("people", "{kim}"), (NONE, NONE, NONE, NONE, 200)),
}


@pytest.mark.req("ATOM-16", "ATOM-17", "ATOM-28", "ATOM-68", "CREATE-15")
@pytest.mark.parametrize(("operation", "told"), WHO.values(), ids=WHO)
def test_each_role_may_do_by_operations_what_it_may_do_alone(
    blog: World, operation: Object, told: tuple[Any, ...]
) -> None:
    """As dry runs, after an operation that everybody may carry out."""
    ids, made = blog.ids, blog.add
    post = made.article(author=ids["ann"], coauthors=[ids["bob"]])
    names = {**ids, "word": fresh("word"), "post": post}
    names |= {"said": made.comment(article=post, author=ids["rita"]), "kim": made.person()}
    first = add("comments", {"body": "C"}, {"article": one(blog, "articles", "talk")})
    rows = stored(blog)

    answers = [
        operate(
            blog.client_of(role),
            first,
            filled(operation, names),
            headers={"Prefer": "tx=rollback"},
        )
        for role in ROLES
    ]

    found = [each.status if each.status == 200 else fault(each)[:2] for each in answers]
    places = {
        each.error["source"]["pointer"].split("/")[2] for each in answers if each.status > 200
    }
    assert found == list(told)
    assert places <= {"1"}
    assert stored(blog) == rows


@pytest.mark.req("ATOM-16", "ATOM-23", "ATOM-28")
@pytest.mark.parametrize("token", [None, "blog_nonsense", ""])
def test_operations_take_a_token(blog: World, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    rows = stored(blog)

    answer = operate(blog.client, add("comments", {"body": "C"}), headers=headers)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(blog) == rows


@pytest.mark.req("ATOM-28")
def test_nobody_signs_up_or_logs_in_by_operations(blog: World, serve: Callable[..., str]) -> None:
    url = blog.engine.url.render_as_string(hide_password=False)
    person = add("people", {"name": "Z", "handle": fresh("zoe")})
    login = {"name": "laptop", "email": "ann@blog.example", "password": "correct horse"}
    with Client(serve(url, signup=Signup.OPEN)) as nobody:
        signed_up = operate(nobody, person)
        logged_in = operate(nobody, add("access-tokens", login))

    both = operate(blog.client_of("ann"), add("tags"), add("access-tokens", login))
    beside = operate(blog.client_of("ann"), add("access-tokens", login))

    assert signed_up.status == logged_in.status == 401
    assert fault(both)[0] == 403
    assert fault(beside) == (422, "invalid-value", pointer(f"{AT}/0/data/attributes/email"))


@pytest.mark.req("ATOM-16", "ATOM-23", "ATOM-24", "AMB-40")
def test_everything_that_a_role_may_not_ask_for_is_told_at_once(blog: World) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("rita"),
        add("comments", {"body": ""}, {"article": one(blog, "articles", "talk")}),
        add("tags", {"name": "T"}),
        remove("articles", MISSING),
        relate("add", ref("tags", MISSING), "articles", []),
        {"op": "update", "href": f"/v1/series/{MISSING}", "data": ref("series", MISSING)},
        add("people", {"name": "Z"}),
    )

    places = ("1/data", "2/ref", "3/ref", "4/href", "5/data")
    assert faults(answer) == [("403", "not-permitted", pointer(f"{AT}/{at}")) for at in places]
    assert stored(blog) == rows


SCOPES = [
    (("*",), []),
    (("articles:write", "comments:write"), []),
    (("articles:write",), ["1/data", "3/ref"]),
    (("comments:write", "articles:read"), ["0/data", "2/ref"]),
    (("articles:read", "comments:read"), ["0/data", "1/data", "2/ref", "3/ref"]),
    (("tags:write",), ["0/data", "1/data", "2/ref", "3/ref"]),
]


@pytest.mark.req("ATOM-16", "ATOM-24", "ATOM-28")
@pytest.mark.parametrize(("scopes", "refused"), SCOPES)
def test_each_operation_takes_the_scope_of_its_type(
    blog: World, scopes: tuple[str, ...], refused: list[str]
) -> None:
    client = Client(blog.url, blog.add.token(blog.ids["ann"], scopes))
    post = blog.ids[article(blog)]
    rows = stored(blog)

    answer = operate(
        client,
        add("articles", {"title": "A", "status": "published"}, lid="a"),
        add("comments", {"body": "C"}, {"article": linkage("articles", post)}, lid="c"),
        relate("add", ref("articles", post), "tags", [ref("tags", blog.ids["rust"])]),
        {"op": "remove", "ref": lid("comments", "c")},
    )

    told = [] if answer.status == 200 else faults(answer)
    assert told == [("403", "insufficient-scope", pointer(f"{AT}/{at}")) for at in refused]
    assert (stored(blog) == rows) is bool(refused)
    client.close()


@pytest.mark.req("ATOM-17", "ATOM-28", "ATOM-49")
def test_what_belongs_to_somebody_else_undoes_what_is_ones_own(blog: World) -> None:
    client, ids = blog.client_of("bob"), blog.ids
    own = [add("articles", {"title": "A"}), update("articles", ids["draft"], {"title": "B"})]
    rows = stored(blog)

    removed = operate(client, *own, remove("articles", ids["talk"]))
    into = operate(
        client,
        add("articles", {"title": "A"}, lid="a"),
        relate("update", lid("articles", "a"), "series", ref("series", ids["guide"])),
    )
    given = operate(
        client, *own, update("articles", ids["draft"], None, {"author": one(blog, "people", "ann")})
    )

    assert fault(removed) == (403, "not-permitted", pointer(f"{AT}/2/ref"))
    assert fault(into) == (403, "not-permitted", pointer(f"{AT}/1/data"))
    place = pointer(f"{AT}/2/data/relationships/author/data")
    assert fault(given) == (403, "not-permitted", place)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-18", "ATOM-35", "ATOM-40")
def test_a_secret_is_shown_where_its_token_is_added_and_nowhere_else(blog: World) -> None:
    client = blog.client_of("rita")

    answer = operate(
        client,
        add("access-tokens", {"name": "one"}, lid="t"),
        add("access-tokens", {"name": "two", "scopes": ["comments:write"]}),
        {"op": "update", "data": {**lid("access-tokens", "t"), "attributes": {"name": "three"}}},
    )
    dry = operate(client, add("access-tokens", {"name": "d"}), headers={"Prefer": "tx=rollback"})
    bare = operate(
        client, add("access-tokens", {"name": "b"}), params={"fields[access-tokens]": "name"}
    )

    one_, two, three = (each["data"] for each in results(answer))
    secrets = [each["attributes"]["secret"] for each in (one_, two)]
    with Client(blog.url, secrets[1]) as owner:
        used = owner.get(f"/v1/people/{blog.ids['rita']}")
    assert len(set(secrets)) == 2
    assert "secret" not in three["attributes"]
    assert three["attributes"]["name"] == "three"
    assert used.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret" not in results(dry)[0]["data"]["attributes"]
    assert dry.headers["Cache-Control"] != "no-store"
    assert [*results(bare)[0]["data"]["attributes"]] == ["name"]


@pytest.mark.req("ATOM-28")
def test_a_token_makes_none_that_may_do_more_than_itself(blog: World) -> None:
    narrow = Client(blog.url, blog.add.token(blog.ids["ann"], ["access-tokens:write", "tags:read"]))
    rows = stored(blog)

    wide = operate(
        narrow,
        add("access-tokens", {"name": "fine", "scopes": ["tags:read"]}),
        add("access-tokens", {"name": "wide", "scopes": ["tags:write"]}),
        add("access-tokens", {"name": "all"}),
    )

    assert faults(wide) == [
        ("403", "insufficient-scope", pointer(f"{AT}/1/data/attributes/scopes")),
        ("403", "insufficient-scope", pointer(f"{AT}/2/data")),
    ]
    assert stored(blog) == rows
    narrow.close()
