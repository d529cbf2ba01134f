"""@datx/jsonapi: models in a collection, every declared relationship in every save."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "@datx/jsonapi",
    "datx/harness.mjs",
    lacks=("add", "remove"),
    remark=(
        "What a save is to leave alone has to be included: it sends every relationship "
        "that it knows."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_datx(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
