"""Error objects: every problem of the catalogue as a caller meets it (contract, section 7).

Faults of the server itself have a file of their own, `test_outages.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from jsonapi_blog.errors import (
    InternalError,
    InvalidFilter,
    NotAcceptable,
    Problem,
    Problems,
    ResourceNotFound,
    StatementTimeout,
    catalogue,
)
from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import FORM, Client
from tests.conftest import World
from tests.spec.corpus import corpus
from tests.spec.refused_writes import REFUSED_WRITES, Ask

DEEP = "author.articles.author.articles.author"
WIDE = {
    "include": "comments,comments.reactions",
    "page[size]": "100",
    "page[comments][size]": "100",
}
MISSING = "/v1/articles/0190a5b0-0000-7000-8000-00000000dead"

#: For each code a read that meets it, and what the request is to blame for.
REFUSED_READS: dict[str, tuple[Callable[[Client], Answer], dict[str, str] | None]] = {
    "unknown-url": (lambda it: it.get("/v1/nope"), None),
    "resource-not-found": (lambda it: it.get(MISSING), None),
    "relationship-not-found": (lambda it: it.get(f"{MISSING}/nope"), None),
    "method-not-allowed": (lambda it: it.request("PUT", "/v1/tags"), None),
    "not-acceptable": (
        lambda it: it.get("/v1/tags", accept="application/json"),
        {"header": "Accept"},
    ),
    "malformed-request": (lambda it: it.raw("/v1/tags", method="BREW"), None),
    "body-too-large": (
        lambda it: it.request(
            "QUERY", "/v1/tags", headers={"Content-Type": FORM}, body=b"a" * (2**20 + 1)
        ),
        None,
    ),
    "uri-too-long": (lambda it: it.get("/v1/tags", params={"filter[name]": "a" * 8200}), None),
    "unsupported-media-type": (
        lambda it: it.get("/v1/tags", headers={"Content-Type": f"{JSONAPI};charset=utf-8"}),
        {"header": "Content-Type"},
    ),
    "invalid-token": (
        lambda it: it.get("/v1/tags", headers={"Authorization": "Bearer blog_nobody"}),
        {"header": "Authorization"},
    ),
    "invalid-parameter-name": (
        lambda it: it.get("/v1/tags", params={"page[size": "1"}),
        {"parameter": "page[size"},
    ),
    "unknown-parameter": (
        lambda it: it.get("/v1/tags", params={"limit": "1"}),
        {"parameter": "limit"},
    ),
    "repeated-parameter": (
        lambda it: it.get("/v1/tags", params=[("sort", "name"), ("sort", "slug")]),
        {"parameter": "sort"},
    ),
    "invalid-include": (
        lambda it: it.get("/v1/tags", params={"include": "nope"}),
        {"parameter": "include"},
    ),
    "invalid-fields": (
        lambda it: it.get("/v1/tags", params={"fields[tags]": "nope"}),
        {"parameter": "fields[tags]"},
    ),
    "invalid-filter": (
        lambda it: it.get("/v1/tags", params={"filter[nope]": "x"}),
        {"parameter": "filter[nope]"},
    ),
    "invalid-page": (
        lambda it: it.get("/v1/tags", params={"page[after]": "nope"}),
        {"parameter": "page[after]"},
    ),
    "mixed-pagination": (
        lambda it: it.get("/v1/tags", params={"page[number]": "1", "page[offset]": "0"}),
        {"parameter": "page[offset]"},
    ),
    "too-many-included": (
        lambda it: it.get("/v1/articles", params={**WIDE, "page[comments][reactions][size]": "9"}),
        {"parameter": "include"},
    ),
    "query-too-complex": (
        lambda it: it.get("/v1/articles", params={"include": DEEP}),
        {"parameter": "include"},
    ),
    "unsupported-sort": (
        lambda it: it.get("/v1/tags", params={"sort": "description"}),
        {"parameter": "sort"},
    ),
    "page-size-exceeded": (
        lambda it: it.get("/v1/tags", params={"page[size]": "101"}),
        {"parameter": "page[size]"},
    ),
}
#: Met in `test_outages.py`, the last one in `tests/concurrency`.
OURS = {
    "internal-error",
    "database-unavailable",
    "overloaded",
    "statement-timeout",
    "write-conflict",
}


def anonymously(ask: Callable[[Client], Answer]) -> Ask:
    """The same question, asked in a world."""
    return lambda world: ask(world.client)


MET: dict[str, tuple[Ask, dict[str, str] | None]] = {
    **{code: (anonymously(ask), source) for code, (ask, source) in REFUSED_READS.items()},
    **REFUSED_WRITES,
}


@pytest.mark.req("ERR-04", "ERR-06", "ERR-07", "ERR-10", "ERR-11", "ERR-15", "ERR-18", "ERR-19")
@pytest.mark.req("ERR-16")
@pytest.mark.req("AMB-41", "AMB-13", "ERR-05", "ERR-09")
@pytest.mark.parametrize("kind", [kind for kind in catalogue() if kind.code not in OURS])
def test_every_problem_of_a_request_is_met_over_http(sample: World, kind: type[Problem]) -> None:
    ask, source = MET[kind.code]

    answer = ask(sample)

    error = answer.error
    assert answer.status == kind.status
    assert error["status"] == str(kind.status)
    assert error["code"] == kind.code
    assert error["title"] == kind.title
    assert error.get("source") == source
    assert error["links"] == {"type": kind.type_uri or f"{sample.url}/docs#{kind.code}"}
    assert set(error) <= {"id", "links", "status", "code", "title", "detail", "source", "meta"}


def test_the_requests_above_meet_the_whole_catalogue() -> None:
    assert set(MET) | OURS == {kind.code for kind in catalogue()}


@pytest.mark.req("ERR-07", "ERR-09")
def test_the_type_of_every_error_resolves(sample: World) -> None:
    page = sample.client.get("/docs", accept="text/html").body.decode()

    for ask, _ in MET.values():
        url, _, anchor = ask(sample).error["links"]["type"].partition("#")

        assert url == f"{sample.url}/docs" or url.startswith(f"{CURSOR_PROFILE}/")
        assert f'id="{anchor}"' in page or not anchor


@pytest.mark.req("ERR-12")
def test_every_occurrence_has_an_id_of_its_own(sample: World) -> None:
    ids = [ask(sample).error["id"] for ask, _ in MET.values() for _ in range(2)]

    assert len(set(ids)) == len(ids)
    assert all(str(UUID(each)) == each for each in ids)


@pytest.mark.req("ERR-13", "ERR-14")
@pytest.mark.parametrize(
    ("code", "requests"),
    [
        ("unknown-parameter", ["/v1/tags?one=1", "/v1/articles?two=1"]),
        ("invalid-include", ["/v1/tags?include=one", "/v1/articles?include=two"]),
        ("resource-not-found", ["/v1/tags/one", "/v1/articles/two"]),
        ("invalid-page", ["/v1/tags?page[size]=one", "/v1/tags?page[number]=two"]),
    ],
)
def test_the_title_stays_and_the_detail_tells_of_this_occurrence(
    sample: World, code: str, requests: list[str]
) -> None:
    one, two = (sample.client.get(request).error for request in requests)

    assert one["code"] == two["code"] == code
    assert one["title"] == two["title"]
    assert "one" in one["detail"]
    assert "two" in two["detail"]
    assert one["detail"].endswith(".")


@pytest.mark.req("ERR-02", "ERR-03", "ERR-04")
def test_all_faults_of_a_query_are_reported_together(sample: World) -> None:
    params = {
        "nope": "1",
        "_x": "1",
        "include": "one,two",
        "fields[tags]": "nope",
        "sort": "nope,title",
        "filter[nope]": "1",
        "page[size]": "0",
        "page[number]": "x",
    }

    answer = sample.client.get("/v1/articles", params=params)

    sources = [error["source"]["parameter"] for error in answer.errors]
    assert answer.status == 400
    assert {error["status"] for error in answer.errors} == {"400"}
    assert set(sources) == set(params)
    assert sources.count("include") == 2


@pytest.mark.req("ERR-01", "AMB-40")
def test_faults_of_a_later_stage_wait_for_the_earlier_one(sample: World) -> None:
    answer = sample.client.get("/v1/articles?nope=1&sort=nope", accept="text/html")

    assert answer.status == 406
    assert answer.error["code"] == "not-acceptable"


@pytest.mark.req("ERR-03")
@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((InvalidFilter, InvalidFilter), 400),
        ((ResourceNotFound, ResourceNotFound), 404),
        ((ResourceNotFound, InvalidFilter), 400),
        ((ResourceNotFound, NotAcceptable), 400),
        ((InternalError, StatementTimeout), 500),
        ((InvalidFilter, StatementTimeout), 500),
    ],
)
def test_several_faults_share_the_status_that_fits_all(
    kinds: tuple[type[Problem], ...], status: int
) -> None:
    problems = Problems(kind("It is wrong.") for kind in kinds)

    assert problems.status == status


@pytest.mark.req("AMB-31")
def test_no_faults_are_no_answer() -> None:
    with pytest.raises(AssertionError, match="empty errors array"):
        Problems(())


@pytest.mark.req("ERR-20", "ERR-05")
def test_the_meta_of_an_error_is_an_object(sample: World) -> None:
    answer = sample.client.get("/v1/tags", params={"page[size]": "101"})

    assert answer.error["meta"] == {"page": {"maxSize": 100}}


@pytest.mark.req("ERR-15", "ERR-19", "AMB-41")
def test_an_error_blames_one_thing_or_nothing(sample: World) -> None:
    found = [
        error for answer in corpus(sample).values() for error in answer.document.get("errors", ())
    ]
    found += [ask(sample).error for ask, _ in MET.values()]

    sources: list[dict[str, Any]] = [error["source"] for error in found if "source" in error]
    assert all(len(source) == 1 for source in sources)
    assert {name for source in sources for name in source} == {"parameter", "header", "pointer"}
    assert len(sources) < len(found)
