"""The Markdown of `docs/`, `spec/problems.md` and the README as sections of one page.

In: the files, which are linked into this package so that they are found however it was installed.
Out: HTML whose headings are one level deeper, whose anchors begin with the name of the section, and
whose links to one another lead to places on the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from ...rendering import render
from .markup import Html, element, joined

#: Where guides and examples say that the service is; on the page it is where it is.
PRINTED_BASES = ("http://127.0.0.1:8000", "https://blog.example")
#: Where each file is on the page.
PLACES = {
    "start.md": "start",
    "reading.md": "reading",
    "writing.md": "writing",
    "problems.md": "errors",
}
_TITLE = re.compile(r"<h1 id=.*?</h1>\n?", re.DOTALL)
_HEADING = re.compile(r'<h([2-5]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its anchor, what the contents call it, and what is in it."""

    id: str
    title: str
    body: Html
    #: The anchors and titles below it that the contents list as well.
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> Html:
        """The section, under its heading."""
        heading = element("h2", self.title, id=f"{self.id}-title")
        return element(
            "section", heading, self.body, id=self.id, aria_labelledby=f"{self.id}-title"
        )


def guide(file: str, title: str) -> Section:
    """A whole file."""
    return section(PLACES[file], title, _source(file))


def excerpt(file: str, heading: str) -> Section:
    """What stands under one heading of the second level in a file."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", _source(file), re.DOTALL | re.MULTILINE)
    assert found is not None, f"{file} has nothing under {heading!r}"
    return section(heading.lower(), heading, found[1])


def catalogue(title: str) -> Section:
    """The problems. Their codes are their anchors, as `links.type` of every error says."""
    made = section(PLACES["problems.md"], title, _source("problems.md"), prefixed=False)
    return Section(made.id, made.title, _indexed(made))


def _source(file: str) -> str:
    # The OpenAPI document has its examples from the catalogue, which stands one folder higher.
    package = __package__.rpartition(".")[0] if file == "problems.md" else __package__
    return files(package).joinpath(file).read_text(encoding="utf-8")


def section(id: str, title: str, markdown: str, *, prefixed: bool = True) -> Section:
    """A section of the page, out of Markdown; its headings are one level lower there."""
    prefix = f"{id}-" if prefixed else ""
    # A heading that says nothing is none, though Markdown's tables must have one.
    html = _TITLE.sub("", render(markdown), count=1).replace("<th></th>", "<td></td>")
    parts = tuple(
        (f"{prefix}{found[2]}", found[3]) for found in _HEADING.finditer(html) if found[1] == "2"
    )
    deeper = _HEADING.sub(partial(_deeper, prefix), html)
    return Section(id, title, Html(_LINK.sub(partial(_linked, id), deeper)), parts)


def _deeper(prefix: str, found: re.Match[str]) -> str:
    name = f"h{int(found[1]) + 1}"
    return f'<{name} id="{prefix}{found[2]}">{found[3]}</{name}>'


def _linked(section: str, found: re.Match[str]) -> str:
    """A link as it leads on the page; what leads to a file that is not on it is only a text."""
    target, text = found[1], found[2]
    if target.startswith(("http://", "https://", "mailto:")):
        return f'<a href="{target}">{text}</a>'
    path, _, anchor = target.partition("#")
    place = PLACES.get(path.rpartition("/")[2]) if path else section
    if place is None:
        return text
    return f'<a href="#{place}-{anchor}">{text}</a>' if anchor else f'<a href="#{place}">{text}</a>'


def _indexed(section: Section) -> Html:
    """The body of the catalogue, with a list of what is in it after the first paragraph."""
    links = [element("a", code, href=f"#{code}") for code, _ in section.parts]
    index = element("p", "All of them: ", joined(*links, by=", "), ".", class_="index")
    introduction, heading, entries = section.body.partition("<h3 ")
    return Html(f"{introduction}{index}{heading}{entries}")
