"""devour-client: models that are declared, and all of them written back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "devour-client",
    "devour/harness.mjs",
    more=("write-back without include is refused as a whole",),
    remark=(
        "`pluralize: false`; hands over `title` and `detail` of errors alone unless "
        "told otherwise by `errorBuilder`."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_devour(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
