"""The service is killed, and its database with it, while many write: what was answered is there as
it was answered, and what was not is there whole or not at all.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil
import pytest
from sqlalchemy import Engine

from jsonapi_blog.store.cluster import Cluster
from jsonapi_blog.store.embedded import Embedded
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import migrate
from tests.client import Client
from tests.concurrency.killing import Writer, stored
from tests.concurrency.workers import Service, serving
from tests.factories import Factory

WRITERS = 6
#: How many answers come before the end, about, and how long they may take.
ANSWERS, SECONDS = 700, 5.0


@pytest.mark.parametrize(("seed", "workers"), [(1, 1), (2, 2)], ids=["one process", "two"])
def test_a_killed_service_has_kept_every_answered_write_and_no_part_of_another(
    database: str, engine: Engine, seed: int, workers: int
) -> None:
    writers = begin(engine, seed)
    with serving(database, workers=workers) as service, writing(service, writers, seed):
        service.kill()

    assert_kept(engine, writers)
    with serving(database) as service:
        assert_served(service, writers)
        resume(engine, service, writers)
    assert_kept(engine, writers)


def test_a_killed_database_has_kept_it_as_well(home: Path) -> None:
    """Of its own, which is as careful as PostgreSQL is by default."""
    seed = 3
    with Embedded.start(home) as embedded, opened(embedded.url) as engine:
        migrate(engine)
        writers = begin(engine, seed)
        cluster = Cluster.below(home.resolve())
        with serving(embedded.url) as service, writing(service, writers, seed):
            kill_database(cluster)
            service.kill()
        engine.dispose()
        cluster.start()

        assert_kept(engine, writers)
        with serving(embedded.url) as service:
            assert_served(service, writers)
            resume(engine, service, writers)
        assert_kept(engine, writers)


def begin(engine: Engine, seed: int) -> list[Writer]:
    """Authors with a series each, and tags for all of them."""
    add = Factory(engine)
    # Without any article there would be the demo.
    add.article("other", author=add.person("somebody"))
    tags = [add.tag(f"tag-{number}") for number in range(6)]
    writers = []
    for number in range(WRITERS):
        person = add.person(f"writer-{number}", role="author")
        series = add.series(f"series-{number}", curator=person)
        writers.append(Writer(add.token(person), person, series, tags, seed * 100 + number))
    return writers


@contextmanager
def writing(service: Service, writers: list[Writer], seed: int) -> Iterator[None]:
    """All of them write, and go on doing so; what ends them happens inside."""
    threads = [Thread(target=writer.run, args=(service.url,)) for writer in writers]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + SECONDS
    while sum(writer.answered for writer in writers) < ANSWERS and time.monotonic() < deadline:
        assert all(thread.is_alive() for thread in threads), "a write was refused"
        time.sleep(0.005)
    # At any moment of a write, which takes a few milliseconds.
    time.sleep(random.Random(seed).uniform(0, 0.02))
    yield
    for thread in threads:
        thread.join()
    assert sum(writer.answered for writer in writers) > ANSWERS / 10


def kill_database(cluster: Cluster) -> None:
    """SIGKILL for the server that was started here; what it leaves behind notices by itself."""
    server = psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))
    family = [server, *server.children(recursive=True)]
    server.kill()
    assert psutil.wait_procs(family, timeout=20)[1] == []


def assert_kept(engine: Engine, writers: list[Writer]) -> None:
    for writer in writers:
        found = stored(engine, writer)
        if writer.pending is None:
            assert found == writer.state
        else:
            assert found in (writer.state, writer.pending.after), writer.pending


def assert_served(service: Service, writers: list[Writer]) -> None:
    """Every article is shown as the answer to the last write of it showed it."""
    compared = 0
    for writer in writers:
        with Client(service.url, writer.token) as client:
            path = f"/v1/people/{writer.person}/articles?page[size]=100"
            now = {each["id"]: each for page in client.pages(path) for each in page.data}
        for id_, shown in writer.shown.items():
            if id_ in writer.state.articles and id_ not in writer.unsure:
                assert now[id_]["attributes"] == shown["attributes"]
                assert now[id_]["meta"] == shown["meta"]
                compared += 1
    assert compared > 0


def resume(engine: Engine, service: Service, writers: list[Writer]) -> None:
    """What was not answered is sent again where it had a key: whatever has become of it, it is
    done once."""
    for writer in writers:
        if writer.pending is None:
            continue
        done = stored(engine, writer) == writer.pending.after
        if "Idempotency-Key" in writer.pending.headers:
            with Client(service.url, writer.token) as client:
                answer = writer.send(client, writer.pending)
            assert ("Idempotency-Replayed" in answer.headers) is done
            writer.settle(answer)
        else:
            writer.state = writer.pending.after if done else writer.state
            writer.pending = None


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url, size=2)
    yield engine
    engine.dispose()
