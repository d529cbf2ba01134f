"""WarpDrive: requests of builders, documents in a cache that reads them strictly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "@warp-drive/json-api",
    "warpdrive/harness.mjs",
    options=("--conditions=unpkg-dev",),
    more=("the development build finds no fault with a document", "PUT is refused with a document"),
    remark=(
        "With `@warp-drive/core` and `/utilities`; `updateRecord` takes `{patch: "
        "true}`, and every relationship that a schema declares is included."
    ),
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_warpdrive(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
