"""The number of statements depends on what is asked, not on how much of it there is.

In: a blog of 100 of everything. N+1 statements anywhere would show here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world


@pytest.fixture(scope="module")
def wide(databases: Databases) -> Iterator[World]:
    """100 articles by as many people, with two comments, a tag and a reaction each."""
    with world(databases) as made:
        add, ids = made.add, made.ids
        for number in range(100):
            person = add.person(f"p{number}", role="author")
            tag = add.tag(f"t{number}")
            other = [ids[f"p{number - 1}"]] if number else []
            article = add.article(f"a{number}", author=person, tags=[tag], coauthors=other)
            add.comment(f"c{number}", article=article, author=ids[f"p{number // 2}"])
            reply = add.comment(article=article, author=person, parent=ids[f"c{number}"])
            add.reaction(person=person, article=article)
            add.reaction(person=person, comment=reply)
            add.series(f"s{number}", curator=person, articles=[article])
        yield made


@pytest.mark.parametrize("size", [1, 25, 100])
@pytest.mark.parametrize(
    ("count", "path"),
    [
        (1, "/v1/articles?"),
        (2, "/v1/articles?include=author&"),
        (4, "/v1/articles?include=comments.author,tags&"),
        (7, "/v1/articles?include=author,coauthors,series,tags,comments,reactions&"),
        (4, "/v1/series?include=articles.comments.author&page[articles][size]=2&"),
        (4, "/v1/people?include=articles.tags.articles&page[articles][size]=2&"),
        (4, "/v1/articles?include=author.articles.tags&"),
    ],
)
def test_the_count_does_not_grow_with_the_page_or_the_number_of_parents(
    wide: World, count: int, path: str, size: int
) -> None:
    with wide.statements.count() as seen:
        answer = wide.client.get(f"{path}page[size]={size}")

    assert len(answer.data) == size
    assert len(seen) == count


@pytest.mark.parametrize("size", [2, 25, 100])
def test_nor_does_it_where_the_parents_are_of_several_types(wide: World, size: int) -> None:
    with wide.statements.count() as seen:
        wide.client.get(f"/v1/reactions?include=target.reactions,target.author&page[size]={size}")

    assert len(seen) == 1 + 2 + 2 + 1


@pytest.mark.parametrize("size", [1, 25, 100])
def test_nor_with_the_size_of_a_window(wide: World, size: int) -> None:
    with wide.statements.count() as seen:
        wide.client.get(f"/v1/articles?include=comments,tags&page[comments][size]={size}")

    assert len(seen) == 3
