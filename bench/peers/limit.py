"""What could be reached by hand: bare ASGI, psycopg2 in threads, the best SQL known, strings.

It answers the reads of the benchmark with the documents that ours gives to anonymous callers, byte
for byte, and knows nothing else: the workloads' parameters are found by looking for them in the
query string. No negotiation, no validation, no limits, no ETag, no errors, no log, no other URL.
"""

from __future__ import annotations

import asyncio
import os
import queue
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import orjson
import psycopg2
from psycopg2 import extensions

THREADS = 4
BASE = os.environ["BENCH_BASE"]
UTC = orjson.OPT_UTC_Z
SEEN = "status = 'published' AND published_at <= now()"
ARTICLE = (
    "a.id, a.version, a.title, a.slug, a.summary, a.body, a.status, a.language, a.comments_open, "
    "a.word_count, a.reading_minutes, a.published_at, a.created_at, a.updated_at, a.author_id"
)
ARTICLE_NAMES = (
    *("title", "slug", "summary", "body", "status", "language", "commentsOpen", "wordCount"),
    *("readingMinutes", "publishedAt", "createdAt", "updatedAt"),
)
PERSON = "id, version, name, handle, bio, website, avatar_url, created_at, updated_at"
PERSON_NAMES = ("name", "handle", "bio", "website", "avatarUrl", "createdAt", "updatedAt")
COMMENT_NAMES = ("body", "status", "createdAt", "updatedAt")
TAG_NAMES = ("name", "slug", "description")

ONE = f"SELECT {ARTICLE} FROM articles a WHERE a.id = %s AND a.{SEEN}"
PAGE = (
    f"SELECT {ARTICLE} FROM articles a WHERE a.{SEEN} "
    "ORDER BY (a.published_at IS NOT NULL) DESC, a.published_at DESC, a.id DESC LIMIT %s OFFSET %s"
)
#: What triggers note, less what waits for its day.
TOTAL = (
    "SELECT ((SELECT sum(articles) FROM article_tallies WHERE status = 'published') - (SELECT "
    "count(*) FROM articles WHERE status = 'published' AND published_at > now()))::bigint AS total"
)
COUNTED = f"SELECT t.total, p.* FROM ({TOTAL}) t LEFT JOIN LATERAL ({PAGE}) p ON true"
TAGS = (
    "SELECT p.id, w.* FROM unnest(%s::uuid[]) p(id) CROSS JOIN LATERAL (SELECT t.id, t.version, "
    "t.name, t.slug, t.description FROM article_tags l JOIN tags t ON t.id = l.tag_id "
    "WHERE l.article_id = p.id ORDER BY t.id LIMIT 26) w"
)
COMMENTS = (
    "SELECT p.id, w.* FROM unnest(%s::uuid[]) p(id) CROSS JOIN LATERAL (SELECT c.id, c.version, "
    "c.body, c.status, c.created_at, c.updated_at, c.author_id FROM comments c "
    "WHERE c.article_id = p.id AND c.status = 'visible' ORDER BY c.created_at, c.id LIMIT 26) w"
)
PEOPLE = f"SELECT {PERSON} FROM people WHERE id = ANY(%s::uuid[])"

Row = Sequence[Any]
Run = Callable[[str, Sequence[Any]], list[Row]]


def attributes(names: Iterable[str], row: Row) -> str:
    return orjson.dumps(dict(zip(names, row[2:], strict=False)), option=UTC).decode()


def relationship(url: str, name: str, data: str = "") -> str:
    links = f'"links":{{"self":"{url}/relationships/{name}","related":"{url}/{name}"}}'
    return f'"{name}":{{{links}{data}}}'


def resource(type_: str, row: Row, names: Iterable[str], linkage: dict[str, str]) -> str:
    url = f"{BASE}/v1/{type_}/{row[0]}"
    shown = ",".join(relationship(url, name, data) for name, data in linkage.items())
    relationships = f'"relationships":{{{shown}}},' if shown else ""
    return (
        f'{{"type":"{type_}","id":"{row[0]}","attributes":{attributes(names, row)},'
        f'{relationships}"links":{{"self":"{url}"}},"meta":{{"version":{row[1]}}}}}'
    )


def one(type_: str, id_: str) -> str:
    return f',"data":{{"type":"{type_}","id":"{id_}"}}'


def many(type_: str, ids: Iterable[str]) -> str:
    shown = ",".join(f'{{"type":"{type_}","id":"{id_}"}}' for id_ in ids)
    return f',"data":[{shown}]'


ARTICLE_LINKS = dict.fromkeys(
    ("author", "coauthors", "tags", "series", "comments", "reactions"), ""
)
COMMENT_LINKS = dict.fromkeys(("article", "author", "parent", "replies", "reactions"), "")


def article(id_: str, run: Run) -> str:
    (row,) = run(ONE, (id_,))
    url = f"{BASE}/v1/articles/{id_}"
    written = resource("articles", row, ARTICLE_NAMES, ARTICLE_LINKS)
    return f'{{"jsonapi":{{"version":"1.1"}},"links":{{"self":"{url}"}},"data":{written}}}'


def page(query: str, run: Run) -> str:
    """A page of 25, by number; with the total unless it is refused, compound where asked for."""
    asked = dict(pair.split("=", 1) for pair in unquote(query).split("&"))
    number = int(asked.get("page[number]", "1"))
    counted = asked.get("page[total]") != "false"
    rows = run(COUNTED if counted else PAGE, (26, 25 * (number - 1)))
    total = rows[0][0] if counted else None
    if counted:
        rows = [row[1:] for row in rows]
    more, rows = len(rows) > 25, rows[:25]
    if "include" in asked:
        data, included = compound(rows, run)
        tail = f',"included":[{included}]'
    else:
        data = ",".join(resource("articles", r, ARTICLE_NAMES, ARTICLE_LINKS) for r in rows)
        tail = ""
    meta = f',"meta":{{"total":{total},"page":{{"total":{total}}}}}' if counted else ""
    links = page_links(query, number, more, total)
    return f'{{"jsonapi":{{"version":"1.1"}},"links":{links},"data":[{data}]{tail}{meta}}}'


def page_links(query: str, number: int, more: bool, total: int | None) -> str:
    kept = [pair for pair in query.split("&") if not pair.startswith("page%5Bnumber%5D")]
    path = f"{BASE}/v1/articles"

    def at(place: int) -> str:
        return f'"{path}?{"&".join((*kept, f"page%5Bnumber%5D={place}"))}"'

    parts = [
        f'"self":"{path}?{query}"',
        f'"first":{at(1)}',
        f'"prev":{at(number - 1) if number > 1 else "null"}',
        f'"next":{at(number + 1) if more else "null"}',
    ]
    if total is not None:
        parts.append(f'"last":{at(max(1, -(-total // 25)))}')
    return f"{{{','.join(parts)}}}"


def compound(rows: list[Row], run: Run) -> tuple[str, str]:
    ids = [row[0] for row in rows]
    tags: dict[str, list[Row]] = {id_: [] for id_ in ids}
    for parent, *row in run(TAGS, (ids,)):
        tags[parent].append(row)
    comments: dict[str, list[Row]] = {id_: [] for id_ in ids}
    for parent, *row in run(COMMENTS, (ids,)):
        comments[parent].append(row)
    wanted = dict.fromkeys(row[14] for row in rows)
    wanted |= dict.fromkeys(row[6] for several in comments.values() for row in several)
    people = {row[0]: row for row in run(PEOPLE, (list(wanted),))}
    data = ",".join(
        resource(
            "articles",
            row,
            ARTICLE_NAMES,
            ARTICLE_LINKS
            | {
                "author": one("people", row[14]),
                "tags": many("tags", (tag[0] for tag in tags[row[0]])),
                "comments": many("comments", (each[0] for each in comments[row[0]])),
            },
        )
        for row in rows
    )
    return data, included(tags, comments, [people[id_] for id_ in wanted])


def included(
    tags: dict[str, list[Row]], comments: dict[str, list[Row]], people: Iterable[Row]
) -> str:
    distinct = {tag[0]: tag for several in tags.values() for tag in several}
    written = [resource("tags", tag, TAG_NAMES, {"articles": ""}) for tag in distinct.values()]
    written += [
        resource("comments", row, COMMENT_NAMES, COMMENT_LINKS | {"author": one("people", row[6])})
        for several in comments.values()
        for row in several
    ]
    links = {"articles": "", "comments": ""}
    written += [resource("people", row, PERSON_NAMES, links) for row in people]
    return ",".join(written)


class Pool:
    """As many connections as threads, and one hop for each request."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS)
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(THREADS):
            connection = psycopg2.connect(os.environ["BENCH_DATABASE"], options="-c timezone=UTC")
            connection.autocommit = True
            as_text = extensions.new_type((2950,), "UUID", psycopg2.STRING)
            extensions.register_type(as_text, connection)
            self._free.put(connection)

    async def answered(self, work: Callable[[Run], str], *, snapshot: bool) -> bytes:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._work, work, snapshot)

    def _work(self, work: Callable[[Run], str], snapshot: bool) -> bytes:
        connection = self._free.get()
        with connection.cursor() as cursor:
            opening = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;" if snapshot else ""

            def run(sql: str, values: Sequence[Any]) -> list[Row]:
                nonlocal opening
                cursor.execute(opening + sql, values)
                opening = ""
                return cursor.fetchall()

            body = work(run).encode()
            if snapshot:
                cursor.execute("COMMIT")
        self._free.put(connection)
        return body


pool: Pool | None = None


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    global pool
    if scope["type"] != "http":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if pool is None:
        pool = Pool()
    query = scope["query_string"].decode()
    if scope["path"] == "/v1/articles":
        body = await pool.answered(lambda run: page(query, run), snapshot="include" in query)
    else:
        id_ = scope["path"].rpartition("/")[2]
        body = await pool.answered(lambda run: article(id_, run), snapshot=False)
    headers = [
        (b"content-type", b"application/vnd.api+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
