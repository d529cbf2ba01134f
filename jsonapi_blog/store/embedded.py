"""A PostgreSQL of our own, for when no server is given.

In: a folder. Out: the URL of a database on a server that belongs to this folder, shared by every
process that holds it and stopped when the last of them is gone.

Each holder has a *shared* lock on the file `holders`; the kernel takes it away however the
process ends, so nothing is ever counted wrong. Starting and stopping happen under the lock of the
file `turn`. Who leaves stops the server if it gets the exclusive lock; where a holder could not
(SIGKILL), a guardian that waits for the same lock does it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote

import psycopg2
from platformdirs import user_data_path
from psycopg2 import sql

from . import guardian
from .cluster import Cluster
from .engine import DatabaseUnusable

DATABASE = "blog"


class Embedded:
    """One hold on the server of a folder; a context manager that lets go at its end."""

    def __init__(self, cluster: Cluster, hold: BinaryIO) -> None:
        self._cluster = cluster
        self._hold = hold
        self.url = f"postgresql://postgres@/{DATABASE}?host={quote(str(cluster.data), safe='')}"
        self.url += "&port=5432"

    @classmethod
    def start(cls, home: Path) -> Self:
        """Hold the server of the folder `home`, starting it, making it even, if need be.

        Raises `DatabaseUnusable` where the folder, the disk or the data in it do not allow it.
        """
        try:
            home.mkdir(mode=0o755, parents=True, exist_ok=True)
            cluster = Cluster.below(home.resolve())
            with _turn(home):
                hold = _opened(home / "holders")
                fcntl.flock(hold, fcntl.LOCK_SH)
                _watch(cluster, hold.name)
                try:
                    cluster.prepare()
                    if not cluster.is_running():
                        cluster.start()
                    _create_database(cluster)
                except BaseException:
                    hold.close()
                    raise
        except OSError as error:
            raise DatabaseUnusable(
                f"The data folder {home} cannot be used: {error.strerror or error}. Set "
                "BLOG_DATA_DIR to a folder that may be written to."
            ) from error
        return cls(cluster, hold)

    def stop(self) -> None:
        """Let go; when nobody else holds the server, it is stopped before this returns."""
        if self._hold.closed:
            return
        with _turn(self._cluster.home):
            try:
                fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._cluster.stop()
            except BlockingIOError:
                # Either others hold it, and this returns at once; or the guardian was quicker,
                # and this waits until it has stopped the server.
                fcntl.flock(self._hold, fcntl.LOCK_SH)
            self._hold.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def default_home() -> Path:
    """Where the data lives unless told otherwise: for root never below a home.

    Root's server runs as an account that may not enter root's home.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/jsonapi-blog")
    return user_data_path("jsonapi-blog", appauthor=False)


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of this folder."""
    with _opened(home / "turn") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _opened(path: Path) -> BinaryIO:
    return path.open("ab")


def _watch(cluster: Cluster, holders: str) -> None:
    """See to it that a guardian waits for the last holder to go."""
    with _opened(cluster.home / "guardian") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        account = (str(cluster.account.uid), str(cluster.account.gid))
        subprocess.run(
            [
                *(sys.executable, "-I", "-S", guardian.__file__, holders, str(lock.fileno())),
                *(str(cluster.data), *account, *cluster.stopping),
            ],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock.fileno(),),
            start_new_session=True,
        )


def _create_database(cluster: Cluster) -> None:
    """Make the database, unless it is there: UTF-8 with a locale that is the same everywhere."""
    try:
        connection = psycopg2.connect(
            host=str(cluster.data), port=5432, user="postgres", dbname="postgres"
        )
        with closing(connection), connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL(
                        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
                    ).format(sql.Identifier(DATABASE))
                )
    except psycopg2.Error as error:
        raise DatabaseUnusable(
            f"The embedded server in {cluster.data} does not answer: {' '.join(str(error).split())}"
        ) from error
