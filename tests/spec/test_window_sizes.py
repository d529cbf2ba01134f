"""What a request may say about windows: their sizes, their totals, and what all may come to."""

from __future__ import annotations

import re

import pytest

from jsonapi_blog.errors import TooManyIncluded
from jsonapi_blog.graph import Graph
from jsonapi_blog.pagination.included import windows
from jsonapi_blog.query.include import Include, next_types
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES
from tests.compound import identity, linkage, whole
from tests.conftest import World


@pytest.mark.parametrize(
    ("include", "parameter", "window", "size"),
    [
        ("comments", "page[comments][size]", ("articles", "talk", "comments"), 3),
        ("comments", "page[comments][size]", ("articles", "talk", "comments"), 100),
        ("comments.replies", "page[comments][replies][size]", ("comments", "top-0", "replies"), 6),
        ("author.articles", "page[author][articles][size]", ("people", "ann", "articles"), 31),
    ],
)
def test_a_window_is_as_large_as_it_is_asked_to_be(
    threads: World, include: str, parameter: str, window: tuple[str, str, str], size: int
) -> None:
    type_, name, relation = window

    answer = threads.client.get(
        f"/v1/articles/{threads.ids['talk']}", params={"include": include, parameter: str(size)}
    )

    shown = linkage(answer, type_, threads.ids[name], relation)
    assert shown == whole(threads.client, type_, threads.ids[name], relation)[:size]


@pytest.mark.parametrize(("role", "total"), [("anonymous", 7), ("editor", 8)])
def test_a_window_counts_what_the_caller_may_read_when_asked_to(
    threads: World, role: str, total: int
) -> None:
    answer = threads.client_of(role).get(
        f"/v1/comments/{threads.ids['top-0']}",
        params={"include": "replies,reactions", "page[replies][total]": "true"},
    )

    assert answer.data["relationships"]["replies"]["meta"] == {
        "total": total,
        "page": {"total": total},
    }
    assert "meta" not in answer.data["relationships"]["reactions"]


def test_an_empty_window_has_a_total_too(threads: World) -> None:
    answer = threads.client.get(
        "/v1/articles", params={"include": "comments", "page[comments][total]": "true"}
    )

    totals = {
        each["id"]: each["relationships"]["comments"]["meta"]["total"] for each in answer.data
    }
    assert totals.pop(threads.ids["talk"]) == 41
    assert set(totals.values()) == {0}


@pytest.mark.req("AMB-51")
@pytest.mark.parametrize(
    ("include", "query"),
    [
        ("comments", "page[comments][size]=0"),
        ("comments", "page[comments][size]=-1"),
        ("comments", "page[comments][size]=101"),
        ("comments", "page[comments][size]=99999999999999999999999999"),
        ("comments", "page[comments][size]=ten"),
        ("comments", "page[comments][size]="),
        ("comments", "page[comments][size]=1e1"),
        ("comments", "page[comments][size]=%D9%A3"),
        ("comments", "page[comments][total]=yes"),
        ("comments", "page[comments][number]=2"),
        ("comments", "page[comments][after]=x"),
        ("comments", "page[comments]=3"),
        ("comments", "page[comments][size][size]=3"),
        ("comments", "page[comments][]=3"),
        ("comments", "page[comments][replies][size]=3"),
        ("comments", "page[tags][size]=3"),
        ("comments", "page[nope][size]=3"),
        ("comments", "page[comments.replies][size]=3"),
        ("author", "page[author][size]=3"),
        ("author.articles", "page[articles][size]=3"),
        ("", "page[comments][size]=3"),
        ("comments", "page[comments][size]=3%00"),
    ],
)
def test_a_window_that_is_not_there_is_refused(threads: World, include: str, query: str) -> None:
    answer = threads.client.get(f"/v1/articles?include={include}&{query}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": query.partition("=")[0]}


def test_on_a_relationship_url_the_first_window_is_the_page(threads: World) -> None:
    path = f"/v1/articles/{threads.ids['talk']}/relationships/comments?include=comments.replies"

    page = threads.client.get(f"{path}&page[size]=2&page[comments][replies][size]=1")
    refused = threads.client.get(f"{path}&page[comments][size]=2")

    assert len(page.data) == 2
    assert len(linkage(page, "comments", threads.ids["top-0"], "replies")) == 1
    assert refused.status == 400
    assert refused.error["source"] == {"parameter": "page[comments][size]"}


def test_on_a_related_url_windows_are_as_below_the_related_resource(threads: World) -> None:
    comments = f"/v1/articles/{threads.ids['talk']}/comments"
    author = f"/v1/articles/{threads.ids['talk']}/author"

    many = threads.client.get(comments, params={"include": "replies.replies"})
    one = threads.client.get(author, params={"include": "articles.comments"})

    assert len(linkage(many, "comments", threads.ids["top-0"], "replies")) == 7
    assert len(linkage(many, "comments", threads.ids["r1-0"], "replies")) == 4
    assert len(linkage(one, "people", threads.ids["ann"], "articles")) == 25
    assert len(linkage(one, "articles", threads.ids["talk"], "comments")) == 5
    assert identity(one.data) == ("people", threads.ids["ann"])


@pytest.mark.parametrize(
    ("query", "cost", "fitting", "narrowed"),
    [
        # 100 * 100 comments, as many authors, and five times as many comments of those.
        (
            "/v1/articles?include=comments.author.comments&page[size]=100&page[comments][size]=100",
            70_000,
            28,
            "/v1/articles?include=comments.author.comments&page[size]=100&page[comments][size]=28",
        ),
        # 100 * 25 comments, five times as many replies, and twice as many as those.
        (
            "/v1/articles?include=comments.replies.replies&page[size]=100",
            40_000,
            12,
            "/v1/articles?include=comments.replies.replies&page[size]=100&page[comments][size]=12",
        ),
        # On a relationship URL the 25 of the page are included as well.
        (
            "/v1/articles/{talk}/relationships/comments?include=comments.replies.replies"
            "&page[comments][replies][size]=100&page[comments][replies][replies][size]=100",
            252_525,
            27,
            "/v1/articles/{talk}/relationships/comments?include=comments.replies.replies"
            "&page[comments][replies][size]=27&page[comments][replies][replies][size]=27",
        ),
    ],
)
def test_what_could_include_too_much_is_refused_with_a_window_that_fits(
    threads: World, query: str, cost: int, fitting: int, narrowed: str
) -> None:
    with threads.statements.count() as seen:
        answer = threads.client.get(query.format_map(threads.ids))

    assert answer.status == 400
    assert answer.error["code"] == "too-many-included"
    assert answer.error["source"] == {"parameter": "include"}
    assert re.findall(r"\d+", answer.error["detail"])[:3] == [f"{cost}", "20000", f"{fitting}"]
    assert len(seen) == 0
    assert threads.client.get(narrowed.format_map(threads.ids)).status == 200


def test_where_no_window_would_fit_fewer_paths_or_a_smaller_page_is_the_advice() -> None:
    target = Target(GRAPH, Shape.COLLECTION, GRAPH["articles"])
    tree = Include.of([("author",), ("series",)])

    with pytest.raises(TooManyIncluded, match=r"200 resources.*fewer paths.*smaller page\[size\]"):
        windows(target, tree, (), page=100, most=199)


@pytest.mark.parametrize(("one_more", "status"), [("", 200), (",author", 400)])
def test_the_number_of_included_resources_is_bounded_to_the_last_one(
    threads: World, one_more: str, status: int
) -> None:
    sizes = "page[size]=100&page[comments][size]=100&page[reactions][size]=99"

    answer = threads.client.get(f"/v1/articles?{sizes}&include=comments,reactions,series{one_more}")

    assert answer.status == status


def test_a_polymorphic_edge_counts_once(threads: World) -> None:
    query = "page[size]=100&page[target][reactions][size]=100&page[target][comments][size]="
    include = "target.reactions,target.comments"

    fits = threads.client.get(f"/v1/reactions?{query}99&include={include}")
    refused = threads.client.get(f"/v1/reactions?{query}100&include={include}")

    assert fits.status == 200
    assert refused.status == 400
    assert "20100" in refused.error["detail"]


GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)


def paths(types: tuple[str, ...], depth: int) -> list[tuple[str, ...]]:
    """Every include path of `depth` relationships from these types."""
    if depth == 0:
        return [()]
    here = tuple(GRAPH[name] for name in types)
    names = {name: None for one in here for name in one.relations}
    return [
        (name, *rest)
        for name in names
        for reached in (tuple(one.name for one in next_types(GRAPH, here, name)),)
        for rest in paths(reached, depth - 1)
    ]


@pytest.mark.parametrize("type_", GRAPH.types)
def test_with_default_page_and_windows_every_single_path_is_served(type_: str) -> None:
    target = Target(GRAPH, Shape.COLLECTION, GRAPH[type_])

    deepest = paths((type_,), 4)

    assert len(deepest) > 30
    for path in deepest:
        windows(target, Include.of([path]), (), page=25, most=20_000)
