"""`If-Match`: no write overwrites what its sender has not seen (contract, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.answer import JSONAPI
from tests.concurrency.writes import (
    DELETIONS,
    LINKAGE,
    PATCHES,
    TAGGING,
    WRITES,
    Write,
    fill,
    linkage,
    one,
    patch,
)
from tests.conftest import Databases, World, world
from tests.spec.sending import MISSING, fault, stored

PATCH = WRITES["patch an article"]
GUARD = {"header": "If-Match"}
#: A resource, its deletion, a relationship.
KINDS = [WRITES[name] for name in ("patch an article", "delete an article", "more tags")]

#: What stands in the header for a resource of version 4.
MATCHING = (
    '"4"',
    '"4.0123456789abcdef"',
    '"1", "4"',
    '"4","5"',
    '"3" ,\t"4" ',
    'W/"4", "4"',
    '"other", "4.0"',
    '"9",, "4"',
    ', "4"',
    "*",
)
OTHERS = (
    '"3"',
    '"5.0123456789abcdef"',
    '"44"',
    '"04"',
    '"4."',
    '"4.XYZ"',
    '"4-4"',
    '"four"',
    '""',
    '"*"',
    'W/"4"',
    'W/"4.0123456789abcdef"',
    '"1", "2", W/"4"',
)
MALFORMED = ("", "4", '"4', '4"', "'4'", '"4" "5"', '"4";', '*, "4"', "**", "W/4", 'w/"4"', '"4 "')


@pytest.fixture(scope="module")
def refusing(databases: Databases) -> Iterator[World]:
    """A blog that no write of this module may change."""
    with world(databases) as made:
        fill(made)
        yield made


@pytest.fixture
def blog(empty: World) -> World:
    fill(empty)
    return empty


@pytest.mark.req("UPD-23", "DEL-05")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_that_names_another_version_is_412_and_changes_nothing(
    refusing: World, write: Write
) -> None:
    before = stored(refusing)

    answer = write.sent(refusing, '"3"')

    assert fault(answer) == (412, "precondition-failed", GUARD)
    assert "version 4" in answer.error["detail"]
    assert "ETag" not in answer.headers
    assert stored(refusing) == before


@pytest.mark.parametrize("writes", [PATCHES, DELETIONS, LINKAGE], ids=["patch", "delete", "link"])
def test_writes_that_name_the_present_version_are_done(
    blog: World, writes: dict[str, Write]
) -> None:
    for name, write in writes.items():
        present = write.version(blog)
        assert present is not None

        answer = write.sent(blog, f'"{present}"')

        assert answer.status == (204 if writes is LINKAGE else 200), name
        assert write.version(blog) == (None if writes is DELETIONS else present + 1), name


@pytest.mark.parametrize("tag", MATCHING)
def test_a_strong_tag_with_the_version_matches_whatever_stands_beside_it(
    refusing: World, tag: str
) -> None:
    answer = PATCH.sent(refusing, tag, Prefer="tx=rollback")

    assert answer.status == 200
    assert answer.data["meta"]["version"] == 5


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("write", KINDS)
def test_other_versions_weak_tags_and_foreign_tags_match_nothing(
    refusing: World, write: Write, tag: str
) -> None:
    before = stored(refusing)

    answer = write.sent(refusing, tag)

    assert answer.status == 412
    assert stored(refusing) == before


@pytest.mark.parametrize("tag", MALFORMED)
@pytest.mark.parametrize("write", KINDS)
def test_what_is_no_list_of_tags_is_400(refusing: World, write: Write, tag: str) -> None:
    before = stored(refusing)

    answer = write.sent(refusing, tag)

    assert fault(answer) == (400, "invalid-header", GUARD)
    assert stored(refusing) == before


@pytest.mark.parametrize(("lines", "status"), [(('"3"', '"4"'), 200), (('"3"', '"5"'), 412)])
def test_a_list_on_several_lines_is_one_list(
    blog: World, lines: tuple[str, ...], status: int
) -> None:
    found = _deleted(blog, "/v1/articles/{post}", lines)

    assert found == status


@pytest.mark.parametrize(
    "path", ["", *(f"/relationships/{name}" for name in ("tags", "comments", "author", "series"))]
)
def test_the_etag_of_a_resource_or_a_relationship_guards_the_resource_in_the_path(
    refusing: World, path: str
) -> None:
    url = f"/v1/articles/{refusing.ids['post']}{path}"
    tag = refusing.client.get(url).headers["ETag"]

    answer = PATCH.sent(refusing, tag, Prefer="tx=rollback")

    assert tag.startswith('"4.')
    assert answer.status == 200


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/articles/{post}/author", "/v1"])
def test_the_etag_of_any_other_url_guards_nothing(refusing: World, path: str) -> None:
    tag = refusing.client.get(path.format_map(refusing.ids)).headers["ETag"]

    answer = PATCH.sent(refusing, tag)

    assert answer.status == 412


@pytest.mark.parametrize("write", TAGGING.values(), ids=TAGGING)
@pytest.mark.parametrize("tag", ['"4"', '"1"', '"4", "5"', 'W/"4"', "the ETag"])
def test_no_version_of_a_tag_guards_its_articles(refusing: World, write: Write, tag: str) -> None:
    if tag == "the ETag":
        url = write.path.format_map(refusing.ids)
        tag = refusing.client.get(url).headers["ETag"]
    before = stored(refusing)

    answer = write.sent(refusing, tag)

    assert fault(answer) == (412, "precondition-failed", GUARD)
    assert stored(refusing) == before


@pytest.mark.parametrize("write", TAGGING.values(), ids=TAGGING)
def test_a_star_lets_the_articles_of_a_tag_be_written(blog: World, write: Write) -> None:
    answer = write.sent(blog, "*")

    assert answer.status == 204
    assert write.version(blog) == 4


@pytest.mark.parametrize("tag", ["*", '"1"', '"4"'])
@pytest.mark.parametrize(
    "type_",
    ["articles", "comments", "people", "tags", "series", "reactions", "access-tokens"],
)
def test_a_new_resource_has_no_version_to_guard(refusing: World, type_: str, tag: str) -> None:
    before = stored(refusing)

    answer = refusing.client_of("ada").post(
        f"/v1/{type_}", {"data": {"type": type_}}, headers={"If-Match": tag}
    )

    assert fault(answer) == (400, "invalid-header", GUARD)
    assert stored(refusing) == before


@pytest.mark.parametrize("tag", ["*", '"1"'])
def test_existence_comes_before_the_version(refusing: World, tag: str) -> None:
    missing = f"/v1/articles/{MISSING}"

    answer = refusing.client_of("ada").delete(missing, headers={"If-Match": tag})

    assert fault(answer) == (404, "resource-not-found", None)


def test_ownership_comes_before_the_version(refusing: World) -> None:
    path = "/v1/comments/{comment}".format_map(refusing.ids)

    answer = refusing.client_of("ann").delete(path, headers={"If-Match": '"3"'})

    assert answer.status == 403


def test_values_come_before_the_version_and_constraints_after_it(refusing: World) -> None:
    wrong = patch("articles", "post", title="").sent(refusing, '"3"')
    taken = [patch("articles", "post", slug="next").sent(refusing, tag) for tag in ('"3"', '"4"')]
    missing = linkage("POST", "articles.tags", "post", [one("tags", "post")])

    answers = [missing.sent(refusing, tag) for tag in ('"3"', '"4"')]

    assert wrong.status == 422
    assert [answer.status for answer in taken] == [412, 409]
    assert [answer.status for answer in answers] == [412, 404]


def test_a_write_that_would_change_nothing_is_guarded_too(refusing: World) -> None:
    title = refusing.client.get("/v1/articles/{post}".format_map(refusing.ids)).data["attributes"][
        "title"
    ]
    same = patch("articles", "post", title=title)

    answers = [same.sent(refusing, tag) for tag in ('"3"', '"4"')]

    assert [answer.status for answer in answers] == [412, 200]
    assert answers[1].headers["ETag"].startswith('"4.')


def test_a_dry_run_is_guarded_too(refusing: World) -> None:
    dry = {"Prefer": "tx=rollback"}
    before = stored(refusing)

    answers = [PATCH.sent(refusing, tag, **dry) for tag in ('"3"', '"4"')]

    assert [answer.status for answer in answers] == [412, 200]
    assert stored(refusing) == before


def _deleted(blog: World, path: str, lines: tuple[str, ...]) -> int:
    """The status of a DELETE with one `If-Match` on each line."""
    address = urlsplit(blog.url)
    connection = HTTPConnection(str(address.hostname), address.port)
    connection.putrequest("DELETE", path.format_map(blog.ids))
    connection.putheader("Accept", JSONAPI)
    connection.putheader("Authorization", f"Bearer {blog.tokens['ada']}")
    for line in lines:
        connection.putheader("If-Match", line)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status
