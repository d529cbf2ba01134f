"""What a caller may not read leaves no trace: whatever is asked, the answer is byte for byte that
of a database in which it does not exist (contract, section 6).

The second database is made by `tests/properties/callers.py`, from the contract and in SQL. Ids
of errors are random, and are not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsonapi_blog.graph import Graph
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.models import RESOURCES as MODELS
from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import Client
from tests.conftest import Databases, served
from tests.factories import Factory
from tests.properties.callers import CALLERS, Caller, corners, delete_unreadable
from tests.properties.nasty import nasty
from tests.properties.requests import Asked, Stock, requests
from tests.sample import sample_blog

PUBLIC = "http://blog.example"
GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
EXAMPLES = 20
LINKS = 3


@dataclass(frozen=True)
class Worlds:
    """One caller's two views: the whole blog, and the blog without what is not for them."""

    whole: Client
    deleted: Client

    def agree(self, asked: Asked) -> Answer:
        """Ask both; raises AssertionError where the answers differ in anything."""
        accept = f'{JSONAPI};profile="{CURSOR_PROFILE}"' if asked.profile else JSONAPI
        whole, deleted = (
            client.get(asked.path, params=asked.pairs, accept=accept)
            for client in (self.whole, self.deleted)
        )
        assert seen(whole) == seen(deleted), whole.url
        assert whole.status < 500, whole.url
        return whole


@dataclass(frozen=True)
class Original:
    """The whole blog: its database, where it is served, and who may ask."""

    database: str
    url: str
    ids: dict[str, str]
    stock: Stock
    tokens: dict[str, str | None]
    databases: Databases

    @property
    def admin(self) -> str | None:
        return self.tokens["admin"]


@pytest.fixture(scope="module")
def original(databases: Databases) -> Iterator[Original]:
    database = databases.clone()
    engine = open_engine(database, size=2)
    add = Factory(engine)
    sample_blog(add)
    corners(add)
    tokens = {
        caller.name: add.token(add.ids[caller.handle], caller.scopes) if caller.handle else None
        for caller in CALLERS
    }
    engine.dispose()
    # The copies are made of a copy that nobody is connected to.
    template = databases.clone(name_of(database))
    with served(database, public_url=PUBLIC) as url:
        yield Original(template, url, add.ids, stock(database), tokens, databases)
    databases.drop(database)
    databases.drop(template)


@pytest.fixture(scope="module", params=CALLERS, ids=lambda caller: caller.name)
def worlds(request: pytest.FixtureRequest, original: Original) -> Iterator[Worlds]:
    caller: Caller = request.param
    copy = original.databases.clone(name_of(original.database))
    with closing(psycopg2.connect(copy)) as connection, connection, connection.cursor() as sql:
        delete_unreadable(sql, caller, original.ids.get(caller.handle or ""))
    with ExitStack() as ends:
        url = ends.enter_context(served(copy, public_url=PUBLIC))
        token = original.tokens[caller.name]
        yield Worlds(
            ends.enter_context(Client(original.url, token)),
            ends.enter_context(Client(url, token)),
        )
    original.databases.drop(copy)


def test_no_answer_and_nothing_it_links_to_tells_of_what_is_unreadable(
    worlds: Worlds, original: Original
) -> None:
    turns = st.tuples(*[st.integers(0, 999)] * LINKS)

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(requests(GRAPH, original.stock), turns)
    def agrees(asked: Asked, turns: tuple[int, ...]) -> None:
        answer = worlds.agree(asked)
        for turn in turns:
            onward = [link for link in links(answer.document) if link.startswith(f"{PUBLIC}/v1")]
            if onward:
                link = onward[turn % len(onward)]
                answer = worlds.agree(Asked(link.removeprefix(PUBLIC), (), asked.profile))

    agrees()


def test_nor_does_any_of_the_questions_one_would_ask_to_find_out(
    worlds: Worlds, original: Original
) -> None:
    for asked in nasty(original.ids):
        worlds.agree(asked)


def test_nor_does_a_page_that_continues_where_an_administrator_stopped(
    worlds: Worlds, original: Original
) -> None:
    with Client(original.url, original.admin) as admin:
        for path in CONTINUED:
            page = admin.get(path, accept=f'{JSONAPI};profile="{CURSOR_PROFILE}"')
            for member in page.data:
                cursor = ("page[after]", member["meta"]["page"]["cursor"])
                worlds.agree(Asked(path, (cursor,)))


#: Lists whose cursors, as administrators get them, stand on what others may not see.
CONTINUED = (
    "/v1/people?sort=email",
    "/v1/people?sort=-role",
    "/v1/articles?sort=createdAt&page[size]=60",
    "/v1/comments?sort=-article.title&filter[status]=hidden",
)


def seen(answer: Answer) -> tuple[int, dict[str, str], Any]:
    """All of an answer but its date and the ids of its errors, whose bytes are as many."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    headers.pop("date")
    if answer.status < 400:
        return answer.status, headers, answer.body
    document = json.loads(answer.body)
    for error in document["errors"]:
        del error["id"]
    return answer.status, headers, document


def links(node: Any) -> list[str]:
    """Every link of a document, pages and windows first."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        match waiting.pop():
            case {"links": dict(own), **rest}:
                waiting += [*rest.values()]
                for value in own.values():
                    href = value["href"] if isinstance(value, dict) else value
                    if href is not None:
                        found[href] = None
            case dict(members):
                waiting += members.values()
            case list(members):
                waiting += members
    return sorted(found, key=lambda link: ("page%5B" not in link, link))


def stock(database: str) -> Stock:
    """The ids and the values of everything that a filter can name."""
    ids = {}
    values = {}
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as sql:
        for name, type_ in GRAPH.types.items():
            table = MODELS[name].__table__
            columns = {a.name: a.column for a in type_.attributes.values() if a.filterable}
            chosen = ", ".join(f"to_json({column}) #>> '{{}}'" for column in columns.values())
            sql.execute(f"SELECT id::text, {chosen} FROM {table} ORDER BY id")
            rows = sql.fetchall()
            ids[name] = [row[0] for row in rows]
            for index, attribute in enumerate(columns, start=1):
                texts = {row[index] for row in rows if row[index]}
                values[name, attribute] = sorted(texts)
    return Stock(ids, values)


def name_of(database: str) -> str:
    return database.partition("@/")[2].partition("?")[0]
