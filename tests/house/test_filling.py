"""Several processes that fill one database, and one that is killed while it does."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.opening import alone
from tests.house.processes import COMMAND, ROOT, environment, run

POSTS = 400
WAITING = "Another process fills this database; waiting for it to end."


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    for number in range(POSTS):
        post = f"---\ntitle: Post {number}\nauthor: Ann\ntags: [a, b]\n---\n" + "Some text. " * 200
        (tmp_path / f"2024-01-01-post-{number}.md").write_text(post)
    (tmp_path / "_index.md").write_text("+++\ntitle = 'All posts'\n+++\n")
    return tmp_path


def started(*arguments: str, database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(DATABASE_URL=database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    return iter(process.stdout.readline, "")


def articles(database: str) -> int:
    engine = open_engine(database, size=1)
    with engine.connect() as connection:
        found: int = connection.execute(text("SELECT count(*) FROM articles")).scalar_one()
    engine.dispose()
    return found


def test_two_imports_at_once_take_turns_and_the_second_changes_nothing(
    database: str, blog: Path
) -> None:
    engine = open_engine(database, size=1)
    with alone(engine):
        imports = [started("import", str(blog), database=database) for _ in range(2)]
        for process in imports:
            assert process.stderr is not None
            assert process.stderr.readline().strip() == WAITING
    engine.dispose()
    told = [process.communicate(timeout=60)[0] for process in imports]
    again = run("import", str(blog), DATABASE_URL=database)

    summaries = sorted(output.splitlines()[-1].partition(", in ")[0] for output in told)
    assert [process.returncode for process in imports] == [0, 0]
    assert summaries == [
        f"0 created, 0 updated, {POSTS} unchanged, 0 failed",
        f"{POSTS} created, 0 updated, 0 unchanged, 0 failed",
    ]
    assert again.stdout.splitlines()[-1].startswith(f"0 created, 0 updated, {POSTS} unchanged")
    assert articles(database) == POSTS


def test_an_import_that_was_killed_goes_on_where_it_was(database: str, blog: Path) -> None:
    with started("import", str(blog), database=database) as killed:
        next(line for line in lines(killed) if line.startswith("80 of"))
        killed.kill()
    there = articles(database)

    again = run("import", str(blog), DATABASE_URL=database)

    expected = f"{POSTS - there} created, 0 updated, {there} unchanged, 0 failed"
    assert 0 < there < POSTS
    assert again.stdout.splitlines()[-1].startswith(expected)
    assert articles(database) == POSTS


def test_two_services_that_start_on_an_empty_database_load_one_demo_blog(database: str) -> None:
    engine = open_engine(database, size=1)
    with alone(engine):
        first, second = (started("serve", "--port", "0", database=database) for _ in range(2))
        for process in (first, second):
            assert process.stderr is not None
            assert process.stderr.readline().strip() == WAITING
    engine.dispose()

    told = []
    for process in (first, second):
        said = []
        for line in lines(process):
            said.append(line)
            if "curl -g 'http" in line:
                break
        told.append("".join(said))
        url = said[-1].split("'")[1].partition("?")[0]
        total = requests.get(url, timeout=10).json()["meta"]["total"]
        process.terminate()
        process.communicate(timeout=30)
        assert total == 9

    assert sum("a small demo blog is in it now" in said for said in told) == 1
