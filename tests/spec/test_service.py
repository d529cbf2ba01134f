"""What stands beside the types: the entry document, `/docs`, health, links' hosts, CORS, limits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from jsonapi_blog.errors import catalogue
from jsonapi_blog.settings import Limits
from tests.answer import JSONAPI
from tests.client import Client
from tests.conftest import World
from tests.spec.corpus import EVERY

Serve = Callable[..., str]
ORIGIN = "https://app.example"


@pytest.mark.req("DOC-04", "REC-04", "REC-12", "FETCH-01")
def test_the_entry_document_says_where_everything_is_and_how_much_may_be_asked(
    sample: World,
) -> None:
    answer = sample.client.get("/v1")

    # What else is told of each type is in `test_capabilities.py`.
    types = {name: {"href": each["href"]} for name, each in answer.meta["types"].items()}
    assert {**answer.document, "meta": {**answer.meta, "types": types}} == {
        "jsonapi": {"version": "1.1"},
        "links": {
            "self": f"{sample.url}/v1",
            "describedby": f"{sample.url}/v1/openapi.json",
        },
        "meta": {
            "types": {name: {"href": f"{sample.url}/v1/{name}"} for name in EVERY},
            "limits": {
                "pageSize": 100,
                "includeDepth": 4,
                "includePaths": 20,
                "included": 20_000,
                "filterTerms": 50,
                "filterDepth": 8,
                "urlBytes": 8_192,
                "bodyBytes": 1_048_576,
                "jsonDepth": 32,
                "operations": 100,
                "statementSeconds": 5.0,
            },
        },
    }
    # Who has no token finds out from it where tokens are made.
    tokens = f"{sample.url}/v1/access-tokens"
    assert set(sample.client.crawl(answer, closed={tokens})) == {
        f"{sample.url}/v1",
        f"{sample.url}/v1/openapi.json",
        *(f"{sample.url}/v1/{name}" for name in EVERY),
    }


@pytest.mark.req("DOC-16")
@pytest.mark.parametrize(("role", "handle"), [("reader", "rita"), ("admin", "ada")])
def test_the_entry_document_tells_a_token_whose_it_is(
    sample: World, role: str, handle: str
) -> None:
    client = sample.client_of(role)

    answer = client.get("/v1")

    person = answer.meta["person"]
    assert person == {"type": "people", "id": sample.ids[handle]}
    assert client.get(f"/v1/people/{person['id']}").data["attributes"]["handle"] == handle
    assert "person" not in sample.client.get("/v1").meta


@pytest.mark.req("QP-07", "INC-03", "ERR-02")
def test_the_entry_document_takes_no_parameter_and_names_all_that_came(sample: World) -> None:
    answer = sample.client.get("/v1", params=[("include", ""), ("page[size]", "1"), ("a", "b")])

    assert answer.status == 400
    assert [error["source"]["parameter"] for error in answer.errors] == [
        "include",
        "page[size]",
        "a",
    ]


@pytest.mark.req("AMB-01")
def test_limits_are_those_of_the_settings_and_are_kept(sample: World, serve: Serve) -> None:
    limits = Limits(default_page_size=2, page_size=3, include_depth=1, filter_terms=1)
    with Client(serve(sample.engine, limits=limits, statement_seconds=2.5)) as client:
        said = client.get("/v1").meta["limits"]
        default = client.get("/v1/tags")
        sized = client.get("/v1/tags", params={"page[size]": "4"})
        deep = client.get("/v1/tags", params={"include": "articles.author"})
        wide = client.get("/v1/tags", params={"filter[name]": "a", "filter[slug]": "b"})

    assert (said["pageSize"], said["includeDepth"], said["statementSeconds"]) == (3, 1, 2.5)
    assert len(default.data) == 2
    assert sized.error["meta"] == {"page": {"maxSize": 3}}
    assert deep.error["code"] == wide.error["code"] == "query-too-complex"


@pytest.mark.req("ERR-09", "ERR-07")
def test_docs_is_a_page_with_an_anchor_for_every_code(sample: World) -> None:
    answer = sample.client.get("/docs", accept="text/html")

    page = answer.body.decode()
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.startswith("<!doctype html>")
    for problem in catalogue():
        assert re.search(rf'<h3 id="{problem.code}">{problem.code}</h3>', page)
        assert problem.title in page


@pytest.mark.req("CN-18", "FETCH-11")
@pytest.mark.parametrize(
    ("path", "status", "beginning"),
    [
        ("/healthz", 200, b"alive"),
        ("/readyz", 200, b"ready"),
        ("/metrics", 200, b"# HELP"),
        ("/docs", 200, b"<!doctype html>"),
    ],
)
def test_what_is_outside_of_the_api_answers_whatever_is_accepted(
    sample: World, path: str, status: int, beginning: bytes
) -> None:
    for accept in ("*/*", "text/plain", JSONAPI, None):
        answer = sample.client.get(path, accept=accept)

        assert answer.status == status
        assert answer.body.startswith(beginning)
        assert "Accept" in answer.headers["Vary"]
    assert sample.client.head(path).body == b""
    assert sample.client.options(path).headers["Allow"] == "GET, HEAD, OPTIONS"
    assert sample.client.request("PUT", path).status == 405


def test_metrics_count_what_was_answered_without_a_series_for_each_invention(
    sample: World,
) -> None:
    def count(method: str, status: int) -> float:
        body = sample.client.get("/metrics", accept="*/*").body.decode()
        line = re.search(
            rf'^blog_requests_total{{method="{method}",status="{status}"}} (\S+)$', body, re.M
        )
        return float(line[1]) if line else 0.0

    before = (count("GET", 200), count("GET", 404), count("other", 405))
    for path in ("/v1/tags", "/v1/nope"):
        sample.client.get(path)
    for method in ("PROPFIND", "LOCK"):
        sample.client.request(method, "/v1/tags")
    after = (count("GET", 200), count("GET", 404), count("other", 405))

    assert after[0] >= before[0] + 1
    assert after[1] == before[1] + 1
    assert after[2] == before[2] + 2


UNKNOWN_HOSTS = [
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "",
    "127.0.0.1.evil.example",
]


@pytest.mark.req("FETCH-01", "LINK-02")
@pytest.mark.parametrize("host", UNKNOWN_HOSTS)
def test_an_unknown_host_is_not_believed_in_links(sample: World, host: str) -> None:
    answer = sample.client.raw("/v1/tags?page[size]=1", headers={"Host": host})

    assert answer.status == 200
    assert answer.links["self"] == f"{sample.url}/v1/tags?page%5Bsize%5D=1"
    assert b"evil" not in answer.body


@pytest.mark.req("FETCH-01", "LINK-02")
@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("localhost", "http://localhost"),
        ("LocalHost:81", "http://localhost:81"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_a_host_that_is_allowed_is_what_links_begin_with(
    sample: World, host: str, base: str
) -> None:
    answer = sample.client.raw("/v1", headers={"Host": host})

    assert answer.links["self"] == f"{base}/v1"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Forwarded-Prefix": "/evil"},
    ],
)
def test_forwarded_headers_are_not_believed_from_strangers(
    sample: World, headers: dict[str, str]
) -> None:
    answer = sample.client.get("/v1", headers=headers)

    assert answer.links["self"] == f"{sample.url}/v1"


def test_the_scheme_is_believed_from_a_trusted_proxy(sample: World, serve: Serve) -> None:
    url = serve(sample.engine, trusted_proxies=("127.0.0.1",))
    with Client(url) as client:
        answer = client.get("/v1", headers={"X-Forwarded-Proto": "https"})

    assert answer.links["self"] == f"{url.replace('http:', 'https:')}/v1"


@pytest.mark.req("FETCH-01", "LINK-02", "ERR-09")
def test_links_begin_with_the_public_url_where_there_is_one(sample: World, serve: Serve) -> None:
    public = "https://blog.example/base"
    with Client(serve(sample.engine, public_url=public)) as client:
        tags = client.get("/v1/tags", params={"page[size]": "1"})
        error = client.get("/v1/tags", params={"nope": "1"}).error
        broken = client.raw("/v1", method="BREW").error

    assert tags.links["self"] == f"{public}/v1/tags?page%5Bsize%5D=1"
    assert tags.data[0]["links"]["self"].startswith(f"{public}/v1/tags/")
    assert error["links"]["type"] == f"{public}/docs#unknown-parameter"
    assert broken["links"]["type"] == f"{public}/docs#malformed-request"


def test_without_cors_no_answer_names_an_origin(sample: World) -> None:
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}

    answers = [
        sample.client.get("/v1/tags", headers={"Origin": ORIGIN}),
        sample.client.options("/v1/tags", headers=preflight),
    ]

    for answer in answers:
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
