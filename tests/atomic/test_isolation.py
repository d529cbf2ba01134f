"""Operations beside other requests: seen together or not at all, done once or not at all."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from tests.atomic.sending import add, operate, results, update
from tests.concurrency.waiting import later, rival, until_somebody_waits
from tests.conftest import World
from tests.spec.sending import cast, stored, version

WAITING = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'jsonapi-blog' AND wait_event_type = 'Lock'"
)


@pytest.fixture
def blog(empty: World) -> World:
    """The cast, a tag, and an article of Ann's."""
    cast(empty).add.tag("rust")
    empty.add.article("post", author=empty.ids["ann"])
    return empty


def cut_off(blog: World, *others: int) -> int:
    """Ends the connection of the service that waits for a lock, as a broken network would; out
    comes its number, which is none of `others`."""
    deadline = time.monotonic() + 10
    while True:
        with blog.engine.connect() as connection:
            found = [pid for pid in connection.scalars(WAITING) if pid not in others]
            if found:
                connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": found[0]})
                return found[0]
        assert time.monotonic() < deadline, "nobody waited within ten seconds"


@pytest.mark.req("ATOM-16", "ATOM-17")
def test_nothing_of_them_is_seen_before_all_of_it(blog: World) -> None:
    eve, reader, rust = blog.client_of("eve"), blog.client, blog.ids["rust"]
    with (
        rival(blog, f"SELECT 1 FROM tags WHERE id = '{rust}' FOR UPDATE") as other,
        later(
            lambda: operate(
                eve,
                add("tags", {"name": "New"}),
                update("articles", blog.ids["post"], {"title": "Other"}),
                update("tags", rust, {"description": "Other."}),
            )
        ) as answers,
    ):
        until_somebody_waits(blog)
        tags = reader.get("/v1/tags")
        post = reader.get(f"/v1/articles/{blog.ids['post']}")
        other.rollback()

    after = reader.get("/v1/tags")
    assert [each["data"]["meta"]["version"] for each in results(answers[0])] == [1, 2, 2]
    assert (tags.ids, tags.meta["total"]) == ([rust], 1)
    assert post.data["attributes"]["title"] == "Post"
    assert [each["attributes"]["name"] for each in after.data] == ["rust", "New"]


@pytest.mark.req("ATOM-16", "ATOM-17")
@pytest.mark.parametrize(("breaks", "status"), [(1, 200), (2, 503)])
def test_a_connection_that_breaks_in_the_middle_leaves_nothing_behind(
    blog: World, breaks: int, status: int
) -> None:
    eve, rust = blog.client_of("eve"), blog.ids["rust"]
    rows = stored(blog)
    with (
        rival(blog, f"SELECT 1 FROM tags WHERE id = '{rust}' FOR UPDATE") as other,
        later(
            lambda: operate(
                eve, add("tags", {"name": "New"}), update("tags", rust, {"description": "Other."})
            )
        ) as answers,
    ):
        ended: list[int] = []
        for _ in range(breaks):
            ended.append(cut_off(blog, *ended))
        other.rollback()

    names = [row["name"] for row in stored(blog)["tags"]]
    assert answers[0].status == status
    assert (stored(blog) == rows) is (status == 503)
    assert sorted(names) == (["New", "rust"] if status == 200 else ["rust"])


@pytest.mark.req("ATOM-15", "ATOM-16")
def test_two_that_wait_for_each_other_are_carried_out_one_after_the_other(blog: World) -> None:
    first, second = blog.client_of("eve"), blog.client_of("ada")
    post, tag = blog.ids["post"], blog.ids["rust"]

    def of(name: str) -> tuple[dict[str, object], dict[str, object]]:
        return (
            update("articles", post, {"summary": name}),
            update("tags", tag, {"description": name}),
        )

    with (
        rival(blog, "SELECT 1 FROM articles FOR UPDATE", "SELECT 1 FROM tags FOR UPDATE") as other,
        later(lambda: operate(first, *of("Eve"))) as one,
        later(lambda: operate(second, *reversed(of("Ada")))) as two,
    ):
        until_somebody_waits(blog, 2)
        other.rollback()

    summary = blog.client.get(f"/v1/articles/{post}").data["attributes"]["summary"]
    description = blog.client.get(f"/v1/tags/{tag}").data["attributes"]["description"]
    assert one[0].status == two[0].status == 200
    assert summary == description
    assert version(blog, "articles", post) == version(blog, "tags", tag) == 3
