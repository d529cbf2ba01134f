"""The machine that is measured on: its cores, what each process may use of them, and its name.

Linux is where cores can be given to processes; elsewhere, and on a machine with one core, nothing
is pinned, and the results say so.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

#: The application has a core of its own; the database and whoever asks share the other.
APPLICATION, OTHERS = 0, 1
#: Files, and so connections, that each side of a measurement may have open.
FILES = 8_192


def pins() -> bool:
    """Whether processes can be given a core of their own here."""
    return shutil.which("taskset") is not None and (os.cpu_count() or 1) > 1


def pinned(core: int | None, command: Sequence[str]) -> list[str]:
    """The command on one core, or (None) on any."""
    if core is None or not pins():
        return list(command)
    return ["taskset", "-c", str(core), *command]


def raise_limits() -> None:
    """Let this process and those that it starts open as many files as they may."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


@dataclass(frozen=True, slots=True)
class Stolen:
    """How much of all cores' time so far the hypervisor gave to others, and how much was idle."""

    stolen: float
    idle: float
    total: float

    @classmethod
    def now(cls) -> Stolen:
        times = psutil.cpu_times()
        return cls(getattr(times, "steal", 0.0), times.idle, sum(times[:8]))

    def since(self, before: Stolen) -> float:
        """The share that was stolen since `before`, of what was not idle."""
        busy = (self.total - before.total) - (self.idle - before.idle)
        return (self.stolen - before.stolen) / busy if busy > 0 else 0.0


def described() -> str:
    """One line: processor, cores, memory, system."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, {platform.python_implementation()} "
        f"{platform.python_version()}"
    )


def load() -> float:
    """How many processes wanted a core in the last minute: others', before we begin."""
    return os.getloadavg()[0]


def settled(processes: Sequence[psutil.Process], most_seconds: float = 30.0) -> bool:
    """Wait until the processes have nothing to do any more; False if that takes too long."""
    deadline = time.monotonic() + most_seconds
    before = busy_seconds(processes)
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = busy_seconds(processes)
        if now - before < 0.011:
            return True
        before = now
    return False


def busy_seconds(processes: Sequence[psutil.Process]) -> float:
    """The processor time that the processes took so far, with that of children that ended."""
    total = 0.0
    for process in processes:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and all that it started."""
    return [process, *process.children(recursive=True)]


def memory(processes: Sequence[psutil.Process]) -> int:
    """Proportional set size: memory, each shared page divided by those who share it."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return total


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
