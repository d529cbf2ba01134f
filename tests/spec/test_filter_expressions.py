"""Fetching, filtering: `filter=…` in the expression language."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.spec.found import ALL, found, listed, posts

ARTICLES = "/v1/articles"
ODD = posts(*range(1, 31, 2))
EVEN = posts(*range(2, 31, 2))
FIFTH = posts(*range(5, 31, 5))
IN_SERIES = posts(1, 2, 3, 4, 5, 7, 12)
#: Ann has answered on these, in comments that everybody sees.
ANSWERED = posts(1, 2, 3, 5, 6, 7, 9, 10, 11)

FOUND = {
    # Comparisons; numbers and booleans bare or quoted.
    "equals(title,'Zebra crossing')": posts(1),
    "equals(title,'zebra crossing')": set(),
    "equals(title,'It''s ''quoted'' and \"quoted\" again')": posts(10),
    "equals(wordCount,300)": posts(*(n for n in ALL if n % 7 == 3)),
    "equals(wordCount,'300')": posts(*(n for n in ALL if n % 7 == 3)),
    "equals(wordCount,999999999999999999)": set(),
    "lessThan(wordCount,100)": posts(*(n for n in ALL if n % 7 == 0)),
    "lessOrEqual(wordCount,100)": posts(*(n for n in ALL if n % 7 < 2)),
    "greaterThan(wordCount,-1)": posts(*ALL),
    "greaterOrEqual(wordCount,600)": posts(*(n for n in ALL if n % 7 == 6)),
    "equals(commentsOpen,false)": posts(10, 20, 30),
    "equals(commentsOpen,'false')": posts(10, 20, 30),
    "lessThan(publishedAt,'2024-03-02')": posts(1, 2),
    "equals(publishedAt,'2024-03-02T13:00:00+01:00')": posts(3, 4, 5),
    "greaterThan(title,'z')": posts(3, 4, 5, 6, 15),
    "lessThan(title,'A')": posts(11),
    "any(language,'de','fr')": posts(3, 5, 14),
    "any(wordCount,0,'600',999999999999999999)": posts(*(n for n in ALL if n % 7 in (0, 6))),
    "any(title,'commas, (brackets) & <angles>')": posts(13),
    "any(commentsOpen,true,false)": posts(*ALL),
    # Text operators ignore case, equality does not.
    "contains(title,'ÖL')": posts(3),
    "contains(title,'''QUOTED''')": posts(10),
    "contains(title,'%')": posts(11),
    "contains(title,'\\')": posts(12),
    "contains(title,', (')": posts(13),
    "startsWith(title,'É')": posts(4),
    "endsWith(title,'ßE')": posts(14),
    # Null: a comparison with it is false, and `not` is the exact complement.
    "equals(summary,null)": posts(*(n for n in ALL if n % 3 == 0)),
    "not(equals(summary,null))": posts(*(n for n in ALL if n % 3)),
    "greaterThan(summary,'')": posts(*(n for n in ALL if n % 3)),
    "not(greaterThan(summary,''))": posts(*(n for n in ALL if n % 3 == 0)),
    "not(contains(summary,''))": posts(*(n for n in ALL if n % 3 == 0)),
    "equals(series,null)": posts(*ALL) - IN_SERIES,
    "equals(author,null)": set(),
    "equals(series.description,null)": posts(*ALL) - posts(2, 4),
    "equals(series.title,'A guide')": posts(1, 3, 5, 7, 12),
    "not(equals(series.title,'A guide'))": posts(*ALL) - posts(1, 3, 5, 7, 12),
    # and, or, not.
    "and(equals(language,'de'),equals(author.handle,'ann'))": posts(3, 5),
    "and(has(tags),has(series),has(comments),has(coauthors))": posts(1),
    "or(equals(slug,'post-4'),equals(slug,'post-6'),equals(slug,'post-8'))": posts(4, 6, 8),
    "not(or(equals(author.handle,'ann'),equals(author.handle,'bob')))": set(),
    "not(not(equals(slug,'post-4')))": posts(4),
    # has: of everything, of some, of the same member, and nested.
    "has(series)": IN_SERIES,
    "has(comments)": posts(*range(1, 12)),
    "has(tags,equals(slug,'web'))": FIFTH,
    "not(has(tags,equals(slug,'web')))": posts(*ALL) - FIFTH,
    "has(tags,not(equals(slug,'rust')))": FIFTH | posts(2),
    "has(comments,equals(author.handle,'ann'))": ANSWERED,
    "has(comments,and(equals(author.handle,'ann'),equals(parent,null)))": set(),
    "has(comments,has(replies,has(replies,has(replies))))": posts(1),
    "has(comments.replies.replies.replies)": posts(1),
    "has(comments.replies,equals(author.handle,'kim'))": posts(1),
    "has(author,equals(handle,'bob'))": EVEN,
    "has(author.articles,equals(slug,'post-1'))": ODD,
    "has(comments,greaterThan(count(replies),1))": posts(2, 3, 6, 7, 10, 11),
    # count: of members, a to-one being none or one.
    "greaterThan(count(tags),2)": posts(2),
    "equals(count(tags),13)": posts(2),
    "equals(count(comments),0)": posts(*range(12, 31)),
    "equals(count(comments),'59')": posts(1),
    "lessThan(count(comments),0)": set(),
    "greaterThan(count(comments),-1)": posts(*ALL),
    "equals(count(series),1)": IN_SERIES,
    "equals(count(series),0)": posts(*ALL) - IN_SERIES,
    "equals(count(author.articles),15)": posts(*ALL),
    "greaterOrEqual(count(series.articles),5)": posts(1, 3, 5, 7, 12),
    "lessThan(count(series.articles),5)": posts(2, 4),
    "lessThan(count(reactions),9999999999)": posts(*ALL),
}


@pytest.mark.req("FILT-01", "FILT-02")
@pytest.mark.parametrize("text", FOUND)
def test_an_expression_finds_what_it_says(sample: World, text: str) -> None:
    names = found(sample, ARTICLES, ("filter", text))

    assert names == FOUND[text]


@pytest.mark.parametrize("text", FOUND)
def test_not_finds_all_the_others(sample: World, text: str) -> None:
    others = found(sample, ARTICLES, ("filter", f"not({text})"))

    assert others == posts(*ALL) - FOUND[text]


@pytest.mark.parametrize(
    ("brackets", "text"),
    [
        ("language", "equals(language,'{}')"),
        ("language][ne", "not(equals(language,'{}'))"),
        ("tags][slug", "has(tags,equals(slug,'{}'))"),
        ("tags][slug][ne", "not(has(tags,equals(slug,'{}')))"),
        ("author][handle][ne", "not(equals(author.handle,'{}'))"),
        ("author][handle][gte", "greaterOrEqual(author.handle,'{}')"),
        ("title][contains", "contains(title,'{}')"),
        ("comments][author][handle][startsWith", "has(comments,startsWith(author.handle,'{}'))"),
        ("series][slug][lt", "has(series,lessThan(slug,'{}'))"),
    ],
)
@pytest.mark.parametrize("value", ["de", "web", "ann", "bob", "guide", "a", ""])
def test_a_bracket_is_short_for_an_expression(
    sample: World, brackets: str, text: str, value: str
) -> None:
    short = listed(sample, ARTICLES, (f"filter[{brackets}]", value))
    long = listed(sample, ARTICLES, ("filter", text.format(value)))

    assert short == long


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("equals(author,'{ann}')", ODD),
        ("equals(author.id,'{ann}')", ODD),
        ("any(author,'{ann}','{bob}')", posts(*ALL)),
        ("has(author,equals(id,'{bob}'))", EVEN),
        ("has(tags,any(id,'{web}','{topic-7}'))", FIFTH | posts(2)),
        ("has(coauthors,equals(id,'{rita}'))", posts(1)),
        ("equals(id,'{post-3}')", posts(3)),
        ("not(equals(series,'{notes}'))", posts(*ALL) - posts(2, 4)),
    ],
)
@pytest.mark.req("REC-09")
def test_a_to_one_relationship_stands_for_its_id(
    sample: World, text: str, expected: set[str]
) -> None:
    names = found(sample, ARTICLES, ("filter", text.format(**sample.ids)))

    assert names == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("equals(target.title,'Zebra crossing')", 35),
        ("equals(target.status,'visible')", 10),
        ("any(target.status,'visible','published')", 63),
        ("has(target,equals(status,'visible'))", 10),
        ("not(has(target,equals(slug,'post-1')))", 28),
        ("equals(target.slug,null)", 10),
        ("has(target.tags)", 53),
        ("not(has(target.tags))", 10),
        ("greaterThan(count(target.tags),0)", 53),
        ("equals(count(target.tags),0)", 10),
        ("has(target.article.tags)", 10),
        ("equals(count(target.reactions),2)", 10),
        ("equals(target.article.author.handle,'ann')", 10),
        ("equals(target,null)", 0),
        ("equals(count(target),1)", 63),
    ],
)
def test_a_polymorphic_relationship_has_the_fields_of_all_its_types(
    sample: World, text: str, expected: int
) -> None:
    names = listed(sample, "/v1/reactions", ("filter", text))

    assert len(names) == expected


@pytest.mark.parametrize(
    ("role", "count"), [("anonymous", 59), ("author", 59), ("editor", 64), ("admin", 64)]
)
def test_only_what_the_caller_reads_is_counted(sample: World, role: str, count: int) -> None:
    of_post = ("filter[slug]", "post-1")

    exact = ("filter", f"equals(count(comments),{count})")
    more = ("filter", f"greaterThan(count(comments),{count})")

    assert found(sample, ARTICLES, of_post, exact, role=role) == posts(1)
    assert found(sample, ARTICLES, of_post, more, role=role) == set()


@pytest.mark.req("REC-11")
def test_an_expression_and_brackets_narrow_together(sample: World) -> None:
    names = found(
        sample,
        ARTICLES,
        ("filter", "or(equals(language,'de'),equals(slug,'post-9'))"),
        ("filter[author]", sample.ids["ann"]),
        ("filter[search]", "ownership"),
    )

    assert names == posts(3, 5, 9)
