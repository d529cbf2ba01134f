"""Profiles: the Cursor Pagination profile is applied where it is asked for, and then named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.conftest import World

UNKNOWN = "https://x.example/p"
APPLIED = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


@pytest.mark.req("CN-06", "CN-16", "DOC-09", "DOC-19", "AMB-11", "AMB-12")
@pytest.mark.parametrize(
    "accept",
    [
        APPLIED,
        f"{JSONAPI}; profile={CURSOR_PROFILE}",
        f'{JSONAPI};profile="{CURSOR_PROFILE}/"',
        f'{JSONAPI};profile="{CURSOR_PROFILE.replace("https", "http")}"',
        f'{JSONAPI};profile="{CURSOR_PROFILE.replace("https", "http")}/"',
        f'{JSONAPI};profile="{CURSOR_PROFILE} {UNKNOWN}"',
        f'{JSONAPI};profile="{UNKNOWN} {CURSOR_PROFILE}"',
        f'{JSONAPI};PROFILE="{CURSOR_PROFILE}"',
        f"{APPLIED}, {JSONAPI};q=0.9",
        f"{JSONAPI};q=0.2, {APPLIED}",
        f'{APPLIED};ext=""',
    ],
)
def test_the_profile_that_is_asked_for_is_applied_and_named(sample: World, accept: str) -> None:
    answer = sample.client.get("/v1/articles", accept=accept)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == APPLIED
    assert answer.document["jsonapi"] == {"version": "1.1", "profile": [CURSOR_PROFILE]}
    assert answer.links["self"] == {"href": f"{sample.url}/v1/articles", "type": APPLIED}
    assert {"prev", "next"} <= answer.links.keys()


@pytest.mark.req("CN-12", "CN-15", "CN-17", "CN-19", "CN-20", "AMB-10")
@pytest.mark.parametrize(
    "accept",
    [
        f'{JSONAPI};profile="{UNKNOWN}"',
        f'{JSONAPI};profile="https://x.example/a,b;c"',
        f'{JSONAPI};profile=""',
        f'{JSONAPI};profile="{CURSOR_PROFILE}x"',
        f'{JSONAPI};profile="{CURSOR_PROFILE.upper()}"',
        f"{APPLIED};q=0.2, {JSONAPI}",
        f"{APPLIED};q=0, {JSONAPI};q=0.1",
        f"{APPLIED};v=1, {JSONAPI}",
        f'{APPLIED};ext="{UNKNOWN}", {JSONAPI}',
    ],
)
def test_a_profile_that_is_unknown_or_less_welcome_is_not_applied(
    sample: World, accept: str
) -> None:
    answer = sample.client.get("/v1/articles", accept=accept)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.document["jsonapi"] == {"version": "1.1"}
    assert isinstance(answer.links["self"], str)


@pytest.mark.req("CN-17", "CN-02")
def test_unknown_profiles_beside_the_known_one_are_not_echoed(sample: World) -> None:
    accept = f'{JSONAPI};profile="{UNKNOWN} {CURSOR_PROFILE} {UNKNOWN}/2"'

    answer = sample.client.get("/v1/tags", accept=accept)

    assert answer.headers["Content-Type"] == APPLIED
    assert UNKNOWN not in answer.body.decode()


@pytest.mark.req("CN-02")
def test_a_parameter_of_the_media_type_is_a_quoted_list_of_uris(sample: World) -> None:
    answer = sample.client.get("/v1/tags", accept=APPLIED)

    name, _, value = answer.headers["Content-Type"].partition(";")[2].partition("=")
    assert name == "profile"
    assert value[0] == value[-1] == '"'
    assert value[1:-1].split(" ") == [CURSOR_PROFILE]


@pytest.mark.req("CN-06", "PROF-04", "AMB-11", "DOC-09")
def test_a_cursor_applies_the_profile_without_being_asked_by_header(sample: World) -> None:
    first = sample.client.get("/v1/tags", params={"page[size]": "2"}, accept=APPLIED)
    cursor = first.data[0]["meta"]["page"]["cursor"]

    answer = sample.client.get("/v1/tags", params={"page[after]": cursor, "page[size]": "1"})

    assert answer.headers["Content-Type"] == APPLIED
    assert answer.links["self"]["type"] == APPLIED
    assert answer.ids == [first.ids[1]]


@pytest.mark.req("AMB-11", "AMB-13", "CUR-44")
@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"sort": "nope"}, "unsupported-sort"),
        ({"page[size]": "101"}, "max-size-exceeded"),
    ],
)
def test_an_error_that_the_profile_defines_carries_the_profile(
    sample: World, params: dict[str, str], fault: str
) -> None:
    answer = sample.client.get("/v1/articles", params=params)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == APPLIED
    assert answer.document["jsonapi"]["profile"] == [CURSOR_PROFILE]
    assert answer.error["links"]["type"] == f"{CURSOR_PROFILE}/{fault}"


@pytest.mark.req("CN-16", "AMB-11")
@pytest.mark.parametrize(
    "params", [{"page[number]": "1"}, {"page[offset]": "0"}, {"page[limit]": "5"}]
)
def test_pages_by_number_and_offset_do_not_follow_the_profile(
    sample: World, params: dict[str, str]
) -> None:
    answer = sample.client.get("/v1/articles", params=params, accept=APPLIED)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == JSONAPI


@pytest.mark.req("CN-06", "CN-16")
def test_a_single_resource_follows_the_profile_only_where_it_has_windows(sample: World) -> None:
    url = f"/v1/articles/{sample.ids['post-1']}"

    bare = sample.client.get(url, accept=APPLIED)
    with_window = sample.client.get(url, params={"include": "comments"}, accept=APPLIED)

    assert bare.headers["Content-Type"] == JSONAPI
    assert with_window.headers["Content-Type"] == APPLIED
    comments = with_window.data["relationships"]["comments"]["links"]
    assert comments["prev"] is None
    assert comments["next"] is not None


@pytest.mark.req("PROF-03", "PROF-06")
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"include": "author,comments.author", "fields[people]": "name"},
        {"sort": "-title", "filter[language]": "de"},
    ],
)
def test_who_overlooks_the_profile_reads_a_correct_document(
    sample: World, params: dict[str, str]
) -> None:
    plain = sample.client.get("/v1/articles", params=params)

    under_profile = sample.client.get("/v1/articles", params=params, accept=APPLIED)

    assert under_profile.ids == plain.ids
    assert _without_paging(under_profile.data) == _without_paging(plain.data)
    assert _without_paging(under_profile.document.get("included")) == _without_paging(
        plain.document.get("included")
    )


@pytest.mark.req("PROF-03")
@pytest.mark.parametrize("params", [{"nope": "1"}, {"include": "nope"}, {"fields[nope]": "x"}])
def test_the_profile_excuses_nothing(sample: World, params: dict[str, str]) -> None:
    answer = sample.client.get("/v1/articles", params=params, accept=APPLIED)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == JSONAPI
    assert answer.error["source"] == {"parameter": next(iter(params))}


def _without_paging(node: Any) -> Any:
    """The same, but for what the profile adds: cursors, and `prev` and `next` of windows."""
    match node:
        case dict():
            return {
                name: _without_paging(value)
                for name, value in node.items()
                if name not in ("prev", "next", "page")
            }
        case list():
            return [_without_paging(value) for value in node]
        case _:
            return node
