"""What can be refused without the database is refused without it: no SQL at all is run."""

from __future__ import annotations

import pytest

from tests.answer import JSONAPI
from tests.conftest import World


@pytest.mark.parametrize(
    "query",
    [
        "include=nope",
        "include=author,nope",
        "include=author.articles.comments.author.articles",
        "include=comments.replies.replies&page[size]=100",
        "fields[articles]=nope",
        "fields[nope]=title",
        "sort=nope",
        "sort=",
        "sort=body",
        "filter[nope]=1",
        "filter[id]=not-a-uuid",
        "filter[createdAt][gte]=yesterday",
        "filter=equals(",
        "filter=equals(title,'a",
        "page[size]=101",
        "page[size]=0",
        "page[number]=0",
        "page[number]=1&page[after]=x",
        "page[after]=x",
        "page[nope]=1",
        "page[comments][size]=3",
        "page[total]=perhaps",
        "nope=1",
        "sort=title&sort=title",
        "filter[title",
        "filter[title]=%00",
    ],
)
@pytest.mark.parametrize("path", ["/v1/articles", "/v1/people/{ann}/articles"])
def test_a_bad_query_runs_no_sql_at_all(sample: World, path: str, query: str) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get(f"{path.format_map(sample.ids)}?{query}")

    assert answer.status == 400
    assert (seen.counted, seen.frames, seen.token_lookups) == ([], [], [])


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/v1/nope", JSONAPI, 404),
        ("/v1/articles/7", JSONAPI, 404),
        ("/v1/articles/{post-1}/nope", JSONAPI, 404),
        ("/v1/articles/{post-1}/relationships/nope", JSONAPI, 404),
        ("/v1/articles", "application/json", 406),
        ("/v1/articles/{post-1}?sort=title", JSONAPI, 400),
    ],
)
def test_what_is_refused_before_the_database_runs_no_sql(
    sample: World, path: str, accept: str, status: int
) -> None:
    with sample.statements.count() as seen:
        answer = sample.client.get(path.format_map(sample.ids), accept=accept)

    assert answer.status == status
    assert (seen.counted, seen.frames) == ([], [])
