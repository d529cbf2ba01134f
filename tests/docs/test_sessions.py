"""Every command in the documentation runs, and prints what is printed there."""

from __future__ import annotations

import re
import shlex
import subprocess

import pytest

from jsonapi_blog.importing.demo import load_demo
from jsonapi_blog.store.ledger import Ledger
from tests.conftest import Databases, World, world
from tests.docs.sessions import PAGES, ROOT, Printed, blocks, printed


@pytest.fixture(scope="module")
def demo(databases: Databases) -> World:
    with world(databases) as made:
        load_demo(Ledger(made.engine))
        yield made


@pytest.mark.parametrize("session", tuple(printed()), ids=lambda p: f"{p.page}: {p.command[:60]}")
def test_a_printed_command_prints_what_the_page_says(session: Printed, demo: World) -> None:
    command = session.command.replace("http://127.0.0.1:8000", demo.url)

    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30)

    real = ran.stdout.replace("\r", "").replace(demo.url, "http://127.0.0.1:8000")
    assert session.matches(real), f"{session.command}\nprints\n{real}\n{ran.stderr}"


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
