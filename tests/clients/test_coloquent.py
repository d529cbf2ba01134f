"""coloquent: models with relations, read and written whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "coloquent",
    "coloquent/harness.mjs",
    remark=(
        "Follows no links; relationships are written whole, with the resource, and "
        "never emptied; says of a failed GET only its status."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_coloquent(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
