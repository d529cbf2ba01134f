"""Writes that the database turns away, so that another try may do: they are tried again, a bounded
number of times and in bounded time; then they are a 503 that says when to come back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from jsonapi_blog.store.committing import ATTEMPTS
from tests.client import Client
from tests.concurrency.waiting import address, execute, later, rival, until_somebody_waits
from tests.concurrency.writes import WRITES, Write, create, fill, linkage, one
from tests.conftest import World
from tests.spec.sending import stored

PATCH = WRITES["patch an article"]
SEVERAL = {"include": "author,tags"}

Serve = Callable[..., str]


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


#: What the database says, at the statement or at the commit, and how the answer is shaped.
TURNED_AWAY = [
    pytest.param("40001", "BEFORE", None, id="serialization, statement"),
    pytest.param("40001", "CONSTRAINT", SEVERAL, id="serialization, commit"),
    pytest.param("40P01", "BEFORE", SEVERAL, id="deadlock, statement"),
    pytest.param("40P01", "CONSTRAINT", None, id="deadlock, commit"),
]


@pytest.mark.parametrize(("code", "moment", "params"), TURNED_AWAY)
def test_a_write_that_is_turned_away_some_times_is_done_as_if_it_never_had_been(
    blog: World, code: str, moment: str, params: dict[str, str] | None
) -> None:
    stumble(blog, 3, code, moment)

    answer = PATCH.sent(blog, '"4"', params=params, **{"Idempotency-Key": "key"})

    assert (answer.status, answer.data["meta"]["version"]) == (200, 5)
    assert attempts(blog) == 4
    assert PATCH.version(blog) == 5
    assert len(stored(blog)["idempotency_keys"]) == 1


@pytest.mark.parametrize(("code", "moment", "params"), TURNED_AWAY[:2])
def test_a_write_that_is_always_turned_away_is_503_and_changes_nothing(
    blog: World, code: str, moment: str, params: dict[str, str] | None
) -> None:
    stumble(blog, 1000, code, moment)
    before, began = stored(blog), time.monotonic()

    answer = PATCH.sent(blog, params=params, **{"Idempotency-Key": "key"})

    assert time.monotonic() - began < 10
    assert (answer.status, answer.error["code"]) == (503, "write-conflict")
    assert int(answer.headers["Retry-After"]) > 0
    assert "source" not in answer.error
    assert attempts(blog) == ATTEMPTS
    assert stored(blog) == before


def test_two_that_wait_for_each_other_are_told_apart_and_the_write_is_done(blog: World) -> None:
    write = linkage(
        "POST", "tags.articles", "web", [one("articles", "post"), one("articles", "next")]
    )
    first, second = sorted([blog.ids["post"], blog.ids["next"]])
    with (
        blog.statements.count() as seen,
        # The write finds out about the circle after a second, and the rival later.
        rival(blog, "SET deadlock_timeout = '20s'", _touching(second)) as transaction,
        later(lambda: write.sent(blog)) as answers,
    ):
        until_somebody_waits(blog)
        transaction.cursor().execute(_touching(first))
        transaction.commit()

    locks = [each for each in seen.counted if re.search("FROM articles.* FOR NO KEY", each, re.S)]
    assert answers[0].status == 204
    assert len(locks) == 2
    assert blog.client.get(f"/v1/articles/{first}").data["attributes"]["summary"] == "Theirs"
    assert PATCH.version(blog) == 5


@pytest.mark.parametrize(
    "write",
    [
        WRITES["patch an article"],
        WRITES["delete an article"],
        WRITES["more tags"],
        WRITES["more articles"],
        create("comments", {"body": "New"}, article=one("articles", "post")),
    ],
    ids=["patch", "delete", "link", "link from afar", "create"],
)
def test_a_lock_that_is_not_had_in_time_is_503_and_no_hanging(
    blog: World, serve: Serve, write: Write
) -> None:
    before = stored(blog)
    url = serve(address(blog), statement_seconds=0.2)
    locking = "LOCK TABLE articles IN EXCLUSIVE MODE"
    with Client(url, blog.tokens["ann"]) as client:
        with rival(blog, locking):
            began = time.monotonic()
            answer = write.sent(blog, client=client)
            took = time.monotonic() - began
        unchanged = stored(blog) == before
        after = write.sent(blog, client=client)

    assert (answer.status, answer.error["code"]) == (503, "statement-timeout")
    assert int(answer.headers["Retry-After"]) > 0
    assert took < 2
    assert unchanged
    assert after.status in {200, 201, 204}


def test_timeouts_of_writes_use_up_no_connection(blog: World, serve: Serve) -> None:
    url = serve(address(blog), statement_seconds=0.1, pool_size=2)
    with Client(url, blog.tokens["ann"]) as client:
        with rival(blog, "LOCK TABLE articles IN EXCLUSIVE MODE"):
            answers = [PATCH.sent(blog, client=client, params=SEVERAL) for _ in range(6)]
            other = client.get("/v1/tags")
        after = PATCH.sent(blog, client=client, params=SEVERAL)

    assert {answer.status for answer in answers} == {503}
    assert (other.status, after.status) == (200, 200)
    assert transactions(blog) == 0


def test_a_write_that_waits_in_vain_leaves_its_key_free(blog: World, serve: Serve) -> None:
    key = {"Idempotency-Key": "key"}
    url = serve(address(blog), statement_seconds=0.2)
    with Client(url, blog.tokens["ann"]) as client:
        with rival(blog, "LOCK TABLE articles IN EXCLUSIVE MODE"):
            refused = PATCH.sent(blog, client=client, **key)
        answer = PATCH.sent(blog, client=client, **key)

    assert (refused.status, answer.status) == (503, 200)
    assert "Idempotency-Replayed" not in answer.headers


def stumble(blog: World, times: int, code: str, moment: str) -> None:
    """Let the database turn away the first changes of articles; a sequence counts all of them."""
    when, how = {
        "BEFORE": ("BEFORE UPDATE", ""),
        "CONSTRAINT": ("AFTER UPDATE", "DEFERRABLE INITIALLY DEFERRED"),
    }[moment]
    kind = "CONSTRAINT TRIGGER" if moment == "CONSTRAINT" else "TRIGGER"
    execute(
        blog,
        "CREATE SEQUENCE attempts",
        "CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF nextval('attempts') <= {times} THEN "
        f"RAISE EXCEPTION 'somebody is in the way' USING ERRCODE = '{code}'; END IF; "
        "RETURN NEW; END $$",
        f"CREATE {kind} stumbling {when} ON articles {how} FOR EACH ROW EXECUTE FUNCTION stumble()",
    )


def attempts(blog: World) -> int:
    """How often the change was tried; a sequence forgets nothing that is rolled back."""
    return _number(blog, "SELECT last_value FROM attempts")


def transactions(blog: World) -> int:
    """How many connections of services were left with a transaction open."""
    return _number(
        blog,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND state LIKE 'idle in transaction%'",
    )


def _number(blog: World, question: str) -> int:
    with blog.engine.connect() as connection:
        return int(connection.scalar(text(question)) or 0)


def _touching(article: str) -> str:
    return f"UPDATE articles SET summary = 'Theirs' WHERE id = '{article}'"
