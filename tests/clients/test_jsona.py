"""jsona: a formatter of documents; requests are its users'."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "jsona",
    "jsona/harness.mjs",
    lacks=("pages", "sort", "filter", "delete", "error 404"),
    remark="A formatter: what needs no document is not asked of it.",
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_jsona(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
