"""Every command in the documentation runs, and prints what is printed there."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from jsonapi_blog.importing import import_blog
from jsonapi_blog.importing.demo import load_demo
from jsonapi_blog.store.ledger import Ledger
from tests.conftest import Databases, world
from tests.docs.sessions import PAGES, ROOT, Printed, blocks, outputs, printed

Ran = Callable[[str, bool], Sequence[str]]


@pytest.fixture(scope="module")
def ran(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """`ran(page, joined)` is what the commands of a page print, over a demo blog of its own that a
    second blog, of newer posts, was imported into if `joined`."""
    other = tmp_path_factory.mktemp("other-blog")
    for day in range(1, 6):
        (other / f"2026-01-0{day}-news.md").write_text(
            f"---\nauthor: Bo\n---\nNews of day {day}.\n"
        )

    @cache
    def ran(page: str, joined: bool) -> Sequence[str]:
        with world(databases) as demo:
            ledger = Ledger(demo.engine)
            load_demo(ledger)
            if joined:
                assert import_blog([other], ledger).created == 5
            database = demo.engine.url.render_as_string(hide_password=False)
            return outputs(page, demo.url, database)

    return ran


@pytest.mark.parametrize("session", tuple(printed()), ids=lambda p: f"{p.page}: {p.command[:60]}")
def test_a_printed_command_prints_what_the_page_says(session: Printed, ran: Ran) -> None:
    real = ran(session.page, False)[session.place]

    assert session.matches(real), f"{session.command}\nprints\n{real}"


@pytest.mark.parametrize(
    "session",
    tuple(session for session in printed() if session.page == "README.md"),
    ids=lambda p: p.command[:60],
)
def test_the_first_session_prints_the_same_beside_a_blog_that_was_imported(
    session: Printed, ran: Ran
) -> None:
    real = ran(session.page, True)[session.place]

    assert session.matches(real), f"{session.command}\nprints\n{real}"


def test_the_documentation_prints_sessions_at_all() -> None:
    pages = {session.page for session in printed()}

    assert {"README.md", "reading.md", "writing.md", "operating.md"} <= pages


@pytest.mark.parametrize("page, text", tuple(blocks("sh")), ids=lambda value: str(value)[-20:])
def test_a_shell_command_names_what_there_is(page: object, text: str) -> None:
    for line in text.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        path = ROOT / program
        assert path.exists(), f"{page} calls {program}, which is not there"
        if program.endswith("jsonapi-blog"):
            helped = subprocess.run([path, arguments[0], "--help"], capture_output=True)
            assert helped.returncode == 0, f"{page}: jsonapi-blog has no {arguments[0]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: object) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))

    missing = [target for target in targets if not (page.parent / target).exists()]

    assert not missing
