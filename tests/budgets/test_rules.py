"""The test client refuses what no schema can see.

In: answers written by hand, each right but for one thing. Out: a failure where `tests/rules.py`
lets it pass, or finds fault with an answer that is right.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI, Answer
from tests.budgets.documents import (
    ARTICLE,
    ARTICLE_ID,
    BASE,
    COLLECTION,
    CURSORS,
    EMPTY,
    ENTRY,
    ERRORS,
    GONE,
    LINKAGE,
    PERSON,
    PERSON_ID,
    RECEIPT,
    TAG,
    TAG_ID,
    VERSION,
    changed,
    identifier,
)
from tests.rules import broken

ARTICLE_URL = f"{BASE}/articles/{ARTICLE_ID}?include=author,tags"
COLLECTION_URL = f"{BASE}/people?sort=name"
CURSORS_URL = f"{BASE}/people?page%5Bsize%5D=1"
LINKAGE_URL = f"{BASE}/articles/{ARTICLE_ID}/relationships/tags"
BY_CURSOR = f'{JSONAPI};profile="{CURSOR_PROFILE}"'
AUTHOR = "data/relationships/author"


def answer(document: Any, url: str, *, status: int = 200, label: str = JSONAPI) -> Answer:
    return Answer(
        method="GET",
        url=url,
        parameters=parse_qsl(urlsplit(url).query, keep_blank_values=True),
        status=status,
        headers={"Content-Type": label, "Vary": "Accept", "ETag": '"1.a"'},
        body=json.dumps(document).encode(),
    )


def written(
    method: str, document: Any, *, status: int = 200, query: str = "", **headers: str
) -> Answer:
    """The answer to a write of the person: of them all for POST."""
    url = f"{BASE}/people" if method == "POST" else f"{BASE}/people/{PERSON_ID}"
    made = answer(document, f"{url}{query}", status=status)
    return replace(made, method=method, headers={**made.headers, **headers})


def shown(query: str = "", **attributes: str) -> dict[str, Any]:
    """The document of the person."""
    url = f"{BASE}/people/{PERSON_ID}"
    whole = {**PERSON, "attributes": {**PERSON["attributes"], **attributes}}
    return {"jsonapi": VERSION, "links": {"self": url + query}, "data": whole}


WRITTEN = f"{BASE}/people/{PERSON_ID}"
KEPT_BY_NOBODY = {"Location": WRITTEN, "Cache-Control": "no-store"}
RIGHT = {
    "a resource": answer(ARTICLE, ARTICLE_URL),
    "a numbered page": answer(COLLECTION, COLLECTION_URL),
    "a page by cursor": answer(CURSORS, CURSORS_URL, label=BY_CURSOR),
    "linkage": answer(LINKAGE, LINKAGE_URL),
    "an empty to-one": answer(EMPTY, f"{BASE}/articles/{ARTICLE_ID}/series"),
    "the entry document": answer(ENTRY, BASE),
    "an error": answer(ERRORS, f"{BASE}/people?page[size]=101", status=400),
    "a page outside the API": replace(
        answer({}, "http://127.0.0.1:8000/healthz"), headers={}, body=b"ok"
    ),
    "what was created": written("POST", shown(), status=201, Location=WRITTEN),
    "what was created with a secret": written(
        "POST", shown(secret="s"), status=201, **KEPT_BY_NOBODY
    ),
    "what was changed": written(
        "PATCH", shown("?fields%5Bpeople%5D=name,bio"), query="?fields%5Bpeople%5D=name,bio"
    ),
    "a POST that is a PATCH": written("POST", shown()),
    "a receipt": written("DELETE", {"jsonapi": VERSION, "meta": {"deleted": {"people": 1}}}),
    "nothing to say": replace(written("DELETE", {}, status=204), body=b""),
    "HEAD": replace(answer(EMPTY, COLLECTION_URL), method="HEAD", body=b""),
    "not modified": replace(answer(EMPTY, COLLECTION_URL, status=304), body=b""),
    "included beside linkage": answer(
        changed(LINKAGE, "included", [TAG]) | {"links": {"self": f"{LINKAGE_URL}?include=tags"}},
        f"{LINKAGE_URL}?include=tags",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_breaks_no_rule(name: str) -> None:
    faults = broken(RIGHT[name])

    assert faults == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("CN-18", replace(RIGHT["HEAD"], headers={"Vary": "Accept-Encoding"})),
        ("FETCH-11", replace(RIGHT["HEAD"], body=b"{}")),
        ("FETCH-11", replace(RIGHT["not modified"], body=b"{}")),
        ("CN-01", answer(EMPTY, BASE, label=f"{JSONAPI}; charset=utf-8")),
        ("CN-04", answer(EMPTY, BASE, label="application/json")),
        ("CN-01", answer(EMPTY, BASE, label=f'{JSONAPI};profile=""')),
        ("DOC-03", replace(RIGHT["a resource"], body=b"<html>")),
        ("DOC-03", replace(RIGHT["a resource"], body=b"[]")),
        ("DOC-03", replace(RIGHT["a resource"], body=b'{"data":null,"data":null}')),
        ("spec/document", answer(changed(EMPTY, "foo", 1), BASE)),
        ("contract, section 4", replace(
            RIGHT["the entry document"], headers={"Content-Type": JSONAPI, "Vary": "Accept"}
        )),
        ("DOC-19", answer(changed(CURSORS, "jsonapi/profile", GONE), CURSORS_URL, label=BY_CURSOR)),
        ("DOC-09", answer(
            changed(CURSORS, "links/self", CURSORS_URL), CURSORS_URL, label=BY_CURSOR
        )),
        ("DOC-09", answer(
            changed(CURSORS, "links/self/type", f'{JSONAPI};ext="https://x.example/a"'),
            CURSORS_URL,
            label=BY_CURSOR,
        )),
        ("contract, section 4", written("PATCH", shown(), ETag='"2.a"')),
        ("contract, section 4", written("PATCH", shown(), ETag='W/"1.a"')),
        ("contract, section 4", written("PATCH", shown(secret="s"), **{
            "Cache-Control": "no-store"
        })),
        ("contract, section 4", written("POST", shown(secret="s"), status=201, Location=WRITTEN)),
        ("contract, section 6", written("PATCH", shown(password="s"))),
        ("CREATE-10", written("POST", shown(), status=201)),
        ("CREATE-11", written("POST", shown(), status=201, Location=f"{WRITTEN}?include=")),
        ("CREATE-10", written("PATCH", shown(), Location=WRITTEN)),
        ("UPD-13", written("PATCH", {"jsonapi": VERSION, "meta": {"total": 1}})),
        ("UPD-13", written("PATCH", {**shown(), "data": None})),
        ("CREATE-09", written("POST", {**shown(), "data": [PERSON]}, status=201)),
        ("REC-12", written("PATCH", changed(shown(), "links", {"related": BASE}))),
        ("DOC-10", written("PATCH", shown(), query="?fields%5Bpeople%5D=name,bio")),
        ("contract, section 5", written("DELETE", shown())),
        ("contract, section 5", written("DELETE", RECEIPT)),
        ("DOC-10", answer(COLLECTION, f"{COLLECTION_URL}&fields[people]=name,bio")),
        ("REC-12", answer(changed(EMPTY, "links", {"related": BASE}), f"{BASE}/people/1")),
        ("ERR-04", answer(ERRORS, BASE)),
        ("ERR-04", answer(EMPTY, f"{BASE}/articles/1/series", status=404)),
        ("ERR-11", answer(ERRORS, BASE, status=404)),
        ("ERR-03", answer(
            {**ERRORS, "errors": [ERRORS["errors"][0], {**ERRORS["errors"][0], "status": "403"}]},
            BASE,
            status=403,
        )),
        ("FETCH-14", answer({**ARTICLE, "data": TAG}, f"{LINKAGE_URL}?include=author,tags")),
        ("FETCH-06", answer({**EMPTY, "data": identifier("tags", TAG_ID)}, BASE)),
        ("COMP-05", answer(changed(ARTICLE, "included", [PERSON, TAG, {**TAG, "meta": {
            "version": 2
        }}]), ARTICLE_URL)),
        ("COMP-05", answer(changed(COLLECTION, "data", [PERSON, PERSON]), COLLECTION_URL)),
        ("UPDREL-08", answer(changed(LINKAGE, "data", LINKAGE["data"] * 2), LINKAGE_URL)),
        ("COMP-03", answer(changed(ARTICLE, f"{AUTHOR}/data", GONE), ARTICLE_URL)),
        ("FIELDS-04", answer(ARTICLE, f"{ARTICLE_URL}&fields[people]=bio")),
        ("RES-12", answer(changed(ARTICLE, "data/attributes/author", "Ann"), ARTICLE_URL)),
        ("INC-04", answer(changed(ARTICLE, "included", GONE), ARTICLE_URL)),
        ("INC-05", answer(ARTICLE, ARTICLE_URL.partition("?")[0])),
        ("PAGE-08", answer(COLLECTION, f"{COLLECTION_URL}&filter[name]=a,b")),
        ("PAGE-08", answer(
            changed(COLLECTION, "links/next", f"{COLLECTION_URL}&include=articles"),
            COLLECTION_URL,
        )),
        ("PAGE-08", answer(COLLECTION, f"{COLLECTION_URL}&page[size]=5")),
        ("CUR-33", answer(changed(CURSORS, "links/prev", GONE), CURSORS_URL, label=BY_CURSOR)),
    ],
)  # fmt: skip
def test_an_answer_with_one_fault_breaks_the_rule(rule: str, wrong: Answer) -> None:
    faults = broken(wrong)

    assert any(rule in fault for fault in faults)


def test_a_fieldset_of_the_client_may_cut_the_chain_to_included() -> None:
    url = f"{BASE}/articles/{ARTICLE_ID}?include=author&fields%5Barticles%5D=title"
    document: dict[str, Any] = {
        **ARTICLE,
        "links": {"self": url},
        "data": {**ARTICLE["data"], "attributes": {"title": "Rust"}, "relationships": {}},
        "included": [PERSON],
    }

    assert broken(answer(document, url)) == []


def test_a_fieldset_that_keeps_the_relationship_excuses_no_missing_linkage() -> None:
    url = f"{BASE}/articles/{ARTICLE_ID}?include=author&fields%5Barticles%5D=author"
    document: dict[str, Any] = {
        **ARTICLE,
        "links": {"self": url},
        "data": {**ARTICLE["data"], "attributes": {}, "relationships": {}},
        "included": [PERSON],
    }

    faults = broken(answer(document, url))

    assert faults == [f"COMP-03: no linkage leads to people/{PERSON_ID}"]
