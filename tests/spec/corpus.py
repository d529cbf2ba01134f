"""One answer of every kind that the sample blog gives, and ways to walk through documents.

In: a world. Out: answers by name. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.client import Client
from tests.conftest import World

#: For each type that is shown to everybody its relationships; True where one is to-many.
RELATIONSHIPS = {
    "people": {"articles": True, "comments": True},
    "articles": {
        "author": False,
        "coauthors": True,
        "tags": True,
        "series": False,
        "comments": True,
        "reactions": True,
    },
    "comments": {
        "article": False,
        "author": False,
        "parent": False,
        "replies": True,
        "reactions": True,
    },
    "tags": {"articles": True},
    "series": {"articles": True, "curator": False},
    "reactions": {"person": False, "target": False},
}
#: The same for every type: some are shown to nobody without a token.
EVERY = {**RELATIONSHIPS, "access-tokens": {"person": False}}
APPLIED = f'{JSONAPI};profile="{CURSOR_PROFILE}"'


@dataclass(frozen=True)
class Node:
    """An object of a document, and the names that lead to it."""

    path: tuple[str | int, ...]
    value: dict[str, Any]

    @property
    def name(self) -> str:
        """The member that holds it; that of the array where it stands in one."""
        names = [step for step in self.path if isinstance(step, str)]
        return names[-1] if names else ""


def corpus(world: World) -> dict[str, Answer]:
    """Answers of every kind, for anonymous callers and for admins, with the profile and without."""
    return _gathered(world.url, world.tokens["admin"])


@cache
def _gathered(url: str, admin: str | None) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for role, token, types in (("anonymous", None, RELATIONSHIPS), ("admin", admin, EVERY)):
        with Client(url, token) as client:
            urls = paths(client, types)
            for type_, names in types.items():
                urls.append(f"/v1/{type_}?include={','.join(names)}")
            for path in urls:
                found[f"{role} {path}"] = client.get(path)
                found[f"{role} {path} under the profile"] = client.get(path, accept=APPLIED)
            found[f"{role} errors"] = client.get("/v1/tags?nope=1&include=nope&page[size]=1000")
            found[f"{role} an unknown URL"] = client.get("/v1/nope")
    return found


def paths(client: Client, types: Mapping[str, Iterable[str]] = RELATIONSHIPS) -> list[str]:
    """One URL of every kind, for every one of these types and every relationship."""
    made = ["/v1"]
    for type_, names in types.items():
        resource = f"/v1/{type_}/{one_of(client, type_)}"
        made += [f"/v1/{type_}", resource]
        for name in names:
            made += [f"{resource}/{name}", f"{resource}/relationships/{name}"]
    return made


def one_of(client: Client, type_: str) -> str:
    """The id of the first resource of a type that the caller may read."""
    return str(client.get(f"/v1/{type_}").ids[0])


def successes(world: World) -> dict[str, Answer]:
    """The part of the corpus that has primary data."""
    return {name: each for name, each in corpus(world).items() if "data" in each.document}


def objects(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Node]:
    """Every object of a document, the document itself first."""
    match value:
        case dict():
            yield Node(path, value)
            for name, member in value.items():
                yield from objects(member, (*path, name))
        case list():
            for position, member in enumerate(value):
                yield from objects(member, (*path, position))


def resources(answer: Answer) -> list[dict[str, Any]]:
    """Every resource object of a document, primary or included."""
    return [
        node.value
        for node in objects(answer.document)
        if "type" in node.value and "id" in node.value and "links" in node.value
    ]


def identifiers(answer: Answer) -> list[dict[str, Any]]:
    """Every resource identifier of a document, as primary data or as linkage."""
    return [
        node.value
        for node in objects(answer.document)
        if "type" in node.value and "id" in node.value and "links" not in node.value
    ]


def relationships(answer: Answer) -> list[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Every relationship of a document: its resource, its name and its object."""
    return [
        (resource, name, relationship)
        for resource in resources(answer)
        for name, relationship in resource.get("relationships", {}).items()
    ]
