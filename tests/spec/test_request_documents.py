"""Request documents as bytes: what is JSON, what its root is, and how large and deep it may be.

Each body goes to a URL of every kind that reads one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.newsroom import created, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, faults, linkage, pointer, ref, stored

NEW = {"type": "articles", "attributes": {"title": "A document"}}
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def sent(of: World, body: bytes) -> list[Answer]:
    """The answers to these bytes at a URL of every kind."""
    client, talk = of.client_of("ann"), f"/v1/articles/{of.ids['talk']}"
    return [
        client.post("/v1/articles", body=body),
        client.patch(talk, body=body),
        *(
            client.write(method, f"{talk}/relationships/tags", body=body)
            for method in ("POST", "PATCH", "DELETE")
        ),
        client.patch(f"{talk}/relationships/series", body=body),
    ]


def nested(levels: int, *, arrays: bool = False) -> Object:
    """A `meta` so that the document it stands in has this many levels."""
    inner: object = [] if arrays else {}
    for _ in range(levels - 3):
        inner = [inner] if arrays else {"a": inner}
    return {"meta": {"a": inner}}


@pytest.mark.req("DOC-03")
@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b"1", b"-0", b"null", b"true", b'[{"data": null}]', b" \n [ ] \t"]
)
def test_a_root_that_is_no_object_is_400_at_the_root(newsroom: World, body: bytes) -> None:
    for answer in sent(newsroom, body):
        assert fault(answer) == (400, "invalid-document", pointer(""))


@pytest.mark.req("DOC-03", "ERR-16", "AMB-41")
@pytest.mark.parametrize("body", [b"", b" ", b"\r\n\t "])
def test_a_body_without_a_document_is_400_without_a_pointer(newsroom: World, body: bytes) -> None:
    for answer in sent(newsroom, body):
        assert fault(answer) == (400, "invalid-json", None)


@pytest.mark.req("DOC-03", "ERR-16", "AMB-41")
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"}",
        b'{"data"}',
        b'{"data": }',
        b'{"data": null,}',
        b"{'data': null}",
        b"{data: null}",
        b'{"data": nul}',
        b'{"data": NaN}',
        b'{"data": Infinity}',
        b'{"data": 01}',
        b'{"data": +1}',
        b'{"data": .5}',
        b'{"data": "\t"}',
        b'{"data": "\x00"}',
        b'{"data": "\\x41"}',
        b'{"data": "open}',
        b'{"data": null} {"data": null}',
        b'{"data": null} // why not',
        b"\xef\xbb\xbf{}",
        b'{"data": "\xff"}',
        b'{"data": "\xed\xa0\x80"}',
        '{"data": null}'.encode("utf-16"),
        b"data[type]=articles",
        b"<data/>",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_is_400_without_a_pointer(newsroom: World, body: bytes) -> None:
    for answer in sent(newsroom, body):
        assert fault(answer) == (400, "invalid-json", None)


@pytest.mark.req("DOC-03")
@pytest.mark.parametrize(
    "written", ["1e400", "-1e400", "9" * 400, r'"\ud800"', r'"\udc00\ud800"', r'"\ud83d"']
)
def test_numbers_without_end_and_half_characters_are_no_json_wherever_they_stand(
    newsroom: World, written: str
) -> None:
    at = f'"meta": {{"a": [{written}]}}'
    in_name = f", {written}: 1" if written.startswith('"') else ""

    for answer in sent(newsroom, f'{{"data": null, {at}{in_name}}}'.encode()):
        assert fault(answer) == (400, "invalid-json", None)


@pytest.mark.req("DOC-03", "NAME-07")
def test_characters_of_every_kind_may_be_escaped_or_not(newsroom: World) -> None:
    body = r'{"data": {"type": "\u0061rticles", "attributes": {"titl\u0065": "\ud83e\udd80 é\/"}}}'

    answer = newsroom.client_of("ann").post("/v1/articles", body=body.encode())

    assert answer.status == 201
    assert answer.data["attributes"]["title"] == "🦀 é/"


@pytest.mark.req("ERR-16")
def test_a_nul_is_refused_where_it_would_be_stored_and_nowhere_else(newsroom: World) -> None:
    nul = "a\0b"

    overlooked = created(newsroom, {**minimal(newsroom, "articles"), nul: nul, "meta": {nul: nul}})
    in_value = created(newsroom, {"type": "articles", "attributes": {"title": nul}})
    in_name = created(newsroom, {"type": "articles", "attributes": {"title": "a", nul: 1}})
    in_type = created(
        newsroom,
        {"type": "articles", "relationships": {"tags": {"data": [{"type": nul, "id": nul}]}}},
    )

    at = "/data/attributes"
    assert overlooked.status == 201
    assert fault(in_value) == (422, "invalid-value", pointer(f"{at}/title"))
    assert fault(in_name) == (422, "unknown-field", pointer(f"{at}/{nul}"))
    assert fault(in_type) == (409, "type-mismatch", pointer("/data/relationships/tags/data/0/type"))


@pytest.mark.req("DOC-03")
def test_of_a_member_that_stands_twice_the_last_one_counts(newsroom: World) -> None:
    body = (
        b'{"data": {"type": "people"}, "data": {"type": "people", "type": "articles", '
        b'"attributes": {"title": 7, "title": "Last"}}}'
    )

    answer = newsroom.client_of("ann").post("/v1/articles", body=body)

    assert (answer.status, answer.data["attributes"]["title"]) == (201, "Last")


@pytest.mark.req("DOC-03", "DOC-16")
@pytest.mark.parametrize("arrays", [False, True])
def test_a_document_has_at_most_32_levels(newsroom: World, *, arrays: bool) -> None:
    client = newsroom.client_of("ann")

    deepest = client.post("/v1/articles", {"data": NEW, **nested(32, arrays=arrays)})
    deeper = sent(newsroom, json.dumps({"data": NEW, **nested(33, arrays=arrays)}).encode())
    deepest_of_all = sent(newsroom, b'{"a":' * 900 + b"1" + b"}" * 900)

    assert deepest.status == 201
    for answer in (*deeper, *deepest_of_all):
        assert fault(answer) == (400, "invalid-document", pointer(""))
        assert "32" in answer.error["detail"]


@pytest.mark.req("CN-04", "CREATE-22")
def test_a_body_has_at_most_a_mebibyte_however_it_is_sent(newsroom: World) -> None:
    document = json.dumps({"data": NEW}).encode()
    largest = document.ljust(MEBIBYTE)
    before = newsroom.client_of("ann").get("/v1/articles").meta["total"]

    fits = newsroom.client_of("ann").post("/v1/articles", body=largest)
    larger = sent(newsroom, largest + b" ")
    # Chunked: nobody says beforehand how large it is.
    unsaid = newsroom.client_of("ann").post("/v1/articles", body=iter([largest, b" "]))

    assert fits.status == 201
    for answer in (*larger, unsaid):
        assert fault(answer) == (413, "body-too-large", None)
    assert newsroom.client_of("ann").get("/v1/articles").meta["total"] == before + 1


@pytest.mark.req("DOC-02", "CREATE-22")
def test_a_document_of_very_many_members_is_read_all_the_same(newsroom: World) -> None:
    many = {f"m{number}": number for number in range(60_000)}

    answer = newsroom.client_of("ann").post("/v1/articles", {"data": NEW, **many})

    assert answer.status == 201


@pytest.mark.req("ERR-02", "ERR-16")
def test_at_most_a_hundred_faults_are_told_and_in_short(newsroom: World) -> None:
    attributes = {f"{'n' * 2000}{number}": 1 for number in range(150)}
    members = [{"type": f"{'t' * 2000}", "id": str(number)} for number in range(150)]
    path = f"/v1/articles/{newsroom.ids['talk']}/relationships/tags"

    unknown = created(newsroom, {"type": "articles", "attributes": attributes})
    foreign = newsroom.client_of("ann").post(path, {"data": members})
    none = newsroom.client_of("ann").post(path, body=b'{"data": [1%s]}' % (b",1" * 500_000))

    assert faults(unknown) == [
        ("422", "unknown-field", pointer(f"/data/attributes/{name}"))
        for name in list(attributes)[:100]
    ]
    assert faults(foreign) == [
        ("409", "type-mismatch", pointer(f"/data/{number}/type")) for number in range(100)
    ]
    assert faults(none) == [
        ("400", "invalid-document", pointer(f"/data/{number}")) for number in range(100)
    ]
    assert max(len(error["detail"]) for error in (*unknown.errors, *foreign.errors)) <= 1001


@pytest.mark.req("CRUD-03")
def test_none_of_what_is_no_document_changes_anything(newsroom: World) -> None:
    before = stored(newsroom)

    for body in (b"", b"[]", b"{", b'{"data": 1}', b'{"data": ["x"]}', b'{"data": {}}', b" " * 99):
        assert {answer.status for answer in sent(newsroom, body)} == {400}

    assert stored(newsroom) == before


@pytest.mark.req("DOC-03", "FETCH-11")
def test_a_body_where_none_is_read_is_ignored_unread(newsroom: World) -> None:
    client = newsroom.client_of("rita")
    path = created(newsroom, minimal(newsroom, "comments")).headers["Location"]

    read = client.request("GET", path, body=b"{broken")
    headed = client.request("HEAD", path, body=b"{broken")
    deleted = client.delete(path, body=b"{broken")

    assert (read.status, headed.status, deleted.status) == (200, 200, 200)


@pytest.mark.req("DOC-03", "REL-02")
def test_a_document_that_needs_nothing_more_is_accepted_at_each_url(newsroom: World) -> None:
    client, talk = newsroom.client_of("ann"), newsroom.ids["talk"]
    tags = linkage("tags", [newsroom.ids["rust"]])
    path = f"/v1/articles/{talk}"

    answers = [
        client.post("/v1/articles", {"data": NEW}),
        client.patch(path, {"data": ref("articles", talk)}),
        *(client.write(m, f"{path}/relationships/tags", tags) for m in ("POST", "PATCH", "DELETE")),
        client.patch(f"{path}/relationships/series", linkage("series", None)),
    ]

    assert [answer.status for answer in answers] == [201, 200, 204, 204, 204, 204]
