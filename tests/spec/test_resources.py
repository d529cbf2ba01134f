"""Resource objects, resource identifiers, relationships and links, wherever they stand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.answer import JSONAPI
from tests.conftest import World
from tests.spec.corpus import (
    APPLIED,
    EVERY,
    RELATIONSHIPS,
    corpus,
    identifiers,
    objects,
    relationships,
    resources,
    successes,
)

URI = re.compile(
    r"https?://[A-Za-z0-9.:-]+/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*)?(?:#[a-z-]+)?"
)


@pytest.mark.req("RES-01", "RES-03", "RES-04", "RES-05", "RES-08", "RES-13", "RES-17", "REC-13")
def test_every_resource_object_has_type_id_and_self(sample: World) -> None:
    seen = 0
    for name, answer in successes(sample).items():
        for resource in resources(answer):
            seen += 1
            url = f"{sample.url}/v1/{resource['type']}/{resource['id']}"

            assert set(resource) <= {
                "type",
                "id",
                "attributes",
                "relationships",
                "links",
                "meta",
            }, name
            assert isinstance(resource["type"], str)
            assert isinstance(resource["id"], str)
            assert resource["links"] == {"self": url}, name
            assert isinstance(resource.get("attributes", {}), dict)
    assert seen > 1000


@pytest.mark.req("RES-05", "RES-13", "REL-01", "FIELDS-03")
def test_type_id_and_self_stay_where_no_field_is_asked_for(sample: World) -> None:
    answer = sample.client.get("/v1/articles", params={"fields[articles]": ""})

    assert answer.data
    assert all(set(each) == {"type", "id", "links", "meta"} for each in answer.data)


@pytest.mark.req("RES-09", "RES-11", "FETCH-06")
def test_a_type_and_an_id_mean_one_resource_by_whatever_way_they_are_met(sample: World) -> None:
    ids = sample.ids
    article = ids["post-1"]
    get = sample.client.get
    only = {"filter[id]": article}

    ways = [
        get(f"/v1/articles/{article}").data,
        get("/v1/articles", params=only).data[0],
        get(f"/v1/people/{ids['ann']}/articles", params=only).data[0],
        get(f"/v1/comments/{ids['c1']}/article").data,
        get(f"/v1/comments/{ids['c1']}", params={"include": "article"}).included[0],
        get(f"/v1/series/{ids['guide']}/articles", params=only).data[0],
    ]

    assert all(way == ways[0] for way in ways)


@pytest.mark.req("RES-09", "AMB-24", "FETCH-08")
@pytest.mark.parametrize("type_", RELATIONSHIPS)
def test_an_id_in_another_case_is_another_id(sample: World, type_: str) -> None:
    id_ = sample.client.get(f"/v1/{type_}").ids[-1]
    changed = id_.replace("018c", "018C")

    answer = sample.client.get(f"/v1/{type_}/{changed}")

    assert changed != id_
    assert answer.status == 404


@pytest.mark.req("RES-11", "RID-01", "RID-02", "RID-04", "RID-05", "REL-10", "REL-11")
def test_every_identifier_has_type_and_id_and_a_cursor_at_most(sample: World) -> None:
    seen = 0
    for name, answer in successes(sample).items():
        for identifier in identifiers(answer):
            seen += 1

            assert {"type", "id"} <= set(identifier) <= {"type", "id", "meta"}, name
            assert identifier["type"] in EVERY, name
            assert isinstance(identifier["id"], str), name
            assert set(identifier.get("meta", {})) <= {"page"}, name
    assert seen > 500


@pytest.mark.req("RES-12", "RES-15", "RES-16", "RES-10")
def test_fields_share_one_space_of_names_and_no_foreign_key_is_an_attribute(sample: World) -> None:
    fields: dict[str, tuple[set[str], set[str]]] = {}
    for answer in successes(sample).values():
        for resource in resources(answer):
            attributes, related = fields.setdefault(resource["type"], (set(), set()))
            attributes |= set(resource.get("attributes", ()))
            related |= set(resource.get("relationships", ()))

    assert {name: related for name, (_, related) in fields.items()} == {
        name: set(found) for name, found in EVERY.items()
    }
    for attributes, related in fields.values():
        assert not attributes & related
        assert not {"type", "id", "lid", "links", "meta"} & (attributes | related)
        assert not {name for name in attributes if name.endswith(("Id", "Ids"))}


@pytest.mark.req("RES-18", "RES-17", "FETCH-02", "REC-05")
def test_self_of_each_resource_gives_that_resource(sample: World) -> None:
    include = "author,coauthors,tags,series,comments.author,reactions.person"
    answer = sample.client.get(f"/v1/articles/{sample.ids['post-1']}", params={"include": include})

    for resource in resources(answer):
        found = sample.client.get(resource["links"]["self"])

        assert found.status == 200
        assert (found.data["type"], found.data["id"]) == (resource["type"], resource["id"])
        assert found.links["self"] == resource["links"]["self"]


@pytest.mark.req("REL-01", "REL-02", "REL-03", "REL-04", "REL-09", "REC-06", "REC-07", "REC-14")
def test_every_relationship_links_to_itself_and_to_what_is_related(sample: World) -> None:
    seen = set()
    for name, answer in successes(sample).items():
        for resource, relation, relationship in relationships(answer):
            seen.add((resource["type"], relation))
            own = resource["links"]["self"]

            assert set(relationship) <= {"links", "data", "meta"}, name
            assert relationship["links"]["self"] == f"{own}/relationships/{relation}", name
            assert relationship["links"]["related"] == f"{own}/{relation}", name
    assert seen == {(type_, name) for type_, found in EVERY.items() for name in found}


@pytest.mark.req("REL-10", "REL-11", "RID-01")
def test_linkage_has_the_shape_of_its_relationship(sample: World) -> None:
    shapes = set()
    for name, answer in successes(sample).items():
        for resource, relation, relationship in relationships(answer):
            many = EVERY[resource["type"]][relation]
            if "data" in relationship:
                data = relationship["data"]
                shapes.add((many, bool(data)))

                assert isinstance(data, list) if many else isinstance(data, dict | None), name
    assert shapes == {(True, True), (True, False), (False, True), (False, False)}


EMPTY = [
    pytest.param("/v1/articles/{post-30}", "series", None, id="articles.series"),
    pytest.param("/v1/comments/{c1}", "parent", None, id="comments.parent"),
    pytest.param("/v1/articles/{post-30}", "coauthors", [], id="articles.coauthors"),
    pytest.param("/v1/articles/{post-30}", "comments", [], id="articles.comments"),
    pytest.param("/v1/people/{otto}", "articles", [], id="people.articles"),
    pytest.param("/v1/people/{otto}", "comments", [], id="people.comments"),
    pytest.param("/v1/tags/{unused}", "articles", [], id="tags.articles"),
    pytest.param("/v1/comments/{deepest}", "replies", [], id="comments.replies"),
]


@pytest.mark.req("REL-08", "REL-10", "REL-11", "FETCH-07", "FETCH-13", "FETCH-17", "AMB-24")
@pytest.mark.parametrize(("path", "name", "nothing"), EMPTY)
def test_an_empty_relationship_is_200_with_null_or_an_empty_array(
    sample: World, path: str, name: str, nothing: Any
) -> None:
    owner = sample.client.get(path.format_map(sample.ids), params={"include": name})
    relationship = owner.data["relationships"][name]

    related = sample.client.get(relationship["links"]["related"])
    linkage = sample.client.get(relationship["links"]["self"])

    assert relationship["data"] == nothing
    assert owner.included == []
    for answer in (related, linkage):
        assert answer.status == 200
        assert answer.data == nothing


@pytest.mark.req("REL-09")
def test_related_does_not_depend_on_what_is_related(sample: World) -> None:
    answer = sample.client.get("/v1/articles", params={"page[size]": "100"})

    links = {
        each["relationships"]["series"]["links"]["related"].replace(each["id"], "{id}")
        for each in answer.data
    }

    assert links == {f"{sample.url}/v1/articles/{{id}}/series"}


@pytest.mark.req("REL-05", "REL-06", "REL-07", "FETCH-14")
@pytest.mark.parametrize("accept", [JSONAPI, APPLIED])
def test_page_links_of_a_relationship_page_its_linkage(sample: World, accept: str) -> None:
    article = sample.client.get(
        f"/v1/articles/{sample.ids['post-1']}", params={"include": "comments"}, accept=accept
    )
    comments = article.data["relationships"]["comments"]

    following = sample.client.get(comments["links"]["next"])

    assert comments["links"]["next"].startswith(f"{comments['links']['self']}?")
    assert all(set(each) - {"meta"} == {"type", "id"} for each in following.data)
    assert not {each["id"] for each in comments["data"]} & set(following.ids)


@pytest.mark.req("REL-12")
@pytest.mark.parametrize(
    ("path", "name", "ordered"),
    [
        ("/v1/articles/{post-1}", "coauthors", ["rita", "eve", "bob"]),
        ("/v1/series/{guide}", "articles", ["post-7", "post-1", "post-12", "post-3", "post-5"]),
        ("/v1/series/{notes}", "articles", ["post-4", "post-2"]),
    ],
)
def test_linkage_that_the_blog_calls_ordered_keeps_its_order(
    sample: World, path: str, name: str, ordered: list[str]
) -> None:
    owner = path.format_map(sample.ids)

    linkage = sample.client.get(f"{owner}/relationships/{name}")
    related = sample.client.get(f"{owner}/{name}")
    included = sample.client.get(owner, params={"include": name})

    wanted = [sample.ids[each] for each in ordered]
    assert linkage.ids == wanted
    assert related.ids == wanted
    assert [each["id"] for each in included.data["relationships"][name]["data"]] == wanted


@pytest.mark.req("LINK-01", "LINK-02", "LINK-04", "LINK-05", "LINK-08", "AMB-13", "AMB-32", "QP-09")
def test_every_link_is_an_absolute_uri_an_object_with_href_or_null(sample: World) -> None:
    kinds = set()
    for name, answer in corpus(sample).items():
        for node in objects(answer.document):
            if node.name != "links" or not isinstance(node.path[-1], str):
                continue
            for member, link in node.value.items():
                kinds.add(type(link))
                if isinstance(link, dict):
                    assert set(link) == {"href", "type"}, (name, member)
                    assert isinstance(link["type"], str), (name, member)
                href = link["href"] if isinstance(link, dict) else link
                assert href is None or URI.fullmatch(href), (name, member, href)
    assert kinds == {str, dict, type(None)}
