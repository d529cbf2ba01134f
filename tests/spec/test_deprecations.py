"""Who uses what is deprecated is told, and nobody else (RFC 9745, RFC 8594).

Nothing is deprecated in the blog: what `tests/spec/deprecated.py` declares is, while the server
starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from jsonapi_blog.graph import Deprecated
from tests.answer import Answer
from tests.atomic.sending import operate
from tests.client import Client
from tests.conftest import Databases, World, served, world
from tests.spec.deprecated import (
    AUTHOR,
    HANDLE,
    LANGUAGE,
    SECONDS,
    SERIES,
    SUMMARY,
    WORDS,
    declared,
)


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    with ExitStack() as ends:
        with declared():
            made = ends.enter_context(world(databases))
        ann = made.add.person("ann", role="author")
        made.tokens["author"] = made.add.token(ann)
        post = made.add.article("post", author=ann)
        made.add.article("other", author=ann)
        made.add.series("course", curator=ann, articles=[post])
        yield made


def told(answer: Answer) -> tuple[str | None, str | None, str | None]:
    names = ("Deprecation", "Sunset", "Link")
    deprecation, sunset, link = (answer.headers.get(name) for name in names)
    return deprecation, sunset, link


def promised(world: World, *used: Deprecated) -> tuple[str | None, str | None, str | None]:
    """What users of all these are told: the earliest dates."""
    if not used:
        return None, None, None
    sunsets = sorted(each.sunset for each in used if each.sunset is not None)
    sunset = f"{sunsets[0]:%a, %d %b %Y} 00:00:00 GMT" if sunsets else None
    link = f'<{world.url}/docs#deprecations>; rel="deprecation"; type="text/html"'
    return f"@{min(SECONDS[each] for each in used)}", sunset, link


READS: list[tuple[str, dict[str, str], tuple[Deprecated, ...]]] = [
    ("/v1/articles", {}, ()),
    ("/v1/articles/{post}", {}, ()),
    ("/v1/articles", {"fields[articles]": "title,author"}, ()),
    ("/v1/articles", {"include": "author"}, ()),
    ("/v1/articles", {"sort": "title,author.name", "filter[title]": "x"}, ()),
    # The language of tags there is none of; that of articles is deprecated as a filter alone.
    ("/v1/articles", {"sort": "language", "fields[articles]": "language"}, ()),
    ("/v1/articles", {"filter": "equals(title,'summary')"}, ()),
    ("/v1/comments", {"filter[article][author][name]": "Ann"}, ()),
    ("/v1/articles/{post}/author", {}, ()),
    ("/v1/articles", {"fields[articles]": "title,summary"}, (SUMMARY,)),
    ("/v1/tags", {"fields[articles]": "summary"}, (SUMMARY,)),
    ("/v1/articles/{post}", {"fields[articles]": "series"}, (SERIES,)),
    ("/v1/articles", {"include": "series"}, (SERIES,)),
    ("/v1/people", {"include": "articles.series.curator"}, (SERIES,)),
    ("/v1/articles/{post}/series", {}, (SERIES,)),
    ("/v1/articles/{post}/relationships/series", {}, (SERIES,)),
    ("/v1/articles/{post}/relationships/comments", {"include": "comments.author"}, (AUTHOR,)),
    ("/v1/articles", {"sort": "-wordCount"}, (WORDS,)),
    ("/v1/articles", {"sort": "author.handle"}, (HANDLE,)),
    ("/v1/articles", {"sort": "series.title"}, (SERIES,)),
    ("/v1/articles", {"filter[summary][null]": "true"}, (SUMMARY,)),
    ("/v1/articles", {"filter[summary][ne]": "x"}, (SUMMARY,)),
    ("/v1/articles", {"filter[wordCount][gte]": "0"}, (WORDS,)),
    ("/v1/articles", {"filter[language]": "en"}, (LANGUAGE,)),
    ("/v1/articles", {"filter[series][null]": "true"}, (SERIES,)),
    ("/v1/tags", {"filter[articles][summary][contains]": "x"}, (SUMMARY,)),
    ("/v1/tags", {"filter[articles][language]": "en"}, (LANGUAGE,)),
    ("/v1/articles", {"filter": "not(or(has(tags),contains(summary,'x')))"}, (SUMMARY,)),
    ("/v1/people", {"filter": "has(articles,has(comments,has(author)))"}, (AUTHOR,)),
    ("/v1/people", {"filter": "any(handle,'ann','bob')"}, (HANDLE,)),
    ("/v1/series", {"filter": "lessThan(count(articles),2)"}, ()),
    (
        "/v1/articles",
        {"sort": "wordCount", "filter[summary]": "x", "include": "series"},
        (WORDS, SUMMARY, SERIES),
    ),
]


@pytest.mark.parametrize(("path", "params", "used"), READS)
def test_a_reader_is_told_of_what_it_names(
    blog: World, path: str, params: dict[str, str], used: tuple[Deprecated, ...]
) -> None:
    url = path.format(**blog.ids)

    answer = blog.client.get(url, params=params)

    assert answer.status == 200
    assert told(answer) == promised(blog, *used)


def test_head_and_304_and_query_tell_what_get_tells(blog: World) -> None:
    params = {"filter[language]": "en"}
    got = blog.client.get("/v1/articles", params=params)

    headed = blog.client.request("HEAD", "/v1/articles", params=params)
    known = {"If-None-Match": got.headers["ETag"]}
    unchanged = blog.client.get("/v1/articles", params=params, headers=known)
    queried = blog.client.query("/v1/articles", params)

    assert [headed.status, unchanged.status, queried.status] == [200, 304, 200]
    for answer in (got, headed, unchanged, queried):
        assert told(answer) == promised(blog, LANGUAGE)


def test_a_refusal_tells_nothing(blog: World) -> None:
    params = {"include": "series", "sort": "nope"}

    answer = blog.client.get("/v1/articles", params=params)

    assert answer.status == 400
    assert told(answer) == (None, None, None)


def article(id_: str | None = None, **fields: Any) -> dict[str, Any]:
    links = {name: {"data": fields.pop(name)} for name in ("series",) if name in fields}
    named = {"type": "articles"} | ({"id": id_} if id_ else {})
    made = {**named, "attributes": fields} | ({"relationships": links} if links else {})
    return {"data": made}


def linkage(world: World) -> dict[str, str]:
    return {"type": "series", "id": world.ids["course"]}


WRITES: list[tuple[dict[str, Any], tuple[Deprecated, ...]]] = [
    ({"title": "New"}, ()),
    ({"title": "New", "summary": "Short."}, (SUMMARY,)),
    ({"title": "New", "summary": None}, (SUMMARY,)),
    ({"title": "New", "series": None}, (SERIES,)),
    ({"title": "New", "language": "en"}, ()),
    # Nobody writes it, and what is sent for it is overlooked.
    ({"title": "New", "wordCount": 7}, ()),
]


@pytest.mark.parametrize(("fields", "used"), WRITES)
def test_a_writer_is_told_of_what_its_document_says(
    blog: World, fields: Mapping[str, Any], used: tuple[Deprecated, ...]
) -> None:
    client = blog.client_of("author")
    post = blog.ids["post"]

    created = client.post("/v1/articles", article(**fields))
    updated = client.patch(f"/v1/articles/{post}", article(post, **fields))
    data = article(**fields)["data"]
    batch = operate(client, {"op": "add", "data": data}, {"op": "add", "data": data})

    assert [created.status, updated.status, batch.status] == [201, 200, 200]
    for answer in (created, updated, batch):
        assert told(answer) == promised(blog, *used)


def test_a_writer_is_told_of_what_shapes_its_answer(blog: World) -> None:
    client = blog.client_of("author")
    params = {"fields[articles]": "wordCount"}

    created = client.post("/v1/articles", article(title="New"), params=params)
    removal = {"op": "remove", "ref": {"type": "articles", "id": created.document["data"]["id"]}}
    batch = operate(client, removal, params=params)

    assert [created.status, batch.status] == [201, 200]
    assert told(created) == told(batch) == promised(blog, WORDS)


def test_the_url_of_a_relationship_uses_it(blog: World) -> None:
    client = blog.client_of("author")
    other = blog.ids["other"]
    ref = {"type": "articles", "id": other, "relationship": "series"}

    linked = client.patch(f"/v1/articles/{other}/relationships/series", {"data": linkage(blog)})
    batch = operate(client, {"op": "update", "ref": ref, "data": None})

    assert [linked.status, batch.status] == [204, 200]
    assert told(linked) == told(batch) == promised(blog, SERIES)


def test_who_writes_what_is_not_deprecated_is_not_told(blog: World) -> None:
    client = blog.client_of("author")
    other = blog.ids["other"]
    gone = client.post("/v1/articles", article(title="Soon gone")).document["data"]["id"]

    tagged = client.patch(f"/v1/articles/{other}/relationships/tags", {"data": []})
    deleted = client.delete(f"/v1/articles/{gone}")
    refused = client.patch(f"/v1/articles/{other}", article(other, summary=7))

    assert [tagged.status, deleted.status, refused.status] == [204, 200, 422]
    for answer in (tagged, deleted, refused):
        assert told(answer) == (None, None, None)


def test_an_answer_that_is_given_again_tells_as_it_did(blog: World) -> None:
    client = blog.client_of("author")
    document = article(title="Once", summary="Short.")
    headers = {"Idempotency-Key": "deprecated-once"}

    first = client.post("/v1/articles", document, headers=headers)
    again = client.post("/v1/articles", document, headers=headers)

    assert again.headers["Idempotency-Replayed"] == "true"
    assert told(first) == told(again) == promised(blog, SUMMARY)


def test_a_sunset_is_a_date_of_http(blog: World) -> None:
    answer = blog.client.get("/v1/articles", params={"filter[language]": "en"})

    sunset = parsedate_to_datetime(answer.headers["Sunset"])

    assert answer.headers["Sunset"] == "Tue, 29 Feb 2028 00:00:00 GMT"
    assert sunset.date() == LANGUAGE.sunset


def test_the_link_begins_with_the_address_that_the_operator_chose(blog: World) -> None:
    base = "https://blog.example/api"
    with declared(), served(blog.engine, public_url=base) as url, Client(url) as client:
        answer = client.get("/v1/people", params={"fields[people]": "handle"})

    assert answer.headers["Link"] == (
        f'<{base}/docs#deprecations>; rel="deprecation"; type="text/html"'
    )
