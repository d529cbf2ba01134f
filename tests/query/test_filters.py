"""Brackets and the expression language become the same values; what those say of themselves."""

from __future__ import annotations

import pytest

from jsonapi_blog.query import grammar
from jsonapi_blog.query.expression import (
    ALWAYS,
    NEVER,
    And,
    Compare,
    Comparison,
    Expression,
    Has,
    IsNull,
    Not,
    Or,
    Search,
    Slot,
    Symbol,
    all_of,
    behind,
    literal,
    searches,
    terms,
)
from tests.query.types import GRAPH, parsed

ID = "018cc253-c8c0-7003-8000-00000000000a"
TAGS, SERIES = Has("tags"), Has("series")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("[title]", "a", "equals(title,'a')"),
        ("[title]", "it's", "equals(title,'it''s')"),
        ("[title]", "a,b", "any(title,'a','b')"),
        ("[title][]", "a,b", "equals(title,'a,b')"),
        ("[title][ne]", "a", "not(equals(title,'a'))"),
        ("[title][ne]", "a,b", "not(any(title,'a','b'))"),
        ("[title][contains]", "a,b", "contains(title,'a,b')"),
        ("[title][startsWith]", "", "startsWith(title,'')"),
        ("[title][endsWith]", "%", "endsWith(title,'%')"),
        ("[wordCount][lt]", "07", "lessThan(wordCount,7)"),
        ("[wordCount][lte]", "-1", "lessOrEqual(wordCount,-1)"),
        ("[commentsOpen]", "true", "equals(commentsOpen,true)"),
        ("[createdAt][gt]", "2024-01-01", "greaterThan(createdAt,'2024-01-01T00:00:00Z')"),
        ("[createdAt][gte]", "2024-01-01T01:00:00.5+01:00",
         "greaterOrEqual(createdAt,'2024-01-01T00:00:00.500000Z')"),
        ("[summary][null]", "true", "equals(summary,null)"),
        ("[summary][null]", "false", "not(equals(summary,null))"),
        ("[id]", ID, f"equals(id,'{ID}')"),
        # Relationships: their id, something behind them, or whether they are empty.
        ("[author]", ID, f"has(author,equals(id,'{ID}'))"),
        ("[author][ne]", ID, f"not(has(author,equals(id,'{ID}')))"),
        ("[author][id][lt]", ID, f"has(author,lessThan(id,'{ID}'))"),
        ("[author][name]", "a", "has(author,equals(name,'a'))"),
        ("[tags][slug][ne]", "a", "not(has(tags,equals(slug,'a')))"),
        ("[tags][null]", "true", "not(has(tags))"),
        ("[tags][null]", "false", "has(tags)"),
        ("[comments][parent][null]", "true", "has(comments,not(has(parent)))"),
        ("[series][description][null]", "true",
         "not(has(series,not(equals(description,null))))"),
        ("[series][description][null]", "false", "has(series,not(equals(description,null)))"),
        ("[comments][parent][createdAt][null]", "true",
         "has(comments,not(has(parent,not(equals(createdAt,null)))))"),
        ("[tags][description][null]", "true", "has(tags,equals(description,null))"),
    ],
)  # fmt: skip
def test_a_bracket_is_an_expression(name: str, value: str, text: str) -> None:
    query = parsed("articles", (f"filter{name}", value))

    assert str(query.filter) == text
    assert grammar.parse(text, GRAPH, (GRAPH["articles"],), most_depth=9) == query.filter


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("equals(author.name,'a')", "has(author,equals(name,'a'))"),
        (f"equals(author,'{ID}')", f"has(author,equals(id,'{ID}'))"),
        (f"equals(author.id,'{ID}')", f"has(author,equals(id,'{ID}'))"),
        ("equals(author,null)", "not(has(author))"),
        ("equals(author.bio,null)", "not(has(author,not(equals(bio,null))))"),
        ("has(comments.author)", "has(comments,has(author))"),
        ("has(comments.author,equals(handle,'a'))", "has(comments,has(author,equals(handle,'a')))"),
        ("lessThan(count(series.articles),3)", "has(series,lessThan(count(articles),3))"),
        ("equals(wordCount,'7')", "equals(wordCount,7)"),
        ("equals(commentsOpen,'true')", "equals(commentsOpen,true)"),
        ("equals(title,7)", "equals(title,'7')"),
        ("equals(title,true)", "equals(title,'true')"),
    ],
)
def test_a_short_spelling_is_the_long_one(short: str, long: str) -> None:
    types = (GRAPH["articles"],)

    expression = grammar.parse(short, GRAPH, types, most_depth=8)

    assert str(expression) == long
    assert expression == grammar.parse(long, GRAPH, types, most_depth=8)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (TAGS, 1),
        (Has("tags", IsNull("description")), 1),
        (Not(TAGS), 1),
        (And((TAGS, SERIES)), 2),
        (Or((TAGS, And((SERIES, TAGS)))), 3),
        (ALWAYS, 0),
        (Search("one two-three 'four' five_six"), 6),
        (Search('"one two"'), 4),
        (Search("-"), 1),
        (Search("日本語"), 1),
    ],
)
def test_terms_are_what_the_database_may_have_to_test(
    expression: Expression, expected: int
) -> None:
    assert terms(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (None, False),
        (TAGS, False),
        (Search("x"), True),
        (And((TAGS, Search("x"))), True),
        (And((TAGS, SERIES)), False),
    ],
)
def test_relevance_has_a_meaning_beside_a_search(
    expression: Expression | None, expected: bool
) -> None:
    assert searches(expression) is expected


def test_conjunctions_nest_no_deeper_than_they_need() -> None:
    assert all_of() == ALWAYS
    assert all_of(TAGS) == TAGS
    assert all_of(ALWAYS, TAGS, ALWAYS) == TAGS
    assert all_of(TAGS, SERIES) == And((TAGS, SERIES))
    assert all_of(TAGS, NEVER) == And((TAGS, NEVER))
    assert behind((), TAGS) == TAGS


def test_what_no_client_writes_prints_too() -> None:
    own = Compare("id", Comparison.EQUALS, Symbol.CALLER)

    assert str(own) == "equals(id,caller())"
    assert literal(Symbol.NOW) == "now()"
    assert literal(Slot(3)) == "$3"
    assert str(Search("it's")) == "search('it''s')"
    assert (str(ALWAYS), str(NEVER)) == ("and()", "or()")
