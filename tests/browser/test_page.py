"""`/docs` in a real browser: it is whole, it fits, and everything on it can be reached."""

from __future__ import annotations

from itertools import pairwise

import pytest

from jsonapi_blog.errors import catalogue
from tests.browser.conftest import AXE, DESKTOP, PHONE, Page, lacking

#: What every check of the whole page does first: everything that can be opened is open.
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
FORMS = "document.querySelectorAll('.try form').length"
OPERATIONS = "document.querySelectorAll('#reference > details').length"
#: What is wider than the window, although nothing may be.
WIDER = """[...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`)
  .slice(0, 5)"""
#: Problems are all alike, and so are operations that are closed; looking at each takes long.
FEW = """[
  '#errors > h3:nth-of-type(n + 4) ~ *',
  '#reference > details:nth-of-type(n + 9):not([open])',
].forEach((many) => document.querySelectorAll(many).forEach((each) => each.remove()))"""
#: What axe complains of, with what it complains about.
VIOLATIONS = """axe.run(document, {runOnly: %s}).then(({violations}) => violations.map(
  ({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((each) => each.html.slice(0, 90))}`))"""
EVERYTHING = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"


def test_it_is_drawn_by_what_the_service_itself_sends_without_a_complaint(page: Page) -> None:
    page.open()

    drawn = page.ask("getComputedStyle(document.querySelector('nav')).position")
    assert page.ask("document.querySelector('h1').textContent") == "jsonapi_blog"
    assert drawn == "sticky"
    assert page.browser.complaints == []
    assert {request.split("/")[2] for request in page.browser.requests} == {page.url.split("/")[2]}


def test_every_operation_gets_a_form_without_a_complaint(page: Page) -> None:
    page.open()

    page.ask(OPEN_ALL)

    assert page.wait(f"{FORMS} === {OPERATIONS} && {FORMS}") > 90
    assert page.browser.complaints == []


@pytest.mark.req("ERR-07", "ERR-09")
def test_the_type_of_an_error_lands_on_its_entry(page: Page) -> None:
    for code in ("unknown-url", "invalid-value", catalogue()[-1].code):
        page.open(f"#{code}")

        page.wait("scrollY > 0")
        assert 0 <= page.top_of(code) < DESKTOP[1] / 2
        assert page.ask("document.querySelector(':target').textContent") == code


def test_the_address_of_an_operation_opens_it(page: Page) -> None:
    page.open("#createArticle")

    page.wait("document.getElementById('createArticle').open")
    assert 0 <= page.top_of("createArticle") < DESKTOP[1] / 2


def test_an_operation_is_found_by_its_words(page: Page) -> None:
    page.open()

    page.fill("#find", "patch series")

    shown = "[...document.querySelectorAll('#reference > details:not([hidden])')].map((e) => e.id)"
    found = page.ask(shown)
    assert "updateSeries" in found
    assert "listArticles" not in found
    said = page.ask("document.querySelector('#tools [role=search] [role=status]').textContent")
    assert said.startswith(f"{len(found)} of ")


def test_on_a_phone_nothing_is_wider_than_the_window(page: Page) -> None:
    page.browser.resize(*PHONE, phone=True)
    page.open()

    page.ask(OPEN_ALL)
    page.wait(f"{FORMS} === {OPERATIONS}")
    page.ask(OPEN_ALL)

    assert page.ask("document.documentElement.scrollWidth") == PHONE[0]
    assert page.ask(WIDER) == []


def test_the_first_tab_skips_the_contents(page: Page) -> None:
    page.open()

    page.browser.press("Tab")
    visible = page.ask("document.activeElement.getBoundingClientRect().left >= 0")
    skips = page.ask("document.activeElement.textContent")
    page.browser.press("Enter")
    page.wait("document.activeElement.id === 'content'")

    assert (visible, skips) == (True, "Skip to the content")


def test_what_has_the_focus_shows_it(page: Page) -> None:
    page.try_out("listArticles")
    form = "#listArticles .try form"
    outline = "getComputedStyle(document.activeElement).outlineStyle"

    page.tab_to(f"{form} input")
    field = page.ask(outline)
    page.tab_to(f"{form} select")
    chosen = page.ask(outline)
    page.tab_to(f"{form} [type=submit]")
    button = page.ask(outline)

    assert (field, chosen, button) == ("solid", "solid", "solid")


def test_headings_are_in_order_and_parts_are_named(page: Page) -> None:
    page.open()

    levels = page.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map((e) => +e.tagName[1])")
    parts = page.ask("[...document.body.children].map((e) => e.tagName).join(' ')")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert parts == "A HEADER NAV MAIN FOOTER"
    assert page.ask("document.documentElement.lang") == "en"


@pytest.mark.parametrize(
    ("scheme", "rules"),
    [("light", EVERYTHING), ("dark", "['color-contrast']")],
    ids=["light", "dark"],
)
def test_axe_finds_no_obstacle(page: Page, scheme: str, rules: str) -> None:
    if not AXE.exists():
        lacking("axe-core was not found: scripts/install-node installs it.")
    page.browser.prefer(scheme)
    page.try_out("createArticle")
    page.ask("document.querySelector('#createArticle form').requestSubmit()")
    page.answer("createArticle")
    page.ask(FEW)

    page.ask(f"{AXE.read_text(encoding='utf-8')};0")

    assert page.ask(VIOLATIONS % rules) == []
