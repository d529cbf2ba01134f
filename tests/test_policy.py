"""Who is calling, and the rules that follow: values in, expressions out, no database."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from jsonapi_blog.policy import (
    ANONYMOUS,
    Identity,
    Link,
    Policy,
    Readings,
    Role,
    Writings,
    at_least,
    everyone,
    own,
)
from jsonapi_blog.query.expression import ALWAYS, NEVER, Compare, Comparison, Expression, Has
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.resources.articles import PUBLISHED, published_or_own
from jsonapi_blog.resources.comments import visible

PUBLIC = Compare("status", Comparison.EQUALS, "public")
POLICIES = {resource.schema.Meta.type_: resource.policy for resource in RESOURCES}


def identity(role: Role, *scopes: str) -> Identity:
    return Identity("0190a5b0-0000-7000-8000-000000000001", role, frozenset(scopes))


@pytest.mark.parametrize("role", Role)
def test_each_role_outranks_those_above_it_in_the_table_and_staff_are_two(role: Role) -> None:
    assert list(Role) == sorted(Role)
    assert role.staff == (role in (Role.EDITOR, Role.ADMIN))


@pytest.mark.parametrize(
    ("scopes", "reads"),
    [
        (["*"], True),
        (["articles:read"], True),
        (["articles:write"], True),
        (["people:read", "articles:read"], True),
        ([], False),
        (["people:read"], False),
        (["articles"], False),
        (["articles:*"], False),
        (["Articles:read"], False),
        (["*:read"], False),
    ],
)
def test_a_scope_fits_a_type_by_its_whole_name(scopes: list[str], reads: bool) -> None:
    caller = identity(Role.EDITOR, *scopes)

    assert caller.reads_as("articles") == (Role.EDITOR if reads else Role.ANONYMOUS)


@pytest.mark.parametrize(
    ("scopes", "writes"),
    [
        (["*"], True),
        (["articles:write"], True),
        (["people:read", "articles:write"], True),
        (["articles:read"], False),
        (["people:write"], False),
        (["*:write"], False),
        ([], False),
    ],
)
def test_what_writes_a_type_is_a_scope_to_write_it(scopes: list[str], writes: bool) -> None:
    caller = identity(Role.EDITOR, *scopes)

    assert caller.writes_as("articles") == (Role.EDITOR if writes else Role.ANONYMOUS)
    assert caller.unscoped.writes_as("articles") == Role.EDITOR


def test_nobody_is_anonymous_whatever_the_type() -> None:
    assert ANONYMOUS.person is None
    assert {ANONYMOUS.reads_as(type_name) for type_name in POLICIES} == {Role.ANONYMOUS}


def test_an_identity_cannot_be_changed() -> None:
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        ANONYMOUS.role = Role.ADMIN  # type: ignore[misc]  # that it is refused is the point


def test_callers_of_one_kind_share_one_reading_and_so_their_plans() -> None:
    readings = Readings(POLICIES)

    first = readings.of(Identity("a", Role.AUTHOR, frozenset({"*"})))
    second = readings.of(Identity("b", Role.AUTHOR, frozenset({"*", "tags:read"})))
    third = readings.of(Identity("a", Role.EDITOR, frozenset({"*"})))

    assert first is second
    assert first is not third


def test_scopes_that_nobody_defined_make_no_new_readings() -> None:
    readings = Readings(POLICIES)

    made = {readings.of(identity(Role.ADMIN, f"scope-{number}")) for number in range(100)}

    assert made == {readings.of(ANONYMOUS)}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ANONYMOUS, PUBLISHED),
        (Role.READER, PUBLISHED),
        (Role.EDITOR, ALWAYS),
        (Role.ADMIN, ALWAYS),
    ],
)
def test_articles_are_published_ones_but_for_staff(role: Role, expected: Expression) -> None:
    assert published_or_own(role) == expected


def test_authors_also_read_what_they_write_alone_or_with_others() -> None:
    assert str(published_or_own(Role.AUTHOR)) == (
        "or(and(equals(status,'published'),lessOrEqual(publishedAt,now())),"
        "has(author,equals(id,caller())),has(coauthors,equals(id,caller())))"
    )


@pytest.mark.parametrize("role", Role)
def test_only_staff_read_hidden_comments_and_everybody_only_on_readable_articles(
    role: Role,
) -> None:
    expected = "has(article)" if role.staff else "and(equals(status,'visible'),has(article))"

    assert str(visible(role)) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.ANONYMOUS, NEVER), (Role.EDITOR, ALWAYS), (Role.ADMIN, ALWAYS)],
)
def test_hidden_values_are_for_staff(role: Role, expected: Expression) -> None:
    assert own(None)(role) == expected


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR])
def test_hidden_values_are_for_oneself(role: Role) -> None:
    assert str(own(None)(role)) == "equals(id,caller())"


def test_what_is_ones_own_takes_a_role_and_those_who_look_after_all_need_no_owner() -> None:
    rule = own("author", least=Role.AUTHOR, all_from=Role.ADMIN)

    assert [str(rule(role)) for role in Role] == [
        str(NEVER),
        str(NEVER),
        "has(author,equals(id,caller()))",
        "has(author,equals(id,caller()))",
        str(ALWAYS),
    ]


def test_callers_of_one_kind_share_one_writing_and_scopes_make_other_kinds() -> None:
    writings = Writings(POLICIES, lambda *_: ("articles",))

    first = writings.of(Identity("a", Role.AUTHOR, frozenset({"*"})))
    second = writings.of(Identity("b", Role.AUTHOR, frozenset({"*", "tags:read"})))
    reading = writings.of(identity(Role.AUTHOR, *(f"{name}:read" for name in POLICIES)))

    assert first is second
    assert reading is writings.of(ANONYMOUS)


def test_a_link_is_judged_in_the_role_that_one_has_for_where_it_leads() -> None:
    link = Link(at_least(Role.AUTHOR), "Not to these.")
    policies = {"wholes": Policy(links={"parts": link}), "parts": Policy()}
    writings = Writings(policies, lambda _, name: (name,))

    within = writings.of(identity(Role.AUTHOR, "wholes:write", "parts:write"))
    without = writings.of(identity(Role.AUTHOR, "wholes:write"))

    assert within.links["wholes", "parts"] == ALWAYS
    assert without.links["wholes", "parts"] == NEVER
    assert without.refusals["wholes", "parts"] == "Not to these."


@pytest.mark.parametrize("role", Role)
def test_who_says_nothing_of_writing_leaves_it_to_admins(role: Role) -> None:
    writing = Writings({"things": Policy()}, lambda _, name: (name,)).of(identity(role, "*"))

    expected = {"things": ALWAYS if role is Role.ADMIN else NEVER}
    assert (writing.create, writing.write, writing.delete) == (expected, expected, expected)


@pytest.mark.parametrize("role", Role)
def test_who_says_nothing_hides_nothing(role: Role) -> None:
    readings = Readings({"things": Policy()})

    reading = readings.of(identity(role, "*"))

    assert everyone(role) == ALWAYS
    assert (reading.rules, reading.seen) == ({"things": ALWAYS}, {})


def test_a_type_without_a_scope_is_read_by_its_public_rule_when_others_have_theirs() -> None:
    parts = Policy(read=lambda _: Has("whole"), public=PUBLIC)
    readings = Readings({"wholes": Policy(), "parts": parts})

    without = readings.of(identity(Role.ADMIN, "wholes:read"))
    within = readings.of(identity(Role.ADMIN, "*"))
    nobody = readings.of(ANONYMOUS)

    assert without.rules["parts"] == PUBLIC
    assert within.rules["parts"] == nobody.rules["parts"] == Has("whole")
