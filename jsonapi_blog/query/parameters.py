"""A query string as named values, split into families.

In: the raw query string. Out: `Parameters`, each with its base name and its bracketed segments.
Decoding is the WHATWG form-urlencoded parser's (QP-08), so both spellings of a bracket are one
(QP-11); names follow the grammar of query parameter families (QP-02, QP-06).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus

from ..errors import InvalidParameterName, Parameter, Problem, RepeatedParameter

MEMBER = (
    r"[A-Za-z0-9\u0080-\U0010FFFF](?:[A-Za-z0-9\u0080-\U0010FFFF _-]*[A-Za-z0-9\u0080-\U0010FFFF])?"
)
BASE = re.compile(rf"(?:[A-Za-z0-9]+:)?{MEMBER}")
SEGMENT = re.compile(rf"\[((?:{MEMBER}(?:\.{MEMBER})*)?)\]")


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """One parameter: `filter[id][]=a` has the base `filter` and the segments `("id", "")`."""

    name: str
    base: str
    segments: tuple[str, ...]
    value: str

    def refuse(self, kind: type[Problem], detail: str) -> Problem:
        """A problem of `kind` that blames this parameter."""
        return kind(detail, source=Parameter(self.name))


def decoded(raw: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or a form body, in order; never fails."""
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of `pairs`, names percent-encoded (QP-09), commas left readable."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value, safe=',-._~:()')}" for name, value in pairs
    )


def read(pairs: Iterable[tuple[str, str]]) -> tuple[list[QueryParameter], list[Problem]]:
    """Each well-named parameter once, and a problem for each that is not."""
    found: list[QueryParameter] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for name, value in pairs:
        parameter = split(name, value)
        if parameter is None:
            problems.append(malformed(name))
        elif name in seen and not name.endswith("[]"):
            problems.append(
                parameter.refuse(
                    RepeatedParameter,
                    f"{name!r} is given more than once; give it once, "
                    "with several values separated by commas where it takes a list.",
                )
            )
        else:
            seen.add(name)
            found.append(parameter)
    return found, problems


def split(name: str, value: str) -> QueryParameter | None:
    """The parameter, or None where its name breaks the grammar.

    >>> split("page[comments][size]", "3").segments
    ('comments', 'size')
    """
    base = BASE.match(name)
    if base is None:
        return None
    position = base.end()
    segments = []
    while position < len(name):
        segment = SEGMENT.match(name, position)
        if segment is None:
            return None
        segments.append(segment[1])
        position = segment.end()
    return QueryParameter(name, base[0], tuple(segments), value)


def malformed(name: str) -> Problem:
    return InvalidParameterName(
        f"{name!r} is not a legal name for a query parameter: a base name, then any number of "
        "bracketed member names, as in 'page[size]'.",
        source=Parameter(name),
    )
