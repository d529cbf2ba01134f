"""Fetching resources and relationships, by the specification's rules and by HTTP's."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.conftest import World
from tests.spec.corpus import RELATIONSHIPS, one_of, paths

MISSING = "0190a5b0-0000-7000-8000-00000000dead"
READING = {"GET", "HEAD", "OPTIONS"}


@pytest.mark.req("FETCH-01", "FETCH-02", "FETCH-03", "FETCH-12", "FETCH-04", "FETCH-13")
@pytest.mark.parametrize("role", ["anonymous", "reader", "author", "admin"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/articles?include=author,coauthors,tags,series,comments,reactions&page[size]=2",
        "/v1/comments?include=article,author,parent,replies,reactions&page[size]=2",
        "/v1/people?include=articles,comments&page[size]=2",
        "/v1/reactions?include=person,target&page[size]=2",
        "/v1/series?include=articles,curator",
        "/v1/tags?page[size]=2&include=articles",
        "/v1/articles/{post-1}/relationships/comments?include=comments.author&page[size]=3",
        "/v1/comments/{c1}/parent",
    ],
)
def test_every_link_of_a_document_works_for_who_received_it(
    sample: World, role: str, path: str
) -> None:
    client = sample.client_of(role)
    answer = client.get(path.format_map(sample.ids))
    tokens = f"{sample.url}/v1/access-tokens"

    followed = client.crawl(answer, closed={tokens} if role == "anonymous" else ())

    assert answer.status == 200
    assert followed
    statuses = {url: each.status for url, each in followed.items() if each.status != 200}
    assert statuses == ({tokens: 401} if (role, path) == ("anonymous", "/v1") else {})


@pytest.mark.req("FETCH-04", "FETCH-05")
def test_a_collection_without_resources_is_200_and_empty(empty: World) -> None:
    answers = [empty.client.get(f"/v1/{type_}") for type_ in RELATIONSHIPS]

    assert {answer.status for answer in answers} == {200}
    assert [answer.data for answer in answers] == [[]] * len(RELATIONSHIPS)
    assert {answer.meta["total"] for answer in answers} == {0}


@pytest.mark.req("FETCH-04", "FETCH-05", "FETCH-06", "REC-04", "REC-05")
@pytest.mark.parametrize("type_", RELATIONSHIPS)
def test_a_collection_lists_resource_objects_that_can_be_fetched_alone(
    sample: World, type_: str
) -> None:
    collection = sample.client.get(f"/v1/{type_}")

    first = sample.client.get(f"/v1/{type_}/{collection.ids[0]}")

    assert collection.status == first.status == 200
    assert {each["type"] for each in collection.data} == {type_}
    assert first.data == collection.data[0]


@pytest.mark.req("FETCH-06", "REC-08")
def test_a_related_resource_is_whole_and_known_by_its_own_url(sample: World) -> None:
    ann = sample.ids["ann"]
    url = f"/v1/articles/{sample.ids['post-1']}/author"

    answer = sample.client.get(url)

    assert answer.data == sample.client.get(f"/v1/people/{ann}").data
    assert answer.data["links"]["self"] == f"{sample.url}/v1/people/{ann}"
    assert answer.links["self"] == f"{sample.url}{url}"


NO_IDS = [
    MISSING,
    MISSING.upper(),
    "1",
    "nope",
    "0",
    "-1",
    "null",
    "0190a5b0000070008000000000000001",
    f"{{{MISSING}}}",
    f"{MISSING} ",
    f"{MISSING}\n",
    "\0",
    "'; DROP TABLE articles; --",
    "é🦀",
    "%",
    "a" * 4000,
]


@pytest.mark.req("FETCH-08", "FETCH-09", "FETCH-10", "FETCH-16", "FETCH-18", "FETCH-19", "AMB-24")
@pytest.mark.parametrize("suffix", ["", "/author", "/tags", "/relationships/author"])
@pytest.mark.parametrize("id_", NO_IDS)
def test_a_resource_that_does_not_exist_is_404(sample: World, id_: str, suffix: str) -> None:
    answer = sample.client.raw(f"/v1/articles/{quote(id_, safe='')}{suffix}")

    assert answer.status == 404
    assert answer.error["code"] == "resource-not-found"
    assert "source" not in answer.error


@pytest.mark.req("FETCH-08", "FETCH-16", "FETCH-10", "FETCH-19")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/articles/{post-1}/nope", "relationship-not-found"),
        ("/v1/articles/{post-1}/title", "relationship-not-found"),
        ("/v1/articles/{post-1}/Author", "relationship-not-found"),
        ("/v1/articles/{post-1}/relationships", "relationship-not-found"),
        ("/v1/articles/{post-1}/relationships/nope", "relationship-not-found"),
        ("/v1/articles/{post-1}/relationships/title", "relationship-not-found"),
        ("/v1/articles/{post-1}/relationships/author/name", "unknown-url"),
        ("/v1/articles/{post-1}/author/articles", "unknown-url"),
        ("/v1/articles/{ann}", "resource-not-found"),
        ("/v1/people/{post-1}/articles", "resource-not-found"),
        ("/v1/articles/{draft-of-ann}", "resource-not-found"),
        ("/v1/articles/{draft-of-ann}/tags", "resource-not-found"),
        ("/v1/articles/{draft-of-ann}/relationships/tags", "resource-not-found"),
        ("/v1/comments/{c12}", "resource-not-found"),
        ("/v1/nope", "unknown-url"),
        ("/v1/article", "unknown-url"),
        ("/v1/Articles", "unknown-url"),
        ("/v1/access_tokens", "unknown-url"),
        ("/v1//articles", "unknown-url"),
        ("/v1/articles//", "unknown-url"),
        ("/v2/articles", "unknown-url"),
        ("/articles", "unknown-url"),
        ("/", "unknown-url"),
        ("/v1/../etc/passwd", "unknown-url"),
    ],
)
def test_a_url_that_leads_nowhere_is_404(sample: World, path: str, code: str) -> None:
    answer = sample.client.raw(path.format_map(sample.ids))

    assert answer.status == 404
    assert answer.error["code"] == code


@pytest.mark.req("FETCH-07", "AMB-24")
def test_null_is_for_an_empty_to_one_of_an_owner_that_exists(sample: World) -> None:
    client = sample.client
    path = "/v1/articles/{}/series"

    there = client.get(path.format(sample.ids["post-30"]))
    missing = client.get(path.format(MISSING))
    hidden = client.get(path.format(sample.ids["draft-of-ann"]))

    assert (there.status, there.data) == (200, None)
    assert (missing.status, hidden.status) == (404, 404)


@pytest.mark.req("FETCH-14", "FETCH-15", "FETCH-17", "DOC-11", "AMB-44", "REC-06", "REC-07")
@pytest.mark.parametrize(
    ("type_", "name"),
    [(type_, name) for type_, names in RELATIONSHIPS.items() for name in names],
)
def test_a_relationship_document_links_to_itself_and_to_what_is_related(
    sample: World, type_: str, name: str
) -> None:
    resource = f"{sample.url}/v1/{type_}/{one_of(sample.client, type_)}"

    linkage = sample.client.get(f"{resource}/relationships/{name}")
    related = sample.client.get(linkage.links["related"])

    assert linkage.links["self"] == f"{resource}/relationships/{name}"
    assert linkage.links["related"] == f"{resource}/{name}"
    assert related.status == 200
    assert "related" not in related.links


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_head_is_get_without_the_body(sample: World) -> None:
    for path in [
        *paths(sample.client),
        "/v1/access-tokens",
        f"/v1/articles/{MISSING}",
        "/v1/tags?nope=1",
        "/v1/nope",
    ]:
        head = sample.client.head_equals_get(path)

        assert head.body == b""


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_options_tells_the_methods_of_every_url(sample: World) -> None:
    for path in paths(sample.client):
        answer = sample.client.options(path)

        allowed = set(answer.headers["Allow"].split(", "))
        assert answer.status == 204
        assert answer.body == b""
        assert allowed == READING | _further(path), path


def _further(path: str) -> set[str]:
    """What a URL of this form takes beside what reads."""
    match path.split("/")[2:]:
        case [_]:
            return {"POST", "QUERY"}
        case [_, _]:
            return {"PATCH", "DELETE"}
        case [_, _, "relationships", _]:
            return {"PATCH", "POST", "DELETE"}
    return set()


@pytest.mark.req("FETCH-11", "FETCH-20", "AMB-25")
@pytest.mark.parametrize("method", ["PUT", "TRACE", "PROPFIND", "LOCK", "REPORT"])
def test_a_method_without_meaning_is_405_and_allow_names_the_others(
    sample: World, method: str
) -> None:
    for path in paths(sample.client):
        answer = sample.client.request(method, path)

        assert answer.status == 405, path
        assert answer.error["code"] == "method-not-allowed"
        assert set(answer.headers["Allow"].split(", ")) >= READING
        assert method not in answer.headers["Allow"]


@pytest.mark.req("FETCH-11", "AMB-25")
@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_a_collection_is_neither_deleted_nor_patched(sample: World, method: str) -> None:
    answer = sample.client.request(method, "/v1/articles")

    assert answer.status == 405
    assert method not in answer.headers["Allow"]


@pytest.mark.req("FETCH-11", "AMB-40")
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("PUT", "/v1/nope?nope=1", {"Accept": "text/html"}, 404),
        ("PUT", "/v1/articles/nope?nope=1", {"Accept": "text/html"}, 404),
        ("PUT", "/v1/articles?nope=1", {"Accept": "text/html"}, 405),
        ("GET", "/v1/articles?nope=1", {"Accept": "text/html", "Authorization": "x"}, 406),
        ("GET", "/v1/articles?nope=1", {"Authorization": "x"}, 401),
        ("GET", f"/v1/articles/{MISSING}?nope=1", {}, 400),
        ("GET", f"/v1/articles/{MISSING}", {}, 404),
    ],
)
def test_the_first_stage_that_finds_a_fault_answers(
    sample: World, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = sample.client.request(method, path, headers=headers)

    assert answer.status == status


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_a_trailing_slash_is_served_like_the_path_without_it(sample: World) -> None:
    for path in paths(sample.client):
        slashed = sample.client.get(f"{path}/")

        assert slashed.status == 200, path
        assert slashed.body == sample.client.get(path).body, path
        assert sample.client.options(f"{path}/").status == 204


@pytest.mark.req("FETCH-11")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("body", [b"{}", b"not json", b"\xff\x00" * 500, b"a" * 2**21])
def test_a_body_on_a_get_is_ignored_unread(sample: World, method: str, body: bytes) -> None:
    answer = sample.client.request(method, "/v1/tags", body=body)

    assert answer.status == 200


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_reading_only_reads(sample: World) -> None:
    with sample.statements.count() as seen:
        for path in paths(sample.client):
            sample.client.get(path)

    assert len(seen) > 30
    for statement in seen.counted:
        bare = statement.removeprefix("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n")
        assert bare.lstrip().startswith(("SELECT", "WITH")), statement
