"""`Idempotency-Key`: a write that is sent again is not done again (contract, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.concurrency.writes import CREATIONS, LINKAGE, PATCHES, Write, create, fill, patch
from tests.conftest import Databases, World, world
from tests.spec.sending import fault, resource, stored

KEY = "Idempotency-Key"
PATCH = PATCHES["patch an article"]
#: The writes that take a key: POST and PATCH, of resources and of relationships.
KEYED = {
    "create": CREATIONS,
    "patch": PATCHES,
    "link": {name: write for name, write in LINKAGE.items() if write.method != "DELETE"},
}
DAY = 24 * 3600
PROFILED = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


@pytest.fixture(scope="module")
def used(databases: Databases) -> Iterator[World]:
    """A blog in which Ada's key was used for `PATCH`; whatever else comes with it is refused."""
    with world(databases) as made:
        fill(made)
        assert sent(made, PATCH).status == 200
        yield made


@pytest.mark.parametrize("writes", KEYED.values(), ids=KEYED)
def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(
    blog: World, writes: dict[str, Write]
) -> None:
    for key, write in writes.items():
        first = sent(blog, write, quote(key))
        after = stored(blog)

        again = [sent(blog, write, quote(key)) for _ in range(2)]

        created = {"POST": 201, "PATCH": 200}[write.method]
        assert first.status == (204 if "/relationships/" in write.path else created), key
        assert "Idempotency-Replayed" not in first.headers
        for answer in again:
            assert answer.headers["Idempotency-Replayed"] == "true"
            assert said(answer) == said(first), key
        assert stored(blog) == after, key


@pytest.mark.parametrize(
    ("write", "params", "headers"),
    [
        (CREATIONS["a new article"], {"include": "author,tags"}, {}),
        (PATCH, {"include": "comments.author"}, {"Accept": PROFILED}),
        (PATCH, {"fields[articles]": "bodyHtml"}, {}),
        (PATCH, {}, {"Prefer": "return=minimal, handling=strict"}),
        (PATCH, {}, {"If-Match": '"4"'}),
    ],
)
def test_an_answer_that_the_request_shaped_comes_again_in_that_shape(
    blog: World, write: Write, params: dict[str, str], headers: dict[str, str]
) -> None:
    first = sent(blog, write, params=params, **headers)

    again = sent(blog, write, params=params, **headers)

    assert first.status in {200, 201}
    assert said(again) == said(first)


def test_the_answer_comes_again_whatever_has_happened_since(blog: World) -> None:
    first = sent(blog, PATCH)
    patch("articles", "post", title="Later").sent(blog)
    later = sent(blog, PATCH)
    blog.client_of("ada").delete(f"/v1/articles/{blog.ids['post']}")

    gone = sent(blog, PATCH)

    assert said(first) == said(later) == said(gone)
    assert first.data["attributes"]["title"] == "Other"


def test_another_process_gives_the_answer_again(blog: World, serve: Any) -> None:
    first = sent(blog, PATCH)
    url = serve(blog.engine.url.render_as_string(hide_password=False))

    again = blog.client_of("ada").patch(
        f"{url}/v1/articles/{blog.ids['post']}",
        resource("articles", blog.ids["post"], {"title": "Other"}),
        headers={KEY: "key"},
    )

    assert said(again) == said(first)


OTHER = {
    "another value": patch("articles", "post", title="Something else"),
    "one value more": patch("articles", "post", title="Other", summary="More"),
    "another resource": patch("articles", "next", title="Other"),
    "another type": patch("tags", "rust", description="Other"),
    "another kind": CREATIONS["a new article"],
    "a relationship": LINKAGE["more tags"],
}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_another_request_with_the_key_is_422_and_does_nothing(used: World, other: Write) -> None:
    before = stored(used)

    answer = sent(used, other)

    assert fault(answer) == (422, "idempotency-key-reused", {"header": KEY})
    assert stored(used) == before
    assert sent(used, PATCH).headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({"include": "author"}, {}),
        ({"fields[articles]": "title"}, {}),
        ({}, {"Prefer": "return=minimal"}),
        ({}, {"If-Match": '"4"'}),
        ({}, {"If-Match": "*"}),
    ],
)
def test_what_shapes_or_guards_the_request_belongs_to_it(
    used: World, params: dict[str, str], headers: dict[str, str]
) -> None:
    answer = sent(used, PATCH, params=params, **headers)

    assert fault(answer) == (422, "idempotency-key-reused", {"header": KEY})


@pytest.mark.parametrize(
    "body",
    [
        '{{"data":{{"attributes":{{"title":"Other"}},"type":"articles","id":"{post}"}}}}',
        '\n{{"data": {{"id": "{post}", "type": "articles",\t"attributes": '
        '{{"title": "\\u004fther"}}}}}}  ',
    ],
)
def test_the_order_of_members_and_white_space_make_no_other_request(used: World, body: str) -> None:
    first = sent(used, PATCH)

    again = used.client_of("ada").patch(
        f"/v1/articles/{used.ids['post']}/",
        body=body.format_map(used.ids).encode(),
        headers={KEY: "key"},
    )

    assert said(again) == said(first)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_order_of_an_array_makes_another_request(blog: World) -> None:
    write = LINKAGE["other articles"]
    assert write.document is not None
    turned = Write(
        write.method,
        write.path,
        {"data": [*reversed(write.document["data"])]},
        write.type,
        write.name,
    )
    sent(blog, write)

    answer = sent(blog, turned)

    assert fault(answer) == (422, "idempotency-key-reused", {"header": KEY})


REFUSED = {
    400: (create("articles", {"title": "New"}), "ann", {"If-Match": "*"}),
    403: (create("tags", {"name": "New"}), "ann", {}),
    404: (
        create("comments", {"body": "New"}, article={"type": "articles", "id": "{ann}"}),
        "ann",
        {},
    ),
    409: (create("articles", {"title": "New", "slug": "next"}), "ann", {}),
    412: (PATCH, "ann", {"If-Match": '"3"'}),
    422: (create("articles", {"title": ""}), "ann", {}),
}


@pytest.mark.parametrize("status", REFUSED)
def test_a_refused_write_leaves_its_key_free(used: World, status: int) -> None:
    refused, by, headers = REFUSED[status]
    before = sent(used, refused, str(status), by=by, **headers)

    answer = sent(used, patch("articles", "next", title=f"After {status}"), str(status), by=by)

    assert before.status == status
    assert answer.status == 200
    assert answer.data["attributes"]["title"] == f"After {status}"
    assert "Idempotency-Replayed" not in answer.headers


def test_a_dry_run_leaves_its_key_free(blog: World) -> None:
    dry = [sent(blog, PATCH, Prefer="tx=rollback") for _ in range(2)]

    answer = sent(blog, PATCH)

    assert [each.status for each in dry] == [200, 200]
    assert all("Idempotency-Replayed" not in each.headers for each in (*dry, answer))
    assert answer.data["meta"]["version"] == 5


def test_a_dry_run_is_never_given_again(blog: World) -> None:
    sent(blog, PATCH)

    dry = sent(blog, patch("articles", "post", title="Dry"), Prefer="tx=rollback")

    assert dry.data["attributes"]["title"] == "Dry"
    assert sent(blog, PATCH).headers["Idempotency-Replayed"] == "true"


def test_a_key_lasts_a_day_and_is_free_afterwards(blog: World) -> None:
    first = sent(blog, PATCH)
    age(blog, DAY - 60)
    still = sent(blog, PATCH)
    age(blog, 120)

    other = sent(blog, patch("articles", "post", title="The next day"))

    assert said(still) == said(first)
    assert (other.status, other.data["meta"]["version"]) == (200, 6)
    assert "Idempotency-Replayed" not in other.headers
    assert fault(sent(blog, PATCH))[:2] == (422, "idempotency-key-reused")


def test_a_deletion_takes_no_notice_of_a_key(blog: World) -> None:
    sent(blog, PATCH)

    answers = [
        blog.client_of("ada").delete(f"/v1/articles/{blog.ids['post']}", headers={KEY: "key"})
        for _ in range(2)
    ]

    assert [answer.status for answer in answers] == [200, 404]


def sent(
    blog: World,
    write: Write,
    key: str = "key",
    *,
    by: str = "ada",
    params: dict[str, str] | None = None,
    **headers: str,
) -> Answer:
    """The answer to a write with a key."""
    return write.sent(blog, client=blog.client_of(by), params=params, **{KEY: key}, **headers)


def said(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """All that goes over the wire, but for the time and for whether it went before."""
    passing = {"date", "idempotency-replayed"}
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status, {n: v for n, v in headers.items() if n not in passing}, answer.body


def age(blog: World, seconds: int) -> None:
    """Let all keys be older than they are."""
    with blog.engine.begin() as connection:
        connection.execute(
            text("UPDATE idempotency_keys SET created_at = created_at - make_interval(secs => :s)"),
            {"s": seconds},
        )
