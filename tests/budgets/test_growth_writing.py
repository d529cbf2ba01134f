"""The number of statements of a write does not depend on how much there is, or how much goes.

In: a blog with nothing but what a test needs, and one with a thousand of everything beside it.
N+1 statements anywhere would show here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.answer import Answer
from tests.budgets.crowd import fill
from tests.conftest import Databases, World, world
from tests.spec.sending import cast, linkage, resource


@pytest.fixture(scope="module", params=[1, 1_000], ids=["small", "large"])
def blog(request: pytest.FixtureRequest, databases: Databases) -> Iterator[World]:
    """The cast, in a blog with so many of everything."""
    with world(databases) as made:
        cast(made)
        fill(made.engine, request.param)
        yield made


@pytest.mark.parametrize("number", [1, 20])
def test_to_create_takes_as_many_statements_for_one_tag_as_for_twenty(
    blog: World, number: int
) -> None:
    document = resource("articles", None, {"title": "New"}, {"tags": tagged(blog, number)})

    answer, count = counted(blog, "ann", "POST", "/v1/articles", document)

    assert answer.status == 201
    assert count == 5


@pytest.mark.parametrize("number", [1, 20])
def test_so_does_it_to_replace_them(blog: World, number: int) -> None:
    article = blog.add.article(author=blog.ids["ann"], tags=new_tags(blog, number))
    document = resource("articles", article, None, {"tags": tagged(blog, number)})

    answer, count = counted(blog, "ann", "PATCH", f"/v1/articles/{article}", document)

    assert answer.status == 200
    assert count == 7


@pytest.mark.parametrize("number", [1, 20])
def test_so_does_it_to_add_and_to_remove_them(blog: World, number: int) -> None:
    article = blog.add.article(author=blog.ids["ann"])
    path, document = f"/v1/articles/{article}/relationships/tags", tagged(blog, number)

    added, count_added = counted(blog, "ann", "POST", path, document)
    removed, count_removed = counted(blog, "ann", "DELETE", path, document)

    assert (added.status, removed.status) == (204, 204)
    assert (count_added, count_removed) == (5, 4)


@pytest.mark.parametrize("number", [2, 20])
def test_so_does_it_to_put_coauthors_into_another_order(blog: World, number: int) -> None:
    people = [blog.add.person() for _ in range(number)]
    article = blog.add.article(author=blog.ids["ann"], coauthors=people)
    path, document = f"/v1/articles/{article}/relationships/coauthors", reverse("people", people)

    answer, count = counted(blog, "ann", "PATCH", path, document)

    assert answer.status == 204
    assert count == 6


@pytest.mark.parametrize("number", [2, 25])
def test_so_does_it_to_tag_articles_and_to_untag_them(blog: World, number: int) -> None:
    tag = blog.add.tag()
    path, document = (
        f"/v1/tags/{tag}/relationships/articles",
        linkage("articles", own(blog, number)),
    )

    added, count_added = counted(blog, "eve", "POST", path, document)
    removed, count_removed = counted(blog, "eve", "DELETE", path, document)

    assert (added.status, removed.status) == (204, 204)
    assert (count_added, count_removed) == (5, 4)


@pytest.mark.parametrize("number", [2, 25])
def test_so_does_it_to_fill_a_series_to_turn_it_round_and_to_empty_it(
    blog: World, number: int
) -> None:
    series, articles = blog.add.series(curator=blog.ids["ann"]), own(blog, number)
    path, document = f"/v1/series/{series}/relationships/articles", linkage("articles", articles)

    filled, count_filled = counted(blog, "ann", "POST", path, document)
    turned, count_turned = counted(blog, "ann", "PATCH", path, reverse("articles", articles))
    emptied, count_emptied = counted(blog, "ann", "DELETE", path, document)

    assert (filled.status, turned.status, emptied.status) == (204, 204, 204)
    assert (count_filled, count_turned, count_emptied) == (7, 7, 5)


@pytest.mark.parametrize("number", [1, 200])
def test_an_article_goes_with_one_comment_as_with_two_hundred(blog: World, number: int) -> None:
    article = blog.add.article(author=blog.ids["ann"], tags=new_tags(blog, 3))
    comments(blog, article, "rita", number)

    answer, count = counted(blog, "ann", "DELETE", f"/v1/articles/{article}")

    assert answer.meta == {"deleted": {"articles": 1, "comments": number, "reactions": number}}
    assert count == 3


@pytest.mark.parametrize("number", [1, 200])
def test_it_changes_beside_one_comment_as_beside_two_hundred(blog: World, number: int) -> None:
    article = blog.add.article(author=blog.ids["ann"])
    comments(blog, article, "rita", number)
    document = resource("articles", article, {"title": "Other"})

    answer, count = counted(blog, "ann", "PATCH", f"/v1/articles/{article}", document)

    assert answer.status == 200
    assert count == 3


@pytest.mark.parametrize("number", [1, 200])
def test_a_comment_goes_with_one_reply_as_with_two_hundred(blog: World, number: int) -> None:
    article = blog.add.article(author=blog.ids["ann"])
    comment = blog.add.comment(article=article, author=blog.ids["rita"])
    comments(blog, article, "bob", number, parent=comment)

    answer, count = counted(blog, "rita", "DELETE", f"/v1/comments/{comment}")

    assert answer.meta == {"deleted": {"comments": 1}}
    assert count == 5


@pytest.mark.parametrize("number", [1, 50])
def test_a_tag_goes_from_one_article_as_from_fifty(blog: World, number: int) -> None:
    tag = blog.add.tag()
    for _ in range(number):
        blog.add.article(author=blog.ids["ann"], tags=[tag])

    answer, count = counted(blog, "eve", "DELETE", f"/v1/tags/{tag}")

    assert answer.meta == {"deleted": {"tags": 1}}
    assert count == 4


@pytest.mark.parametrize("number", [1, 50])
def test_a_series_goes_from_one_article_as_from_fifty(blog: World, number: int) -> None:
    series = blog.add.series(curator=blog.ids["ann"], articles=own(blog, number))

    answer, count = counted(blog, "ann", "DELETE", f"/v1/series/{series}")

    assert answer.meta == {"deleted": {"series": 1}}
    assert count == 4


@pytest.mark.parametrize("number", [1, 50])
def test_a_person_goes_with_one_of_everything_as_with_fifty(blog: World, number: int) -> None:
    handle = f"leaver-{len(blog.ids)}"
    person = blog.add.person(handle)
    for _ in range(number):
        article = blog.add.article(author=blog.ids["ann"], coauthors=[person])
        blog.add.token(person)
    comments(blog, article, handle, number)

    answer, count = counted(blog, "ada", "DELETE", f"/v1/people/{person}")

    assert answer.meta == {
        "deleted": {"people": 1, "comments": number, "reactions": number, "access-tokens": number}
    }
    assert count == 11


def counted(
    blog: World, handle: str, method: str, path: str, document: Any = None
) -> tuple[Answer, int]:
    """The answer to a request of somebody, and how many statements it took."""
    client = blog.client_of(handle)
    with blog.statements.count() as seen:
        answer = client.write(method, path, document)
    return answer, len(seen)


def new_tags(blog: World, number: int) -> list[str]:
    return [blog.add.tag() for _ in range(number)]


def tagged(blog: World, number: int) -> Any:
    """So many new tags as linkage."""
    return linkage("tags", new_tags(blog, number))


def own(blog: World, number: int) -> list[str]:
    """So many articles of Ann's."""
    return [blog.add.article(author=blog.ids["ann"]) for _ in range(number)]


def reverse(type_: str, ids: list[str]) -> Any:
    """Linkage in the opposite order."""
    return linkage(type_, ids[::-1])


def comments(
    blog: World, article: str, handle: str, number: int, parent: str | None = None
) -> None:
    """So many comments of somebody's, each with a reaction to it."""
    with blog.engine.begin() as connection:
        connection.execute(
            text("""
                WITH said AS (
                    INSERT INTO comments (id, body, article_id, author_id, parent_id)
                    SELECT gen_random_uuid(), 'Yes.', :article, :author, :parent
                    FROM generate_series(1, :number) RETURNING id, author_id
                )
                INSERT INTO reactions (id, kind, person_id, comment_id)
                SELECT gen_random_uuid(), 'love', author_id, id FROM said
            """),
            {
                "article": article,
                "author": blog.ids[handle],
                "parent": parent,
                "number": number,
            },
        )
