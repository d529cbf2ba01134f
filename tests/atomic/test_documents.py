"""What a document of operations is, before anything in it is looked up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.atomic.sending import add, operate, relate, remove, resolves, results, send, update
from tests.conftest import World
from tests.spec.newsroom import fresh
from tests.spec.sending import MISSING, Object, fault, faults, pointer, ref, stored

FIRST = "/atomic:operations/0"
TALK = {"type": "articles", "id": MISSING}
GOOD = add("tags", {"name": "Good"})


def only(**members: Any) -> Object:
    """A document with one operation of these members."""
    return {"atomic:operations": [members]}


ROOTS = [
    pytest.param(b"", "invalid-json", None, id="nothing"),
    pytest.param(b"  ", "invalid-json", None, id="white space"),
    pytest.param(b'{"atomic:operations":[', "invalid-json", None, id="half a document"),
    pytest.param(b"null", "invalid-document", "", id="null"),
    pytest.param(b"[]", "invalid-document", "", id="an array"),
    pytest.param(b'"add"', "invalid-document", "", id="text"),
    pytest.param({}, "invalid-document", "", id="an empty object"),
    pytest.param({"meta": {}}, "invalid-document", "", id="no operations"),
]


@pytest.mark.req("ATOM-04", "ATOM-23", "ATOM-25", "ATOM-26")
@pytest.mark.parametrize(("sent", "code", "where"), ROOTS)
def test_what_is_no_document_of_operations_is_400(
    blog: World, sent: Any, code: str, where: str | None
) -> None:
    answer = send(blog.client_of("eve"), sent)

    assert fault(answer) == (400, code, None if where is None else pointer(where))


@pytest.mark.req("ATOM-04", "ATOM-25", "ATOM-26", "ATOM-27")
@pytest.mark.parametrize(
    ("operations", "where"),
    [
        ([], "/atomic:operations"),
        ({}, "/atomic:operations"),
        (None, "/atomic:operations"),
        ("add", "/atomic:operations"),
        (1, "/atomic:operations"),
        (GOOD, "/atomic:operations"),
        ([None], FIRST),
        ([[]], FIRST),
        ([[GOOD]], FIRST),
        (["add"], FIRST),
        ([GOOD, 7], "/atomic:operations/1"),
    ],
)
def test_operations_are_one_or_more_objects_in_an_array(
    blog: World, operations: Any, where: str
) -> None:
    document = {"atomic:operations": operations}
    rows = stored(blog)

    answer = send(blog.client_of("eve"), document)

    assert fault(answer) == (400, "invalid-document", pointer(where))
    assert resolves(where, document)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-02", "ATOM-04", "ATOM-05")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data", None),
        ("data", {"type": "tags", "attributes": {"name": "Bad"}}),
        ("included", []),
        ("errors", []),
        ("atomic:results", [{}]),
    ],
)
def test_other_primary_members_do_not_go_with_operations(
    blog: World, name: str, value: Any
) -> None:
    document = {"atomic:operations": [add("tags", {"name": fresh("Name")})], name: value}
    rows = stored(blog)

    answer = send(blog.client_of("eve"), document)

    assert fault(answer) == (400, "invalid-document", pointer(f"/{name}"))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-01", "ATOM-11", "DOC-02", "NAME-12", "EXT-18")
def test_other_members_do_and_what_does_not_belong_is_overlooked(blog: World) -> None:
    operation = {
        **add("tags", {"name": fresh("Name"), "@note": 1}),
        "meta": {"why": "because"},
        "@note": {"of": "mine"},
        "comment": "hello",
        "other:member": 1,
    }
    operation["data"] |= {"@note": [], "color": "red", "meta": {"a": 1}, "links": {}}

    answer = send(
        blog.client_of("eve"),
        {
            "atomic:operations": [operation],
            "meta": {"sent": "now"},
            "links": {"self": "https://x.example"},
            "jsonapi": {"version": "1.1", "ext": ["https://x.example"]},
            "@context": 1,
            "note": [],
        },
    )

    (result,) = results(answer)
    assert list(result) == ["data"]
    assert "@note" not in result["data"]["attributes"]


@pytest.mark.req("ATOM-01", "ATOM-11", "ATOM-27", "DOC-15", "DOC-18")
@pytest.mark.parametrize(
    ("members", "operation", "where"),
    [
        ({"meta": []}, {}, "/meta"),
        ({"links": 1}, {}, "/links"),
        ({"jsonapi": "1.1"}, {}, "/jsonapi"),
        ({}, {"meta": []}, f"{FIRST}/meta"),
        ({}, {"meta": None}, f"{FIRST}/meta"),
        ({}, {"meta": "x"}, f"{FIRST}/meta"),
    ],
)
def test_a_member_of_the_wrong_type_is_refused_where_it_stands(
    blog: World, members: Object, operation: Object, where: str
) -> None:
    document = {"atomic:operations": [{**GOOD, **operation}], **members}
    rows = stored(blog)

    answer = send(blog.client_of("eve"), document)

    assert fault(answer) == (400, "invalid-document", pointer(where))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-06", "ATOM-07", "ATOM-25", "ATOM-26", "ATOM-27")
@pytest.mark.parametrize(
    ("op", "where"),
    [
        ({}, FIRST),
        ({"op": "replace"}, f"{FIRST}/op"),
        ({"op": "ADD"}, f"{FIRST}/op"),
        ({"op": "Remove"}, f"{FIRST}/op"),
        ({"op": "create"}, f"{FIRST}/op"),
        ({"op": "delete"}, f"{FIRST}/op"),
        ({"op": "add "}, f"{FIRST}/op"),
        ({"op": ""}, f"{FIRST}/op"),
        ({"op": None}, f"{FIRST}/op"),
        ({"op": 1}, f"{FIRST}/op"),
        ({"op": True}, f"{FIRST}/op"),
        ({"op": ["add"]}, f"{FIRST}/op"),
        ({"op": {"add": 1}}, f"{FIRST}/op"),
    ],
)
@pytest.mark.parametrize(
    "rest", [{"data": GOOD["data"]}, {"ref": TALK}, {"href": f"/v1/tags/{MISSING}"}]
)
def test_an_operation_has_one_of_three_ops(
    blog: World, op: Object, where: str, rest: Object
) -> None:
    rows = stored(blog)

    answer = send(blog.client_of("eve"), only(**op, **rest))

    assert fault(answer) == (400, "invalid-document", pointer(where))
    assert stored(blog) == rows


@pytest.mark.req("ATOM-08", "ATOM-25", "ATOM-27", "ATOM-45", "ATOM-51", "ATOM-57")
@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "ref": TALK, "href": f"/v1/articles/{MISSING}"},
        {"op": "update", "ref": TALK, "href": f"/v1/articles/{MISSING}", "data": TALK},
        {"op": "add", "ref": TALK, "href": "/v1/articles", "data": {"type": "articles"}},
        {
            "op": "update",
            "ref": {**TALK, "relationship": "tags"},
            "href": f"/v1/articles/{MISSING}/relationships/tags",
            "data": [],
        },
        {"op": "remove", "ref": None, "href": None},
    ],
)
def test_an_operation_has_a_ref_or_an_href_not_both(blog: World, operation: Object) -> None:
    answer = send(blog.client_of("eve"), only(**operation))

    assert fault(answer) == (400, "invalid-document", pointer(FIRST))


@pytest.mark.req("ATOM-16", "ATOM-24", "ATOM-27", "ERR-02", "AMB-40")
def test_every_malformed_operation_is_told_of_and_none_is_carried_out(blog: World) -> None:
    client, ids = blog.client_of("ada"), blog.ids
    rows = stored(blog)
    operations = [
        add("tags", {"name": fresh("Name")}),
        {"data": {"type": "tags"}},
        {"op": "add"},
        {"op": "add", "data": {"attributes": {}}},
        {"op": "add", "data": {"type": "nope"}},
        {"op": "update", "data": {"type": "tags"}},
        {"op": "remove"},
        {"op": "remove", "ref": {"type": "tags"}},
        {"op": "remove", "href": "https://else.example/v1/tags"},
        relate("add", ref("articles", ids["talk"]), "tags", None),
        update("tags", ids["rust"], {}, {"articles": []}),
        remove("tags", ids["rust"]),
    ]

    answer = operate(client, *operations)

    wrong = [
        "1",
        "2",
        "3/data",
        "4/data/type",
        "5/data",
        "6",
        "7/ref",
        "8/href",
        "9/data",
        "10/data/relationships/articles",
    ]
    assert faults(answer) == [
        ("400", "invalid-document", pointer(f"/atomic:operations/{each}")) for each in wrong
    ]
    assert answer.status == 400
    sent = {"atomic:operations": operations}
    assert all(resolves(each["source"]["pointer"], sent) for each in answer.errors)
    assert stored(blog) == rows


@pytest.mark.req("ATOM-11", "DOC-02")
def test_with_strict_handling_what_does_not_belong_is_a_fault(blog: World) -> None:
    client, name = blog.client_of("eve"), fresh("Name")
    operation = {**add("tags", {"name": name}), "comment": 1, "@note": 2, "meta": {"why": 3}}
    operation["data"] |= {"color": "red", "links": {}, "meta": {}, "lid": "x"}
    document = {"atomic:operations": [operation], "note": 4, "meta": {}, "@context": 5}
    rows = stored(blog)

    answer = send(client, document, headers={"Prefer": "handling=strict"})

    assert faults(answer) == [
        ("422", "unsupported-member", pointer("/note")),
        ("422", "unsupported-member", pointer(f"{FIRST}/comment")),
        ("422", "unsupported-member", pointer(f"{FIRST}/data/color")),
    ]
    assert stored(blog) == rows
