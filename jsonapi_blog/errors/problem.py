"""What a problem is: three facts of its class, one occurrence, and the place to blame.

In: nothing of the package. Out: `Problem` and `Problems`, which every room raises and only the
door turns into documents.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

CURSOR_PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"


#: One document reports at most this many faults, each in a sentence of at most this length:
#: a body of a mebibyte must not be answered with a hundred.
MOST_FAULTS = 100
LONGEST_DETAIL = 1_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """The query parameter to blame, by its full decoded name (ERR-18)."""

    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """The one request header to blame (ERR-19)."""

    name: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """The value in the request document to blame, as a JSON Pointer that resolves (ERR-16)."""

    path: str


Source = Parameter | Header | Pointer


def segment(name: str) -> str:
    """A member name as one segment of a JSON Pointer (RFC 6901, section 4).

    >>> segment("a/b~c")
    'a~1b~0c'
    """
    return name.replace("~", "~0").replace("/", "~1")


class Problem(Exception):
    """One fault of a request or of the server, ready to become one error object.

    `detail` is a sentence with the offending value and what would be legal; `headers` go into
    the answer beside the document (`Allow`, `Retry-After`, `WWW-Authenticate`).
    """

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    #: A page of somebody else's that names this fault, in place of our own catalogue.
    type_uri: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str,
        *,
        source: Source | None = None,
        meta: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        #: Unique to this occurrence (ERR-12); the log has it too where there is one.
        self.id = str(uuid.uuid4())
        self.detail = detail if len(detail) <= LONGEST_DETAIL else f"{detail[:LONGEST_DETAIL]}…"
        self.source = source
        self.meta = meta
        self.headers = dict(headers or {})


class Problems(Exception):
    """The faults that one stage found, answered together (contract, section 5)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(islice(problems, MOST_FAULTS))
        assert self.problems, (
            "Problems needs at least one Problem: an empty errors array is illegal"
        )
        super().__init__("; ".join(problem.detail for problem in self.problems))

    @property
    def status(self) -> int:
        """The status all share, else the most general one of their class (ERR-03)."""
        statuses = {problem.status for problem in self.problems}
        if len(statuses) == 1:
            return statuses.pop()
        return max(statuses) // 100 * 100


def catalogue() -> tuple[type[Problem], ...]:
    """Every class of problem, in the order in which they are declared."""
    return tuple(Problem.__subclasses__())
