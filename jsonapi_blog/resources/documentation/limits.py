"""How much one request may ask for, from the settings in force."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import (
    BodyTooLarge,
    InvalidDocument,
    PageSizeExceeded,
    Problem,
    QueryTooComplex,
    StatementTimeout,
    TooManyAttempts,
    TooManyIncluded,
    TooManyOperations,
    UriTooLong,
)
from ...settings import Settings
from .guides import Section
from .markup import Html, element, joined

_Row = tuple[str, str, type[Problem]]


def section(settings: Settings) -> Section:
    """The limits as a table: what is limited, how much it is here, and what is beyond."""
    beyond = element("tr", *(_heading(text) for text in ("What", "Here", "Beyond")))
    rows = [_row(*row) for row in _rows(settings)]
    body = joined(
        element(
            "p",
            "These are in force here. ",
            element("code", "GET /v1"),
            " tells those that an operator can change as ",
            element("code", "meta.limits"),
            "; how long a text may be stands in the ",
            element("a", "reference", href="#reference"),
            ".",
        ),
        element("table", element("thead", beyond), element("tbody", *rows)),
    )
    return Section("limits", "Limits", body)


def _rows(settings: Settings) -> Iterator[_Row]:
    most, login = settings.limits, settings.login
    size = f"{most.default_page_size:,}, at most {most.page_size:,}"
    seconds = f"{settings.statement_seconds:g} s"
    attempts = f"{login.per_account:,} in {login.minutes:,} minutes"
    strangers = f"{login.per_address:,} in {login.minutes:,} minutes"
    yield "resources on a page", size, PageSizeExceeded
    yield "members in a window on an included relationship", f"{most.page_size:,}", PageSizeExceeded
    yield "include paths", f"{most.include_paths:,}", QueryTooComplex
    yield "relationships in an include path", f"{most.include_depth:,}", QueryTooComplex
    yield "included resources of an answer", f"{most.included:,}", TooManyIncluded
    yield "terms of all filters", f"{most.filter_terms:,}", QueryTooComplex
    yield "depth of a filter", f"{most.filter_depth:,}", QueryTooComplex
    yield "URL, from the path on", _bytes(most.url_bytes), UriTooLong
    yield "body", _bytes(most.body_bytes), BodyTooLarge
    yield "depth of a JSON document", f"{most.json_depth:,}", InvalidDocument
    yield "operations in a document", f"{most.operations:,}", TooManyOperations
    yield "time of a statement of the database", seconds, StatementTimeout
    yield "attempts to log in, for an account", attempts, TooManyAttempts
    yield "attempts to log in, from an address", strangers, TooManyAttempts


def _row(what: str, here: str, beyond: type[Problem]) -> Html:
    link = element("a", beyond.code, href=f"#{beyond.code}")
    answer = element("td", f"{beyond.status} ", link)
    return element("tr", element("th", what, scope="row"), element("td", here), answer)


def _heading(text: str) -> Html:
    return element("th", text, scope="col")


def _bytes(count: int) -> str:
    for size, unit in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if count % size == 0:
            return f"{count // size:,} {unit}"
    return f"{count:,} bytes"
