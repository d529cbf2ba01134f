"""What `checks.mjs` is, for clients written in Python: the same checks, in the same words.

In: BLOG_API, BLOG_TOKEN and BLOG_IDS of the environment, and from each harness one function per
check. Out: one line of JSON per check on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import requests

API = os.environ["BLOG_API"]
IDS: dict[str, str] = json.loads(os.environ["BLOG_IDS"])
BEARER = f"Bearer {os.environ['BLOG_TOKEN']}"
JSONAPI = "application/vnd.api+json"
HEADERS = {"Accept": JSONAPI, "Content-Type": JSONAPI, "Authorization": BEARER}

Function = Callable[..., Any]


def list_(client: Function) -> None:
    document = ask("articles")
    equal(client(), {"ids": ids_in(document["data"]), "total": document["meta"]["total"]})


def pages(client: Function) -> None:
    equal(client(7), ids_of("tags?page[size]=100"))


def get(client: Function) -> None:
    expected = {"title": "Äpfel und Öl", "summary": None, "wordCount": 300}
    equal(client(IDS["post-3"]), expected)


def include(client: Function) -> None:
    found = client(IDS["post-1"])
    equal(found["author"], "Ann Author")
    equal(found["coauthors"], ["Rita Ørsted", "Eve Editor", "bob Bauer"])
    equal(len(found["commenters"]), 25)
    equal(found["commenters"][:3], ["김 Kim", "Lee, Jr.", "bob Bauer"])


def fields(client: Function) -> None:
    found = client()
    equal(sorted(found), ["status", "title"])
    equal(found["status"], "published")


def sort(client: Function) -> None:
    equal(client("-author.name,title"), ids_of("articles?sort=-author.name,title"))


def filter_(client: Function) -> None:
    found = client()
    equal(found["ids"], ids_of(f"articles?{found['asked']}"))
    equal(0 < len(found["ids"]) < 25, True)


def related(client: Function) -> None:
    coauthors = [IDS["rita"], IDS["eve"], IDS["bob"]]
    equal(client(IDS["post-1"]), {"author": "ann", "coauthors": coauthors})


def create(client: Function) -> None:
    made = stored(client({"title": "Made", "body": "By *me*."}))
    equal([made["attributes"][name] for name in ("title", "body")], ["Made", "By *me*."])
    equal([made["linked"][name] for name in ("tags", "author")], [[], [IDS["ann"]]])


def create_with_tags(client: Function) -> None:
    made = stored(client({"title": "Made"}, tag("rust")))
    equal(made["attributes"]["title"], "Made")
    equal([made["linked"][name] for name in ("tags", "author")], [[IDS["rust"]], [IDS["ann"]]])


def update(client: Function) -> None:
    id_ = fresh()
    before = stored(id_)
    equal(client(id_, "Other"), "Other")
    equal_but_for_the_title(before, id_, "Other")


def write_back(client: Function) -> None:
    id_ = fresh()
    before = stored(id_)
    client(id_, "Other")
    equal_but_for_the_title(before, id_, "Other")


def add(client: Function) -> None:
    id_ = fresh()
    client(id_, tag("unused"))
    equal_tags(id_, "rust", "web", "unused")


def remove(client: Function) -> None:
    id_ = fresh()
    client(id_, tag("rust"))
    equal_tags(id_, "web")


def replace(client: Function) -> None:
    id_ = fresh()
    client(id_, [tag("unused"), tag("web")])
    equal_tags(id_, "unused", "web")


def delete(client: Function) -> None:
    id_ = fresh()
    client(id_)
    equal(ask(f"articles/{id_}")["status"], 404)


def error_404(client: Function) -> None:
    expected = {"status": "404", "code": "resource-not-found", "title": "Resource not found"}
    equal_as_far_as_told(client("00000000-0000-7000-8000-000000000000"), expected)


def error_422(client: Function) -> None:
    told_ = {"status": "422", "code": "invalid-value", "attribute": "title"}
    expected = {**told_, "pointer": "/data/attributes/title"}
    equal_as_far_as_told(client({"title": ""}), expected)


CHECKS: Mapping[str, Callable[[Function], None]] = {
    "list": list_,
    "pages": pages,
    "get": get,
    "include": include,
    "fields": fields,
    "sort": sort,
    "filter": filter_,
    "related": related,
    "create": create,
    "create with tags": create_with_tags,
    "update": update,
    "write-back": write_back,
    "add": add,
    "remove": remove,
    "replace": replace,
    "delete": delete,
    "error 404": error_404,
    "error 422": error_422,
}


def run(client: Mapping[str, Function], more: Mapping[str, Callable[[], None]]) -> None:
    """Run all checks that the harness has a function for, and whatever is `more`."""
    assert client.keys() <= CHECKS.keys()
    for name, judge in CHECKS.items():
        if name in client:
            check(name, judge, client[name])
    for name, function in more.items():
        check(name, function)


def check(name: str, judge: Callable[..., None], *given: Function) -> None:
    detail = ""
    try:
        judge(*given)
    except Exception:
        detail = traceback.format_exc()
    print(json.dumps({"name": name, "ok": not detail, "detail": detail}), file=sys.__stdout__)


def ask(path: str, method: str = "GET", document: Any = None) -> Any:
    """The document at a path as the server tells it; `status` beside its members."""
    answer = requests.request(method, f"{API}/{path}", json=document, headers=HEADERS, timeout=30)
    return {"status": answer.status_code, **(answer.json() if answer.content else {})}


def tag(slug: str) -> dict[str, str]:
    return {"type": "tags", "id": IDS[slug]}


def ids_in(resources: list[Any]) -> list[str]:
    return [resource["id"] for resource in resources]


def ids_of(path: str) -> list[str]:
    return ids_in(ask(path)["data"])


def fresh() -> str:
    """The id of a new article of Ann's with two tags and a comment, which a check may spoil."""
    attributes = {"title": "As it was", "summary": "A summary.", "body": "One *two* three."}
    tags = {"tags": {"data": [tag("rust"), tag("web")]}}
    article = posted("articles", attributes, tags)
    posted(
        "comments", {"body": "Well."}, {"article": {"data": {"type": "articles", "id": article}}}
    )
    return article


def posted(type_: str, attributes: Any, relationships: Any) -> str:
    resource = {"type": type_, "attributes": attributes, "relationships": relationships}
    answer = ask(type_, "POST", {"data": resource})
    equal(answer["status"], 201)
    return str(answer["data"]["id"])


def stored(id_: str) -> dict[str, Any]:
    """An article as it is stored: its attributes, and the ids that it is linked to."""
    resource = ask(f"articles/{id_}?include=author,coauthors,tags,series,comments")["data"]
    linked = {name: one["data"] for name, one in resource["relationships"].items() if "data" in one}
    return {
        "attributes": resource["attributes"],
        "linked": {
            name: ids_in(data if isinstance(data, list) else [data] if data else [])
            for name, data in linked.items()
        },
    }


def equal(actual: Any, expected: Any) -> None:
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


def equal_but_for_the_title(before: dict[str, Any], id_: str, title: str) -> None:
    after = stored(id_)
    changed = {"title": title, "updatedAt": after["attributes"]["updatedAt"]}
    equal(after["attributes"]["updatedAt"] != before["attributes"]["updatedAt"], True)
    equal(after, {**before, "attributes": {**before["attributes"], **changed}})


def equal_tags(id_: str, *slugs: str) -> None:
    found = ids_of(f"articles/{id_}/relationships/tags")
    equal(sorted(found), sorted(IDS[slug] for slug in slugs))


def equal_as_far_as_told(told: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    equal(bool(told), True)
    equal(told, {name: expected[name] for name in told})


def told(error: Mapping[str, Any]) -> dict[str, str]:
    """An error object as the checks of errors want it."""
    known = {
        "status": error.get("status"),
        "code": error.get("code"),
        "pointer": error.get("source", {}).get("pointer"),
        "attribute": error.get("meta", {}).get("attribute"),
    }
    return {name: value for name, value in known.items() if value is not None}
