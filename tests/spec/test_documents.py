"""Document structure: the top level, meta information, the `jsonapi` object, member names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.conftest import World
from tests.rules import of_document
from tests.spec.corpus import APPLIED, EVERY, RELATIONSHIPS, corpus, objects, one_of, successes

TOP_LEVEL = {"data", "errors", "meta", "jsonapi", "links", "included"}
TOP_LINKS = {"self", "related", "describedby", "first", "prev", "next", "last"}
#: Values of ours whose keys are the names of types, which are kebab-case.
TYPES = re.compile(r"[a-z]+(-[a-z]+)*")
MEMBER = re.compile(r"[a-z]([A-Za-z0-9]*[a-z0-9])?")
RESERVED = set("+,.[]!\"#$%&'()*/:;<=>?@\\^`{|}~\x7f") | {chr(code) for code in range(32)}


@pytest.mark.req("DOC-01", "DOC-03", "DOC-04", "DOC-05", "DOC-06", "DOC-07", "AMB-31")
def test_every_document_is_an_object_of_the_specifications_members(sample: World) -> None:
    for name, answer in corpus(sample).items():
        members = set(answer.document)

        assert members <= TOP_LEVEL, name
        assert members & {"data", "errors", "meta"}, name
        assert not {"data", "errors"} <= members, name
        assert "data" in members or "included" not in members, name
        assert answer.document.get("errors") != [], name


@pytest.mark.req("DOC-01", "AMB-32")
def test_every_document_of_the_corpus_keeps_the_closed_schema(sample: World) -> None:
    answers = corpus(sample)

    faults = {name: of_document(answer.document) for name, answer in answers.items()}

    assert {name: found for name, found in faults.items() if found} == {}
    assert len(answers) > 100


@pytest.mark.req("DOC-07")
@pytest.mark.parametrize("path", ["/v1/articles/nope", "/v1/nope", "/v1/articles"])
def test_an_error_has_no_included_though_it_was_asked_for(sample: World, path: str) -> None:
    answer = sample.client.get(path, params={"include": "author", "nope": "1"})

    assert answer.status in (400, 404)
    assert set(answer.document) == {"jsonapi", "errors"}


@pytest.mark.req("DOC-08", "AMB-32", "DOC-11", "AMB-44")
def test_top_level_links_are_those_of_the_specification(sample: World) -> None:
    for name, answer in successes(sample).items():
        links = set(answer.links)

        assert links <= TOP_LINKS, name
        assert ("related" in links) == ("/relationships/" in answer.path), name


@pytest.mark.req("DOC-09")
def test_self_is_an_object_that_names_the_media_type_where_the_profile_is_applied(
    sample: World,
) -> None:
    kinds = set()
    for name, answer in successes(sample).items():
        applied = answer.headers["Content-Type"] == APPLIED
        link = answer.links["self"]
        kinds.add(applied)

        if applied:
            assert link == {"href": answer.url, "type": APPLIED}, name
        else:
            assert isinstance(link, str), name
    assert kinds == {True, False}


@pytest.mark.req("DOC-10", "DOC-21", "FETCH-01", "PAGE-08")
@pytest.mark.parametrize(
    "params",
    [
        {},
        {
            "include": "author",
            "fields[articles]": "title,author",
            "sort": "-title",
            "page[size]": "2",
        },
        {"filter[title][contains]": "&=+ #%/?[]é🦀"},
        {"filter": "or(equals(title,'a&b=c+d'),contains(title,'%'))", "page[number]": "1"},
        {"fields[articles]": "", "include": ""},
        {"page[offset]": "3", "page[limit]": "4", "page[total]": "false"},
        {"filter[id][]": "018cc251-f400-7001-8000-000000000001", "sort": "author.name,-id"},
    ],
)
@pytest.mark.parametrize("accept", [JSONAPI, APPLIED])
def test_self_gives_the_same_document_again(
    sample: World, params: dict[str, str], accept: str
) -> None:
    answer = sample.client.get("/v1/articles", params=params, accept=accept)
    link = answer.links["self"]

    again = sample.client.get(link if isinstance(link, str) else link["href"], accept=accept)

    assert again.status == 200
    assert again.body == answer.body


@pytest.mark.req("DOC-12", "DOC-13", "DOC-14", "FETCH-14")
@pytest.mark.parametrize(
    ("type_", "name", "many"),
    [
        (type_, name, many)
        for type_, relationships in RELATIONSHIPS.items()
        for name, many in relationships.items()
    ],
)
def test_primary_data_has_the_shape_of_the_relationship(
    sample: World, type_: str, name: str, many: bool
) -> None:
    resource = f"/v1/{type_}/{one_of(sample.client, type_)}"

    related = sample.client.get(f"{resource}/{name}")
    linkage = sample.client.get(f"{resource}/relationships/{name}")

    for answer in (related, linkage):
        assert answer.status == 200
        assert isinstance(answer.data, list) if many else isinstance(answer.data, dict | None)
    pairs = zip(_listed(related.data), _listed(linkage.data), strict=True)
    for resource_object, identifier in pairs:
        assert "links" in resource_object
        assert identifier == {name: resource_object[name] for name in ("type", "id")}


@pytest.mark.req("DOC-13", "DOC-14", "FETCH-05")
@pytest.mark.parametrize(("wanted", "slugs"), [(1, "post-1"), (0, "no-such-post")])
def test_a_collection_of_one_or_none_is_an_array(sample: World, wanted: int, slugs: str) -> None:
    answer = sample.client.get("/v1/articles", params={"filter[slug]": slugs})

    assert answer.status == 200
    assert isinstance(answer.data, list)
    assert len(answer.data) == wanted


@pytest.mark.req("DOC-15", "DOC-16", "ERR-20")
def test_every_meta_is_an_object_with_something_in_it(sample: World) -> None:
    found = [
        (name, node.value["meta"])
        for name, answer in corpus(sample).items()
        for node in objects(answer.document)
        if "meta" in node.value
    ]

    assert [name for name, meta in found if not isinstance(meta, dict) or not meta] == []
    assert len(found) > 1000


@pytest.mark.req("DOC-17", "DOC-18", "DOC-19")
def test_every_document_says_the_version_and_what_is_applied(sample: World) -> None:
    for name, answer in corpus(sample).items():
        applied = "profile=" in answer.headers["Content-Type"]

        said = answer.document["jsonapi"]

        wanted: dict[str, Any] = {"version": "1.1"}
        assert said == (wanted | {"profile": [CURSOR_PROFILE]} if applied else wanted), name


@pytest.mark.req(
    "NAME-02", "NAME-03", "NAME-04", "NAME-05", "NAME-06", "NAME-08", "NAME-09", "AMB-35"
)
@pytest.mark.req("REC-01", "REC-02", "REC-03", "AMB-34", "EXT-13")
def test_every_name_at_every_depth_is_ascii_camel_case(sample: World) -> None:
    names = {
        member
        for answer in corpus(sample).values()
        for node in objects(answer.document)
        if node.path != ("meta", "types")
        for member in node.value
    }

    assert {name for name in names if not MEMBER.fullmatch(name)} == set()
    assert {name for name in names if RESERVED & set(name)} == set()
    assert {"createdAt", "readingMinutes", "commentsOpen", "relationships"} <= names


@pytest.mark.req("NAME-02", "RES-10")
def test_every_type_is_a_legal_name(sample: World) -> None:
    entry = sample.client.get("/v1")

    types = set(entry.meta["types"])

    assert types == set(EVERY)
    assert all(TYPES.fullmatch(name) for name in types)


@pytest.mark.req("NAME-01", "AMB-20")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields[articles]", "Title"),
        ("fields[articles]", "TITLE"),
        ("fields[Articles]", "title"),
        ("include", "Author"),
        ("sort", "Title"),
        ("filter[Title]", "x"),
        ("Include", "author"),
        ("Sort", "title"),
        ("page[Size]", "1"),
    ],
)
def test_names_in_another_case_are_other_names(sample: World, name: str, value: str) -> None:
    answer = sample.client.get("/v1/articles", params={name: value})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": name}


@pytest.mark.req("NAME-12", "AMB-34")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields[articles]", "@context"),
        ("include", "@author"),
        ("sort", "@position"),
        ("sort", "-@position"),
        ("filter[@context]", "x"),
        ("filter[@position]", "1"),
        ("filter", "equals(@context,'x')"),
        ("page[@comments][size]", "1"),
    ],
)
def test_no_at_member_is_a_field(sample: World, name: str, value: str) -> None:
    series = sample.ids["guide"]

    answers = [
        sample.client.get(path, params={name: value})
        for path in ("/v1/articles", f"/v1/series/{series}/articles")
    ]

    assert [answer.status for answer in answers] == [400, 400]
    assert {answer.error["source"]["parameter"] for answer in answers} == {name}


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data] if data else []
