"""What no other test noticed when it was broken on purpose (`spec/mutations`), case by case."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.cursors import PROFILED, ids_of, walk

ROLES = ("anonymous", "reader", "author", "coauthor", "editor", "admin")
PLACES = (
    "/v1/articles",
    "/v1/comments",
    "/v1/reactions",
    "/v1/tags/{rust}/articles",
    "/v1/articles/{post-1}/relationships/comments",
)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", ["page[size]=100", "page[limit]=100"])
def test_a_total_counts_what_the_pages_hold(
    sample: World, role: str, place: str, size: str
) -> None:
    pages = list(sample.client_of(role).pages(f"{place.format_map(sample.ids)}?{size}"))

    held = len(ids_of(pages))
    assert held > 20
    assert [page.meta["total"] for page in pages] == [held] * len(pages)


@pytest.mark.parametrize("role", ROLES)
def test_a_total_beside_cursors_counts_what_the_pages_hold(sample: World, role: str) -> None:
    client = sample.client_of(role)
    asked = "/v1/articles?sort=title&page[size]=7&page[total]=true"

    pages = walk(client, client.get(asked, accept=PROFILED), "next")

    assert {page.meta["total"] for page in pages} == {len(ids_of(pages))}


@pytest.mark.parametrize("sort", ["parent.id", "-parent.id", "parent.createdAt"])
def test_what_has_an_unreadable_parent_sorts_as_if_it_had_none(sample: World, sort: str) -> None:
    between = [sample.ids[name] for name in ("reply", "reply-to-hidden", "first-2", "first-3")]
    only = {"filter[id]": ",".join(between), "sort": f"{sort},createdAt"}

    hidden = sample.client.get("/v1/comments", params=only)
    seen = sample.client_of("editor").get("/v1/comments", params=only)

    parentless = [sample.ids[name] for name in ("reply-to-hidden", "first-2", "first-3")]
    assert hidden.ids == [sample.ids["reply"], *parentless]
    assert sample.ids["reply-to-hidden"] in seen.ids[:2]


@pytest.mark.req("CUR-01", "CUR-15")
@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize(
    "sort",
    [
        "series.title,-createdAt",
        "-series.title,createdAt",
        "language,-series.slug,title",
        "-commentsOpen,series.slug,-title",
        "publishedAt,-title",
        "-publishedAt,title",
    ],
)
def test_nulls_are_walked_through_where_keys_run_in_both_directions(
    sample: World, sort: str, size: int
) -> None:
    editor = sample.client_of("editor")
    whole = editor.get("/v1/articles", params={"sort": sort, "page[limit]": "100"})
    start = {"sort": sort, "page[size]": str(size)}

    forth = walk(editor, editor.get("/v1/articles", params=start, accept=PROFILED), "next")
    last = editor.get(forth[0].links["last"])
    back = walk(editor, last, "prev")

    assert ids_of(forth) == whole.ids
    assert ids_of(back[::-1]) == whole.ids
