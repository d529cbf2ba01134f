"""spraypaint: models like ActiveRecord's, with linkage that says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "spraypaint",
    "spraypaint/harness.mjs",
    lacks=("related",),
    remark=(
        "`keyCase` of the server `camel`; follows no links; relationships are written "
        "whole, by `save({with: 'tags.id'})`."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_spraypaint(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
