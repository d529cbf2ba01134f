"""What the benchmark needs beside our own packages: wrk, PostgreSQL, and an environment per peer.

In: names. Out: what is there, installed where that is allowed. Debian's packages take root; where
they cannot be had, a load generator in Python and the PostgreSQL of the wheel take their place.
Environments lie in `.bench/` and are made again only when their pinned requirements change.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.cluster import DEBIAN

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / ".bench"
REQUIREMENTS = ROOT / "bench" / "peers"


def install_packages() -> None:
    """Install Debian's wrk and PostgreSQL, where they are missing and may be installed."""
    missing = [] if shutil.which("wrk") else ["wrk"]
    if not any(DEBIAN.glob("*/bin/initdb")):
        missing.append("postgresql")
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *missing],
    ):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"{' '.join(command)} failed: {done.stderr.strip()}", file=sys.stderr)
            return


def has_wrk() -> bool:
    """Whether there is wrk; else load comes from Python."""
    return shutil.which("wrk") is not None


def python_of(peer: str) -> str:
    """The interpreter of a peer's environment, which is made first if need be."""
    wanted = (REQUIREMENTS / f"requirements-{peer}.txt").read_text(encoding="utf-8")
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    folder = ENVIRONMENTS / peer
    stamp, python = folder / "installed", folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == digest:
        return str(python)
    print(f"Making an environment for {peer} …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    subprocess.run(
        [
            *(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--requirement", str(REQUIREMENTS / f"requirements-{peer}.txt")),
        ],
        check=True,
    )
    stamp.write_text(digest)
    return str(python)


def version_of(peer: str, distribution: str) -> str:
    """The pinned version of a distribution of a peer."""
    lines = (REQUIREMENTS / f"requirements-{peer}.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.lower().split("==") for line in lines if "==" in line)
    return pinned[distribution.lower()]
