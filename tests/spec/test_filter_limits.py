"""Fetching, filtering: how deep, how long and how large filters may be (contract, section 8)."""

from __future__ import annotations

import pytest

from tests.conftest import World

NO_ID = "00000000-0000-7000-8000-000000000000"


def nested(levels: int) -> str:
    """An expression that nests as deep as asked."""
    return "not(" * (levels - 1) + "has(replies)" + ")" * (levels - 1)


def wide(terms: int) -> str:
    """An expression with as many terms as asked."""
    return f"or({','.join(['has(replies)'] * terms)})"


@pytest.mark.parametrize(
    ("legal", "illegal"),
    [
        (nested(8), nested(9)),
        (f"has({'parent.' * 7}parent)", f"has({'parent.' * 8}parent)"),
        (f"equals({'parent.' * 7}id,null)", f"equals({'parent.' * 8}id,null)"),
        (f"has({'replies.' * 6}parent,has(parent))", f"has({'replies.' * 7}parent,has(parent))"),
        (f"equals(count({'parent.' * 7}replies),0)", f"equals(count({'parent.' * 8}replies),0)"),
        (f"any({'parent.' * 7}status,'hidden')", f"any({'parent.' * 8}status,'hidden')"),
    ],
)
def test_functions_and_relationships_of_an_expression_nest_eight_deep(
    sample: World, legal: str, illegal: str
) -> None:
    within = sample.client.get("/v1/comments", params=[("filter", legal)])
    beyond = sample.client.get("/v1/comments", params=[("filter", illegal)])

    assert within.status == 200
    assert (beyond.status, beyond.error["code"]) == (400, "query-too-complex")
    assert beyond.error["source"] == {"parameter": "filter"}
    assert "deeper than 8 levels (at position " in beyond.error["detail"]


def test_a_bracket_is_eight_names_deep(sample: World) -> None:
    within = sample.client.get(f"/v1/comments?filter{'[parent]' * 7}[id]={NO_ID}")
    beyond = sample.client.get(f"/v1/comments?filter{'[parent]' * 8}[id]={NO_ID}")

    assert within.status == 200
    assert (beyond.status, beyond.error["code"]) == (400, "query-too-complex")
    assert beyond.error["source"] == {"parameter": f"filter{'[parent]' * 8}[id]"}
    assert "9 levels deep; at most 8" in beyond.error["detail"]


def test_all_filters_together_have_fifty_terms(sample: World) -> None:
    some, one = ("filter", wide(49)), ("filter[id]", sample.ids["c1"])
    other = ("filter[status][ne]", "hidden")

    whole = sample.client.get("/v1/comments", params=[("filter", wide(50))])
    within = sample.client.get("/v1/comments", params=[some, one])
    beyond = sample.client.get("/v1/comments", params=[some, one, other])

    assert whole.status == 200
    assert within.ids == [sample.ids["c1"]]
    assert (beyond.status, beyond.error["code"]) == (400, "query-too-complex")
    assert "51 terms; at most 50" in beyond.error["detail"]


def test_every_word_of_a_search_is_a_term(sample: World) -> None:
    within = sample.client.get("/v1/articles", params=[("filter[search]", "ownership " * 50)])
    beyond = sample.client.get("/v1/articles", params=[("filter[search]", "ownership " * 51)])

    assert within.data != []
    assert (beyond.status, beyond.error["code"]) == (400, "query-too-complex")
    assert beyond.error["source"] == {"parameter": "filter[search]"}


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/v1/articles", "filter", "not(" * 100_000),
        ("/v1/articles", "filter", f"has({'comments.article.' * 50_000}tags)"),
        ("/v1/articles", "filter", f"and({'has(tags),' * 50_000}has(tags))"),
        ("/v1/comments", f"filter{'[parent]' * 40_000}", NO_ID),
        ("/v1/articles", "filter[search]", "word " * 100_000),
        ("/v1/articles", "filter[search]", "a_b." * 100_000),
        ("/v1/articles", "filter[search]", '"' * 300_000),
        ("/v1/articles", "filter[search]", "🦀 " * 70_000),
    ],
)
def test_what_is_far_too_much_is_refused_like_what_is_a_little_too_much(
    sample: World, path: str, name: str, value: str
) -> None:
    answer = sample.client.query(path, [(name, value)])
    healthy = sample.client.get(path)

    assert (answer.status, answer.error["code"]) == (400, "query-too-complex")
    assert healthy.status == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filter[id]", ",".join([NO_ID] * 25_000)),
        ("filter[title][contains]", "%_\\" * 100_000),
        ("filter[title]", "long" * 200_000),
        ("filter[search]", "a" * 1_000_000),
        ("filter[search]", "-" * 1_000_000),
        ("filter", f"any(id,{','.join([repr(NO_ID)] * 20_000)})"),
    ],
)
def test_one_long_value_is_one_term(sample: World, name: str, value: str) -> None:
    answer = sample.client.query("/v1/articles", [(name, value)])

    assert answer.status == 200
    assert answer.data == []
