"""What a write leaves of itself on the connection that the next request is given: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.concurrency.waiting import execute
from tests.concurrency.writes import DELETIONS, LINKAGE, PATCHES, Write, create, fill
from tests.conftest import World

READS = ("/v1/tags", "/v1/articles?include=author")
WRITES: dict[str, tuple[Write, dict[str, str]]] = {
    "one statement": (PATCHES["patch an article"], {}),
    "several statements": (PATCHES["patch an article"], {"include": "author"}),
    "a relationship": (LINKAGE["more tags"], {}),
    "a deletion": (DELETIONS["delete a reaction"], {}),
    "a refusal": (create("tags", {"name": "RUST"}), {}),
}


@pytest.mark.parametrize(("write", "params"), WRITES.values(), ids=WRITES)
def test_a_read_after_a_write_sends_what_a_read_before_it_sent(
    empty: World, write: Write, params: dict[str, str]
) -> None:
    """As the database hears it: a driver has statements of its own that no cursor sees."""
    blog = fill(empty)
    execute(blog, f"ALTER DATABASE {blog.engine.url.database} SET log_statement = 'all'")
    blog.engine.dispose()
    blog.client.get("/v1/tags")

    before = [heard(blog, read) for read in READS]
    write.sent(blog, params=params)
    after = [heard(blog, read) for read in READS]

    assert after == before == [1, 3]


def heard(blog: World, read: str) -> int:
    """How many messages with statements the database was sent for a read."""
    log = _log(blog)
    began = log.stat().st_size
    assert blog.client.get(read).status == 200
    with log.open("rb") as lines:
        lines.seek(began)
        return lines.read().count(b" LOG:  statement: ")


def _log(blog: World) -> Path:
    """What the database server writes down; asking for it is read past the service."""
    with blog.engine.connect() as connection:
        return Path(str(connection.scalar(text("SHOW data_directory")))) / "server.log"
