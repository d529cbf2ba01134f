"""The page for people: guides, limits, clients, the catalogue of problems, and the reference.

In: the settings in force and the OpenAPI document. Out: one HTML document, made once for a
configuration, in which the guides' address of the service is that of this one.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import orjson

from ... import __version__
from ...settings import Settings
from ..deprecations import ANCHOR
from . import limits, reference
from .assets import name_of
from .guides import PRINTED_BASES, Section, catalogue, excerpt, guide, section
from .markup import Html, element, joined

#: Nothing but what comes from here, and no script or style in the page itself. Forms are sent by
#: the script alone.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """The page as it is, and as it is sent to whoever takes it in a tenth of the bytes."""

    plain: bytes
    gzipped: bytes


@lru_cache(maxsize=16)
def page(settings: Settings, description: bytes, deprecations: str, base: str) -> Page:
    """The page of a service at `base` that describes itself by `description`; `deprecations` are
    told in Markdown."""
    body = _body(settings, description, deprecations)
    for printed in PRINTED_BASES:
        body = body.replace(printed, escape(base))
    plain = f"<!doctype html>\n{_document(body, base)}\n".encode()
    # Without the time, so that the same page is the same bytes, and has the same ETag.
    return Page(plain, gzip.compress(plain, mtime=0))


@lru_cache(maxsize=4)
def _body(settings: Settings, description: bytes, deprecations: str) -> str:
    sections = (
        guide("start.md", "Start"),
        guide("reading.md", "Reading"),
        guide("writing.md", "Writing"),
        limits.section(settings),
        excerpt("README.md", "Clients"),
        catalogue("Errors"),
        section(ANCHOR, "Deprecations", deprecations),
        reference.section(orjson.loads(description)),
    )
    return joined(
        element("a", "Skip to the content", href="#content", class_="skip"),
        element("header", element("h1", "jsonapi_blog"), element("p", _ABOUT)),
        element("nav", _contents(sections), aria_label="Contents"),
        element("main", *(section.html for section in sections), id="content", tabindex="-1"),
        element("footer", element("p", f"jsonapi_blog {__version__}")),
    )


_ABOUT = "A blog as strict JSON:API 1.1: how to use it, and everything that it answers."


def _contents(sections: tuple[Section, ...]) -> Html:
    return element("ul", *map(_entry, sections))


def _entry(section: Section) -> Html:
    link = element("a", section.title, href=f"#{section.id}")
    if not section.parts:
        return element("li", link)
    parts = (element("li", element("a", Html(title), href=f"#{id}")) for id, title in section.parts)
    return element("li", link, element("ul", *parts))


def _document(body: str, base: str) -> Html:
    # A page may be reached by other names than the one in its links: only the path must fit.
    path = urlsplit(base).path
    place = f"{path}/docs/assets"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", "jsonapi_blog"),
        element("link", rel="icon", href=f"{place}/{name_of('icon.svg')}", type="image/svg+xml"),
        element("link", rel="stylesheet", href=f"{place}/{name_of('page.css')}"),
        element("script", src=f"{place}/{name_of('page.js')}", type="module"),
    )
    shown = element("body", Html(body), data_base=base, data_path=path)
    return element("html", head, shown, lang="en")
