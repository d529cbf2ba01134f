"""Every pointer of every error leads to a value that was sent, and to where the fault is.

Good documents of every kind are spoilt at each of their places, in every way, and sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.answer import Answer
from tests.client import Client
from tests.conftest import Databases, World
from tests.spec.newsroom import TYPES, WRITERS, created, full
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, linkage, ref, stored
from tests.spec.spoilt import Spoilt, path_of, resolves, spoilt

DRY = {"Prefer": "tx=rollback"}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def misplaced(sent: Spoilt, answer: Answer) -> Iterator[str]:
    """What is wrong with the pointers of the answer to a spoilt document."""
    document = json.loads(sent.body)
    for error in answer.errors if answer.status >= 400 else ():
        pointer = error.get("source", {}).get("pointer")
        if pointer is None:
            yield f"{error['code']} has no pointer"
        elif not resolves(document, pointer):
            yield f"{error['code']} points to {pointer!r}, which is not there"
        elif not _near(path_of(pointer), sent.path):
            yield f"{error['code']} points to {pointer!r}, which is not at fault"


def _near(blamed: tuple[str, ...], at_fault: tuple[str, ...]) -> bool:
    """Whether one of the two lies within the other."""
    shorter = min(len(blamed), len(at_fault))
    return blamed[:shorter] == at_fault[:shorter]


def told(client: Client, method: str, path: str, document: Any) -> Counter[str]:
    """The codes of all answers to the document spoilt; raises AssertionError for a wrong one."""
    codes: Counter[str] = Counter()
    for each in spoilt(document):
        answer = client.write(method, path, body=each.body, headers=DRY)

        assert answer.status < 500, (each, answer.body)
        assert not (wrong := list(misplaced(each, answer))), (each, wrong)
        codes.update(error["code"] for error in (answer.errors if answer.status >= 400 else ()))
    return codes


@pytest.mark.req("ERR-16", "AMB-41", "ERR-15", "CREATE-22", "RES-04", "RES-13", "REL-01", "REL-02")
@pytest.mark.parametrize("type_", TYPES)
def test_whatever_is_wrong_with_a_new_resource_is_told_where_it_is(
    newsroom: World, type_: str
) -> None:
    client, document = newsroom.client_of(WRITERS[type_]), {"data": full(newsroom, type_)}
    # Hashing one takes its time, and so many of them take minutes.
    document["data"]["attributes"].pop("password", None)
    before = stored(newsroom)

    codes = told(client, "POST", f"/v1/{type_}", document)

    assert codes["invalid-document"] > 20
    assert codes["type-mismatch"] >= 2
    assert codes["unknown-field"] > 5
    assert codes["invalid-value"] > 5
    assert codes["missing-field"] > 1
    assert stored(newsroom) == before


@pytest.mark.req("ERR-16", "AMB-41", "ERR-15", "CRUD-03", "UPD-02", "UPD-21")
@pytest.mark.parametrize("type_", ["articles", "comments", "series"])
def test_whatever_is_wrong_with_an_update_is_told_where_it_is(newsroom: World, type_: str) -> None:
    client, made = newsroom.client_of(WRITERS[type_]), created(newsroom, full(newsroom, type_))
    document = {"data": _read_back(made)}
    before = stored(newsroom)

    codes = told(client, "PATCH", f"/v1/{type_}/{made.data['id']}", document)

    assert codes["invalid-document"] > 20
    assert codes["type-mismatch"] >= 2
    assert codes["id-mismatch"] >= 2
    assert codes["unknown-field"] > 5
    assert stored(newsroom) == before


@pytest.mark.req("ERR-16", "AMB-41", "RID-01", "RID-02", "RID-04", "UPDREL-02", "UPDREL-05")
@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("POST", "tags"),
        ("PATCH", "tags"),
        ("DELETE", "tags"),
        ("PATCH", "author"),
        ("PATCH", "series"),
    ],
)
def test_whatever_is_wrong_with_linkage_is_told_where_it_is(
    newsroom: World, method: str, name: str
) -> None:
    ids = newsroom.ids
    documents = {
        "tags": linkage("tags", [ids["rust"], ids["web"]]),
        "author": linkage("people", ids["ann"]),
        "series": linkage("series", ids["guide"]),
    }
    path = f"/v1/articles/{ids['talk']}/relationships/{name}"
    before = stored(newsroom)

    codes = told(newsroom.client_of("eve"), method, path, documents[name])

    assert codes["invalid-document"] > 20
    assert codes["type-mismatch"] >= 2
    assert stored(newsroom) == before


@pytest.mark.req("ERR-16")
def test_the_judge_of_pointers_tells_true_ones_from_false_ones() -> None:
    document = {"a/b": [{"~": None}, 1], "": {"0": "x"}}

    for pointer in ("", "/a~1b", "/a~1b/0", "/a~1b/0/~0", "/a~1b/1", "/", "//0"):
        assert resolves(document, pointer), pointer
    for pointer in ("/a", "/a~1b/2", "/a~1b/-", "/a~1b/00", "/a~1b/0/x", "/a~1b/1/0", "/0"):
        assert not resolves(document, pointer), pointer


def _read_back(made: Answer) -> Object:
    """The resource as it was answered, as clients send it back: with linkage, without links."""
    relationships = {
        name: {"data": each["data"]}
        for name, each in made.data["relationships"].items()
        if "data" in each
    }
    identity = ref(made.data["type"], made.data["id"])
    return {**identity, "attributes": made.data["attributes"], "relationships": relationships}
