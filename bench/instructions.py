"""How many instructions the pure stages of a read take: what a machine's mood cannot change.

In: requests, and rows that a store might have found. Out: bytecode instructions by room: parsing
in `query`, paging in `pagination`, planning and putting together in `store`, documents in
`serializers`. Counted are those of our own code and of the functions that it writes, in one version
of Python; `bench/instructions.json` keeps them, and a test holds new code to that.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import jsonapi_blog
from jsonapi_blog.app import compose
from jsonapi_blog.graph import Graph, Kind, Projection
from jsonapi_blog.negotiation import Negotiated
from jsonapi_blog.policy import ANONYMOUS
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources.api import Api
from jsonapi_blog.resources.reading import Asked, answer
from jsonapi_blog.rowset import Row, Rowset
from jsonapi_blog.serializers import compiler
from jsonapi_blog.serializers.links import Urls
from jsonapi_blog.settings import Settings
from jsonapi_blog.store import loader, plan
from jsonapi_blog.store.shape import Read, split
from jsonapi_blog.store.steps import OneRoot, PageRoot, Plan, ToManyStep

T = TypeVar("T")

BASELINE = Path(__file__).with_name("instructions.json")
PACKAGE = str(Path(jsonapi_blog.__file__).parent)
ROOMS = ("query", "pagination", "store", "serializers", "resources")
COMPOUND = "include=author,tags,comments.author"
SPARSE = "include=author&fields[articles]=title,author&fields[people]=name"
REQUESTS = {
    "one article": "",
    "page of 25": "page[total]=false",
    "page of 25 with the total": "page[number]=2",
    "page by cursor": "page[after]={cursor}",
    "filtered and sorted": "page[total]=false&sort=-title&filter[tags][slug]=http&filter="
    "and(has(comments),greaterThan(wordCount,'100'))",
    "25 titles with their authors": f"page[total]=false&{SPARSE}",
    "25 with author, tags, comments, their authors": f"page[total]=false&{COMPOUND}",
}
MOMENT = datetime(2024, 1, 1, 12, tzinfo=UTC)
SAMPLE: dict[Kind, Any] = {
    Kind.STRING: "Text, as it happens to be.",
    Kind.INTEGER: 300,
    Kind.BOOLEAN: True,
    Kind.TIMESTAMP: MOMENT,
}
PAGE, TAGS, COMMENTS = 25, 3, 5
#: Counts by request: once when it is asked for the first time, once when it was before.
Counts = dict[str, dict[str, dict[str, int]]]


class Canned:
    """A store that finds the same in every database: a full page, some tags, some comments."""

    def __init__(self) -> None:
        self.graph = Graph()

    async def read(self, read: Read, making: Callable[[Rowset], T]) -> T:
        """What a store does, but for the statements."""
        shape, values = split(read)
        planned = plan.plan(shape)
        rows = self._rows(planned, read)

        async def run(_: str, bound: dict[str, Any]) -> list[Row]:
            return next(rows)(bound)

        return making(await loader.load_later(planned, read, values, run))

    def _rows(self, planned: Plan, read: Read) -> Iterator[Callable[[dict[str, Any]], list[Row]]]:
        """For each statement, in order, what finds its rows."""
        yield lambda _: self._root(planned, read)
        for step in planned.steps:
            projection = planned.projections[step.type]
            if isinstance(step, ToManyStep):
                many = TAGS if step.type == "tags" else COMMENTS
                yield lambda bound, p=projection, n=many: [
                    (*self._row(p, index * 100 + number), MOMENT, "key", parent)
                    for index, parent in enumerate(_bound_ids(bound))
                    for number in range(n)
                ]
            else:
                yield lambda bound, p=projection: [
                    (id_, *self._row(p, number)[1:]) for number, id_ in enumerate(_bound_ids(bound))
                ]

    def _root(self, planned: Plan, read: Read) -> list[Row]:
        match planned.root:
            case OneRoot(name):
                row = self._row(planned.projections[name], 0)
                return [(read.id, *row[1:])]
            case PageRoot(name, _, _, headed):
                head = (0, 20_000) if headed else ()
                keys = (
                    (MOMENT, "key")
                    if read.view.window is not None and read.view.window.keyed
                    else ()
                )
                rows = (self._row(planned.projections[name], n) for n in range(PAGE + 1))
                return [(*head, *row, *keys) for row in rows]
        raise AssertionError(f"nobody asks for {planned.root} here")

    def _row(self, projection: Projection, number: int) -> Row:
        resource_type = self.graph[projection.type]
        attributes = (SAMPLE[resource_type.attributes[a].kind] for a in projection.attributes)
        keys = (_id(number * 31 % 20) for relation in projection.linked for _ in relation.targets)
        return (_id(number), 1, *attributes, *keys, *(True for _ in projection.gated))


def _bound_ids(bound: dict[str, Any]) -> list[str]:
    """What the store would look up."""
    text: str = bound["ids"]
    return text.strip("{}").split(",")


def counted() -> Counts:
    """The instructions of every request, the first time and again."""
    found: Counts = {"first": {}, "again": {}}
    for name, query in REQUESTS.items():
        store = Canned()
        api = compose(Settings(secret=b"the key of the bench"), store)  # type: ignore[arg-type]  # canned rows
        store.graph = api.graph
        asked = _asked(api, query.format(cursor=_cursor(api)))
        compiler.serializer.cache_clear()
        for times, counts in found.items():
            counts[name] = _count(lambda api=api, asked=asked: answered(api, asked))
            assert counts[name]["store"], f"{name} was not asked of the store {times}"
        api.threads.close()
    return found


def answered(api: Api, asked: Asked) -> bytes:
    """The body of the answer to an anonymous caller."""
    answering = answer(api, asked, ANONYMOUS)
    try:
        answering.send(None)
    except StopIteration as done:
        body: bytes = done.value.body
        return body
    raise AssertionError("canned rows are waited for")


def save() -> None:
    """Make the counts of this code the ones that are held to."""
    kept = {"python": version(), **counted()}
    BASELINE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {BASELINE}.", file=sys.stderr)


def baseline() -> dict[str, Any]:
    """The counts that are held to, and the Python that they are of."""
    kept: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return kept


def version() -> str:
    """Python's, as far as its instructions go."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _asked(api: Api, query: str) -> Asked:
    articles, urls = api.graph["articles"], Urls("http://localhost")
    if not query:
        target, path = Target(api.graph, Shape.INDIVIDUAL, articles), f"/v1/articles/{_id(1)}"
        return Asked(target, _id(1), path, b"", Negotiated(), urls)
    target = Target(api.graph, Shape.COLLECTION, articles)
    return Asked(target, None, "/v1/articles", query.encode(), Negotiated(), urls)


def _cursor(api: Api) -> str:
    return api.cursors.text((MOMENT, _id(1)), "articles\0-publishedAt,-id\0")


def _id(number: int) -> str:
    return f"018cc283-6440-7037-8000-{number:012}"


def _count(work: Callable[[], object]) -> dict[str, int]:
    """The instructions of our code that `work` runs, by room."""
    counts: Counter[str] = Counter()
    with _traced(counts):
        work()
    return {room: counts[room] for room in ROOMS}


@contextmanager
def _traced(counts: Counter[str]) -> Iterator[None]:
    before = sys.gettrace()

    def enter(frame: FrameType, _: str, __: object) -> Callable[..., Any] | None:
        room = _room(frame.f_code.co_filename)
        if room is None:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False

        def count(_: FrameType, event: str, __: object) -> Callable[..., Any]:
            counts[room] += event == "opcode"
            return count

        return count

    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(before)


def _room(filename: str) -> str | None:
    if filename.startswith("<serializer"):
        return "serializers"
    if not filename.startswith(PACKAGE):
        return None
    first = Path(filename).relative_to(PACKAGE).parts[0]
    return first if first in ROOMS else None
