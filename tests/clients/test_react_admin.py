"""ra-jsonapi-client: react-admin's lists, forms and references."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "ra-jsonapi-client",
    "react-admin/harness.mjs",
    more=("many by their ids", "many by a reference, sorted by id"),
    lacks=("include", "fields", "related", "create with tags", "add", "remove", "replace"),
    remark="Knows attributes only; follows no links.",
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_react_admin(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
