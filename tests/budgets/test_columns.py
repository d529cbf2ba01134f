"""A fieldset narrows the SQL too: no column is read that is not shown.

In: the recorded statements of a request. Columns that the read rules or the order need are not
among those that are looked for.
"""

from __future__ import annotations

import re

import pytest

from tests.conftest import World

COLUMNS = {
    "articles": {"title", "slug", "summary", "body", "body_html", "language", "word_count"},
    "comments": {"body", "body_html", "updated_at"},
    "people": {"name", "handle", "bio", "website", "avatar_url", "email"},
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields[articles]=title", {"articles": {"title"}}),
        ("fields[articles]=", {}),
        ("fields[articles]=author,tags", {}),
        ("fields[articles]=bodyHtml,wordCount", {"articles": {"body_html", "word_count"}}),
        (
            "include=author,comments&fields[articles]=slug&fields[people]=handle,bio"
            "&fields[comments]=",
            {"articles": {"slug"}, "people": {"handle", "bio"}},
        ),
        (
            "include=comments&fields[articles]=summary",
            {"articles": {"summary"}, "comments": {"body", "updated_at"}},
        ),
    ],
)
def test_a_fieldset_narrows_the_columns_that_are_read(
    sample: World, query: str, expected: dict[str, set[str]]
) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get(f"/v1/articles?{query}")

    text = "\n".join(seen.counted)
    read = {
        table: {column for column in columns if re.search(rf"\b{table}_\d+\.{column}\b", text)}
        for table, columns in COLUMNS.items()
    }
    assert answer.status == 200
    assert {table: columns for table, columns in read.items() if columns} == expected
