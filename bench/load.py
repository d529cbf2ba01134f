"""Load on one server, from wrk or from Python, and what came of it.

In: requests, where they go, for how long, by how many connections. Out: a `Load`. Whoever asks
shares the core of the database, so that the application has one of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.lanes import Lanes
from bench.machine import OTHERS, pinned
from bench.tools import ROOT, has_wrk

CONNECTIONS = 16
#: How long an answer may take; what takes longer counts as broken.
TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What was answered in so many seconds; `refused` by a status, `broken` without any."""

    requests: int
    seconds: float
    refused: int
    broken: int
    p50: float
    p99: float
    most: float

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return max(0, self.requests - self.refused) / self.seconds


def load(
    lanes: Lanes,
    port: int,
    seconds: int,
    *,
    connections: int = CONNECTIONS,
    core: int | None = OTHERS,
) -> Load:
    """Ask a server on the loopback address as fast as it answers."""
    host = f"127.0.0.1:{port}"
    # A lane whose answers matter is followed by one thread with one connection.
    threads = connections if lanes.follow else 1
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Path(folder, "plan.lua")
        lanes.save(plan, host)
        if has_wrk():
            command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s"]
            command += [f"--timeout={TIMEOUT}s", "-s", str(ROOT / "bench" / "wrk.lua")]
            command += [f"http://{host}", "--", str(plan)]
        else:
            command = [sys.executable, "-m", "bench.generator", str(plan.with_suffix(".json"))]
            command += [host, str(connections), str(seconds)]
        done = subprocess.run(
            pinned(core, command),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + 2 * TIMEOUT,
        )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
    return Load(**json.loads(done.stdout.strip().splitlines()[-1]))
