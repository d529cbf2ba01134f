"""Query parameters: how they are named, spelled and parsed, and that none is ever ignored."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from tests.conftest import World
from tests.spec.corpus import paths

ILL_NAMED = [
    "_foo",
    "foo_",
    "-foo",
    "foo-",
    "a.b",
    "foo!",
    "",
    " ",
    "foo bar ",
    "+",
    "[",
    "]",
    "[]",
    "[size]",
    "page[]size",
    "page[size",
    "page[size]]",
    "page]size[",
    "page[[size]]",
    "page[size]x",
    "page[ size]",
    "page[_]",
    "filter[_]",
    "filter[a..b]",
    "filter[.a]",
    "filter[a.]",
    "filter[@a]",
    "filter[a,b]",
    "filter['a']",
    "@page",
    "$filter",
    "a:b:c",
    ":a",
    "\0",
    "page[size]\0",
    "a\nb",
    "é!",
    "%",
    "a" * 500 + "_",
]
UNKNOWN = [
    "foo",
    "fooBar",
    "limit",
    "offset",
    "includes",
    "Include",
    "q",
    "method",
    "callback",
    "page2",
    "atomic:foo",
    "é",
    "日本",
    "foo[bar]",
    "foo[]",
    "foo[a.b][c]",
    "a-b_c d",
]


@pytest.mark.req("QP-02", "QP-06", "ERR-18")
@pytest.mark.parametrize("name", ILL_NAMED)
def test_an_ill_named_parameter_is_400(sample: World, name: str) -> None:
    answer = sample.client.raw(f"/v1/articles?{quote(name, safe='')}=1")

    assert answer.status == 400
    assert answer.error["code"] == "invalid-parameter-name"
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("QP-07", "AMB-01")
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_parameter_that_nobody_knows_is_400(sample: World, name: str) -> None:
    answer = sample.client.raw(f"/v1/articles?{quote(name, safe='')}=1")

    assert answer.status == 400
    assert answer.error["code"] == "unknown-parameter"
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("QP-06", "QP-07", "AMB-01", "INC-03")
@pytest.mark.parametrize("query", ["nope=1", "nope", "_x=1", "=1", "=", "Include=author"])
def test_no_url_ignores_a_parameter(sample: World, query: str) -> None:
    for path in paths(sample.client):
        for method in ("GET", "HEAD"):
            answer = sample.client.raw(f"{path}?{query}", method=method)

            assert answer.status == 400, path


@pytest.mark.req("QP-07", "AMB-01")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", "title"),
        ("fields[articles][x]", "title"),
        ("fields[]", "title"),
        ("sort[]", "title"),
        ("sort[title]", "asc"),
        ("include[]", "author"),
        ("include[author]", "1"),
        ("page", "1"),
        ("page[]", "1"),
        ("page[nope]", "1"),
        ("page[Size]", "1"),
        ("page[nope][size]", "1"),
        ("page[comments][size]", "1"),
        ("page[size][size]", "1"),
        ("filter[]", "x"),
        ("filter[nope]", "x"),
        ("filter[][id]", "x"),
        ("filter[title][nope]", "x"),
        ("filter[title][contains][x]", "x"),
        ("filter", ""),
        ("filter", "nope"),
    ],
)
def test_a_known_base_does_not_excuse_what_follows_it(sample: World, name: str, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("QP-01", "ERR-18", "QP-10")
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page[size]=0", "page[size]"),
        ("page%5Bsize%5D=0", "page[size]"),
        ("p%61ge%5bsize]=0", "page[size]"),
        ("filter%5Bid%5D%5B%5D=x", "filter[id][]"),
        ("fields[n%C3%B6]=x", "fields[nö]"),
    ],
)
def test_a_parameter_is_called_by_its_full_decoded_name(
    sample: World, query: str, name: str
) -> None:
    answer = sample.client.raw(f"/v1/articles?{query}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("QP-01")
def test_members_of_a_family_are_parameters_of_their_own(sample: World) -> None:
    answer = sample.client.get(
        "/v1/articles", params={"page[offset]": "2", "page[limit]": "3", "page[total]": "false"}
    )

    assert len(answer.data) == 3
    assert answer.ids == sample.client.get("/v1/articles").ids[2:5]
    assert "meta" not in answer.document


SAME = [
    ("page[size]=2", "page%5Bsize%5D=2"),
    ("page[size]=2", "page%5Bsize]=2"),
    ("page[size]=2", "page[size%5d=2"),
    ("page[size]=2", "&&page[size]=2&"),
    ("fields[articles]=title", "%66ields%5Barticles%5D=title"),
    ("include=comments,author", "include=comments%2Cauthor"),
    ("filter[title][contains]=apple pie", "filter[title][contains]=apple+pie"),
    ("filter[title][contains]=apple pie", "filter%5Btitle%5D%5Bcontains%5D=apple%20pie"),
    ("filter[title]=%C3%A9clair", "filter%5Btitle%5D=%c3%a9clair"),
    ("filter[title][contains]=a%26b", "filter[title][contains]=%61%26%62"),
    ("sort=-title", "sort=%2Dtitle"),
]


@pytest.mark.req("QP-08", "QP-10", "QP-11", "FIELDS-09")
@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_query_ask_for_the_same(sample: World, one: str, other: str) -> None:
    first = sample.client.raw(f"/v1/articles?{one.replace(' ', '%20')}")
    second = sample.client.raw(f"/v1/articles?{other}")

    assert first.status == second.status == 200
    assert first.document == second.document


@pytest.mark.req("QP-08")
@pytest.mark.parametrize(
    ("value", "slugs"),
    [
        ("100%25", ["post-11"]),
        ("100%", ["post-11"]),
        ("100%25+s", ["post-11"]),
        ("apple+pie", ["post-2"]),
        ("apple%2Bpie", []),
        ("%F0%9F%A6%80", ["post-7"]),
        ("a=b", []),
        ("%zz", []),
        ("%E9", []),
        ("%FF%FE", []),
        ("%ED%A0%80", []),
        ("%25zz", []),
    ],
)
def test_values_are_parsed_as_forms_are(sample: World, value: str, slugs: list[str]) -> None:
    answer = sample.client.raw(f"/v1/articles?filter[title][contains]={value}")

    assert answer.status == 200
    assert [each["attributes"]["slug"] for each in answer.data] == slugs


@pytest.mark.req("QP-09", "LINK-02", "PAGE-08")
def test_links_encode_names_and_parse_back_to_the_same_parameters(sample: World) -> None:
    params = {
        "filter[title][ne]": "a&b=c+d#e %?é🦀[x]",
        "filter[author][handle]": "ann,bob",
        "fields[articles]": "title,author",
        "sort": "-title,id",
        "include": "author,tags",
        "page[tags][size]": "2",
        "page[size]": "3",
    }
    answer = sample.client.get("/v1/articles", params=params)

    for name in ("self", "first", "next", "last"):
        query = urlsplit(answer.links[name]).query
        names = [pair.partition("=")[0] for pair in query.split("&")]

        assert not [each for each in names if "[" in each or "]" in each]
        assert dict(parse_qsl(query)).items() >= params.items()
