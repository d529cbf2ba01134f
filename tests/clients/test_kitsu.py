"""kitsu: requests by path, plain objects, everything that was read written back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.running import Client, Results

CLIENT = Client(
    "kitsu",
    "kitsu/harness.mjs",
    more=("write-back of what was read without include",),
    remark="`pluralize: false`, `camelCaseTypes: false`: the types are plurals already.",
)


@pytest.mark.parametrize("check", CLIENT.checks)
def test_kitsu(ran: Callable[[Client], Results], check: str) -> None:
    assert ran(CLIENT)[check] == ""
