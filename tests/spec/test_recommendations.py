"""The recommendations: naming, URL design, links, filters by association, times."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.conftest import World
from tests.spec.corpus import RELATIONSHIPS, corpus, objects, resources, successes

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.mark.req("REC-04", "REC-05", "REC-06", "REC-07", "REC-08", "REC-13", "REC-14")
@pytest.mark.parametrize("type_", RELATIONSHIPS)
def test_every_url_is_made_of_type_id_and_relationship(sample: World, type_: str) -> None:
    collection = f"{sample.url}/v1/{type_}"

    answer = sample.client.get(collection)

    for resource in answer.data:
        own = f"{collection}/{resource['id']}"
        assert resource["type"] == type_
        assert resource["links"] == {"self": own}
        assert {
            name: relationship["links"] for name, relationship in resource["relationships"].items()
        } == {
            name: {"self": f"{own}/relationships/{name}", "related": f"{own}/{name}"}
            for name in RELATIONSHIPS[type_]
        }


@pytest.mark.req("REC-08")
def test_no_resource_is_known_by_the_url_it_was_reached_by(sample: World) -> None:
    for name, answer in successes(sample).items():
        for resource in resources(answer):
            own = f"{sample.url}/v1/{resource['type']}/{resource['id']}"

            assert resource["links"]["self"] == own, name


@pytest.mark.req("REC-12", "PAGE-02", "PAGE-04")
def test_every_document_has_self_and_every_collection_has_page_links(sample: World) -> None:
    for name, answer in successes(sample).items():
        paged = {"first", "prev", "next", "last"} <= set(answer.links)

        assert "self" in answer.links, name
        assert paged == isinstance(answer.data, list), name


@pytest.mark.req("REC-09", "FILT-01")
@pytest.mark.parametrize(
    ("path", "relationship", "of"),
    [
        ("/v1/comments", "article", "post-2"),
        ("/v1/articles", "author", "bob"),
        ("/v1/articles", "tags", "web"),
        ("/v1/articles", "series", "guide"),
        ("/v1/reactions", "target", "post-1"),
        ("/v1/people", "articles", "post-1"),
    ],
)
def test_a_filter_named_like_a_relationship_filters_by_association(
    sample: World, path: str, relationship: str, of: str
) -> None:
    id_ = sample.ids[of]
    params = {f"filter[{relationship}]": id_, "include": relationship, "page[size]": "100"}

    answer = sample.client.get(path, params=params)

    assert answer.data
    for each in answer.data:
        assert id_ in ids_of(each["relationships"][relationship]["data"])
    assert answer.meta["total"] == len(answer.data) < sample.client.get(path).meta["total"]


@pytest.mark.req("REC-10")
def test_a_comma_between_values_is_a_union(sample: World) -> None:
    one, two = sample.ids["post-2"], sample.ids["post-3"]

    def found(value: str) -> set[str]:
        params = {"filter[article]": value, "page[size]": "100"}
        return set(sample.client.get("/v1/comments", params=params).ids)

    assert found(one)
    assert found(two)
    assert found(f"{one},{two}") == found(one) | found(two)


@pytest.mark.req("REC-11", "FILT-02")
def test_several_filters_are_an_intersection(sample: World) -> None:
    def found(**filters: str) -> set[str]:
        params = {f"filter[{name}]": value for name, value in filters.items()}
        return set(sample.client.get("/v1/articles", params={**params, "page[size]": "100"}).ids)

    by_ann = found(author=sample.ids["ann"])
    on_web = found(tags=sample.ids["web"])

    assert by_ann - on_web
    assert on_web - by_ann
    assert found(author=sample.ids["ann"], tags=sample.ids["web"]) == by_ann & on_web


@pytest.mark.req("REC-16")
def test_every_time_is_iso_8601_in_utc(sample: World) -> None:
    times = [
        value
        for answer in corpus(sample).values()
        for node in objects(answer.document)
        if node.name == "attributes"
        for name, value in node.value.items()
        if name.endswith("At") and value is not None
    ]

    assert times
    for time in times:
        assert TIME.fullmatch(time), time
        assert datetime.fromisoformat(time).utcoffset() is not None


@pytest.mark.req("REC-16")
def test_a_time_of_the_future_and_one_with_a_fraction_are_written_alike(empty: World) -> None:
    ann = empty.add.person("ann", role="author")
    moment = datetime.fromisoformat("2024-02-29T23:59:59.120000+05:30")
    empty.add.article("post", author=ann, published_at=moment)

    answer = empty.client.get("/v1/articles")

    assert answer.data[0]["attributes"]["publishedAt"] == "2024-02-29T18:29:59.120000Z"


@pytest.mark.req("AMB-12")
@pytest.mark.parametrize("spelling", [CURSOR_PROFILE, f"{CURSOR_PROFILE}/"])
def test_the_profile_is_always_written_in_one_spelling(sample: World, spelling: str) -> None:
    answer = sample.client.get("/v1/tags", accept=f'{JSONAPI};profile="{spelling}"')

    assert answer.headers["Content-Type"] == f'{JSONAPI};profile="{CURSOR_PROFILE}"'
    assert f"{CURSOR_PROFILE}/" not in answer.body.decode()


def ids_of(data: Any) -> set[str]:
    """The ids of the linkage of a relationship."""
    return {each["id"] for each in (data if isinstance(data, list) else [data])}
