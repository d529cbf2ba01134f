"""Client code that others' generators make of the OpenAPI document compiles, and works.

Node packages come by `scripts/install-node`; without Node these tests are skipped, but never in
continuous integration.
"""

from __future__ import annotations

import compileall
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.citations import ROOT
from tests.clients.running import need_node
from tests.conftest import World

SPEC = ROOT / "spec" / "openapi.json"
NODE = ROOT / "tests" / "node"
PACKAGE = "jsonapi_blog_client"
USE = """\
import type { components, paths } from "./api";

type List = paths["/v1/articles"]["get"];
type Page = List["responses"]["200"]["content"]["application/vnd.api+json"];
type Creation = components["schemas"]["CreateCommentDocument"];

export const asked: List["parameters"]["query"] = {
  include: ["author", "comments.author"],
  sort: ["-publishedAt"],
  "fields[articles]": ["title"],
  "filter[status]": ["published"],
  "page[size]": 5,
};

export function titles(page: Page): (string | undefined)[] {
  return page.data.map((article) => article.attributes?.title);
}

export function comment(article: string): Creation {
  const data = { type: "articles", id: article } as const;
  return {
    data: { type: "comments", attributes: { body: "Yes." }, relationships: { article: { data } } },
  };
}
"""
#: What a client must not be able to write.
MISUSES = (
    ('asked!["fields[articles]"] = ["titel"];', "a field that there is not"),
    ('asked!["filter[status]"] = ["printed"];', "a status that there is not"),
    ('comment("x").data.attributes.bodyHtml = "";', "an attribute that nobody writes"),
)


@pytest.fixture(scope="module")
def node() -> Path:
    """The folder with the installed node packages."""
    need_node(NODE)
    return NODE


@pytest.fixture(scope="module")
def typed(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types that openapi-typescript makes."""
    folder = tmp_path_factory.mktemp("typescript")
    command = node / "node_modules" / ".bin" / "openapi-typescript"
    ran = subprocess.run(
        [command, SPEC, "--output", folder / "api.ts"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


def compiled(node: Path, folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    command = node / "node_modules" / ".bin" / "tsc"
    return subprocess.run(
        [command, "--noEmit", "--strict", "--target", "es2022", *files],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_typescript_compiles_strictly_and_knows_what_is_legal(node: Path, typed: Path) -> None:
    (typed / "use.ts").write_text(USE)
    for number, (line, _) in enumerate(MISUSES):
        (typed / f"misuse{number}.ts").write_text(f"{USE}\n// @ts-expect-error\n{line}\n")
    misused = (f"misuse{number}.ts" for number in range(len(MISUSES)))

    ran = compiled(node, typed, "api.ts", "use.ts", *misused)

    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client that openapi-python-client makes, without a warning."""
    folder = tmp_path_factory.mktemp("python")
    scripts = Path(sys.executable).parent
    ran = subprocess.run(
        [
            *(scripts / "openapi-python-client", "generate", "--fail-on-warning"),
            *("--path", SPEC, "--output-path", folder / "client"),
        ],
        env={**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / "client"


@contextmanager
def importable(folder: Path) -> Iterator[ModuleType]:
    """The generated package, for as long as the `with` block lasts."""
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def test_python_compiles(generated: Path) -> None:
    assert compileall.compile_dir(generated, quiet=1)


def test_python_reads_and_writes(generated: Path, empty: World) -> None:
    admin = empty.add.token(empty.add.person("ada", role="admin"))

    with importable(generated) as package:
        models = importlib.import_module(f"{PACKAGE}.models")
        create = importlib.import_module(f"{PACKAGE}.api.tags.create_tag")
        listed = importlib.import_module(f"{PACKAGE}.api.tags.list_tags")
        with package.AuthenticatedClient(empty.url, token=admin) as client:
            document = models.CreateTagDocument.from_dict(
                {"data": {"type": "tags", "attributes": {"name": "Generated"}}}
            )
            made = create.sync_detailed(client=client, body=document)
            page = listed.sync_detailed(client=client, filterslug=["generated"], pagesize=1)

    assert made.status_code == 201
    assert made.parsed.data.attributes.name == "Generated"
    assert [tag.attributes.slug for tag in page.parsed.data] == ["generated"]
