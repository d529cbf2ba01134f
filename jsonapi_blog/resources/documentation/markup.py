"""HTML, element by element: text is escaped wherever it stands, markup is not."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from ...rendering import render

_VOID = frozenset({"input", "link", "meta"})


class Html(str):
    """Markup that goes into a page as it is."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | bool) -> Html:
    """An element. `data_name` becomes `data-name`, `class_` becomes `class`; True is an attribute
    without a value, False is none.

    >>> element("a", "1 < 2", href="#top", class_="up")
    '<a href="#top" class="up">1 &lt; 2</a>'
    """
    shown = "".join(_attribute(each, value) for each, value in attributes.items())
    opening = f"<{name}{shown}>"
    return Html(opening if name in _VOID else f"{opening}{joined(*children)}</{name}>")


def joined(*children: str, by: str = "") -> Html:
    """Elements and texts, one after the other."""
    shown = (each if isinstance(each, Html) else escape(each, quote=False) for each in children)
    return Html(by.join(shown))


@lru_cache(maxsize=1024)
def prose(markdown: str) -> Html:
    """Markdown, as it stands in the OpenAPI document; a single paragraph comes without its tags."""
    html = render(markdown).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return Html(html if "<p>" in inner else inner)


def _attribute(name: str, value: str | bool) -> str:
    if value is False:
        return ""
    shown = name.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{escape(value)}"'
