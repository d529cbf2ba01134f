"""Whether a service that ended left something running.

In: the folder of its embedded server. Out: a verdict; nothing is ever stopped here.
"""

from __future__ import annotations

import time
from pathlib import Path

import psutil


def soon_nothing_is_left_behind(home: Path) -> bool:
    """Waits for a while: a guardian needs a moment to notice that its last holder is gone."""
    deadline = time.monotonic() + 10
    while left_behind(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not left_behind(home)


def left_behind(home: Path) -> list[str]:
    """The command lines of all living processes that name the folder, guardians included."""
    lines = [
        " ".join(process.info["cmdline"] or ())
        for process in psutil.process_iter(["cmdline", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
    ]
    return [line for line in lines if str(home) in line]
