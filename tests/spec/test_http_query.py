"""HTTP QUERY on a collection: the parameters of a GET, as a form in the body."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import FORM
from tests.conftest import World

ARTICLES = "/v1/articles"
COLLECTIONS = ("people", "articles", "comments", "tags", "series", "reactions")
PROFILED = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


def sent(
    sample: World, body: bytes, content_type: str | None = FORM, path: str = ARTICLES
) -> Answer:
    """The answer to a QUERY with this body and this Content-Type, or none."""
    headers = {} if content_type is None else {"Content-Type": content_type}
    return sample.client.request("QUERY", path, headers=headers, body=body)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_collection_answers_a_query_like_a_get_by_cursor(sample: World, name: str) -> None:
    get = sample.client.get(f"/v1/{name}", accept=PROFILED)

    query = sample.client.query(f"/v1/{name}", [])

    shown = [{**each, "meta": {"version": each["meta"]["version"]}} for each in get.data]
    assert query.status == 200
    assert query.data == shown


@pytest.mark.parametrize(
    "pairs",
    [
        [("filter[tags][slug]", "web"), ("filter[author][handle][ne]", "ann")],
        [("filter", "has(comments,equals(author.handle,'ann'))"), ("sort", "-title,id")],
        [("include", "author,tags"), ("fields[articles]", "title,author"), ("fields[tags]", "")],
        [("filter[search]", "ownership"), ("sort", "-relevance")],
        [("filter[title][]", "commas, (brackets) & <angles>"), ("filter[title][]", "éclair")],
        [("filter[title][contains]", "🦀 in+Rust&%")],
        [("page[total]", "true")],
    ],
)
def test_a_query_takes_the_parameters_of_a_get(sample: World, pairs: list[tuple[str, str]]) -> None:
    get = sample.client.get(ARTICLES, params=pairs, accept=PROFILED)

    query = sample.client.query(ARTICLES, pairs)

    assert query.status == 200
    assert query.ids == get.ids
    assert query.document.get("included") == get.document.get("included")
    assert query.meta.get("total") == get.document.get("meta", {}).get("total")
    for asked, shown in zip(get.data, query.data, strict=True):
        assert shown.get("attributes") == asked.get("attributes")
        assert shown.get("relationships") == asked.get("relationships")


def test_a_filter_that_is_too_long_for_a_url_fits_into_a_query(sample: World) -> None:
    everything = [sample.ids[f"post-{number}"] for number in range(1, 31)]
    unknown = [f"00000000-0000-7000-8000-{number:012x}" for number in range(1_000)]
    pairs = [("filter[id]", ",".join([*unknown, *everything])), ("page[size]", "100")]

    get = sample.client.get(ARTICLES, params=pairs)
    query = sample.client.query(ARTICLES, pairs)

    assert get.status == 414
    assert sorted(query.ids) == sorted(everything)


def test_a_query_has_no_url_and_so_no_self_no_page_links_and_no_profile(sample: World) -> None:
    pairs = [("page[size]", "3")]

    plain = sample.client.query(ARTICLES, pairs)
    asked = sample.client.query(ARTICLES, pairs, headers={"Accept": PROFILED})

    for answer in (plain, asked):
        assert "links" not in answer.document
        assert answer.document["jsonapi"] == {"version": "1.1"}
        assert answer.headers["Content-Type"] == JSONAPI
        assert all(set(each["meta"]) == {"version"} for each in answer.data)
        assert "ETag" not in answer.headers
    assert plain.body == asked.body


@pytest.mark.parametrize("size", [1, 4, 7, 30, 100])
@pytest.mark.parametrize("sort", ["title", "-wordCount,title", "author.name"])
def test_the_cursors_in_meta_lead_through_all_pages_and_back(
    sample: World, sort: str, size: int
) -> None:
    listing = [("sort", sort), ("filter[status]", "published")]
    whole = sample.client.query(ARTICLES, [*listing, ("page[size]", "100")]).ids
    asked = [*listing, ("page[size]", str(size))]

    forth = [sample.client.query(ARTICLES, asked)]
    while cursor := forth[-1].meta["page"]["next"]:
        forth.append(sample.client.query(ARTICLES, [*asked, ("page[after]", cursor)]))
    back = [forth[-1]]
    while cursor := back[-1].meta["page"]["prev"]:
        back.append(sample.client.query(ARTICLES, [*asked, ("page[before]", cursor)]))

    assert [id_ for page in forth for id_ in page.ids] == whole
    assert forth[0].meta["page"]["prev"] is None
    assert back[-1].ids == whole[:size]
    assert sum(len(page.ids) for page in back) == len(whole)


def test_a_cursor_of_a_get_is_a_cursor_of_a_query(sample: World) -> None:
    get = sample.client.get(ARTICLES, params=[("page[size]", "2")], accept=PROFILED)
    cursor = get.data[-1]["meta"]["page"]["cursor"]

    query = sample.client.query(ARTICLES, [("page[size]", "2"), ("page[after]", cursor)])

    assert query.ids == sample.client.get(get.links["next"]).ids


@pytest.mark.parametrize(
    "pairs",
    [
        [("page[number]", "2"), ("page[size]", "7")],
        [("page[offset]", "7"), ("page[limit]", "7")],
    ],
)
def test_a_query_is_paged_by_number_or_offset_where_that_is_asked(
    sample: World, pairs: list[tuple[str, str]]
) -> None:
    get = sample.client.get(ARTICLES, params=pairs)

    query = sample.client.query(ARTICLES, pairs)

    assert query.ids == get.ids
    assert query.meta == {"total": 30, "page": {"total": 30}}
    assert "links" not in query.document


def test_windows_of_a_query_go_on_at_their_own_urls(sample: World) -> None:
    pairs = [
        ("filter[slug]", "post-1"),
        ("include", "comments.author"),
        ("fields[people]", "name"),
        ("page[comments][size]", "4"),
        ("page[comments][total]", "true"),
    ]

    query = sample.client.query(ARTICLES, pairs)
    window = query.data[0]["relationships"]["comments"]
    following = sample.client.get(window["links"]["next"])

    assert len(window["data"]) == 4
    assert window["meta"]["total"] == 59
    assert len(following.ids) == 4
    assert not {each["id"] for each in window["data"]} & set(following.ids)
    names = [each["attributes"] for each in following.included if each["type"] == "people"]
    assert names and all(set(each) == {"name"} for each in names)


@pytest.mark.req("CN-22", "AMB-05")
@pytest.mark.parametrize(
    "content_type",
    [None, "application/json", JSONAPI, "text/plain", "multipart/form-data; boundary=x", "", "x"],
)
def test_a_query_in_another_media_type_is_unsupported(
    sample: World, content_type: str | None
) -> None:
    answer = sent(sample, b"page[size]=1", content_type)

    assert (answer.status, answer.error["code"]) == (415, "unsupported-media-type")
    assert answer.error["source"] == {"header": "Content-Type"}
    assert FORM in answer.error["detail"]


@pytest.mark.parametrize(
    "content_type",
    [f"{FORM}; charset=UTF-8", FORM.upper(), f"{FORM} ; charset=utf-8", f"{FORM};"],
)
def test_the_media_type_of_a_form_may_have_parameters_and_capitals(
    sample: World, content_type: str
) -> None:
    answer = sent(sample, b"page[size]=1", content_type)

    assert (answer.status, len(answer.data)) == (200, 1)


@pytest.mark.req("QP-06", "QP-07", "QP-08")
@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        (b"filter[nope]=1", "filter[nope]"),
        (b"nope=1", "nope"),
        (b"_=1", "_"),
        (b"page%5Bsize%5D=0", "page[size]"),
        (b"page[size]=1&page%5Bsize]=1", "page[size]"),
        (b"page[after]=x", "page[after]"),
        (b"include=nope", "include"),
        (b"sort=body", "sort"),
        (b"%FF%FE=1", "\ufffd\ufffd"),
        (b'{"filter":"has(tags)"}', '{"filter":"has(tags)"}'),
        (b"\0", "\0"),
    ],
)
def test_faults_in_the_body_of_a_query_are_named_as_those_of_a_url(
    sample: World, body: bytes, parameter: str
) -> None:
    answer = sent(sample, body)

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": parameter}


@pytest.mark.parametrize("target", ["?page[size]=1", "?filter[slug]=post-1", "?x", "?nope=1&a=b"])
def test_a_query_with_parameters_in_its_url_is_refused(sample: World, target: str) -> None:
    answer = sent(sample, b"page[size]=1", path=ARTICLES + target)

    assert (answer.status, answer.error["code"]) == (400, "unknown-parameter")
    assert answer.error["source"]["parameter"] in target
    assert "in the body" in answer.error["detail"]


def test_a_body_may_be_a_mebibyte_and_no_byte_more(sample: World) -> None:
    head = b"page[size]=1&filter[title][contains]="

    within = sent(sample, head + b"x" * (2**20 - len(head)))
    beyond = sent(sample, head + b"x" * (2**20 - len(head) + 1))

    assert (within.status, within.data) == (200, [])
    assert (beyond.status, beyond.error["code"]) == (413, "body-too-large")
    assert "1048576 bytes" in beyond.error["detail"]


@pytest.mark.req("AMB-40")
def test_what_can_refuse_a_query_does_so_in_the_order_of_the_stages(sample: World) -> None:
    wrong = {"Accept": "text/html", "Content-Type": "text/plain", "Authorization": "Bearer x"}
    answers = []
    for name, right in (("Accept", JSONAPI), ("Content-Type", FORM), ("Authorization", "")):
        url = f"{ARTICLES}?x=1"
        answers.append(sample.client.request("QUERY", url, headers=wrong, body=b"nope=1").status)
        wrong[name] = right
    del wrong["Authorization"]
    answers.append(sample.client.request("QUERY", f"{ARTICLES}?x=1", headers=wrong).status)

    assert answers == [406, 415, 401, 400]


@pytest.mark.parametrize("path", ["/{id}", "/{id}/comments", "/{id}/relationships/comments"])
def test_only_collections_take_a_query(sample: World, path: str) -> None:
    url = ARTICLES + path.format(id=sample.ids["post-1"])

    answer = sent(sample, b"", path=url)
    collection = sample.client.options(ARTICLES)

    assert (answer.status, answer.error["code"]) == (405, "method-not-allowed")
    assert "QUERY" not in answer.headers["Allow"]
    assert "QUERY" in collection.headers["Allow"]


def test_a_query_reads_what_its_caller_may_read(sample: World) -> None:
    drafts = [("filter[status]", "draft"), ("page[size]", "100")]

    counts = {
        role: len(sample.client_of(role).query(ARTICLES, drafts).ids) for role in sample.tokens
    }

    assert counts == {
        "anonymous": 0,
        "reader": 0,
        "reader-of-tags": 0,
        "author": 3,
        "coauthor": 3,
        "editor": 6,
        "admin": 6,
    }


def test_a_body_in_chunks_is_a_body(sample: World) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"page%5Bsi"
        yield b"ze%5D=2"

    answer = requests.request(
        "QUERY", sample.url + ARTICLES, data=chunks(), headers={"Content-Type": FORM}, timeout=30
    )

    assert len(answer.json()["data"]) == 2
