"""Query strings: decoding, the grammar of names, and writing them again."""

from __future__ import annotations

import pytest

from jsonapi_blog.query.parameters import decoded, encoded, read, split


@pytest.mark.req("QP-08")
@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        (b"", []),
        (b"&&", []),
        (b"a", [("a", "")]),
        (b"a=", [("a", "")]),
        (b"=", [("", "")]),
        (b"=a", [("", "a")]),
        (b"a=b=c", [("a", "b=c")]),
        (b"a+b=c+d", [("a b", "c d")]),
        (b"a%2Bb=%2b", [("a+b", "+")]),
        (b"a;b=c", [("a;b", "c")]),
        (b"a=1&a=2", [("a", "1"), ("a", "2")]),
        (b"%66ilter%5Bx%5d=%C3%A9", [("filter[x]", "é")]),
        (b"filter[x]=\xc3\xa9", [("filter[x]", "é")]),
        (b"a=%", [("a", "%")]),
        (b"a=%zz%4", [("a", "%zz%4")]),
        (b"a=%FF", [("a", "\ufffd")]),
        (b"a=%ED%A0%80", [("a", "\ufffd\ufffd\ufffd")]),
        (b"a=%00", [("a", "\0")]),
        (b"a=%F0%9F%A6%80", [("a", "🦀")]),
    ],
)
def test_bytes_are_decoded_as_a_form(raw: bytes, pairs: list[tuple[str, str]]) -> None:
    assert decoded(raw) == pairs


@pytest.mark.req("QP-09")
@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ([], ""),
        ([("page[size]", "2")], "page%5Bsize%5D=2"),
        ([("include", "author,comments.author")], "include=author,comments.author"),
        ([("sort", "-author.name")], "sort=-author.name"),
        ([("filter", "has(tags)")], "filter=has(tags)"),
        ([("filter[a b]", "c d&e=f+g")], "filter%5Ba+b%5D=c+d%26e%3Df%2Bg"),
        ([("filter[title]", "é")], "filter%5Btitle%5D=%C3%A9"),
        ([("fields[tags]", "")], "fields%5Btags%5D="),
        ([("x", "%00")], "x=%2500"),
    ],
)
def test_pairs_are_written_with_their_names_encoded(
    pairs: list[tuple[str, str]], text: str
) -> None:
    assert encoded(pairs) == text


@pytest.mark.req("QP-01", "QP-02")
@pytest.mark.parametrize(
    ("name", "base", "segments"),
    [
        ("include", "include", ()),
        ("page[size]", "page", ("size",)),
        ("filter[]", "filter", ("",)),
        ("filter[a][]", "filter", ("a", "")),
        ("filter[a.b.c]", "filter", ("a.b.c",)),
        ("filter[a][b][c]", "filter", ("a", "b", "c")),
        ("filter[a b]", "filter", ("a b",)),
        ("filter[a-b_c]", "filter", ("a-b_c",)),
        ("filter[é]", "filter", ("é",)),
        ("fooBar", "fooBar", ()),
        ("ext:foo[bar]", "ext:foo", ("bar",)),
    ],
)
def test_a_well_formed_name_falls_into_its_parts(
    name: str, base: str, segments: tuple[str, ...]
) -> None:
    parameter = split(name, "value")

    assert parameter is not None
    assert (parameter.base, parameter.segments) == (base, segments)
    assert (parameter.name, parameter.value) == (name, "value")


@pytest.mark.req("QP-02", "QP-06")
@pytest.mark.parametrize(
    "name",
    [
        "", "_", "_a", "a_", "-a", "a-", "a.b", "a!", " a", "a ", "[a]", "a[", "a]", "a[b",
        "a[b]]", "a[b]c", "a[[b]]", "a[b][", "a[_b]", "a[b.]", "a[.b]", "a[b..c]", "a[b,c]",
        "a[\0]", "a\0", "a[b]\n", "a/b", "a$b", "a:b:c", "\ufeff{}",
    ],
)  # fmt: skip
def test_a_name_that_breaks_the_grammar_is_refused_whole(name: str) -> None:
    found, problems = read([(name, "value")])

    assert found == []
    assert [problem.code for problem in problems] == ["invalid-parameter-name"]


@pytest.mark.req("AMB-22")
def test_a_name_is_given_once_unless_it_is_a_list() -> None:
    found, problems = read([("a", "1"), ("b[]", "1"), ("a", "2"), ("b[]", "2"), ("a", "3")])

    assert [(each.name, each.value) for each in found] == [("a", "1"), ("b[]", "1"), ("b[]", "2")]
    assert [problem.code for problem in problems] == ["repeated-parameter"] * 2
