"""@orbit/jsonapi: a source of records beside a memory that it fills."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "@orbit/jsonapi",
    "orbit/harness.mjs",
    more=("write-back of what was read long ago", "pages by offset"),
    remark="Makes the ids itself; says of a 404 only that it was one.",
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_orbit(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
