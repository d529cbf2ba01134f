"""jsonapi-requests: models and endpoints, all of them with a slash at the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "jsonapi-requests",
    "jsonapi-requests/harness.py",
    more=("write-back of what was read without include",),
    remark=(
        "Follows links with `APPEND_SLASH: False` only; gives up after a second unless "
        "`TIMEOUT` says otherwise."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_jsonapi_requests(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
