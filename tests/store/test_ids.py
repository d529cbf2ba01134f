"""Ids sort by their creation, and can be made again from a moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

import pytest

from jsonapi_blog.store.ids import uuid7

MOMENT = datetime(2024, 5, 6, 7, 8, 9, 123_456, tzinfo=UTC)


def test_an_id_is_a_lower_case_uuid_of_version_7():
    made = uuid7()

    assert (UUID(made).version, UUID(made).variant) == (7, RFC_4122)
    assert made == str(UUID(made))


def test_ids_grow_within_a_millisecond():
    made = [uuid7() for _ in range(20_000)]

    assert made == sorted(set(made))


def test_threads_never_get_the_same_id():
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: uuid7(), range(20_000)))

    assert len(set(made)) == 20_000


def test_ids_grow_when_the_clock_goes_back(monkeypatch):
    before = uuid7()
    monkeypatch.setattr("jsonapi_blog.store.ids.time.time_ns", lambda: 0)

    assert uuid7() > before


def test_an_id_of_a_moment_begins_with_its_milliseconds():
    assert int(uuid7(MOMENT).replace("-", "")[:12], 16) == int(MOMENT.timestamp() * 1000)


def test_the_same_moment_and_tail_give_the_same_id():
    assert uuid7(MOMENT, b"a") == uuid7(MOMENT, b"a")
    assert uuid7(MOMENT, b"a") != uuid7(MOMENT, b"b")
    assert UUID(uuid7(MOMENT, b"a")).version == 7


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_moments_out_of_range_still_give_an_id(year):
    assert UUID(uuid7(MOMENT.replace(year=year), b"a")).version == 7
