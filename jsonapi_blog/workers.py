"""Several processes that serve one socket, and the one that watches over them.

In: uvicorn's configuration with a number of workers, and listening sockets. Out: nothing, until a
signal ends all of them. uvicorn starts the processes and replaces those that die; what it leaves
open is closed here: who ends the service while workers still start waits for none of them, and is
shown no traceback of theirs.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from uvicorn.supervisors import Multiprocess


class Workers(Multiprocess):
    """uvicorn's own, for a service that may be stopped at any moment.

    `run()` returns when all workers are gone; `interrupted` then says whether Ctrl-C was why.
    """

    interrupted = False

    def init_processes(self) -> None:
        with _ctrl_c_held_back():
            super().init_processes()

    def handle_signals(self) -> None:
        # Some of them start workers.
        with _ctrl_c_held_back():
            super().handle_signals()

    def keep_subprocess_alive(self) -> None:
        for process in self.processes:
            # As long as the worker's end of the pipe is open here too, a worker that dies while
            # it is asked whether it lives is waited for until the time for an answer is over.
            process.child_conn.close()
        with _ctrl_c_held_back():
            super().keep_subprocess_alive()

    def handle_int(self) -> None:
        self.interrupted = True
        super().handle_int()


def heed_ctrl_c() -> None:
    """Let a worker be interrupted: to be called once its server handles signals.

    A terminal sends Ctrl-C to all processes at once. One that came earlier is delivered now.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Deliver SIGINT only afterwards, and to processes that are started meanwhile not at all.

    A blocked signal stays blocked in a new process, until that calls `heed_ctrl_c`; before, all it
    could do is to print a traceback.
    """
    # It comes up with the first worker, and has then undone the block.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
