"""Fetching, searching: `filter[search]` over title, summary and body, and order by relevance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.conftest import Databases, World, world
from tests.spec.found import ask, found, listed

ARTICLES = "/v1/articles"
RANKED = ("sort", "-relevance")


@pytest.fixture(scope="module")
def library(databases: Databases) -> Iterator[World]:
    """Articles that hold the same words in different places, and drafts that hold them too."""
    with world(databases) as made:
        add = made.add
        ann = add.person("ann", role="author")
        made.tokens["author"] = add.token(ann)
        made.tokens["editor"] = add.token(add.person("eve", role="editor"))
        texts = {
            "in-body": ("A day out", None, "Much later the lighthouse keeper left the island."),
            "in-summary": ("Holidays", "A lighthouse keeper.", "Sand and wind."),
            "in-title": ("The lighthouse", None, "Stairs, and nothing else."),
            "often": ("Lamps", None, "Lighthouse, lighthouse, lighthouse and a ship."),
            "ships": ("Ships", None, "Ships are built of wood. A keeper keeps ships running."),
            "letters": ("Żółw i Überraschung", None, "naïve café 日本語 lighthouse-keeper C++"),
        }
        for slug, (title, summary, body) in texts.items():
            add.article(slug, author=ann, title=title, summary=summary, body=body)
        add.article("draft", author=ann, status="draft", title="Lighthouse", body="A ship.")
        add.article("old", author=ann, status="archived", title="Lighthouse")
        yield made


FOUND = {
    # All words, in any order, whatever their case and their ending.
    "lighthouse": {"in-body", "in-summary", "in-title", "often", "letters"},
    "LightHouses": {"in-body", "in-summary", "in-title", "often", "letters"},
    "keeper lighthouse": {"in-body", "in-summary", "letters"},
    "lighthouse the of": {"in-body", "in-summary", "in-title", "often", "letters"},
    "keeping ship run": {"ships"},
    "lighthouse & ship | keeper": set(),
    # `or`.
    "stairs or wood": {"in-title", "ships"},
    "stairs OR wood OR sand": {"in-title", "ships", "in-summary"},
    "lighthouse sand or wood": {"in-summary", "ships"},
    # `-`.
    "lighthouse -keeper": {"in-title", "often"},
    "ship -lighthouse": {"ships"},
    "-lighthouse": {"ships"},
    "lighthouse -keeper -stairs": {"often"},
    # Quotes.
    '"lighthouse keeper"': {"in-body", "in-summary", "letters"},
    '"keeper lighthouse"': set(),
    '"lighthouse keeper" left': {"in-body"},
    'lighthouse -"lighthouse keeper"': {"in-title", "often"},
    '"left the island': {"in-body"},
    # Words of all languages.
    "überraschung": {"letters"},
    "ŻÓŁW": {"letters"},
    "日本語": {"letters"},
    "lighthouse-keeper": {"letters"},
    # Nothing to look for, or nothing that is there.
    "submarine": set(),
    "lighthouse submarine": set(),
    "the": set(),
    '""': set(),
    "' OR 1=1 --": set(),
    ":*&|!()<->": set(),
    "lighthouse:*": {"in-body", "in-summary", "in-title", "often", "letters"},
    # Many dashes are no operator.
    "lighthouse -- keeper": {"in-body", "in-summary", "letters"},
    "lighthouse " + "-" * 60 + " keeper": {"in-body", "in-summary", "letters"},
    "-" * 33: set(),
    "- " * 33: set(),
    "!-(-" * 20: set(),
}


@pytest.mark.req("FILT-02")
@pytest.mark.parametrize("text", FOUND)
def test_a_search_speaks_the_syntax_of_the_web(library: World, text: str) -> None:
    names = found(library, ARTICLES, ("filter[search]", text))

    assert names == FOUND[text]


def test_a_title_weighs_more_than_a_summary_and_that_more_than_a_body(library: World) -> None:
    names = listed(library, ARTICLES, ("filter[search]", "lighthouse"), RANKED)

    once = [name for name in names if name in ("in-title", "in-summary", "in-body")]
    assert once == ["in-title", "in-summary", "in-body"]
    assert names[0] == "in-title"
    assert names.index("often") < names.index("in-body")


def test_the_least_relevant_comes_first_where_that_is_asked(library: World) -> None:
    search = ("filter[search]", "lighthouse")

    down = listed(library, ARTICLES, search, RANKED)
    up = listed(library, ARTICLES, search, ("sort", "relevance"))

    assert up == down[::-1]


def test_a_search_without_a_sort_keeps_the_default_order(library: World) -> None:
    everything = listed(library, ARTICLES)

    names = listed(library, ARTICLES, ("filter[search]", "lighthouse"))

    assert names == [name for name in everything if name in FOUND["lighthouse"]]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "sort", ["-relevance", "relevance", "-relevance,title", "author.id,-relevance"]
)
def test_pages_by_relevance_are_walked_by_cursor_in_both_directions(
    library: World, sort: str, size: int
) -> None:
    asked = [("filter[search]", "lighthouse or ship"), ("sort", sort)]
    whole = ask(library, ARTICLES, *asked).ids

    forth = _walked(library, [*asked, ("page[size]", str(size))], "next")
    back = _walked(library, [*asked, ("page[size]", str(size))], "prev")

    assert [id_ for page in forth for id_ in page] == whole
    assert [id_ for page in back[::-1] for id_ in page] == whole


def test_a_search_goes_with_other_filters_and_with_numbered_pages(library: World) -> None:
    search = ("filter[search]", "lighthouse")
    newer = ("filter[id][gt]", library.ids["in-title"])

    narrowed = found(library, ARTICLES, search, newer, ("filter", "not(startsWith(title,'ż'))"))
    second = library.client.get(
        ARTICLES, params=[search, RANKED, ("page[number]", "2"), ("page[size]", "1")]
    )

    assert narrowed == {"often"}
    assert second.ids == ask(library, ARTICLES, search, RANKED).ids[1:2]
    assert second.meta["total"] == 5


@pytest.mark.parametrize("path", ["people/{ann}/articles", "people/{ann}/relationships/articles"])
def test_the_articles_of_a_relationship_are_searched(library: World, path: str) -> None:
    url = "/v1/" + path.format(**library.ids)

    names = listed(library, url, ("filter[search]", "lighthouse"), RANKED)

    assert names == listed(library, ARTICLES, ("filter[search]", "lighthouse"), RANKED)


def test_a_search_finds_no_more_than_its_caller_may_read(library: World) -> None:
    drafts = {
        role: found(library, ARTICLES, ("filter[search]", "lighthouse"), role=role)
        - FOUND["lighthouse"]
        for role in ("anonymous", "author", "editor")
    }

    assert drafts == {"anonymous": set(), "author": {"draft", "old"}, "editor": {"draft", "old"}}


def test_a_draft_changes_nothing_about_a_search_of_others(sample: World) -> None:
    secret = ("filter[search]", '"secret ownership plans"')

    seen = {role: found(sample, ARTICLES, secret, role=role) for role in sample.tokens}

    assert seen == {
        "anonymous": set(),
        "reader": set(),
        "reader-of-tags": set(),
        "author": set(),
        "coauthor": {"draft-of-bob"},
        "editor": {"draft-of-bob"},
        "admin": {"draft-of-bob"},
    }


@pytest.mark.req("SORT-08", "CUR-07")
@pytest.mark.parametrize(
    ("path", "pairs"),
    [
        ("/v1/articles", []),
        ("/v1/articles", [("filter[title]", "lighthouse")]),
        ("/v1/articles", [("filter", "contains(title,'lighthouse')")]),
        ("/v1/tags", []),
        ("/v1/tags/{rust}/articles", []),
        ("/v1/comments", [("filter[article][slug]", "x")]),
    ],
)
@pytest.mark.parametrize("sort", ["-relevance", "relevance", "title,-relevance", "slug.relevance"])
def test_relevance_without_a_search_is_no_sort(
    sample: World, path: str, pairs: list[tuple[str, str]], sort: str
) -> None:
    answer = sample.client.get(path.format(**sample.ids), params=[*pairs, ("sort", sort)])

    assert answer.status == 400
    assert {error["code"] for error in answer.errors} == {"unsupported-sort"}
    assert {error["source"]["parameter"] for error in answer.errors} == {"sort"}
    assert "relevance" in answer.errors[-1]["detail"]


@pytest.mark.req("FILT-03")
@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/v1/articles", "filter[search]", ""),
        ("/v1/articles", "filter[search]", " \t\n"),
        ("/v1/articles", "filter[search]", "light\0house"),
        ("/v1/articles", "filter[search][]", "lighthouse"),
        ("/v1/articles", "filter[search][ne]", "lighthouse"),
        ("/v1/articles", "filter[search][contains]", "lighthouse"),
        ("/v1/articles", "filter[Search]", "lighthouse"),
        ("/v1/articles", "filter[tags][search]", "lighthouse"),
        ("/v1/comments", "filter[search]", "lighthouse"),
        ("/v1/comments", "filter[article][search]", "lighthouse"),
        ("/v1/people", "filter[articles][search]", "lighthouse"),
        ("/v1/tags", "filter[search]", "lighthouse"),
    ],
)
def test_a_search_that_is_none_is_refused(sample: World, path: str, name: str, value: str) -> None:
    answer = sample.client.get(path, params=[(name, value)])

    assert (answer.status, answer.error["code"]) == (400, "invalid-filter")
    assert answer.error["source"] == {"parameter": name}


def _walked(library: World, asked: list[tuple[str, str]], road: str) -> list[list[str]]:
    """The ids of all pages by cursor, from the first one on or from the last one back."""
    by_cursor = f'{JSONAPI};profile="{CURSOR_PROFILE}"'
    page = library.client.get(ARTICLES, params=asked, accept=by_cursor)
    if road == "prev":
        page = library.client.get(page.links["last"])
    pages = [page.ids]
    while url := page.links[road]:
        page = library.client.get(url)
        pages.append(page.ids)
    return pages
