"""jsonapi-client, whose session writes what was changed of the resources that it holds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from checks import API, BEARER, IDS, ask, equal, fresh, ids_in, run, stored, tag, told
from jsonapi_client import Filter, Inclusion, Modifier, Session
from jsonapi_client.exceptions import DocumentError

# What is to be created has to be described, as JSON Schema.
TEXT = {"type": ["null", "string"]}
SCHEMA = {
    "articles": {
        "properties": {
            "title": TEXT,
            "body": TEXT,
            "author": {"relation": "to-one", "resource": ["people"]},
            "coauthors": {"relation": "to-many", "resource": ["people"]},
            "tags": {"relation": "to-many", "resource": ["tags"]},
            "comments": {"relation": "to-many", "resource": ["comments"]},
        }
    }
}
# It warns of every attribute that is not described.
logging.getLogger("jsonapi_client").setLevel(logging.ERROR)
OPTIONS = {"request_kwargs": {"headers": {"Authorization": BEARER}}, "schema": SCHEMA}
session = Session(API, **OPTIONS)


def article(id_: str, *include: str) -> Any:
    # What it has got once it does not ask for again.
    session.invalidate()
    if not include:
        return session.get("articles", id_).resource
    # It takes an id or a modifier, not both.
    return session.get(f"articles/{id_}", Inclusion(*include)).resource


def found(modifier: str) -> Any:
    return session.get("articles", Modifier(modifier)).resources


def ids(resources: Any) -> list[str]:
    return [resource.id for resource in resources]


def list_() -> dict[str, Any]:
    document = session.get("articles")
    return {"ids": ids(document.resources), "total": document.meta.total}


def pages(size: int) -> list[str]:
    return ids(session.iterate("tags", Modifier(f"page[size]={size}")))


def get(id_: str) -> dict[str, Any]:
    resource = article(id_)
    return {name: resource[name] for name in ("title", "summary", "wordCount")}


def include(id_: str) -> dict[str, Any]:
    resource = article(id_, "author", "coauthors", "comments.author")
    return {
        "author": resource.author.name,
        "coauthors": [person.name for person in resource.coauthors],
        "commenters": [comment.author.name for comment in resource.comments],
    }


def fields() -> dict[str, Any]:
    session.invalidate()
    resource = found("fields[articles]=title,status")[0]
    # What the schema describes and the server does not send is None.
    return {name: value for name, value in resource._attributes.items() if value is not None}


def sort(keys: str) -> list[str]:
    return ids(found(f"sort={keys}"))


def filter_() -> dict[str, Any]:
    resources = session.get("articles", Filter(status="draft", language="en")).resources
    return {"ids": ids(resources), "asked": "filter[status]=draft&filter[language]=en"}


def related(id_: str) -> dict[str, Any]:
    resource = article(id_)
    return {"author": resource.author.handle, "coauthors": ids(resource.coauthors)}


def create(attributes: dict[str, str], *tags: dict[str, str]) -> str:
    linked = {"tags": [one["id"] for one in tags]} if tags else {}
    return str(session.create_and_commit("articles", {**attributes, **linked}).id)


def update(id_: str, title: str) -> str:
    resource = article(id_)
    resource.title = title
    resource.commit()
    return str(resource.title)


def write_back(id_: str, title: str) -> None:
    resource = article(id_, "author", "tags")
    resource.title = title
    for name in ("author", "tags"):
        resource.relationships[name].mark_dirty()
    resource.commit()


def retag(id_: str, change: Callable[[Any], None]) -> None:
    """Relationships have no requests of their own: the whole list goes with the article."""
    resource = article(id_, "tags")
    change(resource.relationships.tags)
    resource.commit()


def add(id_: str, tag: dict[str, str]) -> None:
    retag(id_, lambda tags: tags.add([tag["id"]]))


def remove(id_: str, tag: dict[str, str]) -> None:
    retag(id_, lambda tags: tags.set([one for one in ids(tags.resources) if one != tag["id"]]))


def replace(id_: str, tags: list[dict[str, str]]) -> None:
    retag(id_, lambda present: present.set(ids_in(tags)))


def delete(id_: str) -> None:
    resource = article(id_)
    resource.delete()
    resource.commit()


def failure(function: Callable[..., Any], *given: Any) -> dict[str, str]:
    try:
        function(*given)
    except DocumentError as error:
        equal(str(error).endswith(f": {error.response.json()['errors'][0]['title']}"), True)
        return told(error.response.json()["errors"][0])
    raise AssertionError("Nothing was raised.")


def asynchronous() -> None:
    asyncio.run(asynchronously())


async def asynchronously() -> None:
    """It minds the content type of every answer, those of errors too."""
    id_ = fresh()
    async with Session(API, enable_async=True, **OPTIONS) as session:
        resource = (await session.get("articles", id_)).resource
        await resource.author.fetch()
        equal(resource.author.resource.handle, "ann")
        resource.title = "Other"
        await resource.commit()
        equal(stored(id_)["attributes"]["title"], "Other")
        made = await session.create_and_commit("articles", {"title": "Made", "tags": [IDS["web"]]})
        equal(stored(made.id)["linked"]["tags"], [tag("web")["id"]])
        resource.delete()
        await resource.commit()
        equal(ask(f"articles/{id_}")["status"], 404)
        try:
            await session.get("articles", id_)
        except DocumentError as error:
            equal(str(error), "Error 404: Resource not found")


run(
    {
        "list": list_,
        "pages": pages,
        "get": get,
        "include": include,
        "fields": fields,
        "sort": sort,
        "filter": filter_,
        "related": related,
        "create": create,
        "create with tags": create,
        "update": update,
        "write-back": write_back,
        "add": add,
        "remove": remove,
        "replace": replace,
        "delete": delete,
        "error 404": lambda id_: failure(article, id_),
        "error 422": lambda attributes: failure(create, attributes),
    },
    {"an asynchronous session": asynchronous},
)
