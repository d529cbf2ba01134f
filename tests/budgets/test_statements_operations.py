"""How many SQL statements operations take: as many as there are kinds of them, not as there are
operations.

In: documents of operations to a served blog, and the statements that its engine recorded. BEGIN,
COMMIT and the look-up of the token are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest

from tests.answer import Answer
from tests.atomic.sending import add, guarded, lid, operate, relate, remove, results, update
from tests.conftest import Databases, World
from tests.spec.newsroom import fresh, newsroom
from tests.spec.sending import MISSING, Object, linkage, ref
from tests.statements import Seen

Making = Callable[[World, int], list[Object]]


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    with newsroom(databases) as made:
        yield made


def articles(blog: World, count: int, **given: Any) -> list[str]:
    return [blog.add.article(author=blog.ids["ann"], **given) for _ in range(count)]


def labels(blog: World, count: int) -> list[str]:
    return [blog.add.tag(fresh("label")) for _ in range(count)]


def new_comments(blog: World, count: int) -> list[Object]:
    """All on one article."""
    on = {"article": linkage("articles", blog.ids["talk"])}
    return [add("comments", {"body": f"Number {number}"}, on) for number in range(count)]


def new_articles(blog: World, count: int) -> list[Object]:
    """Each with two tags and a slug to be made."""
    tagged = {"tags": linkage("tags", [blog.ids["rust"], blog.ids["web"]])}
    return [add("articles", {"title": "The same", "body": "*b*"}, tagged) for _ in range(count)]


def new_tags(_: World, count: int) -> list[Object]:
    return [add("tags", {"name": fresh("Name")}) for _ in range(count)]


def new_reactions(blog: World, count: int) -> list[Object]:
    return [
        add("reactions", {"kind": "sad"}, {"target": linkage("articles", id_)})
        for id_ in articles(blog, count)
    ]


def titles(blog: World, count: int) -> list[Object]:
    return [
        guarded(update("articles", id_, {"title": fresh("T")}), 1) for id_ in articles(blog, count)
    ]


def titles_and_tags(blog: World, count: int) -> list[Object]:
    tagged = {"tags": linkage("tags", [blog.ids["web"]])}
    made = articles(blog, count, tags=[blog.ids["rust"]])
    return [update("articles", id_, {"title": fresh("T")}, tagged) for id_ in made]


def nothing_new(blog: World, count: int) -> list[Object]:
    return [update("articles", id_, {"language": "en"}) for id_ in articles(blog, count)]


def more_tags(blog: World, count: int) -> list[Object]:
    web = [ref("tags", blog.ids["web"])]
    return [relate("add", ref("articles", id_), "tags", web) for id_ in articles(blog, count)]


def gone_comments(blog: World, count: int) -> list[Object]:
    ids = blog.ids
    made = (blog.add.comment(article=ids["talk"], author=ids["rita"]) for _ in range(count))
    return [remove("comments", id_) for id_ in made]


def gone_articles(blog: World, count: int) -> list[Object]:
    """Each with a comment."""
    made = articles(blog, count)
    for id_ in made:
        blog.add.comment(article=id_, author=blog.ids["rita"])
    return [remove("articles", id_) for id_ in made]


def gone_tags(blog: World, count: int) -> list[Object]:
    return [remove("tags", id_) for id_ in labels(blog, count)]


def conversation(blog: World, count: int) -> list[Object]:
    """Kind after kind, each leaning on those before by lid."""
    tags = [lid("tags", f"t{number}") for number in range(count)]
    posts = [lid("articles", f"a{number}") for number in range(count)]
    said = [lid("comments", f"c{number}") for number in range(count)]
    return [
        *(named(each, {"name": fresh("Name")}) for each in tags),
        *(
            named(each, {"title": "A"}, tags={"data": [tag]})
            for each, tag in zip(posts, tags, strict=True)
        ),
        *(
            named(each, {"body": "C"}, article={"data": post})
            for each, post in zip(said, posts, strict=True)
        ),
        *(add("reactions", {"kind": "sad"}, {"target": {"data": each}}) for each in said),
    ]


def named(identifier: Object, attributes: Object, **relationships: Any) -> Object:
    """An operation that adds what the identifier names by lid."""
    return add(identifier["type"], attributes, relationships, lid=identifier["lid"])


def series_of_their_own(blog: World, count: int) -> list[Object]:
    """Each an article and a series with it, which reaches into the row of the article."""
    return [
        each
        for n in range(count)
        for each in (
            add("articles", {"title": f"A {n}"}, lid=f"a{n}"),
            add("series", {"title": f"S {n}"}, {"articles": {"data": [lid("articles", f"a{n}")]}}),
        )
    ]


#: For each kind the statements that any number of them takes together.
TOGETHER: list[tuple[int, Making]] = [
    # -- what they lead to, whether slugs are taken, the rows, their links, and what is shown
    (3, new_comments),
    (3, new_tags),
    (3, new_reactions),
    (5, new_articles),
    # -- the rows under their locks, what changes, and what is shown
    (3, titles),
    (2, nothing_new),
    # -- and the tags that are named, those that are there, that go, and that come
    (7, titles_and_tags),
    (5, more_tags),
    # -- the rows under their locks, what goes with them, the rows
    (4, gone_tags),
    (5, gone_comments),
    (3, gone_articles),
    # -- several kinds, each at once
    (14, conversation),
]


@pytest.mark.parametrize("many", [2, 25])
@pytest.mark.parametrize(("count", "making"), TOGETHER)
def test_operations_of_one_kind_take_as_many_statements_together_as_two_of_them(
    blog: World, count: int, making: Making, many: int
) -> None:
    operations = making(blog, many)

    answer, seen = sent(blog, operations)

    assert len(results(answer)) == len(operations)
    assert len(seen) == count, "\n\n".join(seen.counted)
    assert len(seen.token_lookups) == 1


def test_a_hundred_comments_on_one_article_take_three_statements(blog: World) -> None:
    answer, seen = sent(blog, new_comments(blog, 100))

    assert len(results(answer)) == 100
    assert len(seen) == 3


def test_kinds_that_take_turns_are_still_shown_together(blog: World) -> None:
    turns = list(chain(*zip(new_tags(blog, 10), new_comments(blog, 10), strict=True)))

    answer, seen = sent(blog, turns)

    assert len(results(answer)) == 20
    assert len(seen) == 10 * (2 + 2) + 2


def test_what_reaches_into_other_rows_is_written_one_by_one(blog: World) -> None:
    _, two = sent(blog, series_of_their_own(blog, 2))
    _, five = sent(blog, series_of_their_own(blog, 5))

    assert len(five) - len(two) == 3 * 10


def test_a_value_that_is_taken_costs_each_operation_by_itself_and_no_more(blog: World) -> None:
    operations = [*new_tags(blog, 20), add("tags", {"name": "WEB"}), *new_tags(blog, 20)]

    answer, seen = sent(blog, operations)

    assert answer.status == 409
    # Together: slugs and rows. By themselves: the same for twenty and for the one that is at fault.
    assert len(seen) == 2 + 21 * 2


@pytest.mark.parametrize(
    ("role", "operation"),
    [
        ("ada", {"op": "copy"}),
        ("ada", {"op": "remove", "ref": lid("tags", "t")}),
        ("rita", add("tags", {"name": "A"})),
        ("ada", add("tags", {"name": ""})),
        ("ada", relate("update", ref("tags", MISSING), "articles", [])),
    ],
)
def test_what_the_document_shows_to_be_wrong_takes_none(
    blog: World, role: str, operation: Object
) -> None:
    answer, seen = sent(blog, [*new_comments(blog, 20), operation], role)

    assert 400 <= answer.status < 500
    assert len(seen) == 0


def test_a_key_costs_three_more_and_an_answer_that_is_given_again_two(blog: World) -> None:
    operations, key = new_comments(blog, 20), {"Idempotency-Key": fresh("key")}

    _, first = sent(blog, operations, **key)
    _, again = sent(blog, operations, **key)

    assert (len(first), len(again)) == (3 + 3, 2)


def sent(
    blog: World, operations: list[Object], role: str = "ada", **headers: str
) -> tuple[Answer, Seen]:
    client = blog.client_of(role)
    with blog.statements.count() as seen:
        answer = operate(client, *operations, headers=headers)
    return answer, seen
