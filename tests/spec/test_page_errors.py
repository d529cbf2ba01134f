"""Fetching, pagination: what is no page is refused, and the error names the parameter."""

from __future__ import annotations

import pytest

from tests.answer import CURSOR_PROFILE
from tests.conftest import World

#: No integer, or none that a page could have.
NO_NUMBERS = (
    *("-1", "1.5", "abc", "", "+5", " 5", "5 ", "1e2", "0x10", "1_000", "1,000", "null"),
    *("\0", "5\0", "5\n", "Infinity", "NaN", "true", "--5", "'5'", "[5]", "5;drop"),
    # Digits of other scripts, which Python's int() would take.
    *("\N{ARABIC-INDIC DIGIT THREE}", "\N{FULLWIDTH DIGIT FIVE}", "\N{SUPERSCRIPT TWO}"),
)


@pytest.mark.req("PAGE-07", "CUR-10", "CUR-48", "CUR-51", "AMB-52")
@pytest.mark.parametrize("value", [*NO_NUMBERS, "0", "000"])
@pytest.mark.parametrize("name", ["page[size]", "page[number]", "page[limit]"])
def test_what_is_no_positive_integer_is_refused(sample: World, name: str, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("PAGE-07", "CUR-48")
@pytest.mark.parametrize("value", NO_NUMBERS)
def test_an_offset_may_be_zero_but_no_less_of_a_number(sample: World, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={"page[offset]": value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "page[offset]"}


@pytest.mark.req("CUR-11", "CUR-12", "CUR-46", "CUR-47", "AMB-52", "AMB-13")
@pytest.mark.parametrize("value", ["101", "0101", "1000000", "9" * 30, "1" + "0" * 4000])
@pytest.mark.parametrize("name", ["page[size]", "page[limit]"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles",
        "/v1/articles/{}/comments",
        "/v1/articles/{}/relationships/comments",
        "/v1/articles/{}/author",
    ],
)
def test_a_size_beyond_the_largest_is_refused_and_never_clamped(
    sample: World, path: str, name: str, value: str
) -> None:
    answer = sample.client.get(path.format(sample.ids["post-1"]), params={name: value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}
    assert answer.error["meta"] == {"page": {"maxSize": 100}}
    assert answer.error["links"]["type"] == f"{CURSOR_PROFILE}/max-size-exceeded"


@pytest.mark.req("CUR-11", "CUR-14")
def test_the_largest_size_is_what_the_entry_document_says(sample: World) -> None:
    most = sample.client.get("/v1").meta["limits"]["pageSize"]

    assert sample.client.get(f"/v1/articles?page[size]={most}").status == 200
    assert sample.client.get(f"/v1/articles?page[size]={most + 1}").status == 400


@pytest.mark.req("CUR-52", "AMB-52")
def test_leading_zeros_are_no_octal_numbers(sample: World) -> None:
    ten = sample.client.get("/v1/articles?page[size]=010")
    same = sample.client.get(f"/v1/articles?page[size]={'0' * 50}10")

    assert len(ten.ids) == len(same.ids) == 10


@pytest.mark.req("PAGE-07")
@pytest.mark.parametrize(
    "names",
    [
        ("page[number]", "page[offset]"),
        ("page[number]", "page[limit]"),
        ("page[size]", "page[offset]"),
        ("page[size]", "page[limit]"),
        ("page[number]", "page[size]", "page[offset]", "page[limit]"),
        ("page[number]", "page[after]"),
        ("page[number]", "page[before]"),
        ("page[offset]", "page[after]"),
        ("page[limit]", "page[before]"),
    ],
)
def test_strategies_do_not_mix(sample: World, names: tuple[str, ...]) -> None:
    answer = sample.client.get("/v1/articles", params=dict.fromkeys(names, "5"))

    assert answer.status == 400
    assert answer.error["code"] == "mixed-pagination"
    assert answer.error["source"]["parameter"] in names


@pytest.mark.req("PAGE-07", "QP-07")
@pytest.mark.parametrize(
    "name",
    [
        "page",
        "page[]",
        "page[sizes]",
        "page[Size]",
        "page[number][]",
        "page[comments][size]",
        "page[nope][size]",
        "page[size][size]",
        "page[total][size]",
        "page[cursor]",
        "page[first]",
        "page[self]",
        "page[__class__]",
        "page[__dataclass_fields__]",
    ],
)
def test_an_unknown_page_parameter_is_refused(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: "1"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("PAGE-07", "QP-07")
@pytest.mark.parametrize("name", ["offset", "limit", "pageSize", "per_page", "cursor", "after"])
def test_other_names_for_pages_are_unknown(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: "1"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("PAGE-07")
@pytest.mark.parametrize("value", ["", "yes", "1", "0", "TRUE", "null", "true,false"])
def test_a_total_is_asked_for_by_true_or_false_alone(sample: World, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={"page[total]": value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "page[total]"}


@pytest.mark.req("AMB-22")
@pytest.mark.parametrize("name", ["page[size]", "page[number]", "page[total]", "page[after]"])
def test_a_page_parameter_is_given_once(sample: World, name: str) -> None:
    answer = sample.client.get("/v1/articles", params=[(name, "1"), (name, "1")])

    assert answer.status == 400
    assert {"parameter": name} in [error["source"] for error in answer.errors]


@pytest.mark.req("AMB-23")
@pytest.mark.parametrize("path", ["/v1/articles/{}", "/v1/articles/{}/relationships/author"])
@pytest.mark.parametrize("name", ["page[size]", "page[number]", "page[after]", "page[total]"])
def test_one_resource_or_one_identifier_is_not_paged(sample: World, path: str, name: str) -> None:
    answer = sample.client.get(path.format(sample.ids["post-1"]), params={name: "1"})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("AMB-23")
@pytest.mark.parametrize(
    ("name", "value"),
    [("page[size]", "0"), ("page[number]", "x"), ("page[offset]", "-1"), ("page[nope]", "1")],
)
def test_a_to_one_related_url_takes_well_formed_page_parameters_only(
    sample: World, name: str, value: str
) -> None:
    answer = sample.client.get(f"/v1/articles/{sample.ids['post-1']}/author", params={name: value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}
