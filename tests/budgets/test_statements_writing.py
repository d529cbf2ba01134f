"""How many SQL statements each shape of write may take.

What opens and closes transactions and what looks a token up is not counted. Rows have articles of
their own, so that each counts the same alone and after all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jsonapi_blog import passwords
from tests.answer import Answer
from tests.conftest import Databases, World, world
from tests.sample import sample_blog
from tests.spec.sending import MISSING, linkage, resource
from tests.statements import Seen

PASSWORD = "correct horse battery"
LOGIN = {"name": "laptop", "email": "login@blog.example"}


def row(count: int, role: str, request: str, document: Any = None, **headers: str) -> Any:
    """One row of the table; `{names}` stand for ids, in headers `_` for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return pytest.param(count, role, request, document, named, id=f"{role}: {request}")


def tags(*names: str) -> Any:
    return linkage("tags", names)


def articles(*names: str) -> Any:
    return linkage("articles", names)


def article(id_: str | None = None, **attributes: Any) -> Any:
    return resource("articles", id_, attributes)


def tagged(names: tuple[str, ...], id_: str | None = None, **attributes: Any) -> Any:
    return resource("articles", id_, attributes, {"tags": tags(*names)})


def on(type_: str, attributes: Any, **relationships: Any) -> Any:
    return resource(type_, None, attributes, relationships)


TWO = ("{rust}", "{web}")
NEW = {"title": "Locks", "body": "*Mine.*"}
ZOE = {"name": "Zoe", "handle": "zoe", "email": "zoe@blog.example", "password": PASSWORD}
COMMENT = {"body": "Yes."}
POST = linkage("articles", "{post-1}")
TAGS = "/v1/articles/{0}/relationships/tags"

BUDGET = [
    # -- to create: the tags, whether the slug is taken, the row, its links, and what is answered
    row(5, "author", "POST /v1/articles", tagged(TWO, **NEW)),
    row(6, "author", "POST /v1/articles?include=author", tagged(TWO, **NEW)),
    row(5, "author", "POST /v1/articles", tagged(TWO, **NEW), Prefer="return=minimal"),
    row(5, "author", "POST /v1/articles", tagged(TWO, **NEW), Prefer="tx=rollback"),
    row(2, "author", "POST /v1/articles", article(title="Locks", slug="a-slug-of-its-own")),
    row(3, "editor", "POST /v1/tags", resource("tags", None, {"name": "Locks"})),
    row(3, "author", "POST /v1/series", resource("series", None, {"title": "Locks"})),
    row(2, "admin", "POST /v1/people", resource("people", None, ZOE)),
    row(3, "reader", "POST /v1/comments", on("comments", COMMENT, article=POST)),
    row(4, "reader", "POST /v1/comments",
        on("comments", COMMENT, article=POST, parent=linkage("comments", "{c4}"))),
    row(3, "reader", "POST /v1/reactions", on("reactions", {"kind": "sad"},
        target=linkage("comments", "{c4}"))),
    # (a token by one that is still in force)
    row(3, "author", "POST /v1/access-tokens", resource("access-tokens", None, {"name": "Two"})),
    # -- into a series: it is looked at, locked, asked for its last place, and one version older
    row(7, "author", "POST /v1/articles", on("articles", NEW, series=linkage("series", "{guide}"))),
    # -- with a key: its lock, what is kept under it, what is kept from now on
    row(8, "author", "POST /v1/articles", tagged(TWO, **NEW), Idempotency_Key="one"),
    # -- to change: the row under its lock, the row, and what is answered
    row(3, "author", "PATCH /v1/articles/{post-3}", article("{post-3}", title="Other")),
    row(3, "author", "PATCH /v1/articles/{post-5}", article("{post-5}", title="X"), If_Match="*"),
    row(4, "author", "PATCH /v1/articles/{post-7}?include=author", article("{post-7}", body="X")),
    row(6, "author", "PATCH /v1/articles/{post-9}", article("{post-9}", body="X"),
        Idempotency_Key="two"),
    row(3, "reader", "PATCH /v1/comments/{first-2}", resource("comments", "{first-2}", COMMENT)),
    row(3, "editor", "PATCH /v1/tags/{web}", resource("tags", "{web}", {"description": "W."})),
    # -- a new password ends what was begun under the old one, and takes a token that is still there
    row(5, "admin", "PATCH /v1/people/{lee}", resource("people", "{lee}", {"password": PASSWORD})),
    # -- where nothing differs nothing is written
    row(2, "author", "PATCH /v1/articles/{post-11}", article("{post-11}", status="published")),
    row(4, "author", "PATCH /v1/articles/{post-15}", tagged(TWO, "{post-15}")),
    # -- linkage that cannot be written is compared with what is there
    row(3, "author", "PATCH /v1/articles/{post-17}",
        resource("articles", "{post-17}", None, {"comments": {"data": []}})),
    # -- tags of an article: what is named and what is there; the version, what goes, what comes
    row(7, "author", "PATCH /v1/articles/{post-13}", tagged(("{web}",), "{post-13}")),
    row(6, "author", f"PATCH {TAGS.format('{post-19}')}", tags("{web}")),
    row(3, "author", f"PATCH {TAGS.format('{post-21}')}", tags("{rust}")),
    row(5, "author", f"POST {TAGS.format('{post-23}')}", tags("{web}")),
    row(3, "author", f"POST {TAGS.format('{post-21}')}", tags("{rust}")),
    row(4, "author", f"DELETE {TAGS.format('{post-27}')}", tags("{rust}")),
    row(2, "author", f"DELETE {TAGS.format('{post-21}')}", tags("{web}")),
    # -- other relationships, and those that are kept in the rows of others
    row(5, "author", "PATCH /v1/articles/{post-29}/relationships/coauthors",
        linkage("people", ["{bob}", "{rita}"])),
    row(3, "admin", "PATCH /v1/articles/{post-6}/relationships/author", linkage("people", "{ann}")),
    row(7, "author", "PATCH /v1/articles/{post-19}/relationships/series",
        linkage("series", "{guide}")),
    row(5, "author", "PATCH /v1/articles/{post-3}/relationships/series", linkage("series", None)),
    row(5, "editor", "POST /v1/tags/{topic-1}/relationships/articles", articles("{post-6}")),
    row(4, "editor", "DELETE /v1/tags/{rust}/relationships/articles", articles("{post-8}")),
    row(7, "author", "POST /v1/series/{guide}/relationships/articles", articles("{post-21}")),
    row(5, "author", "DELETE /v1/series/{guide}/relationships/articles", articles("{post-7}")),
    row(8, "editor", "PATCH /v1/series/{notes}/relationships/articles",
        articles("{post-10}", "{post-4}")),
    # -- to delete: the row under its lock, what goes with it, the row
    row(3, "author", "DELETE /v1/articles/{post-25}"),
    row(3, "author", "DELETE /v1/articles/{draft-with-date}", Prefer="return=minimal"),
    # (in a series, which is locked before it and one version older after it)
    row(5, "author", "DELETE /v1/articles/{future}"),
    row(5, "reader", "DELETE /v1/comments/{first-3}"),
    row(4, "editor", "DELETE /v1/tags/{topic-2}"),
    row(4, "editor", "DELETE /v1/series/{notes}"),
    row(2, "admin", "DELETE /v1/reactions/{like-of-reply}"),
    row(11, "admin", "DELETE /v1/people/{kim}"),
]  # fmt: skip

REFUSED = [
    # -- before anything is looked at
    (0, "anonymous", "POST /v1/articles", article(title="X"), 401),
    (0, "author", "POST /v1/articles?include=nope", article(title="X"), 400),
    (0, "author", "POST /v1/articles", {"data": []}, 400),
    (0, "author", "POST /v1/articles", resource("tags", None, {"name": "X"}), 409),
    (0, "author", "PATCH /v1/articles/{post-1}", article("{post-3}"), 409),
    (0, "reader", "POST /v1/articles", article(title="X"), 403),
    (0, "admin", "POST /v1/people", resource("people", "{ann}", {"name": "X", "handle": "x"}), 403),
    (0, "author", "POST /v1/articles/{post-1}/relationships/comments", {"data": []}, 403),
    (0, "author", "POST /v1/articles", article(title=""), 422),
    (0, "author", "POST /v1/articles/7", article(title="X"), 404),
    (0, "author", "PUT /v1/articles/{post-1}", article("{post-1}"), 405),
    # -- by the first look
    (1, "author", "POST /v1/articles", tagged((MISSING,), title="X"), 404),
    (1, "author", "POST /v1/articles", article(title="X", slug="post-1"), 409),
    (1, "author", "PATCH /v1/articles/{otto}", article("{otto}", title="X"), 404),
    (1, "author", "PATCH /v1/articles/{post-2}", article("{post-2}", title="X"), 403),
    (1, "reader", "DELETE /v1/comments/{c4}", None, 403),
    (3, "admin", "DELETE /v1/people/{ann}", None, 409),
]


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """The sample blog, to be written to."""
    with world(databases) as made:
        made.tokens.update(sample_blog(made.add))
        made.add.person(
            "login", email="login@blog.example", password_hash=passwords.hashed(PASSWORD)
        )
        yield made


@pytest.mark.parametrize(("count", "role", "request_line", "document", "headers"), BUDGET)
def test_a_write_takes_so_many_statements(
    blog: World,
    count: int,
    role: str,
    request_line: str,
    document: Any,
    headers: dict[str, str],
) -> None:
    answer, seen = sent(blog, role, request_line, document, headers)

    assert answer.status < 300, answer.document
    assert len(seen) == count, "\n\n".join(seen.counted)
    assert len(seen.token_lookups) == 1


@pytest.mark.parametrize(("count", "role", "request_line", "document", "status"), REFUSED)
def test_a_refusal_takes_none_or_few(
    blog: World, count: int, role: str, request_line: str, document: Any, status: int
) -> None:
    answer, seen = sent(blog, role, request_line, document, {})

    assert answer.status == status
    assert len(seen) == count, "\n\n".join(seen.counted)


def test_a_version_that_was_not_expected_costs_the_lock_alone(blog: World) -> None:
    document = article("{post-1}", title="X")

    answer, seen = sent(
        blog, "author", "PATCH /v1/articles/{post-1}", document, {"If-Match": '"9"'}
    )

    assert answer.status == 412
    assert len(seen) == 1


def test_an_answer_that_is_given_again_costs_the_key_and_a_look(blog: World) -> None:
    request, document, key = "POST /v1/articles", tagged(TWO, **NEW), {"Idempotency-Key": "again"}
    first, _ = sent(blog, "author", request, document, key)

    again, seen = sent(blog, "author", request, document, key)

    assert (again.body, again.headers["Idempotency-Replayed"]) == (first.body, "true")
    assert len(seen) == 2


def test_to_log_in_is_an_attempt_an_account_a_pardon_a_second_look_and_a_token(
    blog: World,
) -> None:
    document = resource("access-tokens", None, {**LOGIN, "password": PASSWORD})

    answer, seen = sent(blog, "anonymous", "POST /v1/access-tokens", document, {})

    assert answer.status == 201
    assert (len(seen), len(seen.token_lookups)) == (6, 0)


def test_a_wrong_password_is_an_attempt_and_an_account(blog: World) -> None:
    document = resource("access-tokens", None, {**LOGIN, "password": "wrong"})

    answer, seen = sent(blog, "anonymous", "POST /v1/access-tokens", document, {})

    assert answer.status == 401
    assert len(seen) == 2


def sent(
    blog: World, role: str, request_line: str, document: Any, headers: dict[str, str]
) -> tuple[Answer, Seen]:
    """The answer to a request, and the statements that it took."""
    method, _, path = request_line.partition(" ")
    client = blog.client_of(role)
    with blog.statements.count() as seen:
        answer = client.write(
            method, path.format_map(blog.ids), named(document, blog.ids), headers=headers
        )
    return answer, seen


def named(node: Any, ids: dict[str, str]) -> Any:
    """The document with ids in place of `{names}`."""
    match node:
        case dict():
            return {name: named(value, ids) for name, value in node.items()}
        case list():
            return [named(each, ids) for each in node]
        case str():
            return node.format_map(ids)
        case _:
            return node
