"""`jsonapi-blog serve` as a process: what it prints, and that it leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.conftest import throw_away_home
from tests.house.leftovers import left_behind, soon_nothing_is_left_behind
from tests.house.processes import COMMAND, CURL, ROOT, environment, run, serving


@pytest.fixture(scope="module")
def served_before() -> Iterator[Path]:
    """The data folder of a service that was started once, and stopped with Ctrl-C."""
    with throw_away_home() as home:
        with serving(BLOG_DATA_DIR=str(home)) as service:
            service.press_ctrl_c()
        yield home


def workers(pid: int) -> list[psutil.Process]:
    """The processes that serve for the one of the id."""
    return [
        child
        for child in psutil.Process(pid).children()
        if any("spawn_main" in argument for argument in child.cmdline())
    ]


def test_serve_prints_a_curl_that_works_and_ctrl_c_leaves_nothing_running(
    served_before: Path,
) -> None:
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        answer = requests.get(service.example, timeout=10)
        status = service.press_ctrl_c()

        assert answer.status_code == 200
        assert len(answer.json()["data"]) == 3
        assert "server" not in answer.headers
        assert status == 130
        assert soon_nothing_is_left_behind(served_before)


def test_the_second_start_takes_less_than_three_seconds(served_before: Path) -> None:
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        service.press_ctrl_c()

    assert service.seconds < 3


def test_several_workers_serve_and_leave_nothing_running(served_before: Path) -> None:
    with serving("--workers", "2", BLOG_DATA_DIR=str(served_before)) as service:
        answer = requests.get(service.example, timeout=10)
        status = service.press_ctrl_c()

        assert answer.status_code == 200
        assert status == 130
        assert soon_nothing_is_left_behind(served_before)


@pytest.mark.parametrize("seconds", [0.1, 0.4, 0.7, 1.0])
def test_ctrl_c_while_workers_still_start_ends_them_quickly_and_quietly(
    served_before: Path, seconds: float
) -> None:
    with serving("--workers", "2", BLOG_DATA_DIR=str(served_before)) as service:
        time.sleep(seconds)
        status = service.press_ctrl_c()

        assert status == 130
        assert service.shown().strip() == "^C"
        assert soon_nothing_is_left_behind(served_before)


def test_a_system_that_ends_all_processes_while_workers_start_waits_for_none(
    served_before: Path,
) -> None:
    with serving("--workers", "2", BLOG_DATA_DIR=str(served_before)) as service:
        # Late enough for the first question whether they live, and too early for an answer.
        time.sleep(0.7)
        os.killpg(service.process.pid, signal.SIGTERM)

        assert service.process.wait(30) == 0
        assert service.shown().strip() == ""
        assert soon_nothing_is_left_behind(served_before)


def test_a_worker_that_is_killed_has_a_successor(served_before: Path) -> None:
    with serving("--workers", "2", BLOG_DATA_DIR=str(served_before)) as service:
        time.sleep(0.7)
        killed = workers(service.process.pid)
        for worker in killed:
            worker.kill()

        answer = requests.get(service.example, timeout=20)
        successors = workers(service.process.pid)
        service.press_ctrl_c()

        assert answer.status_code == 200
        assert len(killed) == len(successors) == 2
        assert not set(killed) & set(successors)


@pytest.mark.parametrize(("end", "status"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_a_service_that_is_told_to_end_or_killed_leaves_nothing_running(
    served_before: Path, end: signal.Signals, status: int
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(BLOG_DATA_DIR=str(served_before)),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process, process.stdout as output:
        while not CURL.search(output.readline()):
            pass

        process.send_signal(end)

        assert process.wait(30) == status
        assert soon_nothing_is_left_behind(served_before)


def test_import_shares_the_server_of_a_running_service(served_before: Path, tmp_path: Path) -> None:
    (tmp_path / "2024-01-02-shared.md").write_text("---\ntitle: Shared\n---\nOne server.\n")
    with serving(BLOG_DATA_DIR=str(served_before)) as service:
        imported = run("import", str(tmp_path), BLOG_DATA_DIR=str(served_before))
        again = run("import", str(tmp_path), BLOG_DATA_DIR=str(served_before))
        found = requests.get(
            service.example.partition("?")[0], params={"filter[title]": "Shared"}, timeout=10
        )

        assert (imported.returncode, again.returncode) == (0, 0), imported.stderr
        assert imported.stdout.splitlines()[-1].startswith("1 created, 0 updated, 0 unchanged")
        assert again.stdout.splitlines()[-1].startswith("0 created, 0 updated, 1 unchanged")
        assert len(found.json()["data"]) == 1
        assert left_behind(served_before) != []
        service.press_ctrl_c()
