"""The database goes away while it writes, or while it commits: before the commit nothing has
happened and the write begins anew; at the commit nobody knows, the answer says so, and a request
with an `Idempotency-Key` can be sent again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.answer import Answer
from tests.client import Client
from tests.concurrency.proxy import Cut, Proxy, between
from tests.concurrency.waiting import execute, later, rival, until_somebody_waits
from tests.concurrency.writes import CREATIONS, LINKAGE, PATCHES, Write, fill
from tests.conftest import World
from tests.spec.sending import stored

KEY = {"Idempotency-Key": "key"}
PATCH = PATCHES["patch an article"]
WRITES = {
    "create": (CREATIONS["a new article"], None),
    "create, in full": (CREATIONS["a new article"], {"include": "author"}),
    "patch": (PATCH, None),
    "link": (LINKAGE["more tags"], None),
}

Serve = Callable[..., str]


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


@pytest.fixture
def far(blog: World, serve: Serve) -> Iterator[tuple[Client, Proxy]]:
    """A client of a service whose database is behind a proxy."""
    with blog.engine.connect() as connection:
        folder = Path(str(connection.scalar(text("SHOW data_directory"))))
    with between(folder) as proxy:
        name = blog.engine.url.database
        url = (
            f"postgresql://postgres@127.0.0.1:{proxy.port}/{name}"
            "?sslmode=disable&gssencmode=disable"
        )
        with Client(serve(url, pool_size=2), blog.tokens["ada"]) as client:
            # A connection is set up and that is committed, too.
            assert client.get("/v1/tags").status == 200
            yield client, proxy


@pytest.mark.parametrize("cut", Cut)
@pytest.mark.parametrize(("write", "params"), WRITES.values(), ids=WRITES)
def test_a_commit_that_nobody_heard_of_is_503_and_can_be_sent_again_with_its_key(
    blog: World, far: tuple[Client, Proxy], write: Write, params: dict[str, str] | None, cut: Cut
) -> None:
    client, proxy = far
    before = stored(blog)
    send = partial(write.sent, blog, client=client, params=params, **KEY)
    proxy.cut = cut

    lost = send()
    _settled(blog)
    between_the_two = stored(blog)
    again = send()
    third = send()

    done = cut is Cut.BEFORE_IT_IS_ANSWERED
    assert_unknown(lost)
    assert (between_the_two != before) is done
    assert again.status in {200, 201, 204}
    assert ("Idempotency-Replayed" in again.headers) is done
    assert (third.body, third.headers["Idempotency-Replayed"]) == (again.body, "true")
    assert len(stored(blog)["idempotency_keys"]) == 1
    assert _changes(blog) == _sum(before) + 1


@pytest.mark.parametrize("cut", Cut)
def test_without_a_key_it_is_not_tried_again(
    blog: World, far: tuple[Client, Proxy], cut: Cut
) -> None:
    client, proxy = far
    proxy.cut = cut
    before = _changes(blog)

    lost = CREATIONS["a new article"].sent(blog, client=client)
    _settled(blog)

    assert_unknown(lost)
    assert _changes(blog) == before + (cut is Cut.BEFORE_IT_IS_ANSWERED)
    assert CREATIONS["a new article"].sent(blog, client=client).status == 201


@pytest.mark.parametrize("key", [{}, KEY], ids=["without a key", "with a key"])
@pytest.mark.parametrize("params", [None, {"include": "author"}], ids=["one statement", "several"])
def test_a_write_whose_connection_is_cut_before_the_commit_begins_anew(
    blog: World, params: dict[str, str] | None, key: dict[str, str]
) -> None:
    holding = f"SELECT 1 FROM articles WHERE id = '{blog.ids['post']}' FOR UPDATE"
    with (
        rival(blog, holding) as transaction,
        later(partial(PATCH.sent, blog, params=params, **key)) as answers,
    ):
        until_somebody_waits(blog)
        execute(
            blog,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        until_somebody_waits(blog)
        transaction.rollback()

    assert (answers[0].status, answers[0].data["meta"]["version"]) == (200, 5)
    assert PATCH.version(blog) == 5


def assert_unknown(answer: Answer) -> None:
    assert (answer.status, answer.error["code"]) == (503, "database-unavailable")
    assert "whether this was written is not known" in answer.error["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert "source" not in answer.error


def _settled(blog: World) -> None:
    """Until the transaction that lost its client has ended, one way or the other."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    )
    deadline = time.monotonic() + 10
    while True:
        with blog.engine.connect() as connection:
            if connection.scalar(asked) == 0:
                return
        assert time.monotonic() < deadline, "a transaction goes on and on"


def _changes(blog: World) -> int:
    return _sum(stored(blog))


def _sum(rows: dict[str, list[Any]]) -> int:
    """The sum of all versions: each change counts one."""
    return sum(row["version"] for row in rows["articles"])
