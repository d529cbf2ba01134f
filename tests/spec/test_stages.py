"""Faults are found in stages, and the first stage that finds any answers with all of its own.

Requests begin with a fault of every stage; one after the other they are repaired (contract, 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.answer import JSONAPI
from tests.conftest import Databases, World
from tests.spec.newsroom import article, fresh
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import MISSING, Object, faults, linkage, pointer, ref, stored

ACCEPT, CONTENT_TYPE = {"header": "Accept"}, {"header": "Content-Type"}
IF_MATCH, TOKEN = {"header": "If-Match"}, {"header": "Authorization"}
ATTRIBUTES, RELATIONSHIPS = "/data/attributes", "/data/relationships"


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


@dataclass(frozen=True)
class Request:
    """What is sent; `token` is None, one that nobody has, or that of somebody by handle."""

    method: str
    path: str
    document: Any = None
    params: Object = field(default_factory=dict)
    headers: Object = field(default_factory=dict)
    token: str | None = None

    def told(self, of: World) -> tuple[int, Any]:
        """The status, and the errors, in an order that does not depend on who found them first."""
        headers = dict(self.headers)
        accept = headers.pop("Accept", JSONAPI)
        if self.token:
            headers["Authorization"] = f"Bearer {of.tokens.get(self.token, self.token)}"
        answer = of.client.write(
            self.method,
            self.path,
            self.document,
            params=self.params,
            headers=headers,
            accept=accept,
        )
        return answer.status, in_any_order(faults(answer)) if answer.status >= 400 else []


def in_any_order(found: list[Any]) -> list[Any]:
    return sorted(found, key=str)


def resource(attributes: Object, relationships: Object, id_: str) -> Object:
    members = {"attributes": attributes, "relationships": relationships}
    return {"data": {"type": "articles", "id": id_, **members}}


def one(status: int, code: str, source: Object | None = None) -> tuple[int, Any]:
    """An answer with one error."""
    return status, [(str(status), code, source)]


def several(status: int, *found: tuple[str, str, Object | None]) -> tuple[int, Any]:
    """An answer with these errors, in any order."""
    return status, in_any_order(list(found))


Steps = Iterator[tuple[Request, tuple[int, Any]]]


def of_the_request(of: World, method: str, path: str, document: Any) -> Steps:
    """The stages that look at anything but the document; the last request has none of these
    faults."""
    query = {"include": "nope", "fields[articles]": "nope", "limit": "1"}
    headers = {"Accept": "text/html", "Content-Type": f"{JSONAPI};v=1", "If-Match": "broken"}
    request = Request("PUT", "/v1/nope", document, query, headers, "nobody's")
    yield request, one(404, "unknown-url")
    request = replace(request, path=path)
    yield request, one(405, "method-not-allowed")
    request = replace(request, method=method)
    # One header after the other: each has a status that the specification demands.
    yield request, one(415, "unsupported-media-type", CONTENT_TYPE)
    request = replace(request, headers={"Accept": "text/html", "If-Match": "broken"})
    yield request, one(406, "not-acceptable", ACCEPT)
    request = replace(request, headers={"Content-Type": "text/html", "If-Match": "broken"})
    yield request, one(415, "unsupported-media-type", CONTENT_TYPE)
    request = replace(request, headers={"If-Match": "broken"})
    yield request, one(401, "invalid-token", TOKEN)
    request = replace(request, token=None)
    yield request, one(401, "authentication-required")
    request = replace(request, token="rita")
    yield (
        request,
        several(
            400,
            ("400", "invalid-include", {"parameter": "include"}),
            ("400", "invalid-fields", {"parameter": "fields[articles]"}),
            ("400", "unknown-parameter", {"parameter": "limit"}),
        ),
    )
    request = replace(request, params={})
    yield request, one(400, "invalid-header", IF_MATCH)
    yield replace(request, headers={}), (0, None)


def of_a_create(of: World) -> Steps:
    """A new article with a fault of every stage, and its repair."""
    new = "0190a5b0-0000-7000-8000-00000000f00d"
    values = {"title": "", "slug": "No Slug", "nope": 1}
    related = {
        "author": [],
        "tags": {"data": [ref("people", MISSING), {"type": "tags"}]},
        "series": linkage("series", MISSING),
        "comments": linkage("comments", [MISSING]),
    }
    document = resource(values, related, new)
    *early, (request, _) = of_the_request(of, "POST", "/v1/articles", {**document, "meta": []})
    yield from early
    yield (
        request,
        several(
            400,
            ("400", "invalid-document", pointer("/meta")),
            ("400", "invalid-document", pointer(f"{RELATIONSHIPS}/author")),
            ("409", "type-mismatch", pointer(f"{RELATIONSHIPS}/tags/data/0/type")),
            ("400", "invalid-document", pointer(f"{RELATIONSHIPS}/tags/data/1")),
        ),
    )
    bob, tags = linkage("people", of.ids["bob"]), linkage("tags", [MISSING])
    related = {**related, "author": bob, "tags": tags}
    request = replace(request, document=resource(values, related, new))
    read_only = ("403", "read-only-field", pointer(f"{RELATIONSHIPS}/comments/data"))
    yield request, several(403, ("403", "not-permitted", None), read_only)
    request = replace(request, token="ann")
    author = ("403", "not-permitted", pointer(f"{RELATIONSHIPS}/author/data"))
    yield request, several(403, author, read_only)
    related = {name: related[name] for name in ("tags", "series")}
    request = replace(request, document=resource(values, related, new))
    yield (
        request,
        several(
            422,
            ("422", "invalid-value", pointer(f"{ATTRIBUTES}/title")),
            ("422", "invalid-value", pointer(f"{ATTRIBUTES}/slug")),
            ("422", "unknown-field", pointer(f"{ATTRIBUTES}/nope")),
        ),
    )
    taken = {"title": "Good", "slug": "talk"}
    request = replace(request, document=resource(taken, {"tags": related["tags"]}, new))
    yield request, one(404, "related-not-found", pointer(f"{RELATIONSHIPS}/tags/data/0"))
    request = replace(request, document=resource(taken, {}, new))
    yield request, one(409, "not-unique", pointer(f"{ATTRIBUTES}/slug"))
    good = {"title": "Good", "slug": fresh("good")}
    yield replace(request, document=resource(good, {}, new)), (201, [])


def of_an_update(of: World) -> Steps:
    """A changed article with a fault of every stage, and its repair."""
    name = article(of)
    own = of.ids[name]
    values = {"title": "", "slug": "talk"}
    related = {"tags": linkage("tags", [MISSING]), "author": linkage("people", None), "nope": {}}
    wrong = resource(values, related, of.ids["talk"])
    *early, (request, _) = of_the_request(of, "PATCH", f"/v1/articles/{MISSING}", wrong)
    yield from early
    yield request, one(409, "id-mismatch", pointer("/data/id"))
    request = replace(request, document=resource(values, related, MISSING))
    yield request, one(403, "not-permitted")
    request = replace(request, token="ann", headers={"If-Match": '"9"'})
    yield (
        request,
        several(
            422,
            ("422", "invalid-value", pointer(f"{ATTRIBUTES}/title")),
            ("422", "invalid-value", pointer(f"{RELATIONSHIPS}/author/data")),
            ("422", "unknown-field", pointer(f"{RELATIONSHIPS}/nope")),
        ),
    )
    values, related = {"title": "Good", "slug": "talk"}, {"tags": related["tags"]}
    for id_, expected in (
        (MISSING, one(404, "resource-not-found")),
        # What one may not even see does not exist.
        (of.ids["draft"], one(404, "resource-not-found")),
        (of.ids["other"], one(403, "not-permitted")),
        (own, one(412, "precondition-failed", IF_MATCH)),
    ):
        document = resource(values, related, id_)
        request = replace(request, path=f"/v1/articles/{id_}", document=document)
        yield request, expected
    request = replace(request, headers={"If-Match": '"1"'})
    yield request, one(404, "related-not-found", pointer(f"{RELATIONSHIPS}/tags/data/0"))
    request = replace(request, document=resource(values, {}, own))
    yield request, one(409, "not-unique", pointer(f"{ATTRIBUTES}/slug"))
    yield replace(request, document=resource({"title": "Good"}, {}, own)), (200, [])


def of_linkage(of: World) -> Steps:
    """More tags for an article, with a fault of every stage, and their repair."""
    own = of.ids[article(of)]
    tags = [ref("tags", MISSING), ref("people", MISSING), {}]
    request = Request("POST", f"/v1/articles/{MISSING}/relationships/tags", {"data": tags})
    request = replace(request, params={"include": "tags"}, headers={"If-Match": '"9"'})
    yield request, one(401, "authentication-required")
    request = replace(request, token="rita")
    yield request, one(400, "unknown-parameter", {"parameter": "include"})
    request = replace(request, params={})
    yield (
        request,
        several(
            400,
            ("409", "type-mismatch", pointer("/data/1/type")),
            ("400", "invalid-document", pointer("/data/2")),
        ),
    )
    many = [ref("tags", f"{number}") for number in range(26)]
    request = replace(request, document={"data": many})
    yield request, one(403, "not-permitted")
    request = replace(request, token="ann")
    yield request, one(422, "too-many-members", pointer("/data"))
    request = replace(request, document={"data": many[:1]})
    for id_, expected in (
        (MISSING, one(404, "resource-not-found")),
        (of.ids["other"], one(403, "not-permitted")),
        (own, one(412, "precondition-failed", IF_MATCH)),
    ):
        request = replace(request, path=f"/v1/articles/{id_}/relationships/tags")
        yield request, expected
    request = replace(request, headers={})
    yield request, one(404, "related-not-found", pointer("/data/0"))
    yield replace(request, document=linkage("tags", [of.ids["sql"]])), (204, [])


@pytest.mark.req("ERR-02", "ERR-03", "AMB-40", "AMB-41", "CREATE-22", "CRUD-03")
@pytest.mark.parametrize("kind", [of_a_create, of_an_update, of_linkage])
def test_the_first_stage_that_finds_faults_answers_with_all_of_them_and_nothing_is_written(
    newsroom: World, kind: Any
) -> None:
    *refused, (repaired, success) = kind(newsroom)
    before = stored(newsroom)

    for request, expected in refused:
        assert request.told(newsroom) == expected, request

    assert stored(newsroom) == before
    assert repaired.told(newsroom) == success


@pytest.mark.req("ERR-02", "AMB-40", "DEL-04")
def test_a_deletion_has_its_stages_too(newsroom: World) -> None:
    own = newsroom.ids[article(newsroom)]
    other = {"If-Match": '"9"'}
    request = Request("DELETE", f"/v1/articles/{MISSING}", None, {"include": "tags"}, other)

    assert request.told(newsroom) == one(401, "authentication-required")
    request = replace(request, token="rita")
    assert request.told(newsroom) == one(400, "unknown-parameter", {"parameter": "include"})
    request = replace(request, params={})
    assert request.told(newsroom) == one(403, "not-permitted")
    request = replace(request, token="ann")
    assert request.told(newsroom) == one(404, "resource-not-found")
    request = replace(request, path=f"/v1/articles/{newsroom.ids['other']}")
    assert request.told(newsroom) == one(403, "not-permitted")
    request = replace(request, path=f"/v1/articles/{own}")
    assert request.told(newsroom) == one(412, "precondition-failed", IF_MATCH)
    assert replace(request, headers={}).told(newsroom) == (200, [])
