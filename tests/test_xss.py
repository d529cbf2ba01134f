"""What attackers write in Markdown comes out as HTML in which nothing is left that could act.

Each vector is rendered, parsed, and held against a list of what may be in a page. What is rendered
must also stay what it is when it is parsed and written again, since mutations between two parsers
are a class of their own.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from jsonapi_blog.rendering import plain_text, render, sanitised
from tests.vectors import VECTORS

ELEMENTS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "div"),
    *("a", "abbr", "b", "cite", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption", "img"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("id", "class", "href", "src", "alt", "title", "rel", "datetime", "start", "reversed"),
    *("open", "width", "height", "style", "colspan", "rowspan", "scope"),
}
ADDRESSES = ("href", "src")
SCHEMES = ("", "http", "https", "mailto")
#: Where a vector may stand in what somebody writes.
PLACES = ["{}", "text {} text", "> {}", "1. {}", "# {}", "*{}*", "<div>\n\n{}\n\n</div>", "[{}](x)"]


class Page(HTMLParser):
    """Every element of a page with its attributes; no comment or declaration may be in it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a marked section: {data}")


def scheme(address: str) -> str:
    """The scheme that a browser sees: it drops control characters, and spaces at the ends."""
    return urlsplit(re.sub(r"[\0-\x1f]", "", address).strip(" ")).scheme


def check(markup: str) -> None:
    """Nothing is in `markup` that could act, fetch what it should not, or cover the page."""
    for tag, attributes in Page(markup).elements:
        assert tag in ELEMENTS
        assert attributes.keys() <= ATTRIBUTES, tag
        assert not [name for name in attributes if name.startswith("on")]
        assert re.fullmatch(r"(text-align: ?(left|center|right);?)?", attributes.get("style", ""))
        for name in ADDRESSES:
            assert scheme(attributes.get(name, "")) in SCHEMES
        if tag == "a" and "href" in attributes:
            assert attributes.get("rel") == "nofollow noopener noreferrer"
    assert sanitised(markup) == markup, "another parser would see another page"


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_is_rendered_can_act(vector: str) -> None:
    for place in PLACES:
        check(render(place.replace("{}", vector)))


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_is_sanitised_can_act(vector: str) -> None:
    check(sanitised(vector))
    check(sanitised(vector.replace("\n", "")))


@pytest.mark.parametrize("vector", VECTORS)
def test_two_vectors_do_not_help_each_other(vector: str) -> None:
    for other in ("<svg><style>", "<math><mi>", "<noscript>", "<a title='", "<!--", "```x", "[x]("):
        check(render(f"{other}{vector}"))
        check(render(f"{other}\n\n{vector}"))


def test_the_vectors_are_many_and_all_different() -> None:
    assert len(set(VECTORS)) == len(VECTORS) >= 200


@pytest.mark.parametrize("vector", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>"])
def test_code_shows_what_it_must_not_do(vector: str) -> None:
    shown = render(f"```html\n{vector}\n```")

    check(shown)
    assert plain_text(shown) == vector
    assert html.escape(vector, quote=False) in render(f"`{vector}`")


@pytest.mark.parametrize(
    "harmful",
    [
        *("<script>", "<p onclick=x>", "<p class=x nonce=x>", "<!--x-->", "<?x?>", "<!DOCTYPE x>"),
        *("<a href=javascript:x>", "<a href='java\tscript:x'>", "<a href=' &#1;javascript:x'>"),
        *("<p style='text-align:left;color:red'>", "<img src=data:,x>", "<a href=https://a.b>"),
    ],
)
def test_the_judge_notices_what_could_act(harmful: str) -> None:
    with pytest.raises(AssertionError):
        check(harmful)
