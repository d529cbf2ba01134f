"""Every cell of `spec/permissions.md`, sent to a server; and no kind of write without a line there.

Every request is a dry run, so that none of them disturbs another: it is judged as the write is, and
stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from jsonapi_blog.graph import Access, Graph
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.settings import Signup
from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, served, world
from tests.spec.permissions import BARE, CELLS, EMAIL, PASSWORD, ROLES, Case, Places, cases

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)
CASES = cases()
DRY = {"Prefer": "tx=rollback"}
METHODS = {"set": "PATCH", "add": "POST", "remove": "DELETE"}

#: What it takes at least to create something, in the words of the page.
NEEDED: dict[str, dict[str, str]] = {
    "people": {"name": "New", "handle": "new"},
    "articles": {"title": "New"},
    "comments": {"body": "New.", "article": "another's"},
    "tags": {"name": "New"},
    "series": {"title": "New"},
    "reactions": {"kind": "sad", "target": "another's article"},
    "access-tokens": {"name": "New"},
}
#: A legal value of each attribute that nothing in the blog has.
NEW: dict[str, Any] = {
    **dict.fromkeys(("name", "title", "bio", "summary", "body", "description"), "Quite new"),
    **dict.fromkeys(("handle", "slug"), "quite-new"),
    **dict.fromkeys(("website", "avatarUrl"), "https://new.example/"),
    "email": "new@blog.example",
    "password": "a new password",
    "language": "de",
    "commentsOpen": False,
    "publishedAt": "2024-05-05T12:00:00Z",
    "kind": "love",
    "scopes": ["articles:read"],
    "expiresAt": "2999-01-01T00:00:00Z",
}
#: Whose the resources of a type may be, where they are not "own", "another's" and "missing".
OWNED = {"people": ("self", "another", "missing"), "tags": ("any", "missing")}


@dataclass(frozen=True)
class Blog:
    """The blog of the page, and its callers by kind and role."""

    places: Places
    callers: Mapping[tuple[str, str], Client]

    def answer(self, case: Case, role: str) -> Answer:
        """The answer to a case, as a dry run."""
        client = self.callers[self._kind(case), role]
        match case.operation:
            case "create" | "sign up" | "log in":
                return client.post(f"/v1/{case.type}", self._new(case, role), headers=DRY)
            case "update":
                return client.patch(self._url(case, role), self._change(case, role), headers=DRY)
            case "delete":
                return client.delete(self._url(case, role), headers=DRY)
            case operation:
                url = f"{self._url(case, role)}/relationships/{case.field}"
                document = {"data": self._linkage(case, case.field, case.value, role)}
                return client.write(METHODS[operation], url, document, headers=DRY)

    def _kind(self, case: Case) -> str:
        if case.of == BARE:
            return "bare"
        return "signing up" if case.operation == "sign up" else "usual"

    def _new(self, case: Case, role: str) -> Any:
        said = dict(NEEDED[case.type])
        if case.operation == "log in":
            said |= {"email": EMAIL, "password": PASSWORD}
        if case.field:
            said[case.field] = case.value
        return {"data": {"type": case.type, **self._members(case, said, role)}}

    def _change(self, case: Case, role: str) -> Any:
        members = self._members(case, {case.field: case.value}, role)
        return {"data": {"type": case.type, "id": self._id(case, role), **members}}

    def _members(self, case: Case, said: Mapping[str, str], role: str) -> dict[str, Any]:
        relations = GRAPH[case.type].relations
        return {
            "attributes": {
                field: self._value(case, field, word, role)
                for field, word in said.items()
                if field not in relations
            },
            "relationships": {
                field: {"data": self._linkage(case, field, word, role)}
                for field, word in said.items()
                if field in relations
            },
        }

    def _value(self, case: Case, field: str, word: str, role: str) -> Any:
        if word == "as it is":
            return self._present(case, role)["attributes"][field]
        return word or NEW[field]

    def _linkage(self, case: Case, field: str, word: str, role: str) -> Any:
        relation = GRAPH[case.type].relations[field]
        if word == "as it is":
            return self._present(case, role)["relationships"][field]["data"]
        if word == "none":
            return [] if relation.many else None
        type_ = relation.targets[0]
        if len(relation.targets) > 1:
            word, _, noun = word.rpartition(" ")
            type_ = f"{noun}s"
        found = {"type": type_, "id": self.places.find(type_, word, role)}
        return [found] if relation.many else found

    def _present(self, case: Case, role: str) -> Any:
        """The resource as an admin sees it."""
        linked = case.field in GRAPH[case.type].relations
        params = {"include": case.field} if linked else None
        return self.callers["usual", "admin"].get(self._url(case, role), params=params).data

    def _id(self, case: Case, role: str) -> str:
        return self.places.find(case.type, case.of, role)

    def _url(self, case: Case, role: str) -> str:
        return f"/v1/{case.type}/{self._id(case, role)}"


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[Blog]:
    with world(databases) as made:
        places = Places(made.add)
        signing_up = made.ends.enter_context(served(made.engine, signup=Signup.OPEN))
        callers = {
            (kind, role): made.ends.enter_context(Client(url, tokens[role]))
            for kind, url, tokens in (
                ("usual", made.url, places.tokens),
                ("bare", made.url, places.bare),
                ("signing up", signing_up, places.tokens),
            )
            for role in ROLES
        }
        yield Blog(places, callers)


@pytest.mark.req("CREATE-15", "CREATE-16", "UPD-11", "UPD-12", "UPD-17", "UPD-18", "UPD-19")
@pytest.mark.req("UPDREL-06", "UPDREL-17", "DEL-04")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_write_is_answered_as_the_page_says(blog: Blog, case: Case) -> None:
    answers = {role: blog.answer(case, role) for role in ROLES}

    assert {role: cell(answer) for role, answer in answers.items()} == case.cells


@pytest.mark.parametrize("type_", GRAPH.types)
def test_every_operation_on_every_type_has_a_line(type_: str) -> None:
    said = {case.operation for case in CASES if case.type == type_}

    assert {"create", "update", "delete"} <= said


@pytest.mark.parametrize(
    ("type_", "relation"),
    [(type_.name, relation) for type_ in GRAPH.types.values() for relation in type_.relations],
)
def test_every_write_of_every_relationship_has_a_line(type_: str, relation: str) -> None:
    said = {case.operation for case in CASES if (case.type, case.field) == (type_, relation)}

    assert METHODS.keys() <= said


def test_every_attribute_that_can_be_written_has_a_line() -> None:
    said = {(case.type, case.field) for case in CASES if case.operation == "update"}

    writable = {
        (type_.name, each.name)
        for type_ in GRAPH.types.values()
        for each in (*type_.attributes.values(), *type_.hidden.values())
        if each.access in (Access.OPEN, Access.WRITE_ONLY)
    }
    assert writable <= said


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: each.schema.Meta.type_)
def test_every_field_with_a_rule_of_its_own_has_lines_for_creation_too(resource: Any) -> None:
    type_, policy = resource.schema.Meta.type_, resource.policy

    said = {(case.operation, case.field) for case in CASES if case.type == type_ and case.field}

    narrow = {*policy.fields, *policy.links}
    assert {("create", field) for field in narrow} <= said


@pytest.mark.parametrize("type_", GRAPH.types)
def test_own_ones_and_those_of_others_have_lines_for_change_and_deletion(type_: str) -> None:
    owned = OWNED.get(type_, ("own", "another's", "missing"))

    said = {(case.operation, case.of) for case in CASES if case.type == type_}

    assert {(operation, of) for operation in ("update", "delete") for of in owned} <= said


def cell(answer: Answer) -> str:
    """How the page writes an answer. Of two reasons it names the one that binds everybody."""
    if answer.status < 400:
        return str(answer.status)
    found = [CELLS.get(error["code"], error["code"]) for error in answer.errors]
    return max(found, key=len)
