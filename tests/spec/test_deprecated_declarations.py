"""What is declared deprecated: refused where it makes no sense, told to machines and people."""

from __future__ import annotations

from datetime import date

import pytest

from jsonapi_blog.graph import Deprecated, Graph
from jsonapi_blog.openapi import Facts
from jsonapi_blog.openapi import document as described
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.resources.articles import Articles
from jsonapi_blog.resources.deprecations import markdown
from jsonapi_blog.settings import Limits
from tests.spec.deprecated import SERIES, declared

POLICIES = {resource.schema.Meta.type_: resource.policy for resource in RESOURCES}


def test_the_description_marks_what_is_deprecated() -> None:
    with declared():
        facts = Facts.of(RESOURCES, POLICIES, Limits(), 5.0)
        made = described(facts)["components"]

    schemas, parameters = made["schemas"], made["parameters"]
    marked = [
        schemas["ArticleAttributes"]["properties"]["summary"],
        schemas["ArticleRelationships"]["properties"]["series"],
        schemas["CreateArticleAttributes"]["properties"]["summary"],
        schemas["UpdateArticleRelationships"]["properties"]["series"],
        parameters["filter.articles.summary.contains"],
        parameters["filter.articles.series.null"],
        parameters["filter.articles.language"],
    ]
    others = [
        schemas["ArticleAttributes"]["properties"]["language"],
        schemas["CreateArticleAttributes"]["properties"]["title"],
        parameters["filter.articles.title"],
        parameters["fields.articles"],
    ]
    assert [each.get("deprecated") for each in marked] == [True] * len(marked)
    assert [each.get("deprecated") for each in others] == [None] * len(others)


def test_people_read_what_is_deprecated_and_until_when() -> None:
    nothing = markdown(Graph.of(each.resource_type() for each in RESOURCES))
    with declared():
        listed = markdown(Graph.of(each.resource_type() for each in RESOURCES))

    assert nothing.endswith("\n\nNothing is deprecated.\n")
    assert listed.splitlines()[4:] == [
        "| what | since | until | |",
        "|---|---|---|---|",
        "| `people.handle` | 2025-06-01 | 2027-06-01 |  |",
        "| `articles.summary` | 2025-01-01 | 2027-01-01 | Begin the body with it. |",
        "| `articles.wordCount` | 2025-02-01 | 2026-12-01 |  |",
        "| `articles.series` | 2025-03-01 | not decided |  |",
        "| `filter[language] of articles` | 2025-04-01 | 2028-02-29 |  |",
        "| `comments.author` | 2025-05-01 | 2027-05-01 |  |",
    ]


@pytest.mark.parametrize(
    ("filters", "fault"),
    [
        ({"nope": SERIES}, "articles deprecate filters that they do not have: {'nope'}"),
        ({"body": SERIES}, "articles deprecate filters that they do not have: {'body'}"),
        (
            {"title": Deprecated(date(2026, 1, 2), date(2026, 1, 1))},
            "articles.title ends before it is deprecated",
        ),
    ],
)
def test_a_wrong_declaration_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, filters: dict[str, Deprecated], fault: str
) -> None:
    monkeypatch.setattr(Articles, "deprecated_filters", filters)

    with pytest.raises(AssertionError) as refused:
        Graph.of(each.resource_type() for each in RESOURCES)

    assert str(refused.value) == fault
