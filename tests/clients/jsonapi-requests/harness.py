"""jsonapi-requests: its models where they have a way, and its endpoints where they have none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from checks import API, BEARER, equal, equal_but_for_the_title, fresh, run, stored, told
from jsonapi_requests.orm import ApiModel, AttributeField, OrmApi, RelationField
from jsonapi_requests.request_factory import ApiClientError


def authorized(request: Any) -> Any:
    request.headers["Authorization"] = BEARER
    return request


# By default it gives up after a second, which a busy machine may need for itself.
OPTIONS = {"API_ROOT": API, "AUTH": authorized, "TIMEOUT": 30}
api = OrmApi.config(OPTIONS)
# By default it ends every URL in a slash, and breaks the query of a link by that.
links = OrmApi.config({**OPTIONS, "APPEND_SLASH": False})


class Person(ApiModel):
    class Meta:
        type = "people"
        api = api

    name = AttributeField("name")
    handle = AttributeField("handle")


class Tag(ApiModel):
    class Meta:
        type = "tags"
        api = api


class Comment(ApiModel):
    class Meta:
        type = "comments"
        api = api

    author = RelationField("author")


class Article(ApiModel):
    class Meta:
        type = "articles"
        api = api

    title = AttributeField("title")
    body = AttributeField("body")
    author = RelationField("author")
    coauthors = RelationField("coauthors")
    tags = RelationField("tags")
    comments = RelationField("comments")


def content(path: str, **params: str) -> Any:
    return api.endpoint(path).get(params=params).content


def ids(resources: Any) -> list[str]:
    return [resource.id for resource in resources]


def article(id_: str, include: str) -> Any:
    return Article.from_response_content(content(f"articles/{id_}", include=include))


def list_() -> dict[str, Any]:
    found = content("articles")
    return {"ids": ids(Article.from_response_content(found)), "total": found.meta["total"]}


def pages(size: int) -> list[str]:
    page = content("tags", **{"page[size]": str(size)})
    found = ids(page.data)
    while page.links["next"]:
        page = links.endpoint(page.links["next"]).get().content
        found += ids(page.data)
    return found


def get(id_: str) -> dict[str, Any]:
    attributes = Article.from_id(id_).attributes
    return {name: attributes[name] for name in ("title", "summary", "wordCount")}


def include(id_: str) -> dict[str, Any]:
    found = article(id_, "author,coauthors,comments.author")
    return {
        "author": found.author.name,
        "coauthors": [person.name for person in found.coauthors],
        "commenters": [comment.author.name for comment in found.comments],
    }


def fields() -> dict[str, Any]:
    found = Article.get_list(params={"fields[articles]": "title,status"})
    return dict(found[0].attributes)


def sort(keys: str) -> list[str]:
    return ids(Article.get_list(params={"sort": keys}))


def filter_() -> dict[str, Any]:
    params = {"filter[tags][slug]": "web", "filter[wordCount][gte]": "200"}
    asked = "&".join(f"{name}={value}" for name, value in params.items())
    return {"ids": ids(Article.get_list(params=params)), "asked": asked}


def related(id_: str) -> dict[str, Any]:
    author = Person.from_response_content(content(f"articles/{id_}/author"))
    linkage = content(f"articles/{id_}/relationships/coauthors")
    return {"author": author.handle, "coauthors": ids(linkage.data)}


def create(attributes: dict[str, str], *tags: dict[str, str]) -> str:
    made = Article()
    made.attributes.update(attributes)
    if tags:
        made.tags = [Tag.from_id(one["id"]) for one in tags]
    made.save()
    return str(made.id)


def update(id_: str, title: str) -> str:
    changed = Article.from_id(id_)
    changed.title = title
    changed.save()
    return str(changed.title)


def write_back(id_: str, title: str) -> None:
    changed = article(id_, "author,coauthors,tags,comments")
    changed.title = title
    changed.save()


def write_links_back() -> None:
    """Relationships that were not included go back as links without data."""
    id_ = fresh()
    before = stored(id_)
    update(id_, "Other")
    equal_but_for_the_title(before, id_, "Other")


def write(method: str, id_: str, tags: list[dict[str, str]]) -> None:
    linkage = api.endpoint(f"articles/{id_}/relationships/tags")
    equal(getattr(linkage, method)(json={"data": tags}).status_code, 204)


def delete(id_: str) -> None:
    article(id_, "tags").delete()


def failure(function: Callable[..., Any], *given: Any) -> dict[str, str]:
    try:
        function(*given)
    except ApiClientError as error:
        return told(json.loads(error.content)["errors"][0])
    raise AssertionError("Nothing was raised.")


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
        "add": lambda id_, tag: write("post", id_, [tag]),
        "remove": lambda id_, tag: write("delete", id_, [tag]),
        "replace": lambda id_, tags: write("patch", id_, tags),
        "delete": delete,
        "error 404": lambda id_: failure(get, id_),
        "error 422": lambda attributes: failure(create, attributes),
    },
    {"write-back of what was read without include": write_links_back},
)
