"""How many SQL statements each shape of request takes: one root, one for each edge and type.

In: requests to a served blog, and the statements that its engine recorded. BEGIN, COMMIT and the
look-up of the token are told apart and not counted (contract, section 4).
"""

from __future__ import annotations

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.conftest import World

# One line for each shape: statements, what is asked, and where they go.
BUDGET = [
    # -- what needs no database
    (0, "/v1"),
    # -- primary data alone: one, with its total or without, however it is paged
    (1, "/v1/articles"),
    (1, "/v1/articles?page[total]=false"),
    (1, "/v1/articles?page[number]=3&page[size]=5"),
    (1, "/v1/articles?page[number]=999"),
    (1, "/v1/articles?page[offset]=7&page[limit]=3"),
    (1, "/v1/articles/{post-1}"),
    (1, "/v1/articles/{otto}"),  # 404
    (1, "/v1/articles/{post-1}/author"),
    (1, "/v1/articles/{post-9}/series"),  # null
    (1, "/v1/articles/{post-1}/comments"),
    (1, "/v1/articles/{post-1}/coauthors"),
    (1, "/v1/series/{guide}/articles"),
    (1, "/v1/articles/{otto}/comments"),  # 404
    (1, "/v1/articles/{post-1}/relationships/author"),
    (1, "/v1/articles/{post-1}/relationships/comments"),
    (1, "/v1/articles/{post-1}/relationships/comments?page[total]=false"),
    # -- polymorphic: the keys, then what they lead to
    (2, "/v1/reactions/{like-of-c1}/target"),
    (2, "/v1/reactions/{like-of-c1}/relationships/target"),
    # -- filters, sorts and search are part of the one
    (1, "/v1/articles?filter[tags][slug]=rust&filter[author][handle]=ann"),
    (1, "/v1/articles?filter[comments][author][handle]=kim&sort=author.name,-publishedAt"),
    (1, "/v1/articles?filter=and(has(tags),greaterThan(count(comments),'3'))"),
    (1, "/v1/articles?filter[search]=ownership&sort=-relevance"),
    (1, "/v1/reactions?filter[person][handle]=lee&sort=person.name"),
    (1, "/v1/articles/{post-1}/comments?filter[author][handle]=kim&sort=-author.name"),
    # -- where nothing is found, or all of it was found before, nothing is fetched
    (1, "/v1/articles?include="),
    (1, "/v1/articles?filter[slug]=none&include=author,comments.author"),
    (1, "/v1/articles/{otto}?include=author,comments.author"),  # 404
    (2, "/v1/comments/{c1}?include=replies.parent"),
    (3, "/v1/articles/{post-2}?include=author.articles.author"),
    # -- one edge, one statement
    (2, "/v1/articles?include=author"),
    (2, "/v1/articles?include=tags"),
    (2, "/v1/articles?include=coauthors"),
    (2, "/v1/articles/{post-1}?include=comments"),
    (2, "/v1/articles?include=comments&page[comments][size]=100&page[comments][total]=true"),
    (2, "/v1/series?include=articles"),
    (2, "/v1/people?include=articles"),
    (2, "/v1/tags?include=articles"),
    (2, "/v1/articles/{post-1}/author?include=articles"),
    (2, "/v1/articles/{post-1}/comments?include=author"),
    # -- on a relationship URL the first edge is the root
    (1, "/v1/articles/{post-1}/relationships/author?include=author"),
    (1, "/v1/articles/{post-1}/relationships/comments?include=comments"),
    (2, "/v1/articles/{post-1}/relationships/comments?include=comments.author"),
    # -- edges to one type share a statement where the ids are known
    (3, "/v1/articles/{post-1}/comments?include=author,article.author"),
    (3, "/v1/articles?include=comments.author,author"),
    (3, "/v1/articles?include=author,series.curator"),
    (4, "/v1/articles?include=author,series.curator,comments.author"),
    (5, "/v1/articles?include=author,series.curator,comments.author,reactions.person"),
    (6, "/v1/articles?include=author,coauthors,series.curator,comments.author,reactions.person"),
    # -- trees
    (3, "/v1/articles?include=tags,coauthors"),
    (4, "/v1/articles?include=comments.author,tags"),
    (7, "/v1/articles?include=author,coauthors,series,tags,comments,reactions"),
    (4, "/v1/articles/{post-1}?include=comments.replies.replies"),
    (4, "/v1/tags?include=articles.author.articles"),
    # -- polymorphic edges: one statement for each type they lead to
    (3, "/v1/reactions?include=target&sort=-createdAt&page[size]=100"),
    (4, "/v1/reactions?include=person,target.author&sort=-createdAt&page[size]=100"),
    (5, "/v1/reactions?include=target.reactions&sort=-createdAt&page[size]=100"),
]


@pytest.mark.parametrize(("count", "path"), BUDGET)
def test_a_request_takes_so_many_statements(sample: World, count: int, path: str) -> None:
    with sample.statements.count() as seen:
        sample.client.get(path.format_map(sample.ids))

    assert len(seen) == count, "\n\n".join(seen.counted)


@pytest.mark.parametrize("role", ["reader", "author", "coauthor", "editor", "admin"])
@pytest.mark.parametrize(
    ("count", "path"),
    [
        (0, "/v1"),
        (1, "/v1/articles"),
        (1, "/v1/people/{ann}"),
        (1, "/v1/access-tokens"),
        (2, "/v1/access-tokens?include=person"),
        (3, "/v1/articles?include=comments.author,author"),
        (5, "/v1/reactions?include=target.reactions&sort=-createdAt&page[size]=100"),
    ],
)
def test_a_token_costs_its_look_up_and_nothing_else(
    sample: World, role: str, count: int, path: str
) -> None:
    client = sample.client_of(role)

    with sample.statements.count() as seen:
        client.get(path.format_map(sample.ids))

    assert (len(seen), len(seen.token_lookups)) == (count, 1)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles?page[size]=7&sort=author.name,-publishedAt",
        "/v1/articles?page[size]=7&page[total]=true&filter[tags][slug]=rust",
        "/v1/articles/{post-1}/comments?page[size]=20",
        "/v1/articles/{post-1}/relationships/comments?page[size]=20",
        "/v1/tags/{rust}/articles?page[size]=9",
    ],
)
def test_every_page_by_cursor_is_one_statement(sample: World, path: str) -> None:
    profile = f'{JSONAPI};profile="{CURSOR_PROFILE}"'
    with sample.statements.count() as seen:
        page = sample.client.get(path.format_map(sample.ids), accept=profile)
    assert len(seen) == 1
    pages = 1

    while (link := page.links["next"]) is not None:
        with sample.statements.count() as seen:
            page = sample.client.get(link)
        assert len(seen) == 1
        pages += 1

    assert pages >= 3


def test_the_rest_of_a_window_is_one_statement_with_its_resources(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}?include=comments"
    window = sample.client.get(path).data["relationships"]["comments"]

    with sample.statements.count() as seen:
        rest = sample.client.get(window["links"]["next"])

    assert rest.included
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("count", "parameters"),
    [
        (1, {}),
        (1, {"filter[tags][slug]": "rust", "sort": "title", "page[total]": "true"}),
        (3, {"include": "comments.author,author"}),
    ],
)
def test_query_takes_as_many_statements_as_get(
    sample: World, count: int, parameters: dict[str, str]
) -> None:
    with sample.statements.count() as seen:
        sample.client.query("/v1/articles", parameters)

    assert len(seen) == count


@pytest.mark.parametrize(("count", "method"), [(1, "HEAD"), (0, "OPTIONS"), (0, "PUT")])
def test_other_methods_take_no_more_than_get(sample: World, count: int, method: str) -> None:
    with sample.statements.count() as seen:
        sample.client.request(method, "/v1/articles")

    assert len(seen) == count


def test_what_has_not_changed_is_found_out_by_the_statements_of_a_get(sample: World) -> None:
    path = "/v1/articles?include=author"
    tag = sample.client.get(path).headers["ETag"]

    with sample.statements.count() as seen:
        answer = sample.client.get(path, headers={"If-None-Match": tag})

    assert answer.status == 304
    assert len(seen) == 2


def test_one_statement_needs_no_transaction_and_several_need_one(sample: World) -> None:
    with sample.statements.count() as one:
        sample.client.get("/v1/articles")
    with sample.statements.count() as several:
        sample.client.get("/v1/articles?include=author,tags")

    assert one.frames == []
    assert not one.counted[0].startswith("BEGIN")
    assert [
        text.startswith("BEGIN ISOLATION LEVEL REPEATABLE READ") for text in several.counted
    ] == [
        True,
        False,
        False,
    ]
    assert several.frames == ["COMMIT"]
