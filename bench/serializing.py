"""Times serializers: our compiled functions beside `Schema.dump` of the same resources.

Both write 100 articles with all their links and no linkage, in turns within one run; printed are
the medians and their ratio.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from jsonapi_blog.graph import Projection
from jsonapi_blog.resources.articles import Articles
from jsonapi_blog.serializers import compiler

ROUNDS = 50
ARTICLES = Articles.resource_type()
NAMES = tuple(a.name for a in ARTICLES.attributes.values() if not a.on_request)
MOMENT = datetime(2024, 1, 1, 12, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "commentsOpen": True,
    "wordCount": 500,
    "readingMinutes": 3,
    **dict.fromkeys(("publishedAt", "createdAt", "updatedAt"), MOMENT),
}
ROWS = [
    (f"018cc283-6440-7037-8000-{number:012}", 1, *(VALUES.get(n, f"Text of {n}") for n in NAMES))
    for number in range(100)
]


def compiled() -> bytes:
    """The resource objects by a function that was written for them."""
    shown = compiler.Shown(tuple(ARTICLES.relations), frozenset())
    serialize = compiler.serializer(ARTICLES, Projection("articles", NAMES, ()), shown)
    return ",".join(
        serialize(row, "http://localhost", lambda *_: compiler.UNLINKED, "") for row in ROWS
    ).encode()


def dumped() -> bytes:
    """The same by marshmallow-jsonapi, from the same schema."""
    columns = [ARTICLES.attributes[name].column for name in NAMES]
    objects = [{"id": row[0], **dict(zip(columns, row[2:], strict=True))} for row in ROWS]
    schema = Articles.schema(many=True, exclude=("bodyHtml",))
    return orjson.dumps(schema.dump(objects))


def timed(work: Callable[[], bytes], taken: list[float]) -> None:
    """Run `work` once and keep its milliseconds."""
    began = time.perf_counter()
    work()
    taken.append((time.perf_counter() - began) * 1e3)


def main() -> None:
    """Measure and print one line."""
    warnings.simplefilter("ignore")
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        timed(compiled, ours)
        timed(dumped, theirs)
    mine, other = statistics.median(ours), statistics.median(theirs)
    ratio = other / mine
    print(f"100 articles: compiled {mine:.2f} ms, Schema.dump {other:.2f} ms, ratio {ratio:.0f}")


if __name__ == "__main__":
    main()
