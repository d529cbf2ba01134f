"""Walking page by page visits every readable row exactly once and in order, forth and back.

For every list, under any legal sort with its ties and nulls, in pages of any size, for all three
strategies, compared with what a few loops of Python make of the whole tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client import Client
from tests.conftest import World
from tests.cursors import PROFILED, ids_of, walk
from tests.properties.model import SORTABLE, TO_ONES, Caller, Model, Row

CALLERS = {
    "anonymous": ("anonymous", None),
    "author": ("author", "ann"),
    "coauthor": ("author", "bob"),
    "editor": ("staff", "eve"),
}
STRATEGIES = {
    "number": lambda size: {"page[size]": size},
    "offset": lambda size: {"page[limit]": size},
    "cursor": lambda size: {"page[size]": size},
}
#: For each type some filters, and what they mean.
FILTERS: dict[str, list[tuple[dict[str, str], Callable[[Model, Row], bool]]]] = {
    "articles": [
        ({"filter[language]": "de"}, lambda _, row: row["language"] == "de"),
        ({"filter[wordCount][gte]": "300"}, lambda _, row: row["word_count"] >= 300),
        ({"filter": "not(equals(summary,null))"}, lambda _, row: row["summary"] is not None),
        (
            {"filter[series][null]": "true"},
            lambda model, row: model.to_one("articles", row, "series") is None,
        ),
    ],
    "comments": [
        (
            {"filter[parent][null]": "false"},
            lambda model, row: model.to_one("comments", row, "parent") is not None,
        ),
        ({"filter[status]": "visible"}, lambda _, row: row["status"] == "visible"),
    ],
    "reactions": [({"filter[kind]": "love,sad"}, lambda _, row: row["kind"] in ("love", "sad"))],
    "people": [({"filter[bio][null]": "true"}, lambda _, row: row["bio"] is None)],
    "tags": [({"filter[name][contains]": "o"}, lambda _, row: "o" in row["name"].lower())],
    "series": [({"filter[slug]": "notes"}, lambda _, row: row["slug"] == "notes")],
}


@dataclass(frozen=True)
class List:
    """One list of the blog: its URL, its type, and its rows in the model."""

    path: str
    type: str
    rows: Callable[[Model], list[Row]]


def lists(ids: dict[str, str]) -> list[List]:
    post, rust, ann, first = ids["post-1"], ids["rust"], ids["ann"], ids["c1"]

    def of(name: str, column: str, value: str) -> Callable[[Model], list[Row]]:
        return lambda model: model.where(name, column, value)

    return [
        *(List(f"/v1/{name}", name, lambda model, name=name: model.all(name)) for name in SORTABLE),
        List(f"/v1/articles/{post}/comments", "comments", of("comments", "article_id", post)),
        List(
            f"/v1/people/{ann}/relationships/articles", "articles", of("articles", "author_id", ann)
        ),
        List(f"/v1/tags/{rust}/articles", "articles", lambda model: model.tagged(rust)),
        List(f"/v1/comments/{first}/reactions", "reactions", of("reactions", "comment_id", first)),
    ]


@cache
def sort_fields(name: str, depth: int) -> tuple[str, ...]:
    """Every legal sort field through at most `depth` relationships."""
    found = {"id", *SORTABLE[name]}
    if depth:
        for relation, targets in TO_ONES[name].items():
            for target in targets:
                found |= {f"{relation}.{field}" for field in sort_fields(target, depth - 1)}
    return tuple(sorted(found))


@st.composite
def sorts(draw: st.DrawFn, name: str) -> str:
    """A sort of one to three fields, each in a direction of its own; coarse fields, so that ties
    are many, as often as fine ones."""
    fields = sort_fields(name, 2)
    coarse = [f for f in fields if f.endswith(("language", "status", "Open", "kind", "role"))]
    field = st.sampled_from([*fields, *coarse * 3])
    chosen = draw(st.lists(field, min_size=1, max_size=3, unique=True))
    return ",".join(draw(st.sampled_from(["", "-"])) + each for each in chosen)


@pytest.fixture(scope="module")
def clients(sample: World) -> dict[str, Client]:
    return {role: sample.client_of(role) for role in CALLERS}


@pytest.fixture(scope="module")
def models(sample: World) -> dict[str, Model]:
    return {
        role: Model(sample.engine, Caller(kind, handle and sample.ids[handle]))
        for role, (kind, handle) in CALLERS.items()
    }


@pytest.mark.req("CUR-01", "CUR-05", "CUR-15", "CUR-34", "CUR-35", "PAGE-05", "PAGE-06", "SORT-09")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_walk_visits_every_readable_row_once_and_in_order(
    sample: World, clients: dict[str, Client], models: dict[str, Model], data: Any
) -> None:
    role = data.draw(st.sampled_from(list(CALLERS)), label="role")
    found = data.draw(st.sampled_from(lists(sample.ids)), label="list")
    params = {"sort": data.draw(st.just("") | sorts(found.type), label="sort")}
    wanted, meets = data.draw(st.sampled_from([({}, None), *FILTERS[found.type]]), label="filter")
    strategy = data.draw(st.sampled_from(list(STRATEGIES)), label="strategy")
    rows = [row for row in found.rows(models[role]) if not meets or meets(models[role], row)]
    size = data.draw(st.integers(max(1, len(rows) // 8), 100), label="size")
    by_default = "-id" if found.path.startswith("/v1/tags/") else ""
    expected = models[role].ordered(found.type, rows, params["sort"] or by_default)
    params = {name: value for name, value in params.items() if value} | wanted
    params |= STRATEGIES[strategy](str(size))

    accept = PROFILED if strategy == "cursor" else None
    first = clients[role].get(found.path, params=params, accept=accept)
    forth = walk(clients[role], first, "next")
    back = walk(clients[role], clients[role].get(first.links["last"]), "prev")

    assert ids_of(forth) == expected
    assert ids_of(back[::-1]) == expected
    assert all(len(page.ids) == size for page in forth[:-1])
    if strategy != "cursor":
        assert first.meta["total"] == len(expected)


@pytest.mark.req("CUR-02", "CUR-05")
@pytest.mark.parametrize("role", CALLERS)
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("form", ["", "relationships/"])
@pytest.mark.parametrize(("owner", "relation"), [("guide", "articles"), ("post-1", "coauthors")])
def test_an_order_that_is_kept_by_hand_can_be_walked_too(
    sample: World,
    clients: dict[str, Client],
    models: dict[str, Model],
    role: str,
    strategy: str,
    form: str,
    owner: str,
    relation: str,
) -> None:
    guide = ("post-7", "post-1", "draft-of-ann", "post-12", "post-3", "future", "post-5")
    by_hand = guide if owner == "guide" else ("rita", "eve", "bob")
    readable = {
        str(row["id"])
        for row in models[role].all("articles" if relation == "articles" else "people")
    }
    expected = [sample.ids[name] for name in by_hand if sample.ids[name] in readable]
    type_name = "series" if owner == "guide" else "articles"
    path = f"/v1/{type_name}/{sample.ids[owner]}/{form}{relation}"

    accept = PROFILED if strategy == "cursor" else None
    first = clients[role].get(path, params=STRATEGIES[strategy]("2"), accept=accept)
    last = clients[role].get(first.links["last"])

    assert ids_of(walk(clients[role], first, "next")) == expected
    assert ids_of(walk(clients[role], last, "prev")[::-1]) == expected
