"""Published JSON:API clients, run as their users run them: unmodified, against a real server.

In: which client, and a served sample blog. Out: of each check the reason why it failed, or an
empty text. The harnesses beside this file do with a client what `checks.mjs` and `checks.py` ask
for, and print one line of JSON per check.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import World

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
INSTALL = ROOT / "scripts" / "install-node"
#: A harness takes a second or two.
TIMEOUT = 60.0
#: What every client is asked for, as far as it has a way to do it.
CHECKS = (
    *("list", "pages", "get", "include", "fields", "sort", "filter", "related"),
    *("create", "create with tags", "update", "write-back", "add", "remove", "replace", "delete"),
    *("error 404", "error 422"),
)


@dataclass(frozen=True)
class Client:
    """A package, and how much of the checks it has a way to do."""

    name: str
    harness: str
    #: Checks of its own.
    more: tuple[str, ...] = ()
    #: What it has no way to do.
    lacks: tuple[str, ...] = ()
    #: What its users have to know, in Markdown.
    remark: str = ""
    #: Options of Node.js that it needs.
    options: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        assert set(self.lacks) <= set(CHECKS), f"{self.name} lacks what nobody asks for."
        return (*(one for one in CHECKS if one not in self.lacks), *self.more)

    @property
    def registry(self) -> str:
        return "PyPI" if self.harness.endswith(".py") else "npm"

    @property
    def command(self) -> list[str]:
        if self.registry == "PyPI":
            return [sys.executable, self.harness]
        return ["node", *self.options, self.harness]


class Results(dict[str, str]):
    """Why each check failed; what was not run failed for what the harness complained of."""

    def __init__(self, results: Mapping[str, str], complaint: str) -> None:
        super().__init__(results)
        self.complaint = complaint

    def __missing__(self, check: str) -> str:
        return f"{check} was not run:\n{self.complaint}"


def run(client: Client, blog: World, token: str) -> Results:
    """Run a harness to its end."""
    ran = subprocess.run(
        client.command,
        cwd=HERE,
        # Nothing else of the environment: no proxies, no settings of Node.js.
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HERE),
            "BLOG_API": f"{blog.url}/v1",
            "BLOG_TOKEN": token,
            "BLOG_IDS": json.dumps(blog.ids),
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    lines = map(json.loads, ran.stdout.splitlines())
    results = {one["name"]: "" if one["ok"] else one["detail"] or "no detail" for one in lines}
    return Results(results, f"status {ran.returncode}\n{ran.stderr[-5_000:]}")


def version(client: Client) -> str:
    """The version that is installed, which has to be the one that is pinned."""
    installed, pinned = python(client) if client.registry == "PyPI" else node(client)
    assert installed == pinned, f"{client.name} is {installed} and not {pinned}."
    return installed


def python(client: Client) -> tuple[str, str]:
    try:
        installed = metadata.version(client.name)
    except metadata.PackageNotFoundError:
        pytest.fail(f"{client.name} is not installed: scripts/install test does it.")
    pins = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    found = re.search(rf"^ +{client.name} == (\S+)$", pins, re.MULTILINE)
    assert found, f"{client.name} is not pinned in setup.cfg."
    return installed, found.group(1)


def node(client: Client) -> tuple[str, str]:
    need_node()
    package = HERE / "node_modules" / client.name / "package.json"
    pins = json.loads((HERE / "package.json").read_bytes())["devDependencies"]
    return json.loads(package.read_bytes())["version"], pins[client.name]


def need_node(folder: Path = HERE) -> None:
    """Install the packages of a folder; without Node.js skip what needs it, but never in CI."""
    if shutil.which("npm") is None:
        missing = "npm was not found: install Node.js 20 or newer (Debian: apt-get install npm)."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        # Node.js comes from the system: who has none tests all else. CI never comes here.
        pytest.skip(missing)
    ran = subprocess.run([INSTALL, folder], capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.fail(
            f"scripts/install-node {folder.relative_to(ROOT)} did not succeed:\n{ran.stderr}"
        )
