"""Sparse fieldsets: which fields a resource object has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compound import included_types
from tests.conftest import World

#: What each type shows to everybody when nothing is asked; `bodyHtml` comes on request only.
ATTRIBUTES = {
    "people": {"name", "handle", "bio", "website", "avatarUrl", "createdAt", "updatedAt"},
    "articles": {
        "title",
        "slug",
        "summary",
        "body",
        "status",
        "language",
        "commentsOpen",
        "wordCount",
        "readingMinutes",
        "publishedAt",
        "createdAt",
        "updatedAt",
    },
    "comments": {"body", "status", "createdAt", "updatedAt"},
    "tags": {"name", "slug", "description"},
    "series": {"title", "slug", "description", "createdAt", "updatedAt"},
    "reactions": {"kind", "createdAt"},
}
RELATIONSHIPS = {
    "people": {"articles", "comments"},
    "articles": {"author", "coauthors", "tags", "series", "comments", "reactions"},
    "comments": {"article", "author", "parent", "replies", "reactions"},
    "tags": {"articles"},
    "series": {"articles", "curator"},
    "reactions": {"person", "target"},
}
#: Every URL that sends articles as primary data.
ARTICLES = [
    "/v1/articles",
    "/v1/articles/{post-1}",
    "/v1/people/{ann}/articles",
    "/v1/comments/{c1}/article",
    "/v1/tags/{rust}/articles",
    "/v1/series/{guide}/articles",
]


def of_data(data: Any) -> list[dict[str, Any]]:
    return data if isinstance(data, list) else [data]


@pytest.mark.req("FIELDS-05")
@pytest.mark.parametrize("type_", ATTRIBUTES)
def test_without_a_fieldset_all_fields_are_sent_but_the_rendered_body(
    sample: World, type_: str
) -> None:
    answer = sample.client.get(f"/v1/{type_}")

    for each in answer.data:
        assert each["attributes"].keys() == ATTRIBUTES[type_]
        assert each["relationships"].keys() == RELATIONSHIPS[type_]


@pytest.mark.req("FIELDS-05")
def test_a_fieldset_of_one_type_leaves_the_others_as_they_are(sample: World) -> None:
    answer = sample.client.get(
        "/v1/articles", params={"include": "author,tags", "fields[people]": "name"}
    )

    for each in [*answer.data, *answer.included]:
        expected = {"name"} if each["type"] == "people" else ATTRIBUTES[each["type"]]
        assert each["attributes"].keys() == expected


@pytest.mark.req("FIELDS-02", "FIELDS-04", "AMB-19")
@pytest.mark.parametrize("path", ARTICLES)
def test_exactly_the_fields_that_are_listed_are_sent(sample: World, path: str) -> None:
    answer = sample.client.get(
        path.format_map(sample.ids), params={"fields[articles]": "title,author"}
    )

    assert of_data(answer.data)
    for each in of_data(answer.data):
        assert each["attributes"].keys() == {"title"}
        assert each["relationships"].keys() == {"author"}


@pytest.mark.req("FIELDS-02", "FIELDS-04")
@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (type_, name)
        for declared in (ATTRIBUTES, RELATIONSHIPS)
        for type_, names in declared.items()
        for name in sorted(names)
    ],
)
def test_every_field_can_be_asked_for_alone(sample: World, type_: str, name: str) -> None:
    whole = sample.client.get(f"/v1/{type_}").data[0]

    alone = sample.client.get(f"/v1/{type_}", params={f"fields[{type_}]": name}).data[0]

    attribute = name in whole["attributes"]
    assert alone.get("attributes", {}) == ({name: whole["attributes"][name]} if attribute else {})
    assert alone.get("relationships", {}).keys() == (set() if attribute else {name})


@pytest.mark.req("FIELDS-03", "FIELDS-06", "AMB-22")
@pytest.mark.parametrize("path", ARTICLES)
@pytest.mark.parametrize("value", ["", "id", "type", "id,type"])
def test_no_fields_leave_type_id_links_and_meta(sample: World, path: str, value: str) -> None:
    answer = sample.client.get(path.format_map(sample.ids), params={"fields[articles]": value})

    for each in of_data(answer.data):
        assert each.keys() == {"type", "id", "links", "meta"}
        assert each["meta"]["version"] >= 1
        assert each["links"]["self"].endswith(f"/v1/articles/{each['id']}")


@pytest.mark.req("FIELDS-07", "COMP-04")
@pytest.mark.parametrize("fields", ["title", "", "title,comments"])
def test_an_included_relationship_that_is_not_listed_is_dropped(sample: World, fields: str) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}"

    answer = sample.client.get(path, params={"include": "author", "fields[articles]": fields})

    assert "author" not in answer.data.get("relationships", {})
    assert [each["id"] for each in answer.included] == [sample.ids["ann"]]


@pytest.mark.req("FIELDS-07")
def test_a_path_goes_on_through_relationships_that_are_not_shown(sample: World) -> None:
    answer = sample.client.get(
        "/v1/articles",
        params={
            "include": "comments.author,series.curator",
            "fields[articles]": "title",
            "fields[comments]": "",
            "fields[series]": "",
            "fields[people]": "handle",
        },
    )

    assert included_types(answer) == {"comments", "series", "people"}
    assert all("relationships" not in each for each in answer.included)
    for each in answer.included:
        shown = set(each.get("attributes", {}))
        assert shown == ({"handle"} if each["type"] == "people" else set())


@pytest.mark.req("FIELDS-04", "FIELDS-08")
def test_a_fieldset_holds_for_primary_and_included_resources_of_its_type(sample: World) -> None:
    answer = sample.client.get(
        f"/v1/articles/{sample.ids['post-1']}",
        params={"include": "author.articles", "fields[articles]": "slug,wordCount"},
    )

    articles = [answer.data, *(each for each in answer.included if each["type"] == "articles")]
    assert len(articles) > 2
    assert all(each["attributes"].keys() == {"slug", "wordCount"} for each in articles)


@pytest.mark.req("FIELDS-08", "AMB-19")
@pytest.mark.parametrize(
    ("path", "include"),
    [
        ("/v1/articles/{post-1}/relationships/comments", "comments"),
        ("/v1/articles/{post-1}/comments", "replies"),
        ("/v1/comments/{c1}", "replies"),
        ("/v1/reactions/{like-of-reply}", "target"),
    ],
)
def test_fieldsets_hold_in_included_on_every_url(sample: World, path: str, include: str) -> None:
    answer = sample.client.get(
        path.format_map(sample.ids), params={"include": include, "fields[comments]": "status"}
    )

    comments = [each for each in answer.included if each["type"] == "comments"]
    assert comments
    assert all(each["attributes"].keys() == {"status"} for each in comments)


@pytest.mark.req("FIELDS-08")
def test_query_heeds_fieldsets_as_get_does(sample: World) -> None:
    answer = sample.client.query("/v1/articles", {"fields[articles]": "title,tags"})

    for each in answer.data:
        assert each["attributes"].keys() == {"title"}
        assert each["relationships"].keys() == {"tags"}


@pytest.mark.req("FIELDS-06", "AMB-19")
def test_identifiers_have_no_fields_to_choose(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}/relationships/comments"
    plain = sample.client.get(path)

    answer = sample.client.get(path, params={"fields[comments]": "body", "fields[people]": ""})

    assert answer.status == 200
    assert answer.data == plain.data


@pytest.mark.req("FIELDS-09")
@pytest.mark.parametrize("name", ["fields[articles]", "fields%5Barticles%5D", "fields%5barticles]"])
def test_encoded_brackets_and_bare_ones_are_the_same(sample: World, name: str) -> None:
    answer = sample.client.raw(f"/v1/articles?{name}=title")

    assert answer.status == 200
    assert all(each["attributes"].keys() == {"title"} for each in answer.data)


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("articles", "/v1/articles/{post-1}?fields[articles]=bodyHtml"),
        ("comments", "/v1/comments/{c1}?fields[comments]=bodyHtml"),
    ],
)
def test_the_rendered_body_comes_on_request(sample: World, type_: str, path: str) -> None:
    answer = sample.client.get(path.format_map(sample.ids))

    assert answer.data["attributes"].keys() == {"bodyHtml"}
    assert answer.data["attributes"]["bodyHtml"].startswith("<p>")


@pytest.mark.parametrize(
    ("handle", "expected"), [("rita", {"name", "email", "role"}), ("ann", {"name"})]
)
def test_a_fieldset_shows_nothing_that_the_caller_may_not_see(
    sample: World, handle: str, expected: set[str]
) -> None:
    path = f"/v1/people/{sample.ids[handle]}?fields[people]=name,email,role"

    answer = sample.client_of("reader").get(path)

    assert answer.data["attributes"].keys() == expected
