"""What each subject does with each workload, before any of it is measured.

In: a running subject and its requests. Out: whether the answers are right, how long one takes, how
large it is, and how many SQL statements it takes, from `pg_stat_statements`: one request after the
other, so that nothing else is counted.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass
from typing import Any

from bench.cluster import Server
from bench.facts import Facts
from bench.lanes import Lanes, Step
from bench.subjects import Running
from bench.workloads import Answer, Remark, Workload, verdict

#: Times that a lane is gone through; before that once, since first times are different.
TIMES = 3
STEPS = 10
FRAME = re.compile(
    r"\s*(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|DISCARD|DEALLOCATE|$)",
    re.IGNORECASE,
)
#: What no request waits for, and what finds out whose a token is.
ASIDE = re.compile(r"last_used_at|\bdigest = ")
CALLS = """
    SELECT query, calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
    WHERE d.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """One subject and one workload: a fault, or a remark and the figures of single requests.

    `statements` are SQL statements of a request, `frames` those that begin and end transactions.
    """

    fault: str | None
    remark: str | None = None
    seconds: float = 0.0
    size: int = 0
    statements: float | None = None
    frames: float | None = None
    body: bytes = b""


def probe(
    server: Server, database: str, running: Running, workload: Workload, lanes: Lanes, facts: Facts
) -> Probe:
    """Go through the first lane some times, and look at what comes back."""
    lane = lanes.lanes[0][:STEPS]
    asking = Asking(running.port, lanes.etags[0] if lanes.etags else "")
    try:
        answers = [asking.answer(step) for step in lane]
        fault = verdict(workload, facts, answers)
        if fault is not None and not isinstance(fault, Remark):
            return Probe(fault)
        if server.counts_statements:
            server.execute("SELECT pg_stat_statements_reset()", database)
        began = time.perf_counter()
        for _ in range(TIMES):
            for step in lane:
                asking.answer(step)
        seconds = (time.perf_counter() - began) / (TIMES * len(lane))
    except (OSError, http.client.HTTPException) as broken:
        return Probe(f"hangs up: {broken!r}")
    finally:
        asking.close()
    statements, frames = _counted(server, database, TIMES * len(lane))
    size = sum(answer.size for answer in answers) // len(answers)
    return Probe(None, fault, seconds, size, statements, frames, asking.body)


class Asking:
    """One connection, which keeps what the steps that follow need."""

    def __init__(self, port: int, etag: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._id, self._etag = "", etag
        self.body = b""

    def answer(self, step: Step) -> Answer:
        def filled(text: str) -> str:
            return text.replace("<id>", self._id).replace("<etag>", self._etag)

        headers = {name: filled(value) for name, value in step.headers.items()}
        body = None if step.body is None else step.body.encode()
        self._connection.request(step.method, filled(step.path), body, headers)
        response = self._connection.getresponse()
        self.body = response.read()
        named = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, named, _document(self.body), len(self.body))
        data = answer.document.get("data") if isinstance(answer.document, dict) else None
        if isinstance(data, dict):
            self._id = data["id"]
        self._etag = named.get("etag", self._etag)
        return answer

    def close(self) -> None:
        self._connection.close()


def _document(body: bytes) -> Any:
    try:
        return json.loads(body) if body else {}
    except ValueError:
        return {}


def _counted(server: Server, database: str, requests: int) -> tuple[float | None, float | None]:
    if not server.counts_statements:
        return None, None
    statements = frames = 0
    for query, calls in server.execute(CALLS, database):
        if FRAME.match(query):
            frames += calls
        elif not ASIDE.search(query) and "pg_stat_statements" not in query:
            statements += calls
    return statements / requests, frames / requests
