"""Stands between a service and its database, and lets go at the worst moment.

In: the folder of the database server's socket. Out: an address on 127.0.0.1 that leads there, until
a COMMIT comes by: told to, it ends the connection before the server hears of it, or after the
server has done it and before the service hears of that.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from enum import Enum
from pathlib import Path

COMMIT = b"COMMIT\x00"


class Cut(Enum):
    """When the next connection that commits is ended."""

    BEFORE_IT_IS_HEARD = "before"
    BEFORE_IT_IS_ANSWERED = "after"


class Proxy:
    """Passes bytes in both directions. `cut` is reset when it has happened."""

    def __init__(self, listener: socket.socket, target: Path) -> None:
        self.port: int = listener.getsockname()[1]
        self.cut: Cut | None = None
        self._listener = listener
        self._target = target
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    def serve(self) -> None:
        """Until the listener is closed; then all connections are."""
        while True:
            try:
                service, _ = self._listener.accept()
            except OSError:
                break
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._target))
            self._sockets += (service, server)
            for run in (self._towards_server, self._towards_service):
                self._threads.append(threading.Thread(target=run, args=(service, server)))
                self._threads[-1].start()
        for one in self._sockets:
            _end(one)
        for thread in self._threads:
            thread.join()
        for one in self._sockets:
            one.close()

    def _towards_server(self, service: socket.socket, server: socket.socket) -> None:
        while data := _received(service):
            if self.cut is not None and COMMIT in data:
                cut, self.cut = self.cut, None
                _end(service)
                if cut is Cut.BEFORE_IT_IS_HEARD:
                    break
                # What the server says to that, nobody can pass on any more.
            server.sendall(data)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _towards_service(self, service: socket.socket, server: socket.socket) -> None:
        while data := _received(server):
            with suppress(OSError):
                service.sendall(data)
        _end(service)


@contextmanager
def between(folder: Path) -> Iterator[Proxy]:
    """A proxy before the PostgreSQL server whose socket is in the folder."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        proxy = Proxy(listener, folder / ".s.PGSQL.5432")
        thread = threading.Thread(target=proxy.serve)
        thread.start()
        try:
            yield proxy
        finally:
            # A thread that waits in accept() hears of this, and not of a close().
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _received(one: socket.socket) -> bytes:
    try:
        return one.recv(65536)
    except OSError:
        return b""


def _end(one: socket.socket) -> None:
    """Whoever waits at either end hears of it; a close() would be heard of by nobody here."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
