"""The schedule of a read: which statements, in which order, and which edges share one."""

from __future__ import annotations

import pytest

from jsonapi_blog.store.plan import Plan, ToManyStep
from tests.planning import GRAPH, planned


def schedule(found: Plan) -> list[str]:
    """One line for each step: its type, and the edges that it serves."""
    lines = []
    for step in found.steps:
        if isinstance(step, ToManyStep):
            lines.append(f"{step.type} [{'.'.join(step.reached[0])}]")
        else:
            served = sorted(".".join(source.reached[0]) for source in step.sources)
            lines.append(f"{step.type} {', '.join(served)}")
    return lines


@pytest.mark.parametrize(
    ("path", "include", "expected"),
    [
        ("articles", "", []),
        ("articles", "author", ["people author"]),
        ("articles", "tags", ["tags [tags]"]),
        # What several edges lead to is fetched once all of them are known …
        (
            "articles",
            "author,comments.author",
            ["comments [comments]", "people author, comments.author"],
        ),
        ("articles", "author,series.curator", ["series series", "people author, series.curator"]),
        (
            "articles",
            "reactions.person,author,series.curator,comments.author",
            [
                "reactions [reactions]",
                "comments [comments]",
                "series series",
                "people author, comments.author, reactions.person, series.curator",
            ],
        ),
        # … but a to-many is a statement of its own, whatever it leads to.
        (
            "articles",
            "author,coauthors",
            ["people [coauthors]", "people author"],
        ),
        (
            "comments",
            "replies.replies",
            ["comments [replies]", "comments [replies.replies]"],
        ),
        # What lies behind a to-one waits for it.
        (
            "articles",
            "author.articles.tags",
            ["people author", "articles [author.articles]", "tags [author.articles.tags]"],
        ),
        # Each type of a polymorphic edge has a statement, and each edge behind it too.
        ("reactions", "target", ["articles target", "comments target"]),
        (
            "reactions",
            "target.reactions",
            [
                "articles target",
                "comments target",
                "reactions [target.reactions]",
                "reactions [target.reactions]",
            ],
        ),
        (
            "reactions",
            "person,target.author",
            ["articles target", "comments target", "people person, target.author, target.author"],
        ),
        # A path that one of the types has is followed from that one.
        (
            "reactions",
            "target.series",
            ["articles target", "comments target", "series target.series"],
        ),
        # On a relationship URL the first edge is the root.
        ("articles/1/relationships/comments", "comments", []),
        ("articles/1/relationships/comments", "comments.author", ["people comments.author"]),
        ("articles/1/relationships/author", "author.articles", ["articles [author.articles]"]),
        ("reactions/1/target", "series,replies", ["comments [replies]", "series series"]),
    ],
)
def test_the_include_tree_becomes_steps(path: str, include: str, expected: list[str]) -> None:
    found = planned(path, f"include={include}")

    assert schedule(found) == expected


@pytest.mark.parametrize(
    ("type_", "include", "expected"),
    [
        ("comments", "parent.parent", ["comments parent", "comments parent.parent"]),
        (
            "articles",
            "author.articles.series,series.curator",
            [
                "people author",
                "series series",
                "articles [author.articles]",
                "series author.articles.series",
                "people series.curator",
            ],
        ),
        (
            "comments",
            "article.author,author,parent.author",
            ["articles article", "comments parent", "people article.author, author, parent.author"],
        ),
    ],
)
def test_to_ones_that_wait_for_each_other_take_turns(
    type_: str, include: str, expected: list[str]
) -> None:
    found = planned(type_, f"include={include}")

    assert schedule(found) == expected


@pytest.mark.parametrize("type_", GRAPH.types)
def test_a_step_comes_after_what_finds_its_parents(type_: str) -> None:
    names = GRAPH[type_].relations
    for name in names:
        for below in GRAPH[names[name].targets[0]].relations:
            found = planned(type_, f"include={name}.{below},{name}")
            known: set[tuple[tuple[str, ...], str]] = {((), type_)}

            for step in found.steps:
                if isinstance(step, ToManyStep):
                    assert step.place in known
                    known.add(step.reached)
                    continue
                assert {source.place for source in step.sources} <= known
                known |= {source.reached for source in step.sources}

            assert {((name, below), one) for one in _targets(names[name].targets, below)} <= known


def _targets(types: tuple[str, ...], name: str) -> set[str]:
    return {
        target
        for type_ in types
        if name in GRAPH[type_].relations
        for target in GRAPH[type_].relations[name].targets
    }
