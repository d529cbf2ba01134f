"""A crowd larger than the service can serve: some are refused at once, nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import sleep

import psycopg2
import pytest
import requests

from tests.client import JSONAPI, Client

CROWD = 12


@pytest.mark.req("ERR-04", "CN-04")
def test_who_finds_too_many_waiting_is_refused_at_once(
    database: str, serve: Callable[..., str]
) -> None:
    base = serve(database, pool_size=1, queue_size=2, statement_seconds=30)

    def one(_: int) -> requests.Response:
        # The time is the server's own: what the client checks of an answer is not part of it.
        return requests.get(f"{base}/v1/tags", headers={"Accept": JSONAPI}, timeout=30)

    with closing(psycopg2.connect(database)) as blocking, ThreadPoolExecutor(CROWD) as threads:
        blocking.cursor().execute("LOCK TABLE tags")
        answers = [threads.submit(one, number) for number in range(CROWD)]
        while sum(answer.done() for answer in answers) < CROWD - 3:
            sleep(0.01)
        blocking.rollback()
        found = [answer.result() for answer in answers]
    refused = [answer for answer in found if answer.status_code == 503]
    with Client(base) as client:
        afterwards = client.get("/v1/tags")

    assert len(refused) == CROWD - 3
    assert {answer.json()["errors"][0]["code"] for answer in refused} == {"overloaded"}
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    assert max(answer.elapsed.total_seconds() for answer in refused) < 1
    assert [answer.status_code for answer in found if answer.status_code != 503] == [200] * 3
    assert afterwards.status == 200


def test_health_is_told_however_many_wait(database: str, serve: Callable[..., str]) -> None:
    base = serve(database, pool_size=1, queue_size=1, statement_seconds=30)

    def one(_: int) -> int:
        with Client(base) as client:
            return client.get("/v1/tags").status

    with closing(psycopg2.connect(database)) as blocking, ThreadPoolExecutor(CROWD) as threads:
        blocking.cursor().execute("LOCK TABLE tags")
        answers = [threads.submit(one, number) for number in range(CROWD)]
        # Once all others are refused, one is under way and one waits: there is no place left.
        while sum(answer.done() for answer in answers) < CROWD - 2:
            sleep(0.01)
        with Client(base) as client:
            alive = client.get("/healthz", accept="*/*")
            ready = client.get("/readyz", accept="*/*")
        blocking.rollback()
        statuses = sorted(answer.result() for answer in answers)

    assert (alive.status, ready.status) == (200, 503)
    assert ready.headers["Retry-After"] == "1"
    assert statuses == [200] * 2 + [503] * (CROWD - 2)
