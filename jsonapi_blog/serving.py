"""Runs the service on a socket, in this process or in several.

In: settings whose database is migrated and running, and a bound socket. Out: nothing, until a
signal ends it. It makes the application of the settings and hands it to uvicorn; it neither reads
the command line nor starts a database.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from starlette.types import ASGIApp

from .app import create_app
from .resources.wire import Wire
from .settings import Settings
from .store.engine import open_engine
from .store.migrating import secret
from .store.session import Store
from .workers import Workers, heed_ctrl_c

#: How long requests that are under way may take to finish once the service is asked to stop.
GRACE_SECONDS = 10
#: How long a worker may be silent before another takes its place. One that starts on a busy machine
#: is silent for seconds: were it killed for that, its successor would be no quicker.
SILENT_SECONDS = 60
BACKLOG = 2048
#: Options of `mallopt`: above which size a block is the system's own, and how much may lie idle.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 8 * 1024 * 1024
MOST_FILES = 65_536


class AddressUnusable(Exception):
    """The service cannot listen where it was told to; `str()` is a sentence."""


def application() -> ASGIApp:
    """The application of the environment's settings: what every worker process makes for itself."""
    heed_ctrl_c()
    _keep_memory()
    settings = Settings.from_environment(os.environ)
    return create_app(*_connected(settings))


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at the address. Raises `AddressUnusable`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressUnusable(_refusal(host, port, error)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressUnusable(_refusal(host, port, error)) from error
    listener.setblocking(False)
    return listener


def run(settings: Settings, listener: socket.socket, *, workers: int, access_log: bool) -> None:
    """Serve until a signal; Ctrl-C raises `KeyboardInterrupt`."""
    _open_many_files()
    if workers > 1:
        # Workers read the environment, where the embedded server's address is not yet.
        os.environ["DATABASE_URL"] = str(settings.database_url)
        config = configuration("jsonapi_blog.serving:application", settings, access_log)
        config.workers = workers
        supervisor = Workers(config, sockets=[listener])
        supervisor.run()
        if supervisor.interrupted:
            raise KeyboardInterrupt
        return
    _keep_memory()
    settings, store = _connected(settings)
    with closing(store):
        config = configuration(create_app(settings, store), settings, access_log)
        uvicorn.Server(config).run(sockets=[listener])


def configuration(app: ASGIApp | str, settings: Settings, access_log: bool) -> uvicorn.Config:
    """How uvicorn serves the application: the same for tests as in production."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        loop="uvloop",
        http=Wire,
        ws="none",
        log_level="info" if access_log else "warning",
        access_log=access_log,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=SILENT_SECONDS,
    )


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """SIGTERM is the ordinary end of a service: status 0, and the stack unwinds like for Ctrl-C.

    uvicorn hands the signal on when it has shut down, and by default it would kill at that spot,
    before the database is stopped.
    """

    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    before: Any = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def url(listener: socket.socket) -> str:
    """The URL under which this machine reaches the socket."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _open_many_files() -> None:
    """As many connections as the system allows: every one of them is a file.

    What is allowed at first is a courtesy to old programs, and little more than a thousand.
    """
    try:
        import resource
    except ImportError:  # not a system that counts them
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _keep_memory() -> None:
    """Keep the memory of answers for the next ones, up to some megabytes.

    To give it back and to take it anew costs a large answer more than what is written into it; only
    the allocator of glibc has these two settings.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):  # another allocator
        return
    for option in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD):
        set_option(option, KEPT_BYTES)


def _connected(settings: Settings) -> tuple[Settings, Store]:
    """The settings with the key that signs cursors, and a store on their database."""
    assert settings.database_url is not None, "whoever serves starts the embedded server first"
    engine = open_engine(settings.database_url, size=settings.pool_size)
    # The store comes first: it sets up every connection that is made from then on.
    store = Store(
        engine,
        statement_seconds=settings.statement_seconds,
        connections=settings.pool_size,
        waiting=settings.queue_size,
    )
    if settings.secret is None:
        settings = replace(settings, secret=secret(engine))
    return settings, store


def _refusal(host: str, port: int, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return (
        f"{host} port {port} cannot be listened at: {reason}. Choose another with --host and "
        "--port; port 0 takes a free one."
    )
