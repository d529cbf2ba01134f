"""Who sees an e-mail address and a role, and what counts, links, filters and searches tell of the
hidden (contract, section 6): nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conftest import World

ROLES = ("anonymous", "reader", "author", "coauthor", "editor", "admin")
HANDLES = {"reader": "rita", "author": "ann", "coauthor": "bob", "editor": "eve", "admin": "ada"}
PEOPLE = ("ada", "eve", "ann", "bob", "rita", "kim", "lee", "otto")


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("role", ROLES)
def test_address_and_role_are_members_for_oneself_and_for_staff_alone(
    sample: World, role: str, person: str
) -> None:
    client = sample.client_of(role)

    answer = client.get(f"/v1/people/{sample.ids[person]}")

    seen = {"email", "role"} & answer.data["attributes"].keys()
    may = role in ("editor", "admin") or HANDLES.get(role) == person
    assert seen == ({"email", "role"} if may else set())


def test_a_fieldset_of_hidden_values_leaves_no_attributes_but_for_oneself(sample: World) -> None:
    client = sample.client_of("reader")

    answer = client.get("/v1/people?fields[people]=email,role&page[size]=100")

    shown = {each["id"]: each["attributes"] for each in answer.data if "attributes" in each}
    assert shown == {sample.ids["rita"]: {"email": "rita@blog.example", "role": "reader"}}


def test_included_people_hide_the_same_values(sample: World) -> None:
    answer = sample.client.get("/v1/articles?include=author,comments.author&page[size]=5")

    people = [each for each in answer.included if each["type"] == "people"]
    assert people
    assert not any({"email", "role"} & each["attributes"].keys() for each in people)


@pytest.mark.parametrize(
    "parameter",
    [
        "filter[email]=ada@blog.example",
        "filter[email][contains]=@",
        "filter[email][gte]=a",
        "filter[email][null]=false",
        "filter[role]=admin",
        "filter[role][null]=false",
        "filter=not(equals(email,null))",
        "filter=or(equals(role,'admin'),startsWith(email,'a'))",
        "filter[articles][author][role]=author",
        "filter=has(comments,has(author,equals(role,'reader')))",
    ],
)
def test_hidden_values_are_null_to_every_filter(sample: World, parameter: str) -> None:
    anonymous = sample.client.get(f"/v1/people?{parameter}")
    staff = sample.client_of("editor").get(f"/v1/people?{parameter}")

    assert anonymous.ids == []
    assert staff.ids != []


def test_the_caller_finds_only_the_caller_by_a_hidden_value(sample: World) -> None:
    client = sample.client_of("author")

    by_address = client.get("/v1/people?filter[email][contains]=@")
    by_role = client.get("/v1/people?filter[role]=author")
    by_another = client.get("/v1/people?filter[role][ne]=author")

    assert by_address.ids == by_role.ids == [sample.ids["ann"]]
    assert len(by_another.ids) == len(PEOPLE) - 1


@pytest.mark.parametrize("sort", ["email", "-email", "role", "-role", "-role,email"])
def test_hidden_values_are_null_to_every_sort(sample: World, sort: str) -> None:
    hidden = sample.client.get("/v1/people", params={"sort": sort})
    own = sample.client_of("reader").get("/v1/people", params={"sort": sort})

    down = sort.rpartition(",")[2].startswith("-")
    assert hidden.ids == sorted(hidden.ids, reverse=down)
    assert own.ids == [
        sample.ids["rita"],
        *(each for each in hidden.ids if each != sample.ids["rita"]),
    ]


def test_a_sort_through_a_to_one_meets_the_same_nulls(sample: World) -> None:
    by_address = sample.client.get("/v1/articles?sort=author.email&page[size]=100")
    by_id = sample.client.get("/v1/articles?sort=id&page[size]=100")

    assert by_address.ids == by_id.ids


def test_an_explicit_request_for_a_password_is_no_request_for_any_field(sample: World) -> None:
    answer = sample.client_of("admin").get("/v1/people?fields[people]=passwordHash")

    assert (answer.status, answer.error["source"]) == (400, {"parameter": "fields[people]"})


@pytest.mark.parametrize("role", ROLES)
def test_totals_linkage_and_pages_agree_with_what_the_caller_can_read(
    sample: World, role: str
) -> None:
    client = sample.client_of(role)
    url = "/v1/tags?include=articles&page[articles][size]=100&page[articles][total]=true"

    tags = client.get(f"{url}&page[size]=100")
    articles = [each for page in client.pages("/v1/articles") for each in page.ids]

    for tag in tags.data:
        linkage = tag["relationships"]["articles"]
        linked = [each["id"] for each in linkage["data"]]
        pages = client.pages(f"/v1/tags/{tag['id']}/articles?page[size]=7")
        assert linkage["meta"]["total"] == len(linked)
        assert [each for page in pages for each in page.ids] == linked
        assert set(linked) <= set(articles)


@pytest.mark.parametrize("role", ROLES)
def test_counts_in_filters_count_what_the_caller_can_read(sample: World, role: str) -> None:
    client = sample.client_of(role)
    comments = [
        each["relationships"]["article"]["data"]["id"]
        for page in client.pages("/v1/comments?include=article&page[size]=100")
        for each in page.data
    ]

    counted = Counter(comments)

    for number in set(counted.values()):
        asked = {"filter": f"equals(count(comments),{number})", "page[size]": "100"}
        expected = {article for article, times in counted.items() if times == number}
        assert set(client.get("/v1/articles", params=asked).ids) == expected


def test_search_finds_no_draft(sample: World) -> None:
    asked = {"filter[search]": "secret ownership plans"}

    anonymous = sample.client.get("/v1/articles", params=asked)
    coauthor = sample.client_of("coauthor").get("/v1/articles", params=asked)

    assert anonymous.ids == []
    assert coauthor.ids == [sample.ids["draft-of-bob"]]


@pytest.mark.parametrize(
    "parameter",
    [
        "filter[comments][status]=hidden",
        "filter[comments][id]={c12}",
        "filter=has(comments,equals(id,'{c12}'))",
    ],
)
def test_no_filter_reaches_a_hidden_comment_through_its_article(
    sample: World, parameter: str
) -> None:
    asked = parameter.format(c12=sample.ids["c12"])

    anonymous = sample.client.get(f"/v1/articles?{asked}")
    staff = sample.client_of("admin").get(f"/v1/articles?{asked}")

    assert anonymous.ids == []
    assert sample.ids["post-1"] in staff.ids


def test_an_ordered_relationship_skips_the_unreadable_and_keeps_its_order(sample: World) -> None:
    guide = f"/v1/series/{sample.ids['guide']}/relationships/articles"
    readable = ["post-7", "post-1", "post-12", "post-3", "post-5"]

    anonymous = sample.client.get(guide)
    author = sample.client_of("author").get(guide)

    assert anonymous.ids == [sample.ids[slug] for slug in readable]
    assert anonymous.meta["total"] == len(readable)
    assert author.meta["total"] == len(readable) + 2
