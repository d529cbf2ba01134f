"""What a plan is made of: its root, its columns, and which reads share it."""

from __future__ import annotations

import pytest

from jsonapi_blog.pagination.window import Window
from jsonapi_blog.policy import ANONYMOUS, Identity, Role
from jsonapi_blog.store.steps import KeysRoot, OneRoot, PageRoot, RelatedRoot, ToManyStep
from tests.planning import AN_ID, planned


@pytest.mark.parametrize(
    ("path", "kind", "single"),
    [
        ("articles", PageRoot, True),
        ("articles/1", OneRoot, True),
        ("articles/1/author", RelatedRoot, True),
        ("articles/1/comments", PageRoot, True),
        ("articles/1/relationships/author", RelatedRoot, True),
        ("articles/1/relationships/comments", PageRoot, True),
        ("reactions/1/target", KeysRoot, False),
        ("reactions/1/relationships/target", KeysRoot, False),
    ],
)
def test_each_kind_of_url_has_its_kind_of_root(path: str, kind: type, single: bool) -> None:
    found = planned(path)

    assert isinstance(found.root, kind)
    assert found.single is single


@pytest.mark.parametrize(
    ("path", "total", "owned", "headed"),
    [
        ("articles", False, False, False),
        ("articles", True, False, True),
        ("articles/1/comments", False, True, True),
        ("articles/1/comments", True, True, True),
    ],
)
def test_a_page_has_a_head_where_it_is_owned_or_counted(
    path: str, total: bool, owned: bool, headed: bool
) -> None:
    root = planned(path, window=Window(25, total=total)).root

    assert isinstance(root, PageRoot)
    assert (root.owned, root.headed) == (owned, headed)
    assert ("count(*)" in root.sql) is total


def test_with_steps_a_read_is_more_than_one_statement() -> None:
    assert not planned("articles/1", "include=author").single


def test_only_the_windows_that_ask_for_a_total_count() -> None:
    counted, plain = (
        step
        for step in planned("articles", "include=comments,tags", totals=(("comments",),)).steps
        if isinstance(step, ToManyStep)
    )

    assert counted.total
    assert "count(*)" in counted.sql
    assert not plain.total
    assert "count(*)" not in plain.sql


def test_a_type_has_the_same_columns_wherever_it_is_reached() -> None:
    found = planned("articles", "include=author,series.curator&fields[people]=name,bio")

    assert found.projections.keys() == {"articles", "people", "series"}
    assert found.projections["people"].attributes == ("name", "bio")


def test_keys_come_along_only_for_the_to_ones_that_are_followed() -> None:
    plain = planned("articles").projections["articles"]
    followed = planned("articles", "include=series,tags").projections["articles"]

    assert plain.linked == ()
    assert [relation.name for relation in followed.linked] == ["series"]


def test_a_key_comes_along_although_the_fieldset_hides_its_relationship() -> None:
    found = planned("articles", "include=author&fields[articles]=title").projections["articles"]

    assert found.attributes == ("title",)
    assert [relation.name for relation in found.linked] == ["author"]


def test_a_polymorphic_to_one_brings_a_key_for_each_type() -> None:
    found = planned("reactions", "include=person,target").projections["reactions"]

    person, target = found.link_index("person"), found.link_index("target")
    assert found.width == max(person + 1, target + 2)


def test_identifiers_need_no_attributes() -> None:
    found = planned("articles/1/relationships/comments", "fields[comments]=body")

    assert found.projections["comments"].attributes == ()


@pytest.mark.parametrize(
    ("identity", "attributes", "gated"),
    [
        (ANONYMOUS, ("name",), ()),
        (Identity(AN_ID, Role.READER, frozenset("*")), ("name", "email"), ("email",)),
        (Identity(AN_ID, Role.EDITOR, frozenset("*")), ("name", "email"), ()),
        (Identity(AN_ID, Role.ADMIN, frozenset({"tags:read"})), ("name",), ()),
    ],
)
def test_what_nobody_of_a_kind_may_see_is_not_read_and_what_some_may_is_gated(
    identity: Identity, attributes: tuple[str, ...], gated: tuple[str, ...]
) -> None:
    found = planned("people", "fields[people]=email,name", identity=identity)

    assert found.projections["people"].attributes == attributes
    assert found.projections["people"].gated == gated


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("filter[title]=a", "filter[title]=b"),
        ("filter[slug]=a,b", "filter[slug]=c,d"),
        ("include=author", "include=author"),
        ("fields[tags]=name,slug", "fields[tags]=slug,name"),
        ("filter[search]=crab", "filter[search]=lobster"),
    ],
)
def test_reads_of_one_shape_share_one_plan_whatever_their_values(first: str, second: str) -> None:
    assert planned("articles", first) is planned("articles", second)


def test_windows_of_one_kind_share_one_plan_whatever_their_numbers() -> None:
    first = planned("articles", window=Window(3, offset=3, total=True))

    assert planned("articles", window=Window(100, offset=400, total=True)) is first
    assert planned("articles", window=Window(3, total=True)) is not first


@pytest.mark.parametrize(
    "other", ["filter[title][ne]=a", "filter[slug]=a", "sort=title", "fields[articles]=title"]
)
def test_reads_of_other_shapes_have_other_plans(other: str) -> None:
    assert planned("articles", other) is not planned("articles", "filter[title]=a")


@pytest.mark.parametrize("value", ["crab'; --", "018cc251-aaaa-7000-8000-000000000000"])
@pytest.mark.parametrize("name", ["filter[title]", "filter[title][contains]", "filter[search]"])
def test_no_value_of_a_request_is_in_the_text_of_a_statement(name: str, value: str) -> None:
    found = planned("articles", f"{name}={value}&include=author,tags")

    statements = [found.root.sql, *(step.sql for step in found.steps)]
    assert not any(value in sql or AN_ID in sql for sql in statements)
