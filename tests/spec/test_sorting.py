"""Fetching, sorting: what can be sorted by, in which order it comes, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.answer import Answer
from tests.client import Client
from tests.conftest import World

SORTABLE = {
    "people": "id name handle email role createdAt updatedAt",
    "articles": "id title slug status language commentsOpen wordCount readingMinutes "
    "publishedAt createdAt updatedAt",
    "comments": "id status createdAt updatedAt",
    "tags": "id name slug",
    "series": "id title slug createdAt updatedAt",
    "reactions": "id kind createdAt",
}
TO_ONES = {
    ("articles", "author"): "people",
    ("articles", "series"): "series",
    ("comments", "article"): "articles",
    ("comments", "author"): "people",
    ("comments", "parent"): "comments",
    ("series", "curator"): "people",
    ("reactions", "person"): "people",
}
OWN = [(name, key) for name, keys in SORTABLE.items() for key in keys.split()]
THROUGH = [
    (name, relation, key)
    for (name, relation), target in TO_ONES.items()
    for key in SORTABLE[target].split()
]


@pytest.fixture
def editor(sample: World) -> Client:
    return sample.client_of("editor")


@pytest.mark.req("SORT-01", "SORT-02", "SORT-03", "SORT-06", "SORT-09")
@pytest.mark.parametrize(("name", "key"), OWN)
def test_every_sortable_field_ascends_with_nulls_last(editor: Client, name: str, key: str) -> None:
    values = _values(_all(editor, f"/v1/{name}", sort=key), key)

    assert values == _ascending(values)


@pytest.mark.req("SORT-07", "SORT-09")
@pytest.mark.parametrize(("name", "key"), OWN)
def test_a_minus_makes_every_field_descend_with_nulls_last(
    editor: Client, name: str, key: str
) -> None:
    values = _values(_all(editor, f"/v1/{name}", sort=f"-{key}"), key)

    assert values == _descending(values)


@pytest.mark.req("SORT-11")
@pytest.mark.parametrize(("name", "relation", "key"), THROUGH)
@pytest.mark.parametrize("minus", ["", "-"])
def test_every_sortable_field_sorts_through_a_to_one_relationship_too(
    editor: Client, name: str, relation: str, key: str, minus: str
) -> None:
    answers = _all(editor, f"/v1/{name}", sort=f"{minus}{relation}.{key}", include=relation)

    values = _values_through(answers, relation, key)

    assert values == (_descending if minus else _ascending)(values)
    assert any(value is not None for value in values)


@pytest.mark.req("SORT-11")
@pytest.mark.parametrize("key", ["title", "status", "createdAt", "id", "author.handle"])
@pytest.mark.parametrize("minus", ["", "-"])
def test_a_sort_leads_through_a_polymorphic_relationship_where_any_target_has_the_field(
    editor: Client, key: str, minus: str
) -> None:
    answers = _all(
        editor, "/v1/reactions", sort=f"{minus}target.{key}", include="target,target.author"
    )

    if key == "author.handle":
        values = _values_through(answers, "target", "handle", "author")
    else:
        values = _values_through(answers, "target", key)

    assert values == (_descending if minus else _ascending)(values)
    assert len(set(values)) > 1
    assert (None in values) == (key == "title")


@pytest.mark.req("SORT-11")
def test_a_sort_leads_through_several_relationships(editor: Client) -> None:
    answers = _all(
        editor, "/v1/comments", sort="article.series.curator.name", include="article.series.curator"
    )

    values = _values_through(answers, "article", "name", "series", "curator")

    assert values == _ascending(values)
    assert {"Ann Author", "bob Bauer", None} == set(values)


@pytest.mark.req("SORT-09")
def test_text_is_sorted_by_code_point(sample: World) -> None:
    titles = _values(_all(sample.client, "/v1/articles", sort="title"), "title")

    assert titles == sorted(titles)
    assert titles.index("Zebra crossing") < titles.index("apple pie") < titles.index("Äpfel und Öl")
    assert titles[-1] == "日本語のブログ"


@pytest.mark.req("SORT-04", "SORT-05")
def test_several_fields_count_in_the_order_in_which_they_stand(editor: Client) -> None:
    answers = _all(editor, "/v1/articles", sort="language,-wordCount,title")

    keys = [
        (each["language"], -each["wordCount"], each["title"])
        for answer in answers
        for each in (resource["attributes"] for resource in answer.data)
    ]

    assert keys == sorted(keys)
    assert len({key[:2] for key in keys}) < len(keys)


@pytest.mark.req("SORT-05")
def test_the_second_field_is_not_the_first(editor: Client) -> None:
    one = editor.get("/v1/articles?sort=language,wordCount").ids
    other = editor.get("/v1/articles?sort=wordCount,language").ids

    assert one != other


@pytest.mark.req("CUR-01", "SORT-09")
@pytest.mark.parametrize(("sort", "descending"), [("language", False), ("-language", True)])
def test_ties_are_broken_by_id_in_the_direction_of_the_last_key(
    sample: World, sort: str, descending: bool
) -> None:
    answers = _all(sample.client, "/v1/articles", sort=sort, filter="equals(language,'en')")
    ids = [each for answer in answers for each in answer.ids]

    assert ids == sorted(ids, reverse=descending)
    assert len(ids) == 27


@pytest.mark.req("CUR-01")
def test_the_last_key_gives_the_direction_and_not_the_first(sample: World) -> None:
    answers = _all(sample.client, "/v1/articles", sort="-language,commentsOpen")
    ids = [
        each["id"]
        for answer in answers
        for each in answer.data
        if each["attributes"]["language"] == "en" and each["attributes"]["commentsOpen"]
    ]

    assert ids == sorted(ids)


@pytest.mark.req("AMB-22")
@pytest.mark.parametrize(
    ("doubled", "plain"),
    [("title,title", "title"), ("title,-title", "title"), ("id,title", "id"), ("-id,id", "-id")],
)
def test_a_field_that_cannot_matter_any_more_is_harmless(
    sample: World, doubled: str, plain: str
) -> None:
    one = sample.client.get("/v1/articles", params={"sort": doubled})
    other = sample.client.get("/v1/articles", params={"sort": plain})

    assert one.ids == other.ids


@pytest.mark.req("SORT-10", "CUR-02")
@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("/v1/articles", "-publishedAt"),
        ("/v1/comments", "createdAt"),
        ("/v1/reactions", "createdAt"),
        ("/v1/people", "id"),
        ("/v1/tags", "id"),
        ("/v1/series", "id"),
        ("/v1/people/{ann}/articles", "-publishedAt"),
        ("/v1/articles/{post-1}/comments", "createdAt"),
        ("/v1/articles/{post-2}/tags", "id"),
        ("/v1/tags/{rust}/articles", "-id"),
    ],
)
def test_without_sort_each_list_has_the_default_order_of_the_contract(
    sample: World, path: str, sort: str
) -> None:
    editor = sample.client_of("editor")
    path = path.replace("{", "{0[").replace("}", "]}").format(sample.ids)

    unsorted = [answer.ids for answer in _all(editor, path)]
    sorted_ = [answer.ids for answer in _all(editor, path, sort=sort)]

    assert unsorted == sorted_


@pytest.mark.req("SORT-12", "SORT-09")
@pytest.mark.parametrize("form", ["comments", "relationships/comments"])
def test_related_and_relationship_collections_sort_too(sample: World, form: str) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/{form}"

    forth = [each for answer in _all(sample.client, path, sort="createdAt") for each in answer.ids]
    back = [each for answer in _all(sample.client, path, sort="-createdAt") for each in answer.ids]

    assert len(forth) == 59
    assert forth == back[::-1]


@pytest.mark.req("SORT-12")
@pytest.mark.parametrize("form", ["articles", "relationships/articles"])
def test_an_ordered_relationship_can_be_sorted_otherwise(sample: World, form: str) -> None:
    path = f"/v1/series/{sample.ids['guide']}/{form}"
    members = [sample.ids[f"post-{number}"] for number in (7, 1, 12, 3, 5)]

    kept = sample.client.get(path)
    by_id = sample.client.get(path, params={"sort": "id"})

    assert kept.ids == members
    assert by_id.ids == sorted(members)


@pytest.mark.req("SORT-04", "SORT-11")
def test_a_sort_as_long_and_as_deep_as_allowed_works(sample: World) -> None:
    deepest = "parent.parent.parent.parent.createdAt,parent.article.series.curator.name"
    others = ",".join(
        f"{way}{key}"
        for way in ("", "parent.", "parent.parent.", "parent.author.", "article.author.")
        for key in ("createdAt", "updatedAt", "id")
    )

    pages = list(sample.client.pages(f"/v1/comments?page[size]=30&sort={deepest},{others}"))

    ids = [each for page in pages for each in page.ids]
    assert len(ids) == len(set(ids)) == pages[0].meta["total"]


def _all(client: Client, path: str, **params: str) -> list[Answer]:
    return list(client.pages(path, params={**params, "page[size]": "100"}))


def _values(answers: list[Answer], key: str) -> list[Any]:
    return [_comparable(each, key) for answer in answers for each in answer.data]


def _values_through(answers: list[Answer], relation: str, key: str, *further: str) -> list[Any]:
    values = []
    for answer in answers:
        included = {(each["type"], each["id"]): each for each in [*answer.data, *answer.included]}
        for resource in answer.data:
            found = resource
            # Relationships first, the field last: `further` may end in more of the path.
            for name in (relation, *further):
                ref = found and found["relationships"].get(name, {}).get("data")
                found = ref and included[ref["type"], ref["id"]]
            values.append(_comparable(found, key) if found else None)
    return values


def _comparable(resource: dict[str, Any], key: str) -> Any:
    if key == "id":
        return resource["id"]
    value = resource["attributes"].get(key)
    return datetime.fromisoformat(value) if value and key.endswith("At") else value


def _ascending(values: list[Any]) -> list[Any]:
    return _with_nulls_last(values, sorted)


def _descending(values: list[Any]) -> list[Any]:
    return _with_nulls_last(values, lambda known: sorted(known, reverse=True))


def _with_nulls_last(values: list[Any], order: Callable[[list[Any]], list[Any]]) -> list[Any]:
    known = [value for value in values if value is not None]
    return order(known) + [None] * (len(values) - len(known))
