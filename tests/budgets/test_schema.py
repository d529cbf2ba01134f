"""The document schema takes what the server may send, and refuses every single fault.

In: documents written by hand. Out: a failure where `spec/document.schema.json` is too narrow, or
too wide. The test client holds every answer of every test to this schema, so each fault refused
here is one that no test of the server would let pass.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from pytest import mark, param

from tests.budgets.documents import (
    ARTICLE,
    BASE,
    COLLECTION,
    CURSORS,
    EMPTY,
    ENTRY,
    ERRORS,
    GONE,
    GOOD,
    LINKAGE,
    PERSON,
    RECEIPT,
    TAG_ID,
    VERSION,
    WINDOW,
    changed,
    identifier,
)
from tests.rules import SCHEMA, of_document

AUTHOR = "data/relationships/author"
TAGS = "data/relationships/tags"
COMMENTS = "data/relationships/comments"

FAULTS = [
    param(ARTICLE, "data/foo", 1, id="unknown member", marks=mark.req("DOC-01", "RES-03")),
    param(ARTICLE, "foo", 1, id="unknown top-level member", marks=mark.req("DOC-01")),
    param(ENTRY, "meta", GONE, id="only jsonapi and links", marks=mark.req("DOC-04")),
    param(ARTICLE, "errors", ERRORS["errors"], id="data and errors", marks=mark.req("DOC-05")),
    param(EMPTY, "included", {}, id="included an object", marks=mark.req("DOC-06", "COMP-02")),
    param(ERRORS, "included", [], id="included and errors", marks=mark.req("DOC-07")),
    param(ENTRY, "included", [], id="included without data", marks=mark.req("DOC-07")),
    param(EMPTY, "links/docs", BASE, id="custom link", marks=mark.req("DOC-08", "AMB-32")),
    param(EMPTY, "links", [], id="links an array", marks=mark.req("LINK-01")),
    param(EMPTY, "links", {}, id="links empty"),
    param(LINKAGE, "data/0/attributes", {}, id="identifier with attributes",
          marks=mark.req("RID-05")),
    param(COLLECTION, "data", [PERSON, identifier("tags", TAG_ID)], id="mixed collection"),
    param(COLLECTION, "data", [None], id="null in a collection"),
    param(EMPTY, "data", {}, id="empty object for null"),
    param(EMPTY, "data", "x", id="data a string"),
    param(COLLECTION, "meta", [], id="meta an array", marks=mark.req("DOC-15")),
    param(COLLECTION, "meta/page", 30, id="page a number", marks=mark.req("CUR-29")),
    param(COLLECTION, "meta/page/total", "30", id="total a string", marks=mark.req("CUR-38")),
    param(COLLECTION, "meta/page/estimatedTotal", {"bestGuess": 1}, id="estimated total"),
    param(COLLECTION, "meta/page/total", -1, id="total below zero", marks=mark.req("CUR-38")),
    param(COLLECTION, "meta/foo", 1, id="unknown meta"),
    param(ENTRY, "meta/types/tags", BASE, id="a type that is no object"),
    param(RECEIPT, "meta/deleted/articles", "1", id="a count that is a string"),
    param(RECEIPT, "meta/deleted/articles", 0, id="nothing of a type that is counted"),
    param(RECEIPT, "meta/deleted", {}, id="a receipt of nothing"),
    param(RECEIPT, "meta/deleted/access_tokens", 1, id="a type that is no name"),
    param(EMPTY, "jsonapi", GONE, id="no jsonapi"),
    param(EMPTY, "jsonapi", "1.1", id="jsonapi a string", marks=mark.req("DOC-18")),
    param(EMPTY, "jsonapi/version", "1.0", id="wrong version", marks=mark.req("DOC-19")),
    param(EMPTY, "jsonapi/profile", [], id="empty profile", marks=mark.req("DOC-19")),
    param(EMPTY, "jsonapi/foo", 1, id="unknown jsonapi member", marks=mark.req("DOC-19")),
    param(ARTICLE, "data/attributes/", 1, id="empty name", marks=mark.req("NAME-03")),
    param(ARTICLE, "data/attributes/a.b", 1, id="reserved", marks=mark.req("NAME-04", "NAME-09")),
    param(ARTICLE, "data/attributes/_a", 1, id="name begins ill", marks=mark.req("NAME-05")),
    param(ARTICLE, "data/attributes/a_", 1, id="ends ill", marks=mark.req("NAME-05", "REC-02")),
    param(ARTICLE, "data/attributes/größe", 1, id="not ASCII", marks=mark.req("NAME-06", "REC-03")),
    param(ARTICLE, "data/attributes/word count", 1, id="space", marks=mark.req("NAME-08")),
    param(ARTICLE, "data/attributes/word_count", 1, id="snake case", marks=mark.req("REC-01")),
    param(ARTICLE, "data/attributes/x:y", 1, id="no such namespace", marks=mark.req("EXT-13")),
    param(ARTICLE, "data/attributes/@id", 1, id="@-member", marks=mark.req("AMB-34")),
    param(ARTICLE, "data/attributes/tableOf/a+b", 1, id="nested name",
          marks=mark.req("NAME-02", "AMB-35")),
    param(ARTICLE, "data/attributes/tableOf/parts/0/a~", 1, id="deeply nested name",
          marks=mark.req("NAME-02", "AMB-35")),
    param(ARTICLE, "data/attributes/type", 1, id="attribute type", marks=mark.req("RES-12")),
    param(ARTICLE, "data/relationships/id", {}, id="relationship id", marks=mark.req("RES-12")),
    param(ARTICLE, "data/attributes", [], id="attributes an array", marks=mark.req("RES-13")),
    param(ARTICLE, "data/type", GONE, id="no type", marks=mark.req("RES-01", "RES-04")),
    param(ARTICLE, "data/id", GONE, id="no id", marks=mark.req("RES-01", "RES-05")),
    param(ARTICLE, "data/id", 1, id="numeric id", marks=mark.req("RES-08")),
    param(ARTICLE, "data/id", "A" * 36, id="upper-case id"),
    param(ARTICLE, "data/type", "Articles", id="ill-named type", marks=mark.req("RES-10")),
    param(ARTICLE, "data/lid", "a", id="lid sent back"),
    param(ARTICLE, "data/links", GONE, id="no links", marks=mark.req("REC-13")),
    param(ARTICLE, "data/links/self", None, id="self null", marks=mark.req("RES-17", "REC-13")),
    param(ARTICLE, "data/meta/version", "1", id="version a string"),
    param(ARTICLE, "data/meta", GONE, id="no version"),
    param(ARTICLE, "included/0/type", GONE, id="included without type", marks=mark.req("RES-01")),
    param(ARTICLE, "included/0", identifier("tags", TAG_ID), id="included identifier",
          marks=mark.req("COMP-02")),
    param(LINKAGE, "data/0/type", GONE, id="identifier without type", marks=mark.req("RID-01")),
    param(LINKAGE, "data/0/id", GONE, id="identifier without id", marks=mark.req("RID-02")),
    param(LINKAGE, "data/0/id", 7, id="identifier, numeric id", marks=mark.req("RID-04")),
    param(ARTICLE, "data/relationships", [], id="no object", marks=mark.req("REL-01")),
    param(ARTICLE, AUTHOR, None, id="relationship null", marks=mark.req("REL-02")),
    param(ARTICLE, AUTHOR, {}, id="relationship empty", marks=mark.req("REL-03")),
    param(ARTICLE, f"{AUTHOR}/links", {}, id="its links empty", marks=mark.req("REL-04")),
    param(ARTICLE, f"{AUTHOR}/links/related", GONE, id="no related", marks=mark.req("REC-14")),
    param(ARTICLE, f"{AUTHOR}/links/next", BASE, id="to-one paged", marks=mark.req("REL-06")),
    param(ARTICLE, f"{COMMENTS}/links/next", BASE, id="page of nothing"),
    param(WINDOW, f"{TAGS}/links/page", BASE, id="odd page link", marks=mark.req("PAGE-04")),
    param(ARTICLE, f"{AUTHOR}/data", [{}], id="linkage of nothing"),
    param(ARTICLE, f"{AUTHOR}/data", {}, id="empty object linked"),
    param(ARTICLE, f"{TAGS}/data/0/links", {}, id="link on an identifier",
          marks=mark.req("RID-05")),
    param(ARTICLE, f"{TAGS}/data", [identifier("tags", TAG_ID)] * 2, id="linked twice"),
    param(EMPTY, "links/self", [BASE], id="link an array", marks=mark.req("LINK-02")),
    param(EMPTY, "links/self", f"{BASE}?page[size]=1", id="bare brackets",
          marks=mark.req("LINK-02", "QP-09")),
    param(EMPTY, "links/self", f"{BASE}?a=50%", id="stray percent", marks=mark.req("LINK-02")),
    param(EMPTY, "links/self", "/v1", id="relative link"),
    param(COLLECTION, "links/prev", "", id="empty link"),
    param(COLLECTION, "links/previous", BASE, id="odd link", marks=mark.req("PAGE-04")),
    param(CURSORS, "links/self/href", GONE, id="no href", marks=mark.req("LINK-04")),
    param(CURSORS, "links/self/href", None, id="href null", marks=mark.req("LINK-04")),
    param(CURSORS, "links/self/rel", "self", id="rel", marks=mark.req("LINK-05")),
    param(CURSORS, "links/self/type", 1, id="type no string", marks=mark.req("LINK-08")),
    param(ERRORS, "errors", {}, id="errors an object", marks=mark.req("ERR-04")),
    param(ERRORS, "errors", [], id="no error", marks=mark.req("AMB-31")),
    param(ERRORS, "errors/0", {}, id="empty error", marks=mark.req("ERR-06")),
    param(ERRORS, "errors/0/message", "x", id="odd error member", marks=mark.req("ERR-05")),
    param(ERRORS, "errors/0/links/type", [BASE], id="array of types",
          marks=mark.req("ERR-07", "AMB-13")),
    param(ERRORS, "errors/0/links/self", BASE, id="odd error link", marks=mark.req("ERR-07")),
    param(ERRORS, "errors/0/status", GONE, id="no status", marks=mark.req("ERR-10")),
    param(ERRORS, "errors/0/status", 400, id="numeric status", marks=mark.req("ERR-11")),
    param(ERRORS, "errors/0/code", 12, id="numeric code"),
    param(ERRORS, "errors/0/detail", ["x"], id="detail no string", marks=mark.req("ERR-14")),
    param(ERRORS, "errors/0/source", {}, id="empty source", marks=mark.req("ERR-15")),
    param(ERRORS, "errors/0/source/header", "Accept", id="two sources", marks=mark.req("ERR-15")),
    param(ERRORS, "errors/0/source", {"pointer": "data"}, id="pointer without slash"),
    param(ERRORS, "errors/0/source", {"pointer": "/a~2b"}, id="pointer with a stray tilde"),
    param(ERRORS, "errors/0/source/parameter", 1, id="numeric parameter"),
    param(ERRORS, "errors/0/source", {"header": "Accept, Vary"}, id="two headers"),
    param(ERRORS, "errors/0/meta", [], id="error meta an array", marks=mark.req("ERR-20")),
    param(ERRORS, "errors/0/meta/page/maxSize", "100", id="largest size a string"),
]  # fmt: skip


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert jsonschema_rs.meta.is_valid(schema)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_document_passes(name: str) -> None:
    faults = of_document(GOOD[name])

    assert faults == []


@pytest.mark.parametrize(("document", "pointer", "value"), FAULTS)
def test_a_document_with_one_fault_is_refused(
    document: dict[str, Any], pointer: str, value: object
) -> None:
    faults = of_document(changed(document, pointer, value))

    assert of_document(document) == []
    assert faults != []


@pytest.mark.req("DOC-03")
@pytest.mark.parametrize("root", [[], "x", 1, None, {}, {"jsonapi": VERSION}])
def test_a_root_that_is_no_document_is_refused(root: Any) -> None:
    faults = of_document(root)

    assert faults != []
