"""Nobody overwrites what they have not seen, however many write at one moment, in one process or in
two (contract, section 5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count, permutations
from typing import Any

import pytest

from tests.answer import Answer
from tests.client import Client
from tests.concurrency.conftest import House
from tests.concurrency.workers import together
from tests.conftest import World
from tests.spec.sending import Object, linkage, members, resource, version

CROWD = 8
ROUNDS = 5
_numbers = count(1)

#: What one of the crowd sends to an article, by method, path below it, and document.
Sending = Callable[[World, str, int], tuple[str, str, Object | None]]


def _title(_: World, id_: str, turn: int) -> tuple[str, str, Object]:
    return "PATCH", "", resource("articles", id_, {"title": f"By {turn}"})


def _including(_: World, id_: str, turn: int) -> tuple[str, str, Object]:
    document = resource("articles", id_, {"title": f"By {turn}"})
    return "PATCH", "?include=author,tags,comments", document


def _other_tags(blog: World, _: str, turn: int) -> tuple[str, str, Object]:
    return "PATCH", "/relationships/tags", linkage("tags", [blog.ids[f"t{turn}"]])


def _more_tags(blog: World, _: str, turn: int) -> tuple[str, str, Object]:
    return "POST", "/relationships/tags", linkage("tags", [blog.ids[f"t{turn}"]])


def _fewer_tags(blog: World, _: str, turn: int) -> tuple[str, str, Object]:
    return "DELETE", "/relationships/tags", linkage("tags", [blog.ids[f"u{turn}"]])


def _series(blog: World, _: str, turn: int) -> tuple[str, str, Object]:
    return "PATCH", "/relationships/series", linkage("series", blog.ids[f"s{turn}"])


SENDINGS: dict[str, Sending] = {
    "a title": _title,
    "a title, with an answer of several statements": _including,
    "other tags": _other_tags,
    "more tags": _more_tags,
    "fewer tags": _fewer_tags,
    "another series": _series,
}


@pytest.fixture(scope="module", autouse=True)
def labels(shared_house: House) -> None:
    """Tags and series for each of the crowd."""
    blog = shared_house.blog
    for turn in range(CROWD):
        blog.add.tag(f"t{turn}")
        blog.add.tag(f"u{turn}")
        blog.add.series(f"s{turn}", curator=blog.ids["ann"])


@pytest.mark.req("UPD-25")
@pytest.mark.parametrize("sending", SENDINGS.values(), ids=SENDINGS)
def test_of_many_writers_with_one_version_exactly_one_wins(house: House, sending: Sending) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    for _ in range(ROUNDS):
        id_ = article(blog, tags=[blog.ids[f"u{turn}"] for turn in range(CROWD)])

        answers = together(
            [_guarded(client, id_, sending(blog, id_, turn)) for turn, client in enumerate(crowd)]
        )

        winners = [turn for turn, answer in enumerate(answers) if answer.status < 300]
        lost = Counter(answer.status for answer in answers if answer.status >= 300)
        assert (len(winners), lost) == (1, {412: CROWD - 1})
        assert version(blog, "articles", id_) == 2
        before = blog.client.get(f"/v1/articles/{id_}?include=tags,series").body
        method, path, document = sending(blog, id_, winners[0])
        again = crowd[0].write(method, f"/v1/articles/{id_}{path}", document)
        assert again.status == answers[winners[0]].status
        assert blog.client.get(f"/v1/articles/{id_}?include=tags,series").body == before


def test_of_many_orders_of_a_series_exactly_one_wins(house: House) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    for _ in range(ROUNDS):
        articles = [article(blog) for _ in range(4)]
        series = blog.add.series(
            f"row-{next(_numbers)}", curator=blog.ids["ann"], articles=articles
        )
        path = f"/v1/series/{series}/relationships/articles"
        orders = [list(order) for order in permutations(articles)][1 : CROWD + 1]

        answers = together(
            [
                _sending(client, "PATCH", path, linkage("articles", order), '"1"')
                for client, order in zip(crowd, orders, strict=True)
            ]
        )

        statuses = [answer.status for answer in answers]
        assert Counter(statuses) == {204: 1, 412: CROWD - 1}
        assert members(blog.client, path) == orders[statuses.index(204)]
        assert version(blog, "series", series) == 2
        assert {version(blog, "articles", one) for one in articles} == {1}


def test_a_deletion_and_changes_with_one_version_end_in_one_of_them(house: House) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    ends = Counter[str]()
    for _ in range(ROUNDS * 2):
        id_ = article(blog)
        delete = ("DELETE", "", None)
        kinds = [delete if turn % 2 else _title(blog, id_, turn) for turn in range(CROWD)]

        answers = together(
            [_guarded(client, id_, kind) for client, kind in zip(crowd, kinds, strict=True)]
        )

        (winner,) = [turn for turn, answer in enumerate(answers) if answer.status == 200]
        deleted = kinds[winner] == delete
        losers = {answer.status for answer in answers} - {200}
        assert losers == {404 if deleted else 412}
        assert blog.client.get(f"/v1/articles/{id_}").status == (404 if deleted else 200)
        ends["deleted" if deleted else "changed"] += 1


@pytest.mark.parametrize("shape", ["", "?include=author"], ids=["one statement", "several"])
def test_who_reads_again_after_a_412_loses_no_increment(house: House, shape: str) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    id_ = article(blog, summary="0")
    each = 5

    refused = together([lambda c=client: increment(c, id_, each, shape) for client in crowd])

    found = blog.client.get(f"/v1/articles/{id_}").data
    assert found["attributes"]["summary"] == str(CROWD * each)
    assert found["meta"]["version"] == 1 + CROWD * each
    assert sum(refused) > 0


@pytest.mark.parametrize("shape", ["", "?include=author"], ids=["one statement", "several"])
def test_without_a_version_every_change_is_made_and_told_as_the_one_that_it_was(
    house: House, shape: str
) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    id_ = article(blog)
    each = 4

    def change(client: Client, turn: int) -> list[Answer]:
        return [
            client.patch(
                f"/v1/articles/{id_}{shape}",
                resource("articles", id_, {"title": f"{turn}-{number}"}),
            )
            for number in range(each)
        ]

    answers = [
        answer
        for several in together([lambda c=c, t=t: change(c, t) for t, c in enumerate(crowd)])
        for answer in several
    ]

    done = [answer for answer in answers if answer.status == 200]
    told = {a.data["meta"]["version"]: a.data["attributes"]["title"] for a in done}
    last = blog.client.get(f"/v1/articles/{id_}").data
    assert {a.error["code"] for a in answers if a not in done} <= {"write-conflict"}
    assert len(done) > CROWD * each / 2
    assert sorted(told) == list(range(2, 2 + len(done)))
    assert last["meta"]["version"] == 1 + len(done)
    assert last["attributes"]["title"] == told[1 + len(done)]


def article(blog: World, **given: Any) -> str:
    return blog.add.article(f"guarded-{next(_numbers)}", author=blog.ids["ann"], **given)


def increment(client: Client, id_: str, times: int, shape: str) -> int:
    """Adds to a number that nobody may lose; how often somebody else was faster."""
    refused = 0
    for _ in range(times):
        while True:
            read = client.get(f"/v1/articles/{id_}")
            value = str(int(read.data["attributes"]["summary"]) + 1)
            answer = client.patch(
                f"/v1/articles/{id_}{shape}",
                resource("articles", id_, {"summary": value}),
                headers={"If-Match": read.headers["ETag"]},
            )
            if answer.status == 200:
                break
            assert answer.status == 412, answer.body
            refused += 1
    return refused


def _guarded(
    client: Client, id_: str, sending: tuple[str, str, Object | None]
) -> Callable[[], Answer]:
    method, path, document = sending
    return _sending(client, method, f"/v1/articles/{id_}{path}", document, '"1"')


def _sending(
    client: Client, method: str, path: str, document: Object | None, tag: str
) -> Callable[[], Answer]:
    return lambda: client.write(method, path, document, headers={"If-Match": tag})
