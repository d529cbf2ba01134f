"""Markdown becomes HTML that is safe to put into any page.

In: Markdown, which may hold HTML, written by anybody. Out: HTML of an explicit list of elements,
attributes and URL schemes; everything else is dropped. Parsing, highlighting and sanitising are
done by markdown-it, Pygments and nh3; nothing that they produce is trusted before nh3 saw it.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound
from slugify import slugify

WORDS_A_MINUTE = 220
#: Highlighters are piles of regular expressions; longer code stays as it is.
LONGEST_HIGHLIGHTED = 32 * 1024


def render(markdown: str) -> str:
    """`markdown` as safe HTML: CommonMark, tables, strikethrough, highlighted code, anchors."""
    return sanitised(_parser.render(markdown))


def sanitised(markup: str) -> str:
    """What is safe of the HTML `markup`."""
    return _cleaner.clean(markup)


def plain_text(markup: str) -> str:
    """The text of the HTML `markup`, in one line."""
    return " ".join(html.unescape(_stripper.clean(markup)).split())


def first_heading(markdown: str) -> str | None:
    """The text of the first heading of `markdown` that has any, or `None`."""
    tokens = _parser.parse(markdown)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and (text := _text(tokens[index + 1])):
            return text
        if token.type == "html_block" and (found := _HTML_HEADING.search(token.content)):
            return plain_text(found[1]) or None
    return None


def word_count(markdown: str) -> int:
    """How many words a reader of `markdown` meets: no link targets, no tags."""
    return sum(1 for _ in _WORD.finditer(_UNREAD.sub(" ", markdown)))


def reading_minutes(words: int) -> int:
    """How long `words` words take to read: at least a minute where there are any."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


_HTML_HEADING = re.compile(r"<h[1-6]\b[^<>]*>(.*?)</h[1-6]\s*>", re.DOTALL | re.IGNORECASE)
_UNREAD = re.compile(r"<[^<>]*>|\]\([^()\s]*|https?://[^\s<>()\[\]]+")
#: Chinese and Japanese put no spaces between words, so there every sign counts as one.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['\u2019-]\w+)*"
)
_EXPLICIT_ANCHOR = re.compile(r"\s*\{#([A-Za-z][\w.:-]*)\}\s*$")

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = {
    *_HEADINGS,
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details"),
    *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "hr", "i", "img", "ins", "kbd"),
    *("li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul"),
    *("var", "wbr"),
}
#: Not `cite`, which is a URL whose scheme the sanitiser does not look at.
_ATTRIBUTES = {
    **{heading: {"id"} for heading in _HEADINGS},
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ins": {"datetime"},
    "ol": {"start", "reversed"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
#: Whole declarations: of a property alone, any value would do, `url()` too.
_ALIGNED = {
    f"text-align:{space}{side}{end}"
    for space in ("", " ")
    for side in ("left", "center", "right")
    for end in ("", ";")
}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "title", "noscript", "template"},
    attributes=_ATTRIBUTES,
    allowed_classes={"span": {name for name in STANDARD_TYPES.values() if name}},
    tag_attribute_values={cell: {"style": _ALIGNED} for cell in ("td", "th")},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
)
_stripper = nh3.Cleaner(tags=set(), attributes={}, clean_content_tags={"script", "style"})
_formatter = HtmlFormatter(nowrap=True)


def _highlighted(code: str, language: str, _attributes: str) -> str:
    lexer = _lexer(language.partition(",")[0].strip("{}.").lower())
    if lexer is None or len(code) > LONGEST_HIGHLIGHTED:
        return html.escape(code)
    return highlight(code, lexer, _formatter)


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _anchored(state: StateCore) -> None:
    """An id for every heading: the one in `{#braces}`, or one made from its text.

    The plugin for this counts upwards from 1 for every repeated heading, which takes minutes for
    a body that is nothing but headings; here each text remembers how far it came.
    """
    taken: set[str] = set()
    counts: defaultdict[str, int] = defaultdict(int)
    for opening, inline in pairwise(state.tokens):
        if opening.type != "heading_open":
            continue
        stem = _explicit_anchor(inline) or slugify(_text(inline), max_length=80) or "section"
        anchor = stem
        while anchor in taken:
            counts[stem] += 1
            anchor = f"{stem}-{counts[stem]}"
        taken.add(anchor)
        opening.attrSet("id", anchor)


def _explicit_anchor(inline: Token) -> str | None:
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text" or not (found := _EXPLICIT_ANCHOR.search(last.content)):
        return None
    last.content = last.content[: found.start()]
    return found[1]


def _text(inline: Token) -> str:
    """The text of an inline token, without its markup, in one line."""
    pieces = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return " ".join("".join(pieces).split())


_parser = MarkdownIt("commonmark", {"highlight": _highlighted}).enable(["table", "strikethrough"])
_parser.core.ruler.push("anchors", _anchored)
