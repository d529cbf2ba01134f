"""What a write compares is what is there when its lock is had, not what was there when it came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.concurrency.waiting import later, rival, until_somebody_waits
from tests.concurrency.writes import PATCHES, WRITES, Write, create, fill, one, patch
from tests.conftest import Databases, World, world
from tests.spec.sending import fault, pointer

DRY = {"Prefer": "tx=rollback"}
SEVERAL = {"include": "author,tags,comments"}


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A blog in which only rivals change something: what is tested is rolled back."""
    with world(databases) as made:
        yield fill(made)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_version_that_a_rival_changes_is_412_after_the_rivals_commit(
    blog: World, write: Write
) -> None:
    present = write.version(blog)
    with (
        rival(blog, _changing(blog, write)) as transaction,
        later(lambda: write.sent(blog, f'"{present}"', **DRY)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()

    assert fault(answers[0]) == (412, "precondition-failed", {"header": "If-Match"})


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_version_that_a_rival_would_have_changed_is_the_present_one(
    blog: World, write: Write
) -> None:
    present = write.version(blog)
    with (
        rival(blog, _changing(blog, write)) as transaction,
        later(lambda: write.sent(blog, f'"{present}"', **DRY)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.rollback()

    assert answers[0].status in {200, 204}


@pytest.mark.parametrize(("end", "status"), [("commit", 412), ("rollback", 200)])
def test_it_is_the_same_where_the_answer_takes_several_statements(
    blog: World, end: str, status: int
) -> None:
    write = PATCHES["patch an article"]
    present = write.version(blog)
    with (
        rival(blog, _changing(blog, write)) as transaction,
        later(lambda: write.sent(blog, f'"{present}"', params=SEVERAL, **DRY)) as answers,
    ):
        until_somebody_waits(blog)
        getattr(transaction, end)()

    assert answers[0].status == status


@pytest.mark.parametrize("params", [None, SEVERAL], ids=["one statement", "several"])
def test_what_a_rival_wrote_beside_it_is_kept_and_shown(
    blog: World, params: dict[str, str] | None
) -> None:
    write = patch("articles", "post", title="Other")
    changing = f"UPDATE articles SET summary = 'Theirs' WHERE id = '{blog.ids['post']}'"
    with (
        rival(blog, changing) as transaction,
        later(lambda: write.sent(blog, params=params, **DRY)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()

    shown = answers[0].data["attributes"]
    assert (shown["title"], shown["summary"]) == ("Other", "Theirs")


@pytest.mark.parametrize("params", [None, SEVERAL], ids=["one statement", "several"])
def test_who_was_handed_the_article_in_the_meantime_decides(
    blog: World, params: dict[str, str] | None
) -> None:
    write, ids = patch("articles", "next", title="Mine"), blog.ids
    handing = f"UPDATE articles SET author_id = '{ids['bob']}' WHERE id = '{ids['next']}'"
    with (
        rival(blog, handing) as transaction,
        later(lambda: write.sent(blog, client=blog.client_of("ann"), params=params)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()
    with rival(blog, handing.replace(ids["bob"], ids["ann"])) as back:
        back.commit()

    assert fault(answers[0]) == (403, "not-permitted", None)


def test_comments_that_are_closed_in_the_meantime_take_no_comment(blog: World) -> None:
    write = create("comments", {"body": "Wait!"}, article=one("articles", "post"))
    closing = f"UPDATE articles SET comments_open = false WHERE id = '{blog.ids['post']}'"
    with (
        rival(blog, closing) as transaction,
        later(lambda: write.sent(blog, client=blog.client_of("rita"))) as answers,
    ):
        until_somebody_waits(blog)
        transaction.commit()

    assert fault(answers[0])[:2] == (403, "not-permitted")


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_a_value_that_a_rival_takes_is_taken_if_the_rival_commits(blog: World, end: str) -> None:
    write = create("tags", {"name": f"TAKEN by {end}"})
    taking = (
        "INSERT INTO tags (id, name, slug) "
        f"VALUES (gen_random_uuid(), 'Taken By {end}', 'other-{end}')"
    )
    with (
        rival(blog, taking) as transaction,
        later(lambda: write.sent(blog, **DRY)) as answers,
    ):
        until_somebody_waits(blog)
        getattr(transaction, end)()

    if end == "commit":
        assert fault(answers[0]) == (409, "not-unique", pointer("/data/attributes/name"))
    else:
        assert answers[0].status == 201


def _changing(blog: World, write: Write) -> str:
    return f"UPDATE {write.type} SET version = version + 1 WHERE id = '{blog.ids[write.name]}'"
