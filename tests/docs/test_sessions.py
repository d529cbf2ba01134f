"""Every command in the documentation runs, and prints what is printed there."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from jsonapi_blog.importing.demo import load_demo
from jsonapi_blog.store.ledger import Ledger
from tests.conftest import Databases, world
from tests.docs.sessions import PAGES, ROOT, Printed, blocks, outputs, printed


@pytest.fixture(scope="module")
def ran(databases: Databases) -> Callable[[str], Sequence[str]]:
    """`ran(page)` is what the commands of a page print, each page with a demo blog of its own."""

    @cache
    def ran(page: str) -> Sequence[str]:
        with world(databases) as demo:
            load_demo(Ledger(demo.engine))
            database = demo.engine.url.render_as_string(hide_password=False)
            return outputs(page, demo.url, database)

    return ran


@pytest.mark.parametrize("session", tuple(printed()), ids=lambda p: f"{p.page}: {p.command[:60]}")
def test_a_printed_command_prints_what_the_page_says(
    session: Printed, ran: Callable[[str], Sequence[str]]
) -> None:
    real = ran(session.page)[session.place]

    assert session.matches(real), f"{session.command}\nprints\n{real}"


def test_the_documentation_prints_sessions_at_all() -> None:
    pages = {session.page for session in printed()}

    assert {"README.md", "reading.md", "operating.md"} <= pages


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
