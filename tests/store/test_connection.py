"""Connections of the event loop: how they are made, how they end, and what they survive."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import psycopg2
import pytest
import uvloop
from sqlalchemy import Engine

from jsonapi_blog.errors import Overloaded
from jsonapi_blog.store import connection as module
from jsonapi_blog.store.connection import MANY_ROWS, Connection
from jsonapi_blog.store.engine import arguments
from jsonapi_blog.store.pool import Pool
from jsonapi_blog.turns import Turns


def looped(work: Callable[[], Awaitable[Any]]) -> Any:
    """What `work` returns on a loop like that of the service; whatever it forgets is a fault."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:

        async def bounded() -> Any:
            async with asyncio.timeout(20):
                return await work()

        return runner.run(bounded())


@pytest.fixture
def told(engine: Engine) -> dict[str, Any]:
    return arguments(engine)


def test_a_host_that_refuses_is_passed_over(told: dict[str, Any]) -> None:
    """Each address that is tried has a socket of its own, perhaps of the same number."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        closed = taken.getsockname()[1]
    hosts = {"host": f"127.0.0.1,127.0.0.1,{told['host']}", "port": f"{closed},{closed},5432"}

    async def work() -> Any:
        connection = await Connection.opened({**told, **hosts})
        found = await connection.run("SELECT 1", {})
        connection.close()
        return found

    assert looped(work) == [(1,)]


def test_a_server_that_never_answers_is_given_up(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]

        async def work() -> None:
            await Connection.opened({**told, "host": "127.0.0.1", "port": port})

        with pytest.raises(psycopg2.OperationalError, match="does not answer"):
            looped(work)


def test_what_is_larger_than_any_buffer_arrives_in_both_directions(told: dict[str, Any]) -> None:
    text = "é" * 8_000_000

    async def work() -> Any:
        connection = await Connection.opened(told)
        found = await connection.run("SELECT %(text)s, 1", {"text": text})
        connection.close()
        return found

    assert looped(work) == [(text, 1)]


def test_many_rows_are_read_beside_the_loop(told: dict[str, Any]) -> None:
    rows = f"SELECT i FROM generate_series(1, {MANY_ROWS + 1}) i"

    async def work() -> Any:
        connection = await Connection.opened(told)
        found = await connection.run(rows, {})
        connection.close()
        return found

    assert looped(work) == [(number,) for number in range(1, MANY_ROWS + 2)]


def test_an_error_leaves_the_connection_as_good_as_before(told: dict[str, Any]) -> None:
    async def work() -> Any:
        connection = await Connection.opened(told)
        with pytest.raises(psycopg2.errors.DivisionByZero):
            await connection.run("SELECT 1 / 0", {})
        assert not connection.lost
        found = await connection.run("SELECT 2", {})
        connection.close()
        return found

    assert looped(work) == [(2,)]


@pytest.mark.parametrize("busy", [True, False])
def test_a_connection_knows_that_the_server_hung_up(told: dict[str, Any], busy: bool) -> None:
    async def work() -> None:
        connection, other = await Connection.opened(told), await Connection.opened(told)
        ((pid,),) = await connection.run("SELECT pg_backend_pid()", {})
        sleeping = asyncio.ensure_future(connection.run("SELECT pg_sleep(20)", {}))
        if not busy:
            sleeping.cancel()
            connection = await Connection.opened(told)
            ((pid,),) = await connection.run("SELECT pg_backend_pid()", {})
        await other.run("SELECT pg_terminate_backend(%(pid)s, 5000)", {"pid": pid})
        if busy:
            with pytest.raises(psycopg2.OperationalError):
                await sleeping
        else:
            while not connection.lost:
                await asyncio.sleep(0.01)
        assert connection.lost
        other.close()

    looped(work)


def test_whoever_is_cancelled_takes_the_connection_along_and_the_next_one_gets_another(
    told: dict[str, Any],
) -> None:
    async def work() -> Any:
        made: list[Connection] = []

        async def connect() -> Connection:
            made.append(await Connection.opened(told))
            return made[-1]

        pool = Pool(connect, Turns(1, 1, 5.0, "connection"))
        sleeping = asyncio.ensure_future(
            pool.lend(lambda lent: lent.run("SELECT pg_sleep(20)", {}))
        )
        await asyncio.sleep(0.2)
        sleeping.cancel()
        found = await pool.lend(lambda lent: lent.run("SELECT 3", {}))
        pool.close()
        return found, [one.lost for one in made]

    assert looped(work) == ([(3,)], [True, True])


def test_a_turn_that_comes_to_nobody_goes_to_the_next_one() -> None:
    async def work() -> None:
        turns = Turns(1, 2, 5.0, "turn")
        await turns.take()
        gone, waiting = (asyncio.ensure_future(turns.take()) for _ in range(2))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await turns.take()
        turns.give()
        # Its turn has come, and it goes away before it hears of it.
        gone.cancel()
        await asyncio.wait({gone, waiting}, timeout=1)

        assert gone.cancelled()
        assert waiting.done()
        assert not waiting.cancelled()

    looped(work)


def test_who_has_waited_too_long_is_refused_and_keeps_no_turn() -> None:
    async def work() -> None:
        turns = Turns(1, 2, 0.1, "turn")
        await turns.take()
        with pytest.raises(Overloaded, match="No turn was free"):
            await turns.take()
        turns.give()
        await turns.take()

    looped(work)
