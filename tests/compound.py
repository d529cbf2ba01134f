"""Compound documents as tests look at them: resources by name, linkage, windows to their end.

In: an `Answer`. Out: identities and resource objects. Nothing is judged here but that a road of
`next` links is no ring.
"""

from __future__ import annotations

from typing import Any

from tests.answer import Answer
from tests.client import Client

Identity = tuple[str, str]
Object = dict[str, Any]


def identity(each: Object) -> Identity:
    """The type and id of a resource object, or of an identifier."""
    return each["type"], each["id"]


def included(answer: Answer) -> list[Identity]:
    """What is included, in order."""
    return [identity(each) for each in answer.included]


def included_types(answer: Answer) -> set[str]:
    return {each["type"] for each in answer.included}


def resources(answer: Answer) -> dict[Identity, Object]:
    """Every resource object of a document, primary ones first."""
    data = answer.data if isinstance(answer.data, list) else [answer.data] if answer.data else []
    primary = [each for each in data if "links" in each]
    return {identity(each): each for each in [*primary, *answer.document.get("included", ())]}


def relationship(answer: Answer, type_: str, id_: str, name: str) -> Object:
    """One relationship object of one resource, which has to be there."""
    found: Object = resources(answer)[type_, id_]["relationships"][name]
    return found


def linkage(answer: Answer, type_: str, id_: str, name: str) -> list[str]:
    """The ids that one to-many relationship shows."""
    return [each["id"] for each in relationship(answer, type_, id_, name)["data"]]


def continued(client: Client, window: Object) -> list[Answer]:
    """The documents that follow a window along `links.next`, to the end."""
    answers: list[Answer] = []
    following = window["links"].get("next")
    while following:
        assert following not in [answer.url for answer in answers], "next leads back"
        answers.append(client.get(following))
        assert answers[-1].status == 200, answers[-1].document
        following = answers[-1].links["next"]
    return answers


def whole(client: Client, type_: str, id_: str, name: str) -> list[str]:
    """Every id of a to-many relationship, read from its own URL."""
    url = f"/v1/{type_}/{id_}/relationships/{name}?page[size]=100"
    return [id_ for page in client.pages(url) for id_ in page.ids]
