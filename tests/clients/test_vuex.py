"""jsonapi-vuex: a store of records, with a body on every GET."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "jsonapi-vuex",
    "vuex/harness.mjs",
    options=("--import=./vuex/bundled.mjs",),
    more=("write-back of what was read without include",),
    remark="`preserveJson: true` shows the links of pages.",
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_vuex(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
