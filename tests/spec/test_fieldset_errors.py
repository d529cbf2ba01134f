"""Fieldsets that are no fieldsets: unknown types, unknown fields, odd spellings."""

from __future__ import annotations

import pytest

from tests.conftest import World


@pytest.mark.req("AMB-20", "AMB-22")
@pytest.mark.parametrize(
    "query",
    [
        "fields[nope]=title",
        "fields[article]=title",
        "fields[Articles]=title",
        "fields[articles]=nope",
        "fields[articles]=title,nope",
        "fields[articles]=title,",
        "fields[articles]=,title",
        "fields[articles]=title,,slug",
        "fields[articles]=,",
        "fields[articles]=title%20",
        "fields[articles]=title, slug",
        "fields[articles]=Title",
        "fields[articles]=author.name",
        "fields[articles]=links",
        "fields[articles]=meta",
        "fields[articles]=body_html",
        "fields[articles]=title%00",
        "fields[articles]=%00",
        "fields[articles]=🦀",
        "fields[articles]=*",
        "fields[articles]=-body",
        "fields[people]=password",
        "fields[tags]=title",
        "fields=title",
        "fields[]=title",
        "fields[articles][]=title",
        "fields[articles][title]=1",
        "fields[articles.author]=name",
    ],
)
def test_unknown_types_and_fields_are_refused(sample: World, query: str) -> None:
    answer = sample.client.get(f"/v1/articles?{query}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": query.partition("=")[0]}


@pytest.mark.req("AMB-20")
def test_a_refusal_names_every_unknown_field_and_the_legal_ones(sample: World) -> None:
    answer = sample.client.get("/v1/tags?fields[tags]=name,nope,never&fields[nobody]=x")

    first, second = (error["detail"] for error in answer.errors)
    assert "'nope', 'never'" in first
    assert "articles, description, name, slug" in first
    assert "fields[articles], fields[comments]" in second


@pytest.mark.req("AMB-22")
@pytest.mark.parametrize("second", ["fields[articles]=title", "fields%5Barticles%5D=slug"])
def test_a_fieldset_is_given_once_for_each_type(sample: World, second: str) -> None:
    answer = sample.client.get(f"/v1/articles?fields[articles]=title&{second}")

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "fields[articles]"}


@pytest.mark.req("AMB-20", "AMB-22")
@pytest.mark.parametrize(
    "query", ["fields[tags]=name", "fields[reactions]=", "fields[articles]=title,title,slug,title"]
)
def test_types_that_do_not_occur_and_doubles_are_harmless(sample: World, query: str) -> None:
    answer = sample.client.get(f"/v1/articles?{query}")

    assert answer.status == 200
    assert "title" in answer.data[0]["attributes"]
