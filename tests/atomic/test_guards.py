"""What guards operations: a version for each of them, a key and preferences for all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import (
    MEDIA_TYPE,
    add,
    guarded,
    operate,
    relate,
    remove,
    results,
    send,
    update,
)
from tests.conftest import World
from tests.spec.newsroom import article, fresh
from tests.spec.sending import (
    MISSING,
    Object,
    fault,
    faults,
    linkage,
    members,
    pointer,
    ref,
    stored,
)

FIRST = "/atomic:operations/0"
WHERE = pointer(f"{FIRST}/meta/ifMatch")
DRY = {"Prefer": "tx=rollback"}
OTHERS = [(0, other) for other in (4, 33, "2", 'W/"3"', "W/3", "03", "3.", "three", '"3", "3"')]


@pytest.fixture
def post(blog: World) -> str:
    """An article of Ann's of version 3."""
    return blog.add.article(author=blog.ids["ann"], version=3)


def kinds(id_: str) -> list[Object]:
    """Every kind of operation that a version can guard, on one article."""
    identifier = ref("articles", id_)
    return [
        update("articles", id_, {"title": "Other"}),
        relate("update", identifier, "series", None),
        relate("update", identifier, "coauthors", []),
        relate("add", identifier, "tags", []),
        relate("remove", identifier, "tags", []),
        remove("articles", id_),
    ]


@pytest.mark.req("ATOM-11", "ATOM-38", "UPD-23")
@pytest.mark.parametrize("version", [3, "3", '"3"', "3.0123456789abcdef", '"3.0a"', "*"])
def test_every_kind_of_operation_is_carried_out_on_the_version_that_it_names(
    blog: World, post: str, version: Any
) -> None:
    first, *rest = kinds(post)

    kept = operate(blog.client_of("ann"), *(guarded(each, version) for each in rest[:-1]))
    changed = operate(blog.client_of("ann"), guarded(first, version))
    gone = operate(blog.client_of("ann"), guarded(rest[-1], 4 if version != "*" else "*"))

    assert [kept.status, changed.status, gone.status] == [200, 200, 200]
    assert results(changed)[0]["data"]["meta"] == {"version": 4}


@pytest.mark.req("ATOM-11", "ATOM-28", "ATOM-43", "ATOM-49", "ATOM-63", "UPD-23", "DEL-05")
@pytest.mark.parametrize(("kind", "version"), [*((kind, 2) for kind in range(6)), *OTHERS])
def test_on_any_other_version_it_is_412(blog: World, post: str, kind: int, version: Any) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ann"), guarded(kinds(post)[kind], version))

    assert fault(answer) == (412, "precondition-failed", WHERE)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-11", "ATOM-25", "ATOM-27")
@pytest.mark.parametrize("version", ["", 0, -3, 3.0, 2.5, True, False, None, [], [3], {}])
def test_what_is_no_version_is_400(blog: World, post: str, version: Any) -> None:
    answer = operate(blog.client_of("ann"), guarded(kinds(post)[0], version))

    assert fault(answer) == (400, "invalid-document", WHERE)


@pytest.mark.req("ATOM-11", "ATOM-25")
def test_what_is_added_has_no_version_to_guard(blog: World) -> None:
    new = add("tags", {"name": fresh("Name")})
    rows = stored(blog)

    answers = [operate(blog.client_of("eve"), guarded(new, version)) for version in (1, "*")]

    assert [fault(each) for each in answers] == [(400, "invalid-document", WHERE)] * 2
    assert stored(blog) == rows


@pytest.mark.req("ATOM-15", "ATOM-17")
def test_a_version_is_that_which_the_operations_before_left(blog: World, post: str) -> None:
    client = blog.client_of("ann")
    tagged = relate("add", ref("articles", post), "tags", [ref("tags", blog.ids["rust"])])
    rows = stored(blog)

    stale = operate(client, guarded(kinds(post)[0], 3), guarded(tagged, 3))
    between = stored(blog)
    fresh_ones = operate(
        client, guarded(kinds(post)[0], 3), guarded(tagged, 4), guarded(remove("articles", post), 5)
    )

    place = pointer("/atomic:operations/1/meta/ifMatch")
    assert fault(stale) == (412, "precondition-failed", place)
    assert between == rows
    assert fresh_ones.status == 200


@pytest.mark.req("ATOM-68", "UPD-11", "UPD-12", "UPDREL-06")
def test_a_long_to_many_is_replaced_only_on_a_version_that_is_named(blog: World) -> None:
    client, ids = blog.client_of("ann"), blog.ids
    posts = [ids[article(blog)] for _ in range(26)]
    series = blog.add.series(curator=ids["ann"], articles=posts)
    alone = relate("update", ref("series", series), "articles", [ref("articles", posts[0])])
    whole = update("series", series, None, {"articles": linkage("articles", posts[:1])})
    rows = stored(blog)

    refused = [operate(client, each) for each in (alone, whole, guarded(alone, "*"))]
    between = stored(blog)
    done = operate(client, guarded(alone, 1))

    assert [fault(each)[:2] for each in refused] == [(403, "replacement-refused")] * 3
    assert between == rows
    assert done.status == 200
    assert members(client, f"/v1/series/{series}/relationships/articles") == posts[:1]


@pytest.mark.req("ATOM-68", "UPD-11", "UPD-12")
def test_no_version_of_a_tag_guards_its_articles(blog: World) -> None:
    tag = ref("tags", blog.ids["web"])

    guarded_one = operate(blog.client_of("eve"), guarded(relate("add", tag, "articles", []), 1))
    anything = operate(blog.client_of("eve"), guarded(relate("add", tag, "articles", []), "*"))
    replaced = operate(blog.client_of("eve"), guarded(relate("update", tag, "articles", []), 1))

    assert fault(guarded_one) == (412, "precondition-failed", WHERE)
    assert anything.status == 200
    assert fault(replaced) == (403, "replacement-refused", pointer(f"{FIRST}/data"))


@pytest.mark.req("ATOM-11", "ATOM-28")
@pytest.mark.parametrize("tag", ['"3"', "*", "nonsense"])
def test_the_header_guards_no_operations(blog: World, post: str, tag: str) -> None:
    rows = stored(blog)

    answer = operate(blog.client_of("ann"), kinds(post)[0], headers={"If-Match": tag})

    assert fault(answer) == (400, "invalid-header", {"header": "If-Match"})
    assert stored(blog) == rows


@pytest.mark.req("ATOM-68", "AMB-40")
def test_who_may_not_write_learns_nothing_of_the_version(blog: World, post: str) -> None:
    answer = operate(blog.client_of("bob"), guarded(kinds(post)[0], 99))

    assert fault(answer) == (403, "not-permitted", pointer(f"{FIRST}/data"))


@pytest.mark.req("ATOM-16", "ATOM-18")
def test_the_same_operations_with_the_same_key_are_carried_out_once(blog: World, post: str) -> None:
    client, key = blog.client_of("ann"), {"Idempotency-Key": fresh("key")}
    operations = [
        add("articles", {"title": fresh("A")}),
        update("articles", post, {"title": "Other"}),
        relate("add", ref("articles", post), "tags", [ref("tags", blog.ids["rust"])]),
    ]

    first = operate(client, *operations, headers=key)
    rows = stored(blog)
    again = operate(client, *operations, headers=key)
    other = operate(client, *operations[:2], headers=key)
    in_turn = operate(client, *reversed(operations), headers=key)

    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Content-Type"] == MEDIA_TYPE
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    reused = (422, "idempotency-key-reused", {"header": "Idempotency-Key"})
    assert fault(other) == fault(in_turn) == reused
    assert stored(blog) == rows


@pytest.mark.req("ATOM-16", "ATOM-17")
def test_operations_that_are_refused_or_tried_leave_their_key_free(blog: World) -> None:
    client, key = blog.client_of("eve"), {"Idempotency-Key": fresh("key")}
    good, bad = add("tags", {"name": fresh("Name")}), remove("tags", MISSING)

    refused = operate(client, good, bad, headers=key)
    tried = operate(client, good, headers={**key, **DRY})
    done = operate(client, good, headers=key)

    assert [refused.status, tried.status, done.status] == [404, 200, 200]
    assert "Idempotency-Replayed" not in done.headers


@pytest.mark.req("ATOM-28")
def test_a_secret_is_kept_under_no_key(blog: World) -> None:
    rows = stored(blog)

    answer = operate(
        blog.client_of("ann"),
        add("articles", {"title": "A"}),
        add("access-tokens", {"name": "laptop"}),
        headers={"Idempotency-Key": fresh("key")},
    )

    assert fault(answer) == (400, "invalid-header", {"header": "Idempotency-Key"})
    assert stored(blog) == rows


@pytest.mark.req("ATOM-18", "ATOM-20", "ATOM-28")
def test_a_dry_run_answers_as_the_operations_would_and_stores_nothing(
    blog: World, post: str
) -> None:
    client, title = blog.client_of("ann"), fresh("A")
    good = [add("articles", {"title": title}), *kinds(post)]
    rows = stored(blog)

    tried = operate(client, *good, headers=DRY)
    refused = operate(client, *good, remove("articles", post), headers=DRY)
    between = stored(blog)
    done = operate(client, *good)

    shapes = [[[*result] for result in results(each)] for each in (tried, done)]
    assert shapes[0] == shapes[1]
    assert results(tried)[0]["data"]["attributes"]["title"] == title
    assert tried.headers["Preference-Applied"] == "tx=rollback"
    assert fault(refused) == (404, "resource-not-found", pointer("/atomic:operations/7/ref"))
    assert between == rows


@pytest.mark.req("ATOM-68", "UPD-17", "DOC-02")
def test_strict_handling_is_for_every_operation(blog: World, post: str) -> None:
    client, strict = blog.client_of("ann"), {"Prefer": "handling=strict"}
    rust = {**ref("tags", blog.ids["rust"]), "color": "red", "meta": {}, "@note": 1}
    read_only = update("articles", post, {"wordCount": 1})
    unknown = relate("add", {**ref("articles", post), "of": 1}, "tags", [rust])
    rows = stored(blog)

    first = operate(client, read_only, unknown, headers=strict)
    second = operate(client, kinds(post)[0], unknown, headers=strict)
    between = stored(blog)
    done = operate(client, kinds(post)[0], headers=strict)

    assert faults(first) == [
        ("403", "read-only-field", pointer(f"{FIRST}/data/attributes/wordCount"))
    ]
    assert faults(second) == [
        ("422", "unsupported-member", pointer("/atomic:operations/1/ref/of")),
        ("422", "unsupported-member", pointer("/atomic:operations/1/data/0/color")),
    ]
    assert between == rows
    assert done.headers["Preference-Applied"] == "handling=strict"
    assert send(client, {"atomic:operations": [read_only, unknown]}).status == 200
