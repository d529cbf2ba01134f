"""The `next` link of a window as text: what it carries on, and what it leaves behind."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from jsonapi_blog import query
from jsonapi_blog.graph import Graph
from jsonapi_blog.pagination.cursors import Cursors
from jsonapi_blog.query import QueryLimits
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.rowset import Members
from jsonapi_blog.serializers.windows import Continuations

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
ARTICLES = Target(GRAPH, Shape.COLLECTION, GRAPH["articles"])
LIMITS = QueryLimits(
    page_size=100, include_depth=4, include_paths=20, filter_terms=50, filter_depth=8
)
CURSORS = Cursors(b"the key of the tests, not a secret")
URL = "https://blog.example/v1/articles/1"


def members(*path: str, size: int = 25, total: int | None = None) -> Members:
    """A window that ends with the comment `last`, and goes on."""
    return Members((("comments", "last"),), path, size, more=True, last=(None, "last"), total=total)


def carried(text: str, window: Members, edge: tuple[str, str]) -> dict[str, str]:
    """The parameters of the link, its cursor left out."""
    pairs = tuple(parse_qsl(text, keep_blank_values=True))
    made = Continuations(ARTICLES, query.parse(pairs, ARTICLES, LIMITS), pairs, CURSORS)
    link = urlsplit(made.next(edge, window, URL))
    assert link.path == f"/v1/articles/1/relationships/{edge[1]}"
    found = dict(parse_qsl(link.query, keep_blank_values=True))
    assert found.pop("page[after]")
    return found


@pytest.mark.parametrize(
    ("asked", "window", "expected"),
    [
        ("include=comments", members("comments"), {"include": "comments", "page[size]": "25"}),
        (
            "include=comments.author,comments.replies.author,tags&sort=-title&page[number]=3",
            members("comments"),
            {"include": "comments.author,comments.replies.author", "page[size]": "25"},
        ),
        (
            "include=comments&page[comments][size]=2&page[comments][total]=true",
            members("comments", size=2, total=40),
            {"include": "comments", "page[total]": "true", "page[size]": "2"},
        ),
        (
            "include=comments.replies&page[comments][replies][size]=7",
            members("comments"),
            {
                "include": "comments.replies",
                "page[comments][replies][size]": "7",
                "page[size]": "25",
            },
        ),
        (
            "include=comments&fields[comments]=body&fields[people]=&filter[language]=en",
            members("comments"),
            {
                "include": "comments",
                "fields[comments]": "body",
                "fields[people]": "",
                "page[size]": "25",
            },
        ),
    ],
)
def test_a_window_goes_on_with_what_hangs_on_it_and_nothing_else(
    asked: str, window: Members, expected: dict[str, str]
) -> None:
    assert carried(asked, window, ("articles", "comments")) == expected


def test_two_windows_of_one_path_differ_in_nothing_but_their_cursor_and_resource() -> None:
    pairs = (("include", "comments"),)
    made = Continuations(ARTICLES, query.parse(pairs, ARTICLES, LIMITS), pairs, CURSORS)
    edge = ("articles", "comments")

    first = made.next(edge, members("comments"), URL)
    again = made.next(edge, members("comments"), URL)
    other = made.next(edge, members("comments"), f"{URL}1")

    assert first == again
    assert other == first.replace(URL, f"{URL}1")


def test_a_window_that_goes_on_after_nobody_is_a_mistake_of_ours() -> None:
    pairs = (("include", "comments"),)
    made = Continuations(ARTICLES, query.parse(pairs, ARTICLES, LIMITS), pairs, CURSORS)
    nobody = Members((), ("comments",), 25, more=True, last=None, total=None)

    with pytest.raises(AssertionError, match="a window that goes on has a last member"):
        made.next(("articles", "comments"), nobody, URL)
