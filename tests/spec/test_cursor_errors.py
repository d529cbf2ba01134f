"""The Cursor Pagination profile: what is no cursor of this list is refused, to the last bit."""

from __future__ import annotations

import base64
import json
import string

import pytest

from tests.answer import CURSOR_PROFILE, Answer
from tests.conftest import World
from tests.cursors import PROFILED, first_page, item_cursors

ALPHABET = string.ascii_letters + string.digits + "-_"
SIDES = pytest.mark.parametrize("parameter", ["page[after]", "page[before]"])


@SIDES
@pytest.mark.req("CUR-17", "CUR-48", "AMB-11")
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "garbage", "0", "-1", "null", "true", "[]", "{}", "=", "====", "\0", "%00", "*"),
        *("é", "日本語", "\N{CRAB}", "\ufffd", "\ud7ff", "a" * 7000, "_" * 33, "A" * 16, "'; --"),
        *('"start"', "InN0YXJ0Ig", "ImVuZCI", "/v1/articles", "..", "page[after]", "null,null"),
        base64.urlsafe_b64encode(b'["2024-03-01T12:00:00Z","x"]').decode(),
        base64.urlsafe_b64encode(b"\xff" * 40).decode(),
        base64.urlsafe_b64encode(b"").decode() + "AAAAAAAAAAAAAAAA",
    ],
)
def test_what_was_never_a_cursor_is_refused(sample: World, parameter: str, text: str) -> None:
    answer = sample.client.get("/v1/articles", params={parameter: text})

    _assert_refused(answer, parameter)


@pytest.mark.req("CUR-17", "CUR-48")
def test_a_change_of_any_character_is_noticed(sample: World) -> None:
    cursor = _cursor(sample, "/v1/tags")

    for position, character in enumerate(cursor):
        # The nearest other character: at the end of base64 it may differ in unused bits alone.
        other = ALPHABET[ALPHABET.index(character) ^ 1]
        forged = cursor[:position] + other + cursor[position + 1 :]
        answer = sample.client.get("/v1/tags", params={"page[after]": forged})
        _assert_refused(answer, "page[after]")


@pytest.mark.req("CUR-17", "CUR-48")
def test_a_change_of_any_bit_is_noticed(sample: World) -> None:
    cursor = _cursor(sample, "/v1/tags")
    signed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))

    for position in range(len(signed)):
        flipped = bytearray(signed)
        flipped[position] ^= 1 << position % 8
        forged = base64.urlsafe_b64encode(flipped).rstrip(b"=").decode()
        answer = sample.client.get("/v1/tags", params={"page[after]": forged})
        _assert_refused(answer, "page[after]")


@pytest.mark.req("CUR-17", "CUR-48")
def test_a_cursor_that_lost_its_beginning_or_its_end_is_refused(sample: World) -> None:
    cursor = _cursor(sample, "/v1/tags")

    for length in range(len(cursor)):
        for part in (cursor[:length], cursor[length + 1 :]):
            answer = sample.client.get("/v1/tags", params={"page[after]": part})
            _assert_refused(answer, "page[after]")


@pytest.mark.req("CUR-17", "CUR-48")
@pytest.mark.parametrize(
    "spelling",
    ["{}=", "{}==", "{}===", " {}", "{} ", "{}\n", "{}\0", "{},{}", "{}{}", "{}.", "*{}"],
)
def test_another_spelling_of_a_cursor_is_no_cursor(sample: World, spelling: str) -> None:
    cursor = _cursor(sample, "/v1/tags")

    answer = sample.client.get("/v1/tags", params={"page[after]": spelling.format(cursor, cursor)})

    _assert_refused(answer, "page[after]")


@pytest.mark.req("AMB-17", "CUR-17")
@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("/v1/articles", "/v1/people"),
        ("/v1/people", "/v1/tags"),
        ("/v1/articles", "/v1/articles?sort=publishedAt"),
        ("/v1/articles?sort=title", "/v1/articles?sort=-title"),
        ("/v1/articles?sort=title", "/v1/articles?sort=slug"),
        ("/v1/articles?sort=title,slug", "/v1/articles?sort=slug,title"),
        ("/v1/articles?sort=title", "/v1/articles?sort=title,-id"),
        ("/v1/articles", "/v1/articles?filter[language]=en"),
        ("/v1/articles?filter[language]=en", "/v1/articles"),
        ("/v1/articles?filter[language]=en", "/v1/articles?filter[language]=de"),
        ("/v1/articles?filter[language]=en", "/v1/articles?filter[language][ne]=de"),
        ("/v1/articles?filter=has(tags)", "/v1/articles?filter=has(comments)"),
        (
            "/v1/articles?filter[search]=ownership&sort=-relevance",
            "/v1/articles?filter[search]=lifetimes&sort=-relevance",
        ),
        ("/v1/series/{guide}/articles", "/v1/articles"),
        ("/v1/series/{guide}/articles", "/v1/tags/{rust}/articles"),
        ("/v1/articles/{post-1}/coauthors", "/v1/people"),
    ],
)
def test_a_cursor_of_another_type_sort_or_filter_is_refused(
    sample: World, made: str, used: str
) -> None:
    cursor = _cursor(sample, made)

    answer = sample.client.get(_filled(used, sample), params={"page[after]": cursor})

    _assert_refused(answer, "page[after]")


@pytest.mark.req("AMB-17", "CUR-06")
@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("/v1/articles", "/v1/articles?sort=-publishedAt"),
        ("/v1/articles?sort=title", "/v1/articles?sort=title,id"),
        ("/v1/articles?sort=title", "/v1/articles?sort=title,title"),
        ("/v1/articles", "/v1/articles?include=author&fields[people]=name&fields[articles]=author"),
        ("/v1/articles", "/v1/articles?page[total]=true"),
        ("/v1/comments", "/v1/comments?page[size]=100"),
        ("/v1/articles/{post-1}/comments", "/v1/articles/{post-1}/relationships/comments"),
        ("/v1/series/{guide}/relationships/articles", "/v1/series/{guide}/articles"),
    ],
)
def test_a_cursor_is_bound_to_nothing_else(sample: World, made: str, used: str) -> None:
    cursor = _cursor(sample, made)

    answer = sample.client.get(_filled(used, sample), params={"page[after]": cursor})

    assert answer.status == 200


@pytest.mark.req("AMB-17")
def test_the_size_may_change_from_page_to_page(sample: World) -> None:
    everything = sample.client.get("/v1/articles?page[size]=100").ids
    cursor = _cursor(sample, "/v1/articles")

    for size in (1, 2, 29, 100):
        answer = sample.client.get(
            "/v1/articles", params={"page[after]": cursor, "page[size]": str(size)}
        )
        assert answer.ids == everything[1 : size + 1]


@SIDES
@pytest.mark.req("CUR-10", "CUR-17", "CUR-48")
@pytest.mark.parametrize("size", ["0", "-1", "x", "", "1.0"])
def test_a_bad_size_beside_a_good_cursor_is_refused(
    sample: World, parameter: str, size: str
) -> None:
    cursor = _cursor(sample, "/v1/articles")

    answer = sample.client.get("/v1/articles", params={parameter: cursor, "page[size]": size})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "page[size]"}


@pytest.mark.req("CUR-11", "CUR-12", "CUR-46", "CUR-47")
@pytest.mark.parametrize("params", [{}, {"page[after]": None}])
def test_a_size_beyond_the_largest_is_refused_under_the_profile_too(
    sample: World, params: dict[str, str | None]
) -> None:
    cursor = _cursor(sample, "/v1/articles")

    answer = sample.client.get(
        "/v1/articles",
        params={"page[size]": "101", **dict.fromkeys(params, cursor)},
        accept=PROFILED,
    )

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "page[size]"}
    assert answer.error["meta"]["page"]["maxSize"] == 100
    assert answer.error["links"]["type"] == f"{CURSOR_PROFILE}/max-size-exceeded"


@pytest.mark.req("CUR-17", "AMB-40")
def test_a_bad_cursor_is_found_without_any_sql(sample: World) -> None:
    with sample.statements.count() as seen:
        sample.client.get("/v1/articles?page[after]=garbage")

    assert len(seen) == 0


@pytest.mark.req("CUR-17")
def test_the_detail_of_a_bad_cursor_stays_short(sample: World) -> None:
    answer = sample.client.get("/v1/articles", params={"page[after]": "a" * 7000})

    assert len(json.dumps(answer.error)) < 1000


def _cursor(world: World, path: str) -> str:
    page = first_page(world.client, _filled(path, world), 1)
    return item_cursors(page)[page.ids[0]]


def _filled(path: str, world: World) -> str:
    return path.replace("{", "{0[").replace("}", "]}").format(world.ids)


def _assert_refused(answer: Answer, parameter: str) -> None:
    assert answer.status == 400
    assert answer.error["status"] == "400"
    assert answer.error["source"] == {"parameter": parameter}
    assert answer.headers["Content-Type"] == PROFILED
