"""Validators and caches: ETag, If-None-Match, Cache-Control (contract, sections 1 and 4)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from tests.answer import JSONAPI
from tests.conftest import World
from tests.spec.corpus import APPLIED, paths

VERSIONED = re.compile(r'"([0-9]+)\.[0-9a-f]{16,}"')
UNVERSIONED = re.compile(r'"[0-9a-f]{16,}"')


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_every_200_to_get_has_a_strong_etag_that_lasts(sample: World) -> None:
    for path in paths(sample.client):
        first = sample.client.get(path)
        second = sample.client.get(path)

        assert first.headers["ETag"] == second.headers["ETag"], path
        assert first.headers["ETag"].startswith('"'), path


@pytest.mark.req("FETCH-11")
@pytest.mark.parametrize(
    ("path", "versioned"),
    [
        ("/v1/articles/{post-1}", True),
        ("/v1/articles/{post-1}/", True),
        ("/v1/articles/{post-1}?include=comments&fields[articles]=title", True),
        ("/v1/articles/{post-1}/relationships/author", True),
        ("/v1/articles/{post-1}/relationships/tags", True),
        ("/v1/comments/{c1}/relationships/parent", True),
        ("/v1/articles", False),
        ("/v1/articles/{post-1}/author", False),
        ("/v1/articles/{post-1}/tags", False),
        ("/v1", False),
    ],
)
def test_the_tag_of_a_resource_and_of_a_relationship_begins_with_the_version(
    sample: World, path: str, versioned: bool
) -> None:
    answer = sample.client.get(path.format_map(sample.ids))

    tag = answer.headers["ETag"]
    assert (VERSIONED if versioned else UNVERSIONED).fullmatch(tag)


@pytest.mark.req("FETCH-11", "FETCH-20")
def test_the_version_in_the_tag_is_that_of_the_resource_in_the_path(empty: World) -> None:
    ann = empty.add.person("ann", role="author")
    post = empty.add.article("post", author=ann)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET version = 7 WHERE id = :id"), {"id": post})

    resource = empty.client.get(f"/v1/articles/{post}")
    linkage = empty.client.get(f"/v1/articles/{post}/relationships/author")

    assert resource.data["meta"] == {"version": 7}
    for answer in (resource, linkage):
        found = VERSIONED.fullmatch(answer.headers["ETag"])
        assert found is not None
        assert found[1] == "7"


@pytest.mark.req("FETCH-11")
def test_a_change_changes_the_tag(empty: World) -> None:
    tag = empty.add.tag("rust")
    before = [empty.client.get(path) for path in ("/v1/tags", f"/v1/tags/{tag}")]
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE tags SET name = 'Rust'"))

    after = [
        empty.client.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]})
        for answer in before
    ]

    assert [answer.status for answer in after] == [200, 200]
    assert all(
        old.headers["ETag"] != new.headers["ETag"] for old, new in zip(before, after, strict=True)
    )


MATCHING = [
    "{tag}",
    "W/{tag}",
    '"x", {tag}',
    '{tag}, "x"',
    '"x" ,W/{tag} , "y"',
    "*",
    " {tag} ",
    '"x"\r\nIf-None-Match: {tag}',
]
OTHER = [
    '"x"',
    'W/"x"',
    '"x", "y"',
    "",
    '"',
    "{bare}",
    '"1"',
    '"**"',
    '"{bare}x"',
    "nonsense, 1.2",
]


@pytest.mark.req("FETCH-11", "FETCH-20")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("if_none_match", MATCHING)
@pytest.mark.parametrize(
    "path", ["/v1", "/v1/tags", "/v1/tags/{rust}", "/v1/tags/{rust}/relationships/articles"]
)
def test_what_the_client_has_already_is_304_without_a_body(
    sample: World, path: str, if_none_match: str, method: str
) -> None:
    path = path.format_map(sample.ids)
    whole = sample.client.get(path)
    value = if_none_match.replace("{tag}", whole.headers["ETag"])

    answer = sample.client.raw(path, method=method, headers={"If-None-Match": value})

    assert answer.status == 304
    assert answer.body == b""
    for name in ("ETag", "Vary", "Cache-Control"):
        assert answer.headers[name] == whole.headers[name]
    assert "Content-Type" not in answer.headers


@pytest.mark.req("FETCH-11")
@pytest.mark.parametrize("if_none_match", OTHER)
def test_another_tag_gets_the_whole_answer(sample: World, if_none_match: str) -> None:
    path = f"/v1/tags/{sample.ids['rust']}"
    tag = sample.client.get(path).headers["ETag"]
    value = if_none_match.replace("{bare}", tag.strip('"'))

    answer = sample.client.raw(path, headers={"If-None-Match": value})

    assert answer.status == 200
    assert answer.headers["ETag"] == tag


@pytest.mark.req("FETCH-11", "ERR-04")
@pytest.mark.parametrize("path", ["/v1/tags/nope", "/v1/tags?nope=1", "/v1/nope"])
def test_a_refusal_has_no_tag_and_is_never_304(sample: World, path: str) -> None:
    answer = sample.client.get(path, headers={"If-None-Match": "*"})

    assert answer.status in (400, 404)
    assert "ETag" not in answer.headers


@pytest.mark.req("CN-18")
def test_representations_of_one_url_have_tags_of_their_own(sample: World) -> None:
    tags = {
        (accept, role): sample.client_of(role).get("/v1/people", accept=accept).headers["ETag"]
        for accept in (JSONAPI, APPLIED)
        for role in ("anonymous", "reader", "admin")
    }

    assert len(set(tags.values())) == len(tags)


@pytest.mark.req("FETCH-11")
@pytest.mark.parametrize(
    ("role", "wanted"), [("anonymous", "public, no-cache"), ("reader", "private, no-cache")]
)
def test_shared_caches_may_keep_only_what_everybody_sees(
    sample: World, role: str, wanted: str
) -> None:
    client = sample.client_of(role)
    refused = ["/v1/nope", "/v1/a/b/c/d/e/f", "/v1/tags/nope", "/v1/tags?nope=1", "/nowhere"]

    answers = [client.get(path) for path in [*paths(client), *refused]]
    answers.append(client.get("/v1/tags", params={"filter[search]": "a" * 9000}))
    answers.append(client.query("/v1/tags", {"sort": "name"}))
    answers.append(client.head("/v1/tags"))

    assert {answer.headers["Cache-Control"] for answer in answers} == {wanted}
    assert all(answer.headers["Vary"] == "Accept, Authorization" for answer in answers)
