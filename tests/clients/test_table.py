"""The README's table of clients says what the runs said; `scripts/clients` writes it."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.clients import (
    test_coloquent,
    test_datx,
    test_devour,
    test_jsona,
    test_jsonapi_client,
    test_jsonapi_requests,
    test_kitsu,
    test_orbit,
    test_react_admin,
    test_spraypaint,
    test_vuex,
    test_warpdrive,
)
from tests.clients.running import Client, Results
from tests.clients.table import show, shown, table

CLIENTS = tuple(
    module.CLIENT
    for module in (
        *(test_kitsu, test_orbit, test_warpdrive, test_jsonapi_client, test_devour),
        *(test_spraypaint, test_coloquent, test_datx, test_vuex, test_react_admin),
        *(test_jsonapi_requests, test_jsona),
    )
)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_harness_runs_what_its_client_can_do_and_nothing_else(
    ran: Callable[[Client], Results], client: Client
) -> None:
    results = ran(client)

    assert sorted(results) == sorted(client.checks), results.complaint


def test_the_readme_says_what_the_runs_said(ran: Callable[[Client], Results]) -> None:
    made = table({client: ran(client) for client in CLIENTS})

    if os.environ.get("CLIENTS_TABLE") == "write":
        show(made)
    assert shown() == made, "scripts/clients writes the table anew."
