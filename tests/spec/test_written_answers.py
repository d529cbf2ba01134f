"""The answers to writes are shaped by `include`, `fields` and windows, as those to reads are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import JSONAPI, Answer
from tests.conftest import Databases, World
from tests.spec.corpus import APPLIED, RELATIONSHIPS
from tests.spec.newsroom import TYPES, WRITERS, created, fresh, full, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, linkage, ref, stored

each_type = pytest.mark.parametrize("type_", TYPES)
#: Parameters that no write implements, each with the code of its refusal.
REFUSED = {
    "include": ("nope", "invalid-include"),
    "fields[articles]": ("Title", "invalid-fields"),
    "fields[nope]": ("title", "invalid-fields"),
    "sort": ("title", "unsupported-sort"),
    "filter[title]": ("a", "invalid-filter"),
    "filter": ("has(tags)", "invalid-filter"),
    "page[size]": ("1", "invalid-page"),
    "page[number]": ("1", "invalid-page"),
    "page[tags][size]": ("1", "invalid-page"),
    "limit": ("1", "unknown-parameter"),
    "fooBar": ("1", "unknown-parameter"),
    "_foo": ("1", "invalid-parameter-name"),
}


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def patched(of: World, made: Answer, **given: object) -> Answer:
    """The answer to an update that changes nothing, by whoever created it."""
    client = of.client_of(WRITERS[made.data["type"]])
    return client.patch(
        made.data["links"]["self"], {"data": ref(made.data["type"], made.data["id"])}, **given
    )


def identities(resources: list[Object]) -> set[tuple[str, str]]:
    return {(each["type"], each["id"]) for each in resources}


@pytest.mark.req("INC-11", "INC-04", "INC-05")
@each_type
def test_the_answers_to_writes_include_what_reads_include(newsroom: World, type_: str) -> None:
    names = {**RELATIONSHIPS, "access-tokens": {"person": False}}[type_]
    asked = {"include": ",".join(names)}

    made = created(newsroom, full(newsroom, type_), params=asked)
    changed = patched(newsroom, made, params=asked)

    read = newsroom.client_of(WRITERS[type_]).get(made.headers["Location"], params=asked)
    assert (made.status, changed.status) == (201, 200)
    assert identities(made.included) == identities(changed.included) == identities(read.included)
    assert made.data["relationships"] == changed.data["relationships"]
    assert changed.data["relationships"] == read.data["relationships"]
    assert changed.included == read.included


@pytest.mark.req("INC-11", "INC-07")
def test_an_empty_include_gives_an_empty_included(newsroom: World) -> None:
    made = created(newsroom, minimal(newsroom, "articles"), params={"include": ""})

    assert (made.status, made.included) == (201, [])
    assert patched(newsroom, made, params={"include": ""}).included == []


@pytest.mark.req("FIELDS-08", "FIELDS-03")
@each_type
def test_an_empty_fieldset_leaves_type_id_links_and_meta(newsroom: World, type_: str) -> None:
    asked = {f"fields[{type_}]": ""}

    made = created(newsroom, full(newsroom, type_), params=asked)
    changed = patched(newsroom, made, params=asked)

    bare = {
        **ref(type_, made.data["id"]),
        "links": {"self": made.headers["Location"]},
        "meta": {"version": 1},
    }
    assert made.data == bare
    assert changed.data == bare


@pytest.mark.req("FIELDS-08", "FIELDS-04", "FIELDS-07", "INC-09")
def test_a_fieldset_narrows_primary_data_and_what_is_included(newsroom: World) -> None:
    asked = {
        "include": "author,tags",
        "fields[articles]": "title,tags",
        "fields[people]": "name",
        "fields[tags]": "",
    }
    data = full(newsroom, "articles")

    made = created(newsroom, data, params=asked)
    changed = patched(newsroom, made, params=asked)

    for answer in (made, changed):
        assert answer.data["attributes"] == {"title": data["attributes"]["title"]}
        assert set(answer.data["relationships"]) == {"tags"}
        parts = {each["type"]: set(each) - {"type", "id"} for each in answer.included}
        assert parts == {"people": {"attributes", "links", "meta"}, "tags": {"links", "meta"}}
        assert len(answer.included) == 3


@pytest.mark.req("FIELDS-08")
def test_an_attribute_that_is_shown_on_request_is_shown_by_writes_too(newsroom: World) -> None:
    data = minimal(newsroom, "comments")

    made = created(newsroom, data, params={"fields[comments]": "bodyHtml"})

    assert made.data["attributes"] == {"bodyHtml": "<p>Well said.</p>\n"}
    assert "relationships" not in made.data


@pytest.mark.req("FIELDS-08")
def test_a_secret_is_shown_only_where_the_fieldset_has_it(newsroom: World) -> None:
    def shown(fields: str) -> set[str]:
        asked = {"fields[access-tokens]": fields}
        answer = created(newsroom, minimal(newsroom, "access-tokens"), params=asked)
        return set(answer.data["attributes"])

    assert shown("name") == {"name"}
    assert shown("secret") == {"secret"}


@pytest.mark.req("FIELDS-08", "INC-11", "PAGE-03", "REL-06", "REL-07")
def test_an_included_window_has_the_size_that_was_asked_for_and_goes_on(newsroom: World) -> None:
    ids = _articles(newsroom, 7)
    data = {**minimal(newsroom, "series"), "relationships": {"articles": linkage("articles", ids)}}
    asked = {"include": "articles", "page[articles][size]": "3", "fields[articles]": "title"}

    made = created(newsroom, data, params=asked)
    changed = patched(newsroom, made, params=asked)

    for answer in (made, changed):
        relationship = answer.data["relationships"]["articles"]
        assert [each["id"] for each in relationship["data"]] == ids[:3]
        assert [each["id"] for each in answer.included] == ids[:3]
        following = newsroom.client.get(relationship["links"]["next"])
        assert following.ids == ids[3:6]
        assert {each["id"] for each in following.included} == set(ids[3:6])
        assert all(set(each["attributes"]) == {"title"} for each in following.included)


@pytest.mark.req("INC-11", "REL-06")
def test_written_linkage_is_shown_by_its_first_25_without_an_include(newsroom: World) -> None:
    ids = _articles(newsroom, 27)
    data = {**minimal(newsroom, "series"), "relationships": {"articles": linkage("articles", ids)}}

    made = created(newsroom, data)

    relationship = made.data["relationships"]["articles"]
    assert "included" not in made.document
    assert [each["id"] for each in relationship["data"]] == ids[:25]
    assert newsroom.client.get(relationship["links"]["next"]).ids == ids[25:]


@pytest.mark.req("INC-11", "CN-16", "DOC-09", "CUR-33")
def test_the_profile_applies_to_the_windows_of_an_answer_and_to_nothing_else(
    newsroom: World,
) -> None:
    data = full(newsroom, "articles")
    asked = {"include": "tags"}

    windowed = created(newsroom, data, params=asked, accept=APPLIED)
    plain = created(newsroom, minimal(newsroom, "articles"), accept=APPLIED)

    assert windowed.headers["Content-Type"] == APPLIED
    assert windowed.links["self"]["type"] == APPLIED
    assert windowed.links["self"]["href"].startswith(windowed.headers["Location"])
    links = windowed.data["relationships"]["tags"]["links"]
    assert (links["prev"], links["next"]) == (None, None)
    assert plain.headers["Content-Type"] == JSONAPI


@pytest.mark.req("AMB-37", "FETCH-01", "DOC-10")
def test_self_of_the_answer_gives_the_same_document(newsroom: World) -> None:
    asked = {"include": "tags,author", "fields[tags]": "name", "fields[people]": "name"}

    made = created(newsroom, full(newsroom, "articles"), params=asked)

    read = newsroom.client_of("ann").get(made.links["self"])
    assert made.links["self"].startswith(f"{made.headers['Location']}?")
    assert read.included == made.included
    assert read.data["attributes"] == made.data["attributes"]


@pytest.mark.req("INC-03", "INC-08", "INC-11", "AMB-23", "QP-06", "QP-07", "SORT-08")
@pytest.mark.parametrize("name", REFUSED)
def test_a_parameter_that_does_not_shape_one_resource_is_400_and_nothing_is_written(
    newsroom: World, name: str
) -> None:
    value, code = REFUSED[name]
    client, talk = newsroom.client_of("ann"), newsroom.ids["talk"]
    new = {"data": minimal(newsroom, "articles")}
    update = {"data": {**ref("articles", talk), "attributes": {"title": "Changed"}}}
    before = stored(newsroom)

    answers = (
        client.post("/v1/articles", new, params={name: value}),
        client.patch(f"/v1/articles/{talk}", update, params={name: value}),
    )

    for answer in answers:
        assert fault(answer) == (400, code, {"parameter": name})
    assert stored(newsroom) == before


@pytest.mark.req("INC-03", "QP-07", "AMB-23")
@pytest.mark.parametrize(
    "name", ["include", "fields[tags]", "sort", "page[size]", "fooBar", "_foo"]
)
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_relationship_writes_and_deletes_take_no_parameter(
    newsroom: World, method: str, name: str
) -> None:
    client, path = newsroom.client_of("ann"), f"/v1/articles/{newsroom.ids['talk']}"
    tags = linkage("tags", [newsroom.ids["web"]])
    before = stored(newsroom)

    answers = [client.write(method, f"{path}/relationships/tags", tags, params={name: ""})]
    if method == "DELETE":
        answers.append(client.delete(path, params={name: ""}))

    for answer in answers:
        assert (answer.status, answer.error["source"]) == (400, {"parameter": name})
    assert stored(newsroom) == before


def _articles(of: World, number: int) -> list[str]:
    return [of.add.article(fresh("part"), author=of.ids["ann"]) for _ in range(number)]
