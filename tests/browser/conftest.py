"""A browser for the tests of the page. Continuous integration must have one; elsewhere the tests
are skipped without."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import pytest

from tests.browser.chromium import Chromium, chromium, program
from tests.citations import ROOT
from tests.conftest import World

AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = (1280, 900)
PHONE = (360, 740)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chromium]:
    path = program()
    if path is None:
        lacking("Chromium was not found: scripts/install-browser installs it.")
    with chromium(path) as browser:
        yield browser


@pytest.fixture
def browser(chrome: Chromium) -> Chromium:
    """The browser as a desktop has it, in the light."""
    chrome.resize(*DESKTOP)
    chrome.prefer("light")
    return chrome


@pytest.fixture
def page(browser: Chromium, sample: World) -> Page:
    """The page of the sample blog."""
    return Page(browser, sample.url)


def lacking(sentence: str) -> NoReturn:
    """What is not there is a failure where everything must be, and a reason to skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    # A browser is no part of the project: who has none tests all else. CI never comes here.
    pytest.skip(sentence)


@dataclass(frozen=True)
class Page:
    """`/docs` of one service in a browser."""

    browser: Chromium
    url: str

    def open(self, anchor: str = "") -> None:
        self.browser.open(f"{self.url}/docs{anchor}")

    def ask(self, expression: str) -> Any:
        return self.browser.ask(expression)

    def wait(self, expression: str) -> Any:
        return self.browser.wait(expression)

    def tab_to(self, selector: str, *, most: int = 60) -> None:
        """Press Tab until what the selector finds has the focus."""
        for _ in range(most):
            self.browser.press("Tab")
            if self.ask(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"{selector} was not reached with {most} tabs")

    def fill(self, selector: str, text: str) -> None:
        """Put text into a field, in place of what is there, as if it was typed."""
        self.ask(f"(field => {{ field.focus(); field.select() }})({_found(selector)})")
        self.browser.type(text)

    def try_out(self, operation: str) -> None:
        """Open an operation, and the form with which it is tried out."""
        self.open(f"#{operation}")
        self.wait(_found(f"#{operation} .try summary"))
        self.ask(f"{_found(f'#{operation} .try summary')}.click()")

    def answer(self, operation: str) -> tuple[str, str]:
        """The line of status of what was sent, and the document below it."""
        answer = f"#{operation} .answer"
        self.wait(f"!{_found(answer)}.hidden")
        status = self.ask(f"{_found(f'#{operation} .try form > [role=status]')}.textContent")
        return status, self.ask(f"{_found(f'{answer} .document')}?.textContent ?? ''")

    def top_of(self, anchor: str) -> float:
        """How far below the upper edge of the window something is."""
        top: float = self.ask(f"document.getElementById({anchor!r}).getBoundingClientRect().top")
        return top


def _found(selector: str) -> str:
    return f"document.querySelector({selector!r})"
