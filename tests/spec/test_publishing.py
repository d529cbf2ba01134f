"""What the server makes of a new article, tag or series: slugs, rendered text, and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.newsroom import created, fresh, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, pointer

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FUTURE = "2999-01-01T00:00:00Z"
PAST = "2001-02-03T04:05:06Z"
#: Titles of every kind, each with the slug that is made of it.
TITLES = {
    "Hello, World!": "hello-world",
    "Übergröße": "ubergrosse",
    "Ελληνικά": "ellenika",
    "Привет, мир": "privet-mir",
    "日本語のブログ": "ri-ben-yu-nohuroku",
    "العربية": "l-rby",
    "हिन्दी": "hindii",
    "🦀 A crab": "a-crab",
    "100% sure?": "100-sure",
    "C++": "c",
    "don't": "don-t",
    "--- dashes ---": "dashes",
    "e\u0301clair": "eclair",
    "a\u200db": "ab",
    "<b>&amp;</b>": "b-b",
    "../../etc/passwd": "etc-passwd",
    "'; DROP TABLE articles; --": "drop-table-articles",
}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def posted(of: World, type_: str = "articles", **attributes: object) -> Answer:
    """The answer to a new resource with these attributes."""
    data = minimal(of, type_)
    return created(of, {**data, "attributes": {**data["attributes"], **attributes}})


def patched(of: World, made: Answer, **attributes: object) -> Answer:
    """The answer to an update of what was made, by its author."""
    data = {"type": "articles", "id": made.data["id"], "attributes": attributes}
    return of.client_of("ann").patch(made.headers["Location"], {"data": data})


@pytest.mark.req("CREATE-09", "AMB-39")
@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_any_script_is_kept_as_it_is_and_its_slug_is_made_of_ascii(
    newsroom: World, title: str
) -> None:
    answer = posted(newsroom, title=title)

    made = answer.data["attributes"]
    assert (answer.status, made["title"], made["slug"]) == (201, title, TITLES[title])


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize(
    ("type_", "name", "stem"),
    [("articles", "title", "article"), ("series", "title", "series"), ("tags", "name", "tag")],
)
def test_a_slug_is_never_empty(newsroom: World, type_: str, name: str, stem: str) -> None:
    slugs = [
        posted(newsroom, type_, **{name: title}).data["attributes"]["slug"]
        for title in ("🦀", "!?", "\u0300.")
    ]

    assert slugs == [stem, f"{stem}-2", f"{stem}-3"]


@pytest.mark.req("CREATE-09", "CREATE-22")
@pytest.mark.parametrize(("type_", "name"), [("articles", "title"), ("series", "title")])
def test_a_slug_that_is_taken_is_numbered(newsroom: World, type_: str, name: str) -> None:
    title = fresh("Again and")
    stem = title.lower().replace(" ", "-")
    posted(newsroom, type_, slug=f"{stem}-2")

    slugs = [posted(newsroom, type_, **{name: title}).data["attributes"]["slug"] for _ in range(3)]

    assert slugs == [stem, f"{stem}-3", f"{stem}-4"]


@pytest.mark.req("CREATE-09")
def test_tags_whose_names_differ_may_have_the_same_stem(newsroom: World) -> None:
    names = ("C", "C#", "c++")

    slugs = [posted(newsroom, "tags", name=name).data["attributes"]["slug"] for name in names]

    assert slugs == ["c", "c-2", "c-3"]


@pytest.mark.req("CREATE-09")
def test_a_made_slug_has_at_most_80_characters_with_its_number(newsroom: World) -> None:
    title = "word " * 40

    slugs = [posted(newsroom, title=title).data["attributes"]["slug"] for _ in range(12)]

    assert len(set(slugs)) == 12
    assert all(SLUG.fullmatch(slug) and len(slug) <= 80 for slug in slugs)
    assert slugs[0] == "-".join(["word"] * 15)


@pytest.mark.req("CREATE-09")
def test_a_slug_that_was_given_is_kept_and_a_new_title_does_not_move_it(newsroom: World) -> None:
    slug = fresh("given")

    made = posted(newsroom, title="Something else", slug=slug)
    changed = patched(newsroom, made, title="Changed")

    assert made.data["attributes"]["slug"] == slug
    assert changed.data["attributes"]["slug"] == slug


@pytest.mark.req("CREATE-09", "AMB-39")
def test_a_body_is_rendered_and_counted(newsroom: World) -> None:
    made = posted(newsroom, body="# One\n\nTwo *three* four.\n")

    shown = newsroom.client_of("ann").get(
        made.headers["Location"], params={"fields[articles]": "bodyHtml"}
    )
    assert made.data["attributes"]["wordCount"] == 4
    assert made.data["attributes"]["readingMinutes"] == 1
    assert "bodyHtml" not in made.data["attributes"]
    assert "<em>three</em>" in shown.data["attributes"]["bodyHtml"]


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize("said", [{}, {"publishedAt": None}])
def test_what_is_published_when_it_is_created_has_the_date_of_that(
    newsroom: World, said: Object
) -> None:
    made = posted(newsroom, status="published", **said).data["attributes"]

    assert made["publishedAt"] == made["createdAt"]


@pytest.mark.req("UPD-13")
def test_an_article_is_dated_when_it_is_first_published_and_keeps_the_date(
    newsroom: World,
) -> None:
    made = posted(newsroom)

    first = patched(newsroom, made, status="published")
    archived = patched(newsroom, made, status="archived")
    second = patched(newsroom, made, status="published")

    dates = [each.data["attributes"]["publishedAt"] for each in (made, first, archived, second)]
    assert dates == [None, *[first.data["attributes"]["updatedAt"]] * 3]


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize("status", ["draft", "published", "archived"])
def test_a_date_that_was_given_is_kept_whatever_the_status(newsroom: World, status: str) -> None:
    made = posted(newsroom, status=status, publishedAt=PAST)
    published = patched(newsroom, made, status="published")

    assert made.data["attributes"]["publishedAt"] == PAST
    assert published.data["attributes"]["publishedAt"] == PAST


@pytest.mark.req("CREATE-20")
def test_a_published_article_cannot_lose_its_date(newsroom: World) -> None:
    made = posted(newsroom, status="published")

    refused = patched(newsroom, made, publishedAt=None)
    withdrawn = patched(newsroom, made, publishedAt=None, status="draft")

    assert fault(refused) == (422, "invalid-value", pointer("/data/attributes/publishedAt"))
    assert withdrawn.data["attributes"]["publishedAt"] is None


@pytest.mark.req("CREATE-10")
def test_a_date_in_the_future_hides_an_article_from_readers_until_then(newsroom: World) -> None:
    made = posted(newsroom, status="published", publishedAt=FUTURE)
    path, id_ = made.headers["Location"], made.data["id"]
    readers = (newsroom.client, newsroom.client_of("rita"), newsroom.client_of("bob"))
    writers = (newsroom.client_of("ann"), newsroom.client_of("eve"))

    assert {each.get(path).status for each in readers} == {404}
    assert {each.get(path).status for each in writers} == {200}
    listed = {"filter[id]": id_}
    assert [each.get("/v1/articles", params=listed).ids for each in readers] == [[], [], []]

    patched(newsroom, made, publishedAt=PAST)

    assert {each.get(path).status for each in readers} == {200}


@pytest.mark.req("CREATE-09")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"),
        ("2024-05-06t07:08:09z", "2024-05-06T07:08:09Z"),
        ("2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09Z"),
        ("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456Z"),
        ("2024-05-06T23:59:59-00:30", "2024-05-07T00:29:59Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_time_is_shown_in_utc(newsroom: World, said: str, kept: str) -> None:
    answer = posted(newsroom, publishedAt=said)

    read = newsroom.client_of("ann").get(answer.headers["Location"])
    assert answer.data["attributes"]["publishedAt"] == kept
    assert read.data["attributes"]["publishedAt"] == kept


@pytest.mark.req("CREATE-09")
def test_a_date_of_a_moment_ago_shows_the_article_at_once(newsroom: World) -> None:
    ago = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()

    made = posted(newsroom, status="published", publishedAt=ago)

    assert newsroom.client.get(made.headers["Location"]).status == 200
