"""Many write what hangs together, from all sides at once: everybody locks in one order, so that no
two wait for each other. What hangs together fits afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.answer import Answer
from tests.client import Client
from tests.concurrency.conftest import House
from tests.concurrency.workers import together
from tests.conftest import World
from tests.spec.sending import linkage, ref, resource

CROWD = 8
EACH = 10
_numbers = count(1)


@pytest.mark.parametrize("seed", [1, 2])
def test_articles_and_series_arranged_from_both_sides_fit(house: House, seed: int) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    ann = blog.ids["ann"]
    articles = [blog.add.article(f"moving-{next(_numbers)}", author=ann) for _ in range(6)]
    series = [blog.add.series(f"shelf-{next(_numbers)}", curator=ann) for _ in range(3)]

    _all_at_once(
        [_arranging(client, articles, series, seed * 100 + n) for n, client in enumerate(crowd)]
    )

    _assert_places(blog, series)
    assert _versions(blog, "articles", articles) <= 1 + CROWD * EACH


def _arranging(
    client: Client, articles: Sequence[str], series: Sequence[str], seed: int
) -> Iterator[Answer]:
    chance = random.Random(seed)
    for _ in range(EACH):
        one, shelf = chance.choice(articles), chance.choice(series)
        some = chance.sample(list(articles), 3)
        own, its = f"/v1/articles/{one}", f"/v1/series/{shelf}"
        match chance.randrange(6):
            case 0:
                place = {"series": linkage("series", shelf)}
                yield client.patch(own, resource("articles", one, None, place))
            case 1:
                yield client.patch(f"{own}/relationships/series", {"data": None})
            case 2:
                path = f"{its}/relationships/articles"
                yield client.patch(path, linkage("articles", some))
            case 3:
                path = f"{its}/relationships/articles"
                yield client.post(path, linkage("articles", some))
            case 4:
                path = f"{its}/relationships/articles"
                yield client.delete(path, linkage("articles", some))
            case _:
                path = f"{its}?include=articles"
                order = {"articles": linkage("articles", some)}
                yield client.patch(path, resource("series", shelf, None, order))


@pytest.mark.parametrize("seed", [3])
def test_articles_are_tagged_from_both_sides_and_every_version_is_told_by_a_change(
    house: House, seed: int
) -> None:
    blog, crowd = house.blog, house.crowd(*["eve"] * CROWD)
    articles = [
        blog.add.article(f"tagged-by-all-{next(_numbers)}", author=blog.ids["ann"])
        for _ in range(4)
    ]
    tags = [blog.add.tag(f"label-{next(_numbers)}") for _ in range(4)]

    answers = _all_at_once(
        [_tagging(client, articles, tags, seed * 100 + n) for n, client in enumerate(crowd)]
    )

    told = [a.data["meta"]["version"] for a in answers if a.status == 200]
    assert max(told) <= max(_versions(blog, "articles", [one]) for one in articles)
    assert all(_versions(blog, "tags", [tag]) == 1 for tag in tags)


def _tagging(
    client: Client, articles: Sequence[str], tags: Sequence[str], seed: int
) -> Iterator[Answer]:
    chance = random.Random(seed)
    for _ in range(EACH):
        one, tag = chance.choice(articles), chance.choice(tags)
        match chance.randrange(5):
            case 0:
                path = f"/v1/tags/{tag}/relationships/articles"
                yield client.post(path, linkage("articles", chance.sample(list(articles), 3)))
            case 1:
                path = f"/v1/tags/{tag}/relationships/articles"
                yield client.delete(path, linkage("articles", chance.sample(list(articles), 3)))
            case 2:
                path = f"/v1/articles/{one}/relationships/tags"
                yield client.post(path, {"data": [ref("tags", tag)]})
            case 3:
                path = f"/v1/articles/{one}/relationships/tags"
                yield client.delete(path, {"data": [ref("tags", tag)]})
            case _:
                some = {"tags": linkage("tags", chance.sample(list(tags), 2))}
                path = f"/v1/articles/{one}?include=tags,author"
                yield client.patch(path, resource("articles", one, None, some))


def test_people_who_answered_each_other_go_at_once(house: House) -> None:
    """The replies of each are unlinked by the other: two that wait for each other try again."""
    blog = house.blog
    crowd = house.crowd(*["ada"] * 4)
    for _ in range(4):
        article = blog.add.article(f"debate-{next(_numbers)}", author=blog.ids["ann"])
        people = [blog.add.person(f"debater-{next(_numbers)}") for _ in crowd]
        last: str | None = None
        for turn in range(12):
            last = blog.add.comment(
                f"turn-{next(_numbers)}", article=article, author=people[turn % 4], parent=last
            )

        answers = together(
            [
                partial(client.delete, f"/v1/people/{person}")
                for client, person in zip(crowd, people, strict=True)
            ]
        )

        deleted = [answer.meta["deleted"] for answer in answers]
        assert deleted == [{"people": 1, "comments": 3}] * 4
        assert blog.client.get(f"/v1/articles/{article}/comments").data == []


def _all_at_once(works: Sequence[Iterator[Answer]]) -> list[Answer]:
    """All answers of all of them; who is in the way of others too often is told to come again."""
    several = together([partial(list, work) for work in works])
    answers = [answer for one in several for answer in one]
    late = [answer.error["code"] for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} <= {200, 204, 503}
    assert set(late) <= {"write-conflict"}
    assert len(late) < len(answers) / 4
    assert len(answers) == CROWD * EACH
    return answers


@pytest.fixture(autouse=True)
def no_deadlock(shared_house: House) -> Iterator[None]:
    """Nobody waited for somebody who waited for them, as the database's own log has it."""
    with shared_house.blog.engine.connect() as connection:
        folder = connection.scalar(text("SHOW data_directory"))
    log = Path(str(folder)) / "server.log"
    before = log.read_text().count("deadlock detected")
    yield
    assert log.read_text().count("deadlock detected") == before


def _assert_places(blog: World, series: Sequence[str]) -> None:
    """In each series every article has a place of its own, and the API lists them in that order."""
    for shelf in series:
        with blog.engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT id::text, series_position FROM articles WHERE series_id = :id "
                    "ORDER BY series_position"
                ),
                {"id": shelf},
            ).all()
        assert len({row.series_position for row in rows}) == len(rows)
        shown = blog.client.get(f"/v1/series/{shelf}/relationships/articles").ids
        assert shown == [row.id for row in rows]


def _versions(blog: World, table: str, ids: Sequence[str]) -> int:
    """The highest version of some resources."""
    with blog.engine.connect() as connection:
        found = connection.scalar(
            text(f"SELECT max(version) FROM {table} WHERE id = ANY(CAST(:ids AS uuid[]))"),
            {"ids": list(ids)},
        )
    return int(found or 0)
