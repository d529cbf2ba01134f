"""Of many who want one thing that only one can have, one gets it and the others are told so; what
the server chooses itself it chooses so that everybody gets something. Nobody gets a 500.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest
from sqlalchemy import text

from tests.concurrency.conftest import House
from tests.concurrency.workers import together
from tests.conftest import World
from tests.spec.sending import Object, fault, linkage, pointer, resource

CROWD = 8
ROUNDS = 4
_numbers = count(1)
INCLUDED = {
    "articles": "author",
    "comments": "author",
    "people": "articles",
    "reactions": "target",
    "series": "curator",
    "tags": "articles",
}

#: What one of the crowd posts in a round: a type and a document.
Posting = Callable[[World, int, int], Object]


def _article_slug(_: World, number: int, turn: int) -> Object:
    return resource("articles", None, {"title": f"By {turn}", "slug": f"wanted-{number}"})


def _series_slug(_: World, number: int, turn: int) -> Object:
    return resource("series", None, {"title": f"By {turn}", "slug": f"wanted-{number}"})


def _tag_slug(_: World, number: int, turn: int) -> Object:
    return resource("tags", None, {"name": f"{number} by {turn}", "slug": f"wanted-{number}"})


def _tag_name(_: World, number: int, turn: int) -> Object:
    return resource("tags", None, {"name": _in_some_case(f"Ökologie {number}", turn)})


def _handle(_: World, number: int, turn: int) -> Object:
    return resource("people", None, {"name": f"By {turn}", "handle": f"wanted-{number}"})


def _email(_: World, number: int, turn: int) -> Object:
    address = _in_some_case(f"somebody{number}@Example.org", turn)
    return resource(
        "people", None, {"name": "New", "handle": f"new-{number}-{turn}", "email": address}
    )


def _article_id(_: World, number: int, turn: int) -> Object:
    return resource("articles", _uuid(number), {"title": f"By {turn}"})


def _comment_id(blog: World, number: int, turn: int) -> Object:
    to = {"article": linkage("articles", blog.ids["post"])}
    return resource("comments", _uuid(number), {"body": f"By {turn}"}, to)


def _reaction(blog: World, number: int, _: int) -> Object:
    if f"loved-{number}" not in blog.ids:
        blog.add.article(f"loved-{number}", author=blog.ids["ann"])
    to = {"target": linkage("articles", blog.ids[f"loved-{number}"])}
    return resource("reactions", None, {"kind": "love"}, to)


def _reaction_to_comment(blog: World, number: int, _: int) -> Object:
    if f"loved-{number}" not in blog.ids:
        blog.add.comment(f"loved-{number}", article=blog.ids["post"], author=blog.ids["bob"])
    to = {"target": linkage("comments", blog.ids[f"loved-{number}"])}
    return resource("reactions", None, {"kind": "love"}, to)


POSTINGS: dict[str, tuple[Posting, str, str]] = {
    "the slug of an article": (_article_slug, "not-unique", "/data/attributes/slug"),
    "the slug of a series": (_series_slug, "not-unique", "/data/attributes/slug"),
    "the slug of a tag": (_tag_slug, "not-unique", "/data/attributes/slug"),
    "the name of a tag, in any case": (_tag_name, "not-unique", "/data/attributes/name"),
    "a handle": (_handle, "not-unique", "/data/attributes/handle"),
    "an address, in any case": (_email, "not-unique", "/data/attributes/email"),
    "the id of an article": (_article_id, "already-exists", "/data/id"),
    "the id of a comment": (_comment_id, "already-exists", "/data/id"),
    "a reaction to an article": (_reaction, "not-unique", "/data/attributes/kind"),
    "a reaction to a comment": (_reaction_to_comment, "not-unique", "/data/attributes/kind"),
}


@pytest.mark.req("CREATE-17", "CREATE-19")
@pytest.mark.parametrize(("posting", "code", "place"), POSTINGS.values(), ids=POSTINGS)
def test_what_only_one_can_have_one_gets_and_the_others_are_409(
    house: House, posting: Posting, code: str, place: str
) -> None:
    blog, crowd = house.blog, house.crowd(*["ada"] * CROWD)
    for round_ in range(ROUNDS):
        number = next(_numbers)
        documents = [posting(blog, number, turn) for turn in range(CROWD)]
        type_ = documents[0]["data"]["type"]
        # An answer of several statements takes a stricter transaction.
        path = f"/v1/{type_}{f'?include={INCLUDED[type_]}' if round_ % 2 else ''}"
        before = _rows(blog, type_)

        answers = together(
            [
                partial(client.post, path, document)
                for client, document in zip(crowd, documents, strict=True)
            ]
        )

        refused = [answer for answer in answers if answer.status != 201]
        assert len(refused) == CROWD - 1
        for answer in refused:
            assert fault(answer) == (409, code, pointer(place))
        assert _rows(blog, type_) == before + 1


MAKING: dict[str, Callable[[int], Object]] = {
    "articles": lambda number: resource("articles", None, {"title": f"The same {number}"}),
    "series": lambda number: resource("series", None, {"title": f"The same {number}"}),
}


@pytest.mark.parametrize("making", MAKING.values(), ids=MAKING)
def test_of_slugs_that_are_made_everybody_gets_one(
    house: House, making: Callable[[int], Object]
) -> None:
    blog, crowd = house.blog, house.crowd(*["ann"] * CROWD)
    for round_ in range(ROUNDS):
        number = next(_numbers)
        document = making(number)
        type_ = document["data"]["type"]
        path = f"/v1/{type_}{f'?include={INCLUDED[type_]}' if round_ % 2 else ''}"

        answers = together([partial(client.post, path, document) for client in crowd])

        slugs = sorted(answer.data["attributes"]["slug"] for answer in answers)
        stem = f"the-same-{number}"
        assert [answer.status for answer in answers] == [201] * CROWD
        assert slugs == sorted([stem, *(f"{stem}-{n}" for n in range(2, CROWD + 1))])
        assert len({answer.data["id"] for answer in answers}) == CROWD
        assert _rows(blog, type_, f"slug LIKE '{stem}%'") == CROWD


def test_of_changes_to_one_value_one_is_made(house: House) -> None:
    blog, crowd = house.blog, house.crowd(*["ada"] * CROWD)
    for _ in range(ROUNDS):
        number = next(_numbers)
        tags = [blog.add.tag(f"tag-{number}-{turn}") for turn in range(CROWD)]

        answers = together(
            [
                partial(
                    client.patch,
                    f"/v1/tags/{tag}",
                    resource("tags", tag, {"name": _in_some_case(f"Name {number}", turn)}),
                )
                for turn, (client, tag) in enumerate(zip(crowd, tags, strict=True))
            ]
        )

        assert Counter(answer.status for answer in answers) == {200: 1, 409: CROWD - 1}
        assert _rows(blog, "tags", f"lower(name) = 'name {number}'") == 1
        versions = [blog.client.get(f"/v1/tags/{tag}").data["meta"]["version"] for tag in tags]
        assert Counter(versions) == {1: CROWD - 1, 2: 1}


def test_the_last_place_for_a_tag_is_given_once(house: House) -> None:
    """An article has at most 25 tags, from whichever side they come."""
    blog, crowd = house.blog, house.crowd(*["ada"] * CROWD)
    tags = [blog.add.tag(f"place-{turn}") for turn in range(24 + CROWD)]
    for _ in range(ROUNDS):
        article = blog.add.article(f"full-{next(_numbers)}", author=blog.ids["ann"], tags=tags[:24])
        ways = [
            (f"/v1/articles/{article}/relationships/tags", linkage("tags", [tag]))
            if turn % 2
            else (f"/v1/tags/{tag}/relationships/articles", linkage("articles", [article]))
            for turn, tag in enumerate(tags[24:])
        ]

        answers = together(
            [
                partial(client.post, path, document)
                for client, (path, document) in zip(crowd, ways, strict=True)
            ]
        )

        found = blog.client.get(f"/v1/articles/{article}/relationships/tags?page[size]=100")
        assert Counter(answer.status for answer in answers) == {204: 1, 422: CROWD - 1}
        assert len(found.ids) == 25
        assert found.headers["ETag"].startswith('"2.')


def _in_some_case(name: str, turn: int) -> str:
    return (name, name.upper(), name.lower(), name.swapcase())[turn % 4]


def _uuid(number: int) -> str:
    return f"0190a5b0-0000-4000-8000-{number:012x}"


def _rows(blog: World, type_: str, condition: str = "true") -> int:
    with blog.engine.connect() as connection:
        found = connection.scalar(text(f"SELECT count(*) FROM {type_} WHERE {condition}"))
    return int(found or 0)
