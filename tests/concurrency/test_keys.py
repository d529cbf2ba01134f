"""Of requests with one key at one moment one is done, and none again (contract, section 5)."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import count
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event

from tests.answer import Answer
from tests.client import Client
from tests.concurrency.conftest import House
from tests.concurrency.waiting import later, rival, until_somebody_waits
from tests.concurrency.workers import together
from tests.concurrency.writes import PATCHES, create, fill, patch
from tests.conftest import World
from tests.spec.sending import Object, fault, linkage, resource, stored

KEY = "Idempotency-Key"
HEADER = {"header": KEY}
PATCH = PATCHES["patch an article"]
CROWD = 8
ROUNDS = 3
_numbers = count(1)


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


def test_while_the_first_request_runs_its_key_is_409_and_then_its_answer(blog: World) -> None:
    send = partial(PATCH.sent, blog, **{KEY: "key"})
    with rival(blog, _holding(blog, "post")) as transaction, later(send) as answers:
        until_somebody_waits(blog)
        same = send()
        other = patch("articles", "next", title="Other").sent(blog, **{KEY: "key"})
        transaction.rollback()
    again = send()

    for answer in (same, other):
        assert fault(answer) == (409, "request-in-progress", HEADER)
        assert int(answer.headers["Retry-After"]) > 0
    assert (answers[0].status, answers[0].data["meta"]["version"]) == (200, 5)
    assert (again.body, again.headers["Idempotency-Replayed"]) == (answers[0].body, "true")


def test_other_keys_and_other_people_do_not_wait_for_a_request_that_runs(blog: World) -> None:
    write = patch("articles", "next", title="Other")
    with (
        rival(blog, _holding(blog, "post")) as transaction,
        later(partial(PATCH.sent, blog, **{KEY: "key"})) as answers,
    ):
        until_somebody_waits(blog)
        another_key = write.sent(blog, **{KEY: "another"})
        another_person = write.sent(blog, client=blog.client_of("ann"), **{KEY: "key"})
        without = write.sent(blog)
        transaction.rollback()

    assert [a.status for a in (another_key, another_person, without)] == [200, 200, 200]
    assert answers[0].status == 200


def _article(blog: World, number: int) -> tuple[str, str, Object]:
    tags = {"tags": linkage("tags", [blog.ids["rust"], blog.ids["web"]])}
    return "POST", "/v1/articles", resource("articles", None, {"title": f"One {number}"}, tags)


def _article_in_full(blog: World, number: int) -> tuple[str, str, Object]:
    document = resource("articles", _uuid(number), {"title": f"One {number}"})
    return "POST", "/v1/articles?include=author,tags", document


def _comment(blog: World, number: int) -> tuple[str, str, Object]:
    to = {"article": linkage("articles", blog.ids["post"])}
    return "POST", "/v1/comments", resource("comments", None, {"body": f"One {number}"}, to)


def _change(blog: World, number: int) -> tuple[str, str, Object]:
    id_ = blog.add.article(f"changing-{number}", author=blog.ids["ann"])
    document = resource("articles", id_, {"title": f"One {number}"})
    return "PATCH", f"/v1/articles/{id_}?include=author", document


def _tag(blog: World, number: int) -> tuple[str, str, Object]:
    id_ = blog.add.article(f"changing-{number}", author=blog.ids["ann"])
    path = f"/v1/articles/{id_}/relationships/tags"
    return "POST", path, linkage("tags", [blog.ids["rust"]])


@pytest.mark.parametrize("request_", [_article, _article_in_full, _comment, _change, _tag])
def test_of_many_duplicates_one_is_done_and_the_others_hear_of_it(
    house: House, request_: Any
) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    for _ in range(ROUNDS):
        number = next(_numbers)
        method, path, document = request_(blog, number)
        key = {KEY: f"one-{number}"}
        before = _changes(blog)

        answers = together(
            [partial(client.write, method, path, document, headers=key) for client in crowd]
        )
        later_on = [client.write(method, path, document, headers=key) for client in crowd]

        (first,) = [a for a in answers if a.status < 300 and not _is_replayed(a)]
        for answer in answers:
            if _is_replayed(answer):
                assert (answer.status, answer.body) == (first.status, first.body)
            elif answer is not first:
                assert fault(answer) == (409, "request-in-progress", HEADER)
        assert {(a.status, a.body, _is_replayed(a)) for a in later_on} == {
            (first.status, first.body, True)
        }
        assert _changes(blog) - before == 1


def test_who_repeats_a_request_until_it_is_answered_does_it_once(house: House) -> None:
    """As a client whose connection is bad: of one write many copies are under way."""
    blog, crowd = house.blog, house.crowd(*["bob"] * CROWD)
    before = _changes(blog)
    numbers = [next(_numbers) for _ in range(10)]

    def persistent(client: Client) -> list[Answer]:
        answers = []
        for number in numbers:
            document = resource("articles", None, {"title": "Persistent"})
            key = {KEY: f"many-{number}"}
            while (answer := client.post("/v1/articles", document, headers=key)).status == 409:
                assert int(answer.headers["Retry-After"]) > 0
            answers.append(answer)
        return answers

    answers = together([partial(persistent, client) for client in crowd])

    assert _changes(blog) - before == len(numbers)
    for same in zip(*answers, strict=True):
        assert {answer.status for answer in same} == {201}
        assert len({answer.body for answer in same}) == 1
        assert Counter(map(_is_replayed, same)) == {False: 1, True: CROWD - 1}


@pytest.mark.parametrize("params", [None, {"include": "author"}], ids=["one statement", "several"])
def test_a_duplicate_that_begins_before_and_has_its_lock_after_the_first_is_no_conflict(
    blog: World, params: dict[str, str] | None
) -> None:
    """Its snapshot is older than the first one's rows: they are there, and it does not see them."""
    write = create("articles", {"title": "One", "slug": "one"})
    began, go_on = Event(), Event()

    def pause(_: Any, cursor: Any, statement: str, *__: Any) -> None:
        if "pg_try_advisory_xact_lock" in statement and not began.is_set():
            cursor.execute("SELECT 1")
            began.set()
            assert go_on.wait(10)

    event.listen(blog.engine, "before_cursor_execute", pause)
    with later(partial(write.sent, blog, params=params, **{KEY: "key"})) as answers:
        assert began.wait(10)
        first = write.sent(blog, params=params, **{KEY: "key"})
        go_on.set()

    assert (first.status, answers[0].status) == (201, 201)
    assert _is_replayed(answers[0])
    assert answers[0].body == first.body
    assert len(stored(blog)["idempotency_keys"]) == 1


def _holding(blog: World, article: str) -> str:
    return f"SELECT 1 FROM articles WHERE id = '{blog.ids[article]}' FOR UPDATE"


def _is_replayed(answer: Answer) -> bool:
    return answer.headers.get("Idempotency-Replayed") == "true"


def _uuid(number: int) -> str:
    return f"0190a5b0-1111-4000-8000-{number:012x}"


def _changes(blog: World) -> int:
    """The sum of all versions of all articles and comments: each change counts one."""
    rows = stored(blog)
    return sum(row["version"] for table in ("articles", "comments") for row in rows[table])
