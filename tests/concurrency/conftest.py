"""A blog that two processes serve, for tests in which they get into each other's way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest

from jsonapi_blog.store.engine import open_engine
from tests.client import Client
from tests.concurrency.workers import Service, serving
from tests.concurrency.writes import fill
from tests.conftest import Databases, World
from tests.factories import Factory
from tests.statements import Statements


@dataclass(frozen=True)
class House:
    """A blog, and the two processes that serve it."""

    blog: World
    service: Service
    ends: ExitStack

    def crowd(self, *handles: str) -> list[Client]:
        """A client for each person, by turns of one process and of the other."""
        tokens = [self.blog.tokens[handle] for handle in handles]
        return self.ends.enter_context(self.service.crowd(tokens))


@pytest.fixture(scope="package")
def shared_house(databases: Databases) -> Iterator[House]:
    with ExitStack() as ends:
        database = databases.clone()
        ends.callback(databases.drop, database)
        engine = open_engine(database, size=4)
        ends.callback(engine.dispose)
        nowhere = ends.enter_context(Client(""))
        blog = World("", nowhere, engine, Statements(), Factory(engine), {"anonymous": None}, ends)
        # It is filled first: a blog without any article would be given the demo.
        fill(blog)
        service = ends.enter_context(serving(database, workers=2))
        client = ends.enter_context(Client(service.url))
        yield House(replace(blog, url=service.url, client=client), service, ends)


@pytest.fixture
def house(shared_house: House) -> Iterator[House]:
    """The one house of all these tests; its crowds go home after each of them."""
    with ExitStack() as ends:
        yield replace(shared_house, ends=ends)
