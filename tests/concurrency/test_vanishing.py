"""What goes while others link to it: the link is made first and goes with it, or there is nothing
to link to any more. Nothing is left that leads nowhere, and nobody gets a 500.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest
from sqlalchemy import text

from tests.answer import Answer
from tests.concurrency.conftest import House
from tests.concurrency.workers import together
from tests.conftest import World
from tests.spec.sending import linkage, resource, version

CROWD = 8
ROUNDS = 5
#: Which end of a race is seen is a matter of luck: a slow machine takes more turns.
MOST_ROUNDS = 60
_numbers = count(1)


def test_an_article_goes_while_others_comment_and_react(house: House) -> None:
    blog = house.blog
    deleting, *crowd = house.crowd("ann", *["rita", "bob"] * 4)
    seen = Counter[int]()
    for turn in range(MOST_ROUNDS):
        if turn >= ROUNDS and set(seen) == {201, 404}:
            break
        article = blog.add.article(f"going-{next(_numbers)}", author=blog.ids["ann"])
        before = _new_comments(blog, article, 3)
        works: list[Callable[[], Answer]] = [partial(deleting.delete, f"/v1/articles/{article}")]
        for place, client in enumerate(crowd):
            to = {"article": linkage("articles", article)}
            if place % 4 == 2:
                to["parent"] = linkage("comments", before[place % 3])
            document = resource("comments", None, {"body": "Wait!"}, to)
            if place % 4 > 2:
                target = {"target": linkage("comments", before[place % 3])}
                document = resource("reactions", None, {"kind": "sad"}, target)
            path = f"/v1/{document['data']['type']}"
            works.append(partial(client.post, path, document))

        gone, *others = together(works)

        seen += Counter(answer.status for answer in others)
        made = Counter(a.data["type"] for a in others if a.status == 201)
        made["comments"] += len(before)
        assert gone.status == 200
        assert gone.meta["deleted"] == {"articles": 1, **made}
        assert {answer.status for answer in others} <= {201, 404}
        assert _rows(blog, "comments", f"article_id = '{article}'") == 0
    assert set(seen) == {201, 404}, "both ends of the race should be seen"
    assert_whole(blog)


def test_a_comment_goes_while_others_reply_and_react(house: House) -> None:
    blog = house.blog
    deleting, *crowd = house.crowd("eve", *["rita", "bob"] * 4)
    article = blog.add.article(f"talked-about-{next(_numbers)}", author=blog.ids["ann"])
    for _ in range(ROUNDS):
        (comment,) = _new_comments(blog, article, 1)
        reply = resource(
            "comments",
            None,
            {"body": "Wait!"},
            {"article": linkage("articles", article), "parent": linkage("comments", comment)},
        )
        reaction = resource(
            "reactions", None, {"kind": "sad"}, {"target": linkage("comments", comment)}
        )
        works: list[Callable[[], Answer]] = [partial(deleting.delete, f"/v1/comments/{comment}")]
        for turn, client in enumerate(crowd):
            # Two of them react in one way twice, which the second may not.
            document = reaction if turn in (0, 1) else reply
            works.append(partial(client.post, f"/v1/{document['data']['type']}", document))

        gone, *others = together(works)

        replies = [a for a in others if a.status == 201 and a.data["type"] == "comments"]
        assert gone.status == 200
        assert {answer.status for answer in others} <= {201, 404}
        for answer in replies:
            left = blog.client.get(f"/v1/comments/{answer.data['id']}?include=parent").data
            assert left["relationships"]["parent"]["data"] is None
            assert left["meta"]["version"] == 2
    assert_whole(blog)


@pytest.mark.parametrize("shape", ["", "?include=tags"], ids=["one statement", "several"])
def test_a_tag_goes_while_articles_are_tagged(house: House, shape: str) -> None:
    blog = house.blog
    deleting, *crowd = house.crowd("eve", *["ann"] * CROWD)
    for _ in range(ROUNDS):
        tag = blog.add.tag(f"going-{next(_numbers)}")
        articles = [
            blog.add.article(f"tagged-{next(_numbers)}", author=blog.ids["ann"]) for _ in crowd
        ]
        works: list[Callable[[], Answer]] = [partial(deleting.delete, f"/v1/tags/{tag}")]
        for turn, (client, article) in enumerate(zip(crowd, articles, strict=True)):
            tags = {"tags": linkage("tags", [tag])}
            if turn % 3 == 0:
                document = resource("articles", article, None, tags)
                works.append(partial(client.patch, f"/v1/articles/{article}{shape}", document))
            elif turn % 3 == 1:
                path = f"/v1/articles/{article}/relationships/tags"
                works.append(partial(client.post, path, linkage("tags", [tag])))
            else:
                document = resource("articles", None, {"title": "New"}, tags)
                works.append(partial(client.post, f"/v1/articles{shape}", document))

        gone, *others = together(works)

        assert gone.status == 200
        assert {answer.status for answer in others} <= {200, 201, 204, 404}
        assert _rows(blog, "article_tags", f"tag_id = '{tag}'") == 0
        for turn, (article, answer) in enumerate(zip(articles, others, strict=True)):
            # Linked and unlinked again are two changes of the article.
            linked = answer.status < 300 and turn % 3 < 2
            assert version(blog, "articles", article) == (3 if linked else 1)
    assert_whole(blog)


def test_a_series_goes_while_articles_come_into_it(house: House) -> None:
    blog = house.blog
    deleting, *crowd = house.crowd("ann", *["ann"] * CROWD)
    for _ in range(ROUNDS):
        series = blog.add.series(f"going-{next(_numbers)}", curator=blog.ids["ann"])
        articles = [
            blog.add.article(f"placed-{next(_numbers)}", author=blog.ids["ann"]) for _ in crowd
        ]
        works: list[Callable[[], Answer]] = [partial(deleting.delete, f"/v1/series/{series}")]
        for turn, (client, article) in enumerate(zip(crowd, articles, strict=True)):
            if turn % 2:
                path = f"/v1/articles/{article}/relationships/series"
                works.append(partial(client.patch, path, linkage("series", series)))
            else:
                path = f"/v1/series/{series}/relationships/articles"
                works.append(partial(client.post, path, linkage("articles", [article])))

        gone, *others = together(works)

        assert gone.status == 200
        assert {answer.status for answer in others} <= {204, 404}
        for article, answer in zip(articles, others, strict=True):
            assert version(blog, "articles", article) == (3 if answer.status == 204 else 1)
    assert_whole(blog)


def test_a_person_goes_while_they_comment(house: House) -> None:
    blog = house.blog
    article = blog.add.article(f"read-by-all-{next(_numbers)}", author=blog.ids["ann"])
    (deleting,) = house.crowd("ada")
    for _ in range(ROUNDS // 2):
        handle = f"going-{next(_numbers)}"
        person = blog.add.person(handle)
        blog.tokens[handle] = blog.add.token(person)
        comment = resource(
            "comments", None, {"body": "Bye!"}, {"article": linkage("articles", article)}
        )
        reaction = resource(
            "reactions", None, {"kind": "sad"}, {"target": linkage("articles", article)}
        )
        works: list[Callable[[], Answer]] = [partial(deleting.delete, f"/v1/people/{person}")]
        for turn, client in enumerate(house.crowd(*[handle] * CROWD)):
            document = reaction if turn == 0 else comment
            works.append(partial(client.post, f"/v1/{document['data']['type']}", document))

        gone, *others = together(works)

        made = Counter(a.data["type"] for a in others if a.status == 201)
        assert gone.status == 200
        assert gone.meta["deleted"] == {"people": 1, "access-tokens": 1, **made}
        assert {answer.status for answer in others} <= {201, 401, 404}
    assert_whole(blog)


def test_a_person_goes_or_is_made_an_author(house: House) -> None:
    """Either there is an article, and its author stays; or there is no author for it any more."""
    blog = house.blog
    deleting, *crowd = house.crowd("ada", *["eve"] * 3)
    for _ in range(ROUNDS * 2):
        person = blog.add.person(f"writer-{next(_numbers)}", role="author")
        article = resource(
            "articles", None, {"title": "Theirs"}, {"author": linkage("people", person)}
        )

        gone, *others = together(
            [
                partial(deleting.delete, f"/v1/people/{person}"),
                *(partial(client.post, "/v1/articles", article) for client in crowd),
            ]
        )

        statuses = Counter(answer.status for answer in others)
        assert set(statuses) <= {201, 404}
        assert gone.status == (409 if statuses[201] else 200)
        assert _rows(blog, "articles", f"author_id = '{person}'") == statuses[201]
    assert_whole(blog)


def assert_whole(blog: World) -> None:
    """Every foreign key leads somewhere, as the database itself would find it."""
    for table, column, target in (
        ("comments", "article_id", "articles"),
        ("comments", "author_id", "people"),
        ("comments", "parent_id", "comments"),
        ("reactions", "article_id", "articles"),
        ("reactions", "comment_id", "comments"),
        ("reactions", "person_id", "people"),
        ("article_tags", "article_id", "articles"),
        ("article_tags", "tag_id", "tags"),
        ("articles", "series_id", "series"),
    ):
        lost = f"{column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {target})"
        assert _rows(blog, table, lost) == 0, f"{table}.{column}"


def _new_comments(blog: World, article: str, number: int) -> list[str]:
    return [
        blog.add.comment(f"said-{next(_numbers)}", article=article, author=blog.ids["rita"])
        for _ in range(number)
    ]


def _rows(blog: World, table: str, condition: str) -> int:
    with blog.engine.connect() as connection:
        found = connection.scalar(text(f"SELECT count(*) FROM {table} WHERE {condition}"))
    return int(found or 0)
