"""What is written and forgotten beside the requests: the last use of tokens, answers that were kept
for retries, attempts to log in. By the service every now and then, and by `jsonapi-blog clean`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from jsonapi_blog.store.forgetting import Forgotten, forget
from tests.client import Client
from tests.conftest import World, served
from tests.house.processes import run
from tests.store.writing import rows

LAST_USE = "SELECT last_used_at, version FROM access_tokens ORDER BY id"
KEPT = "SELECT key FROM idempotency_keys ORDER BY key"
TRIED = "SELECT convert_from(subject, 'UTF8') FROM login_attempts ORDER BY subject"


def fill(engine: Engine) -> None:
    """Answers kept for a little less and a little more than a day, attempts for half an hour."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO idempotency_keys"
                " (person_id, key, fingerprint, status, headers, body, created_at)"
                " SELECT gen_random_uuid(), age, '', 204, '[]', '', now() - age::interval"
                " FROM unnest(ARRAY['23:59:00', '24:00:01', '99:00:00']) AS age"
            )
        )
        connection.execute(
            text(
                "INSERT INTO login_attempts (subject, failures, since)"
                " SELECT convert_to(age, 'UTF8'), 1, now() - age::interval"
                " FROM unnest(ARRAY['00:14:00', '00:29:00', '00:31:00']) AS age"
            )
        )


def eventually(holds: Callable[[], bool]) -> None:
    """Returns once something holds that happens in another thread."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_clean_deletes_what_has_ended_and_says_how_much(database: str, engine: Engine) -> None:
    fill(engine)

    cleaned = run("clean", DATABASE_URL=database, BLOG_LOGIN_MINUTES="30")

    assert (cleaned.returncode, cleaned.stdout) == (
        0,
        "Deleted answers kept for retries: 2; counts of attempts to log in: 1.\n",
    ), cleaned.stderr
    assert rows(engine, KEPT) == [("23:59:00",)]
    assert rows(engine, TRIED) == [("00:14:00",), ("00:29:00",)]


def test_what_is_in_use_is_left_for_the_next_time_and_nobody_waits_for_it(engine: Engine) -> None:
    fill(engine)

    with engine.begin() as busy, engine.begin() as connection:
        busy.execute(text("UPDATE login_attempts SET failures = 2"))
        busy.execute(text("SELECT key FROM idempotency_keys WHERE key = '99:00:00' FOR UPDATE"))
        connection.execute(text("SET lock_timeout = '1s'"))
        gone = forget(connection, 15)

    assert gone == Forgotten(answers=1, attempts=0)
    assert rows(engine, KEPT) == [("23:59:00",), ("99:00:00",)]


def test_a_service_forgets_what_has_ended_once_an_hour(empty: World) -> None:
    fill(empty.engine)
    empty.tokens["ann"] = empty.add.token(empty.add.person("ann"))

    with served(empty.engine, last_used_seconds=0.02) as url, Client(url) as client:
        eventually(lambda: rows(empty.engine, KEPT) == [("23:59:00",)])
        first = rows(empty.engine, TRIED)
        with empty.engine.begin() as connection:
            connection.execute(text("DELETE FROM idempotency_keys"))
            connection.execute(text("DELETE FROM login_attempts"))
        fill(empty.engine)
        for _ in range(3):
            before = rows(empty.engine, LAST_USE)
            client.get("/v1/tags", headers=bearer(empty, "ann"))
            eventually(lambda before=before: rows(empty.engine, LAST_USE) != before)

    assert first == [("00:14:00",)]
    assert len(rows(empty.engine, KEPT)) == len(rows(empty.engine, TRIED)) == 3


def test_no_request_writes_when_its_token_was_used(empty: World) -> None:
    empty.tokens["ann"] = empty.add.token(empty.add.person("ann"))
    client = empty.client_of("ann")

    with empty.statements.count() as seen:
        for _ in range(5):
            client.get("/v1/tags?page[total]=false")

    assert (len(seen.counted), len(seen.token_lookups)) == (5, 5)
    assert not any("UPDATE" in statement for statement in seen.counted)
    assert rows(empty.engine, LAST_USE) == [(None, 1)]


def test_the_last_use_is_written_down_soon_for_all_uses_at_once(empty: World) -> None:
    ann = empty.add.person("ann")
    empty.tokens.update({name: empty.add.token(ann) for name in ("one", "two", "unused")})
    began = datetime.now(UTC)

    with (
        empty.statements.count() as seen,
        served(empty.engine, last_used_seconds=0.2) as url,
        Client(url) as client,
    ):
        for name in ("one", "two", "one", "two"):
            client.get("/v1/tags", headers=bearer(empty, name))
        eventually(lambda: None not in [used for used, _ in rows(empty.engine, LAST_USE)[:2]])
        shown = client.get(
            "/v1/access-tokens?sort=createdAt&fields[access-tokens]=lastUsedAt",
            headers=bearer(empty, "one"),
        )

    *used, unused = [each["attributes"]["lastUsedAt"] for each in shown.data]
    assert unused is None
    assert all(abs(datetime.fromisoformat(each) - began) < timedelta(minutes=1) for each in used)
    assert {each["meta"]["version"] for each in shown.data} == {1}
    updates = [statement for statement in seen.counted if "UPDATE access_tokens" in statement]
    assert 1 <= len(updates) <= 3


def test_a_service_that_ends_writes_the_last_uses_first(empty: World) -> None:
    empty.tokens["ann"] = empty.add.token(empty.add.person("ann"))

    with served(empty.engine, last_used_seconds=3_600) as url, Client(url) as client:
        client.get("/v1/tags", headers=bearer(empty, "ann"))
        before = rows(empty.engine, LAST_USE)

    ((after, version),) = rows(empty.engine, LAST_USE)
    assert before == [(None, 1)]
    assert (after is not None, version) == (True, 1)


def test_a_token_is_used_by_what_is_refused_as_well(empty: World) -> None:
    empty.tokens["ann"] = empty.add.token(empty.add.person("ann"))

    with served(empty.engine, last_used_seconds=3_600) as url, Client(url) as client:
        answer = client.post("/v1/articles", {"data": {}}, headers=bearer(empty, "ann"))

    ((after, _),) = rows(empty.engine, LAST_USE)
    assert (answer.status, after is not None) == (400, True)


def bearer(world: World, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.tokens[name]}"}
