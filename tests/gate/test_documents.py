"""Every kind of break in the documents that are sent and answered is found and named."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.gate.compare import breaks
from tests.gate.part import Node, part, released

GONE = object()
TYPES = ("access-tokens", "articles", "comments", "people", "reactions", "series", "tags")
#: Where in the components, what becomes of it, and the sentences: of what is sent,
SENT: list[tuple[str, Any, tuple[str, ...]]] = [
    (
        "CreateArticleAttributes.properties.summary",
        GONE,
        ("articles can no longer be sent the attribute 'summary' {}",),
    ),
    (
        "CreateArticleAttributes.required",
        ["title", "slug"],
        ("articles cannot be sent without the attribute 'slug' any more {}",),
    ),
    (
        "CreateArticle.required",
        ["type", "attributes", "relationships"],
        ("articles cannot be sent without the member 'relationships' any more {}",),
    ),
    (
        "CreateArticleAttributes.properties.summary.type",
        "string",
        ("The attribute 'summary' of articles can no longer be null {}",),
    ),
    (
        "CreateArticleAttributes.properties.commentsOpen.type",
        ["string", "null"],
        ("The attribute 'commentsOpen' of articles can no longer be boolean {}",),
    ),
    (
        "CreateArticleAttributes.properties.status.enum",
        ["draft", "published", None],
        ("The attribute 'status' of articles can no longer be 'archived' {}",),
    ),
    (
        "CreateArticleAttributes.properties.language.enum",
        ["en", "de"],
        ("The attribute 'language' of articles is now one of 'en', 'de' only {}",),
    ),
    (
        "CreateArticleAttributes.properties.title.minLength",
        5,
        ("The attribute 'title' of articles has to be of length 5 or more now {}",),
    ),
    (
        "CreateArticleAttributes.properties.title.maxLength",
        100,
        ("The attribute 'title' of articles can be of length 100 or less only {}",),
    ),
    (
        "CreateArticleAttributes.properties.body.x-maxBytes",
        1024,
        ("The attribute 'body' of articles can be at most 1024 bytes only {}",),
    ),
    (
        "CreateArticleAttributes.properties.slug.pattern",
        "^[a-z]+$",
        ("The attribute 'slug' of articles has to have the pattern ^[a-z]+$ {}",),
    ),
    (
        "CreateArticleAttributes.properties.title.format",
        "email",
        ("The attribute 'title' of articles has to have the format email {}",),
    ),
    (
        "CreateArticleRelationships.properties.tags.properties.data.maxItems",
        5,
        (
            "The member 'data' of the relationship 'tags' of articles can be a list of 5 or less "
            "only {}",
        ),
    ),
    (
        "CreateArticle.additionalProperties",
        False,
        ("articles no longer takes members that are not listed {}",),
    ),
    (
        "CreateArticleAttributes.x-overlooked",
        ["@…", "author", "coauthors", "tags", "series", "comments", "reactions", "links", "meta"],
        tuple(
            f"The attribute '{name}' of articles is no longer overlooked {{}}"
            for name in ("bodyHtml", "createdAt", "readingMinutes", "updatedAt", "wordCount")
        ),
    ),
    (
        "CreateArticle.properties.type.const",
        "posts",
        ("The member 'type' of articles can no longer be 'articles' {}",),
    ),
]
#: of what is answered.
ANSWERED: list[tuple[str, Any, tuple[str, ...]]] = [
    (
        "ArticleAttributes.properties.summary",
        GONE,
        ("articles lost the attribute 'summary' {}",),
    ),
    (
        "ArticleRelationships.properties.tags",
        GONE,
        ("articles lost the relationship 'tags' {}",),
    ),
    (
        "ResourceMeta.required",
        [],
        tuple(
            f"The member 'meta.version' of {name} is no longer always there {{}}" for name in TYPES
        ),
    ),
    (
        "ArticleAttributes.properties.title.type",
        ["string", "null"],
        ("The attribute 'title' of articles can be null now {}",),
    ),
    (
        "ArticleAttributes.properties.wordCount.type",
        "number",
        ("The attribute 'wordCount' of articles is no longer a whole number {}",),
    ),
    (
        "ArticleAttributes.properties.wordCount.type",
        "string",
        ("The attribute 'wordCount' of articles can be string now {}",),
    ),
    (
        "ArticleAttributes.properties.status.enum",
        ["draft", "published", "archived", "held"],
        ("The attribute 'status' of articles can be 'held' now {}",),
    ),
    (
        "ArticleAttributes.properties.status.enum",
        GONE,
        (
            "The attribute 'status' of articles is no longer one of 'draft', 'published', "
            "'archived' {}",
        ),
    ),
    (
        "Article.properties.type.const",
        "posts",
        ("The member 'type' of articles can be 'posts' now {}",),
    ),
    (
        "ArticleAttributes.properties.createdAt.format",
        GONE,
        ("The attribute 'createdAt' of articles no longer has the format date-time {}",),
    ),
    (
        "ArticleAttributes.properties.createdAt.pattern",
        "^2",
        ("The attribute 'createdAt' of articles no longer has the pattern Z$ {}",),
    ),
    (
        "ArticleAttributes.properties.title.minLength",
        GONE,
        ("The attribute 'title' of articles is no longer of length 1 or more {}",),
    ),
    (
        "EntryDocument.properties.links.properties.describedby",
        GONE,
        ("The document lost the member 'links.describedby' {}",),
    ),
    (
        "ToOneSeries.properties.data.anyOf",
        [{"$ref": "#/components/schemas/TagIdentifier"}, {"type": "null"}],
        ("The member 'data.type' of the relationship 'series' of articles can be 'tags' now {}",),
    ),
]


@pytest.mark.parametrize(("place", "value", "sentences"), SENT)
def test_what_is_sent_may_not_become_narrower(
    place: str, value: Any, sentences: tuple[str, ...]
) -> None:
    found = [each.sentence for each in breaks(released(), changed(place, value))]

    operations = ("createArticle", "operate")
    expected = [each.format(f"in requests of {name}.") for name in operations for each in sentences]
    assert found == expected


@pytest.mark.parametrize(("place", "value", "sentences"), ANSWERED)
def test_what_is_answered_may_not_become_wider(
    place: str, value: Any, sentences: tuple[str, ...]
) -> None:
    found = [each.sentence for each in breaks(released(), changed(place, value))]

    assert [
        re.sub(r" in answers of (get|list|query|create|update|operate).*", " {}", each)
        for each in found
    ] == [*sentences]


def test_an_operation_that_is_no_longer_taken_is_named() -> None:
    made = part()
    listed = made["components"]["schemas"]["Operation"]["anyOf"]
    listed[:] = [each for each in listed if not each["$ref"].endswith("/RemoveTag")]

    assert [each.sentence for each in breaks(released(), made)] == [
        "The member 'atomic:operations[]' of the document can no longer be object with op "
        "'remove', ref.type 'tags' in requests of operate."
    ]


def changed(place: str, value: Any) -> Node:
    """The document with another value at one place of its schemas."""
    made = part()
    node: Any = made["components"]["schemas"]
    *way, last = place.split(".")
    for step in way:
        node = node[step]
    if value is GONE:
        del node[last]
    else:
        node[last] = value
    return made
