"""Each client runs once a session, over a sample blog of its own, which it may write to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.clients.running import Client, Results, run, version
from tests.conftest import Databases, world
from tests.sample import sample_blog


@pytest.fixture(scope="session")
def ran(databases: Databases) -> Callable[[Client], Results]:
    @cache
    def ran(client: Client) -> Results:
        version(client)
        with world(databases) as blog:
            token = sample_blog(blog.add)["author"]
            assert token
            return run(client, blog, token)

    return ran
