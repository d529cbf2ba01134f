"""Pictures of the page of a service that runs: `python -m tests.browser.screenshots URL`.

Out: `docs/screenshots/*.png`, taken anew.
"""

from __future__ import annotations

import sys

from tests.browser.chromium import chromium, program
from tests.browser.conftest import PHONE, Page
from tests.citations import ROOT

LAPTOP = (1120, 800)
FOLDER = ROOT / "docs" / "screenshots"


def main(url: str) -> None:
    path = program()
    if path is None:
        sys.exit("Chromium was not found: scripts/install-browser installs it.")
    FOLDER.mkdir(exist_ok=True)
    with chromium(path) as browser:
        page = Page(browser, url)
        browser.prefer("light")
        browser.resize(*LAPTOP)
        page.open()
        take(page, "page")
        # Longer than a screen, so that the answer is to be seen with what was asked.
        browser.resize(LAPTOP[0], 1200)
        page.try_out("listArticles")
        page.ask("document.querySelector('#listArticles .try form').requestSubmit()")
        page.answer("listArticles")
        page.ask("document.getElementById('listArticles').scrollIntoView()")
        take(page, "trying")
        browser.resize(*PHONE, phone=True, scale=2)
        browser.prefer("dark")
        page.open("#invalid-value")
        page.wait("scrollY > 0")
        take(page, "phone")


def take(page: Page, name: str) -> None:
    """What is to be seen now, under a name."""
    (FOLDER / f"{name}.png").write_bytes(page.browser.picture())


if __name__ == "__main__":
    main(sys.argv[1])
