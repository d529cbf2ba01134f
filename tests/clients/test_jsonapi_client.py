"""jsonapi-client: a session of resources that writes what was changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "jsonapi-client",
    "jsonapi-client/harness.py",
    more=("an asynchronous session",),
    remark=(
        "Wants a JSON Schema of what it is to create; relationships are written whole, "
        "with the resource."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_jsonapi_client(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
