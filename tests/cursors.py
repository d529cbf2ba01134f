"""Walking a list by cursor, and what a page by cursor looks like.

In: a client and a path. Out: pages, ids and the cursors of items. It judges nothing.
"""

from __future__ import annotations

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import Client

PROFILED = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


def first_page(client: Client, path: str, size: int, **params: str) -> Answer:
    """The first page by cursor, the profile being asked for."""
    return client.get(path, params={**params, "page[size]": str(size)}, accept=PROFILED)


def item_cursors(answer: Answer) -> dict[str, str]:
    """The cursor of each item of a page, by the item's id."""
    return {each["id"]: each["meta"]["page"]["cursor"] for each in answer.data}


def walk(client: Client, answer: Answer, link: str) -> list[Answer]:
    """`answer` and every page along `link` (`next` or `prev`), until that is null."""
    pages = [answer]
    while (following := pages[-1].links[link]) is not None:
        assert len(pages) < 500, f"{link} does not come to an end"
        pages.append(client.get(following))
    return pages


def ids_of(pages: list[Answer]) -> list[str]:
    """All ids of some pages, in the order of the pages."""
    return [each for page in pages for each in page.ids]
