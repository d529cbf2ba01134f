"""Times reads, one table: run by `scripts/bench`.

For each shape of request: SQL statements, size, the median of the whole answer in this process
(parse, plan, SQL, document, bytes), and the part of it that is SQL. All shapes take turns within
one run, so that a machine that drifts favours none.
"""

from __future__ import annotations

from typing import Any

import orjson

from bench.timing import Figures, blog, measure, report, waited
from jsonapi_blog.negotiation import Negotiated
from jsonapi_blog.pagination.strategies import Listing
from jsonapi_blog.policy import ANONYMOUS
from jsonapi_blog.query.target import Shape, Target
from jsonapi_blog.resources.api import Api
from jsonapi_blog.resources.reading import Asked, answer
from jsonapi_blog.serializers.links import Urls
from jsonapi_blog.store.plan import page_order

ROUNDS = 100
COMPOUND = "include=author,tags,comments.author"
SHAPES = {
    "one article": "",
    "a page of 25": "page[total]=false",
    "a page of 25, with the total": "page[number]=1",
    "25 titles with their authors' names": "page[total]=false&include=author"
    "&fields[articles]=title,author&fields[people]=name",
    "25 with author, tags, comments, their authors": f"page[total]=false&{COMPOUND}",
    "the 700th page, by number": "page[number]=700&page[total]=false",
    "the 700th page, by cursor": "page[after]={cursor}",
}


def main() -> None:
    """Measure and print the table."""
    with blog() as (api, _):
        report(measured(api))


def measured(api: Api) -> dict[str, Figures]:
    """The figures of every shape, taken in turns."""
    asked = {name: request(api, query) for name, query in requests(api).items()}
    figures = {name: Figures() for name in asked}
    for one in asked.values():
        answered(api, one)
    for _ in range(ROUNDS):
        for name, one in asked.items():
            measure(lambda one=one: answered(api, one), figures[name])
    return figures


def requests(api: Api) -> dict[str, str]:
    """The query strings, with a cursor out of the data."""
    last = data(api, request(api, "page[number]=699&page[total]=false"))[-1]
    target = Target(api.graph, Shape.COLLECTION, api.graph["articles"])
    listing = Listing.of(api.graph, target.types, page_order(target), None, "")
    key = (last["attributes"]["publishedAt"], last["id"])
    cursor = api.cursors.text(key, listing.context)
    return {name: query.format(cursor=cursor) for name, query in SHAPES.items()}


def request(api: Api, query: str) -> Asked:
    """GET of the collection of articles; of one article where nothing is asked."""
    articles = api.graph["articles"]
    target = Target(api.graph, Shape.COLLECTION, articles)
    if query:
        text = query.encode()
        return Asked(target, None, "/v1/articles", text, Negotiated(), Urls("http://localhost"))
    found = data(api, request(api, "page[size]=1"))[0]["id"]
    single = Target(api.graph, Shape.INDIVIDUAL, articles)
    path = f"/v1/articles/{found}"
    return Asked(single, found, path, b"", Negotiated(), Urls("http://localhost"))


def answered(api: Api, asked: Asked) -> bytes:
    """The body of the answer to an anonymous caller."""
    return waited(answer(api, asked, ANONYMOUS)).body


def data(api: Api, asked: Asked) -> list[dict[str, Any]]:
    """The primary data of a collection."""
    found: list[dict[str, Any]] = orjson.loads(answered(api, asked))["data"]
    return found


if __name__ == "__main__":
    main()
