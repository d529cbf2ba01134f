"""The Cursor Pagination profile: when it is applied, and what a document says of its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.conftest import World
from tests.cursors import PROFILED, first_page, item_cursors

COLLECTIONS = (
    "/v1/people",
    "/v1/articles",
    "/v1/comments",
    "/v1/tags",
    "/v1/series",
    "/v1/reactions",
    "/v1/articles/{post-1}/comments",
    "/v1/articles/{post-1}/relationships/comments",
    "/v1/series/{guide}/relationships/articles",
)


def _filled(path: str, world: World) -> str:
    return path.replace("{", "{0[").replace("}", "]}").format(world.ids)


@pytest.mark.req("AMB-18", "CUR-13", "CUR-33", "AMB-11")
@pytest.mark.parametrize("path", COLLECTIONS)
def test_whoever_asks_for_the_profile_gets_every_list_by_cursor(sample: World, path: str) -> None:
    answer = sample.client.get(_filled(path, sample), accept=PROFILED)

    assert _follows_the_profile(answer)
    assert 1 <= len(answer.ids) <= 25
    assert all(each["meta"]["page"]["cursor"] for each in answer.data)


@pytest.mark.req("AMB-18", "CUR-30")
@pytest.mark.parametrize("path", COLLECTIONS)
def test_whoever_asks_for_nothing_gets_numbers_and_no_cursors(sample: World, path: str) -> None:
    answer = sample.client.get(_filled(path, sample))

    assert answer.headers["Content-Type"] == JSONAPI
    assert isinstance(answer.links["self"], str)
    assert "profile" not in answer.document["jsonapi"]
    assert not any("page" in each.get("meta", {}) for each in answer.data)


@pytest.mark.req("AMB-11", "AMB-12", "AMB-14")
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_spelling_of_the_profile_is_answered_by_the_one(
    sample: World, scheme: str, slash: str
) -> None:
    uri = scheme + CURSOR_PROFILE.removeprefix("https") + slash

    answer = sample.client.get("/v1/tags", accept=f'{JSONAPI};profile="{uri}"')

    assert _follows_the_profile(answer)
    assert not any(name.startswith("page[cursor") for name, _ in answer.parameters)


@pytest.mark.req("AMB-11")
@pytest.mark.parametrize("accept", [JSONAPI, "*/*", None])
@pytest.mark.parametrize("parameter", ["page[after]", "page[before]"])
def test_a_cursor_alone_applies_the_profile(
    sample: World, parameter: str, accept: str | None
) -> None:
    page = first_page(sample.client, "/v1/tags", 9)
    cursor = item_cursors(page)[page.ids[4]]

    answer = sample.client.get("/v1/tags", params={parameter: cursor}, accept=accept)

    assert _follows_the_profile(answer)


@pytest.mark.req("AMB-18")
@pytest.mark.parametrize("params", [{"page[number]": "1"}, {"page[offset]": "0"}])
def test_a_number_or_an_offset_outweighs_the_header(sample: World, params: dict[str, str]) -> None:
    answer = sample.client.get("/v1/tags", params=params, accept=PROFILED)

    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.meta["total"] == 17


@pytest.mark.req("AMB-11", "AMB-51", "CUR-33", "CUR-43")
def test_windows_follow_the_profile_wherever_it_is_applied(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}?include=comments,tags"

    plain = sample.client.get(path)
    profiled = sample.client.get(path, accept=PROFILED)

    assert plain.headers["Content-Type"] == JSONAPI
    assert "prev" not in plain.data["relationships"]["tags"]["links"]
    assert _follows_the_profile(profiled)
    comments, tags = (
        profiled.data["relationships"][name]["links"] for name in ("comments", "tags")
    )
    assert comments["prev"] is tags["prev"] is tags["next"] is None
    assert comments["next"] == plain.data["relationships"]["comments"]["links"]["next"]


@pytest.mark.req("AMB-11")
@pytest.mark.parametrize("form", ["", "?include=author", "/author", "/relationships/author"])
def test_where_nothing_is_paged_the_profile_is_not_applied(sample: World, form: str) -> None:
    answer = sample.client.get(f"/v1/articles/{sample.ids['post-1']}{form}", accept=PROFILED)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == JSONAPI
    assert isinstance(answer.links["self"], str)


@pytest.mark.req("CUR-30", "CUR-31", "CUR-29")
def test_an_item_cursor_stands_on_resources_and_on_identifiers(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}"

    resources = first_page(sample.client, f"{path}/comments", 5)
    identifiers = first_page(sample.client, f"{path}/relationships/comments", 5)

    assert item_cursors(resources) == item_cursors(identifiers)
    assert all(each["meta"].keys() == {"version", "page"} for each in resources.data)
    assert all(each.keys() == {"type", "id", "meta"} for each in identifiers.data)


@pytest.mark.req("CUR-31")
def test_an_included_resource_has_no_cursor_for_it_is_no_item(sample: World) -> None:
    answer = first_page(sample.client, "/v1/articles", 5, include="author,comments")

    assert all("page" not in each["meta"] for each in answer.included)


@pytest.mark.req("CUR-38", "CUR-29")
def test_a_total_is_counted_by_request_alone_and_is_the_same_on_each_page(sample: World) -> None:
    without = first_page(sample.client, "/v1/articles", 10)

    with_total = first_page(sample.client, "/v1/articles", 10, **{"page[total]": "true"})
    following = sample.client.get(with_total.links["next"])
    last = sample.client.get(with_total.links["last"])

    assert "meta" not in without.document
    assert with_total.meta == following.meta == last.meta == {"total": 30, "page": {"total": 30}}


@pytest.mark.req("CUR-38")
def test_a_total_counts_the_filtered_list_and_empty_pages_too(sample: World) -> None:
    filtered = {"filter[language]": "de", "page[total]": "true"}
    page = first_page(sample.client, "/v1/articles", 3, **filtered)

    beyond = sample.client.get(
        "/v1/articles", params={**filtered, "page[after]": item_cursors(page)[page.ids[-1]]}
    )

    assert beyond.data == []
    assert page.meta["page"]["total"] == beyond.meta["page"]["total"] == 3


@pytest.mark.req("CUR-05", "CUR-06")
@pytest.mark.parametrize("path", COLLECTIONS)
def test_the_same_request_has_the_same_answer_byte_for_byte(sample: World, path: str) -> None:
    one = first_page(sample.client, _filled(path, sample), 3)
    other = first_page(sample.client, _filled(path, sample), 3)

    assert one.body == other.body
    assert one.headers["ETag"] == other.headers["ETag"]


@pytest.mark.req("CUR-06", "CUR-17")
def test_every_worker_and_every_restart_understands_a_cursor(
    sample: World, serve: Callable[..., str]
) -> None:
    page = first_page(sample.client, "/v1/articles", 5)
    query = page.links["next"].partition("?")[2]
    there = serve(sample.engine.url.render_as_string(hide_password=False))

    answer = sample.client.get(f"{there}/v1/articles?{query}")

    assert answer.ids == sample.client.get(page.links["next"]).ids
    assert item_cursors(answer) == item_cursors(sample.client.get(page.links["next"]))


@pytest.mark.req("CUR-17")
def test_a_server_with_another_secret_takes_no_such_cursor(
    sample: World, serve: Callable[..., str]
) -> None:
    query = first_page(sample.client, "/v1/articles", 5).links["next"].partition("?")[2]
    there = serve(sample.engine.url.render_as_string(hide_password=False), secret=b"another")

    answer = sample.client.get(f"{there}/v1/articles?{query}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "page[after]"}


@pytest.mark.req("CUR-06", "AMB-17")
def test_query_pages_by_cursors_that_urls_take_as_well(sample: World) -> None:
    form = {"sort": "title", "page[size]": "4"}

    first = sample.client.query("/v1/articles", form)
    second = sample.client.query(
        "/v1/articles", {**form, "page[after]": first.meta["page"]["next"]}
    )
    back = sample.client.query(
        "/v1/articles", {**form, "page[before]": second.meta["page"]["prev"]}
    )
    by_url = sample.client.get(
        "/v1/articles", params={**form, "page[after]": first.meta["page"]["next"]}
    )

    assert first.headers["Content-Type"] == JSONAPI
    assert first.meta["page"]["prev"] is None
    assert second.ids == by_url.ids
    assert back.ids == first.ids


def _follows_the_profile(answer: Answer) -> bool:
    """Whether all three places name the profile; that they agree is checked for every answer."""
    self: Any = answer.links["self"]
    return (
        answer.headers["Content-Type"] == PROFILED
        and answer.document["jsonapi"]["profile"] == [CURSOR_PROFILE]
        and self["type"] == PROFILED
    )
