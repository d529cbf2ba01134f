"""Compound documents: every resource once, linked from primary data, and readable."""

from __future__ import annotations

import pytest

from tests.compound import identity, included, included_types, linkage, resources
from tests.conftest import World


@pytest.mark.req("COMP-05")
@pytest.mark.parametrize(
    ("path", "include"),
    [
        ("/v1/articles", "author.articles"),
        ("/v1/articles/{post-1}", "author.articles"),
        ("/v1/comments", "replies.parent,parent.replies,article.comments"),
        ("/v1/people", "articles.author,comments.author"),
        ("/v1/reactions", "target.reactions,person"),
        ("/v1/tags", "articles.tags"),
        ("/v1/series", "articles.series.articles"),
    ],
)
def test_paths_that_lead_back_repeat_no_resource(sample: World, path: str, include: str) -> None:
    answer = sample.client.get(path.format_map(sample.ids), params={"include": include})

    primary = answer.data if isinstance(answer.data, list) else [answer.data]
    everything = [identity(each) for each in primary] + included(answer)
    assert answer.status == 200
    assert len(everything) == len(set(everything))


@pytest.mark.req("COMP-03", "COMP-05")
def test_a_primary_resource_that_is_also_related_carries_the_linkage_of_both(
    sample: World,
) -> None:
    answer = sample.client.get(
        f"/v1/articles/{sample.ids['post-1']}", params={"include": "author.articles.tags"}
    )

    assert ("articles", sample.ids["post-1"]) not in included(answer)
    assert linkage(answer, "articles", sample.ids["post-1"], "tags") == [sample.ids["rust"]]


@pytest.mark.req("COMP-04", "COMP-03")
def test_only_the_fieldset_of_the_client_breaks_the_chain(sample: World) -> None:
    path = f"/v1/articles/{sample.ids['post-1']}"

    linked = sample.client.get(path, params={"include": "author"})
    broken = sample.client.get(path, params={"include": "author", "fields[articles]": "title"})

    author = ("people", sample.ids["ann"])
    assert identity(linked.data["relationships"]["author"]["data"]) == author
    assert included(linked) == included(broken) == [author]
    assert "relationships" not in broken.data


@pytest.mark.req("AMB-21", "INC-08")
@pytest.mark.parametrize("include", ["replies", "series", "comments.author", "author,tags"])
@pytest.mark.parametrize("name", ["like-of-reply", "like-of-c1"])
def test_a_path_of_any_type_of_a_polymorphic_url_is_legal_whatever_is_there(
    sample: World, name: str, include: str
) -> None:
    answer = sample.client.get(
        f"/v1/reactions/{sample.ids[name]}/target", params={"include": include}
    )

    assert answer.status == 200
    assert answer.data["type"] == "comments"
    assert included_types(answer) <= {"comments", "people"}


@pytest.mark.req("AMB-21")
def test_a_polymorphic_path_goes_on_where_its_type_lets_it(sample: World) -> None:
    answer = sample.client.get(
        "/v1/reactions",
        params={"include": "target.series,target.parent,target.author", "page[size]": "100"},
    )

    targets = {identity(each["relationships"]["target"]["data"]) for each in answer.data}
    assert {type_ for type_, _ in targets} == {"articles", "comments"}
    for each in targets:
        relationships = resources(answer)[each]["relationships"]
        here = {name for name, found in relationships.items() if "data" in found}
        assert here == {"author", "series" if each[0] == "articles" else "parent"}


@pytest.mark.req("AMB-21", "INC-08")
@pytest.mark.parametrize("include", ["target.nope", "target.person", "target.author.target"])
def test_a_path_that_no_type_of_a_polymorphic_relationship_has_is_refused(
    sample: World, include: str
) -> None:
    answer = sample.client.get("/v1/reactions", params={"include": include})

    assert answer.status == 400
    assert answer.error["source"] == {"parameter": "include"}


@pytest.mark.req("INC-04", "COMP-03")
def test_a_to_one_to_what_may_not_be_read_is_null_and_includes_nothing(sample: World) -> None:
    path = f"/v1/comments/{sample.ids['reply-to-hidden']}"

    anonymous = sample.client.get(path, params={"include": "parent.author"})
    editor = sample.client_of("editor").get(path, params={"include": "parent.author"})

    assert anonymous.data["relationships"]["parent"]["data"] is None
    assert anonymous.included == []
    assert editor.data["relationships"]["parent"]["data"]["id"] == sample.ids["c12"]
    assert ("comments", sample.ids["c12"]) in included(editor)


@pytest.mark.req("INC-05")
@pytest.mark.parametrize(
    ("path", "include"),
    [
        ("/v1/people/{ann}", "articles"),
        ("/v1/series/{guide}", "articles"),
        ("/v1/tags/{rust}", "articles.comments"),
        ("/v1/people/{rita}", "comments.article"),
    ],
)
def test_nothing_that_may_not_be_read_is_included_or_linked(
    sample: World, path: str, include: str
) -> None:
    answer = sample.client.get(path.format_map(sample.ids), params={"include": include})

    unreadable = {
        sample.ids[name] for name in sample.ids if name.startswith(("draft", "archived", "future"))
    }
    assert answer.included
    assert not unreadable & {id_ for _, id_ in included(answer)}
    assert not any(id_ in answer.body.decode() for id_ in unreadable)


@pytest.mark.req("INC-05", "REL-05")
def test_ordered_relationships_keep_their_order_in_linkage(sample: World) -> None:
    article = sample.client.get(
        f"/v1/articles/{sample.ids['post-1']}", params={"include": "coauthors"}
    )
    series = sample.client.get(f"/v1/series/{sample.ids['guide']}", params={"include": "articles"})

    coauthors = [sample.ids[name] for name in ("rita", "eve", "bob")]
    members = [sample.ids[f"post-{number}"] for number in (7, 1, 12, 3, 5)]
    assert linkage(article, "articles", sample.ids["post-1"], "coauthors") == coauthors
    assert linkage(series, "series", sample.ids["guide"], "articles") == members


@pytest.mark.req("COMP-03", "FETCH-12")
@pytest.mark.parametrize("role", ["anonymous", "author", "editor"])
def test_every_link_of_a_compound_document_resolves(sample: World, role: str) -> None:
    client = sample.client_of(role)
    answer = client.get(
        "/v1/articles", params={"include": "comments.replies,author", "page[size]": "2"}
    )

    followed = client.crawl(answer, most=60)

    assert len(followed) > 20
