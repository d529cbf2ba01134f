"""Stops an embedded server when the last process that held it is gone, however it went.

In: the lock that every holder shares, the lock that says a guardian is there (inherited as a file
descriptor), the server's data, the account that owns it, and the command that stops it. Out:
nothing but a stopped server. It is run as a script, by path and without the site packages, so
that it starts in milliseconds; it imports nothing of the package and never starts anything.
"""

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path


def guard(holders: Path, mine: int, data: Path, account: tuple[int, int], stop: list[str]) -> None:
    """Wait until nobody holds the server any more, then stop it.

    While it is being stopped the lock is kept, so that who wants to start it anew waits. The own
    lock goes first: a starter that has waited must never take us for a guardian still on watch.
    """
    with holders.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (data / "postmaster.pid").exists() and not names_a_stranger(data):
            if os.geteuid() == 0:
                uid, gid = account
                subprocess.run(stop, user=uid, group=gid, extra_groups=(), check=False)
            else:
                subprocess.run(stop, check=False)
        os.close(mine)


def names_a_stranger(data: Path) -> bool:
    """Whether the process that the data names as its server is another one, or dead.

    PostgreSQL would not start then, and its pg_ctl would stop that other process. It is what a
    container meets that was killed and started again: the same few numbers are given out anew.
    """
    try:
        pid = (data / "postmaster.pid").read_text().split(maxsplit=1)[0]
        process = Path("/proc", pid, "stat").read_text()
    except (OSError, IndexError):
        return False
    return re.search(r"\(postgres\) [^ZX]", process) is None


if __name__ == "__main__":
    # Leaving the parent at once makes the guardian a child of init: nobody has to wait for it.
    if os.fork() == 0:
        path, descriptor, folder, uid, gid, *command = sys.argv[1:]
        guard(Path(path), int(descriptor), Path(folder), (int(uid), int(gid)), command)
