"""Filtering through relationships: by association, by what lies behind, and on nested URLs."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.spec.found import ALL, ask, found, listed, posts

ODD = posts(*range(1, 31, 2))
EVEN = posts(*range(2, 31, 2))
FIFTH = posts(*range(5, 31, 5))
IN_SERIES = posts(1, 2, 3, 4, 5, 7, 12)
#: Ann has answered on these, in comments that everybody sees.
ANSWERED = posts(1, 2, 3, 5, 6, 7, 9, 10, 11)
ON_NOTES = {"first-2", "first-4", "answer-2-0", "answer-2-1"}


@pytest.mark.req("REC-09", "REC-10")
@pytest.mark.parametrize(
    ("path", "test", "names", "expected"),
    [
        ("/v1/articles", "author", ["ann"], ODD),
        ("/v1/articles", "author", ["ann", "bob"], posts(*ALL)),
        ("/v1/articles", "author][ne", ["ann"], EVEN),
        ("/v1/articles", "author][id", ["bob"], EVEN),
        ("/v1/articles", "author", ["otto"], set()),
        ("/v1/articles", "series", ["guide"], posts(1, 3, 5, 7, 12)),
        ("/v1/articles", "series][ne", ["guide"], posts(*ALL) - posts(1, 3, 5, 7, 12)),
        ("/v1/articles", "coauthors", ["bob"], posts(1)),
        ("/v1/articles", "coauthors][ne", ["bob"], posts(*range(2, 31))),
        ("/v1/articles", "tags", ["web"], FIFTH),
        ("/v1/articles", "tags", ["web", "topic-7"], FIFTH | posts(2)),
        ("/v1/articles", "tags][ne", ["web"], posts(*ALL) - FIFTH),
        ("/v1/articles", "tags][id", ["unused"], set()),
        ("/v1/articles", "comments", ["first-4", "deepest"], posts(1, 4)),
        ("/v1/comments", "parent", ["c1"], {"reply"}),
        ("/v1/comments", "parent][parent", ["c1"], {"deeper"}),
        ("/v1/comments", "parent][parent][parent", ["c1"], {"deepest"}),
        ("/v1/comments", "replies", ["deeper"], {"reply"}),
        ("/v1/tags", "articles", ["post-2"], {f"topic-{n}" for n in range(1, 13)} | {"rust"}),
        ("/v1/people", "comments", ["reply", "c1"], {"ann", "kim"}),
        ("/v1/series", "curator", ["bob"], {"notes"}),
        ("/v1/reactions", "target", ["c1", "reply"], {"fun-of-c1", "like-of-c1"}
         | {"fun-of-reply", "like-of-reply"}),
    ],
)  # fmt: skip
def test_a_relationship_is_filtered_by_the_ids_in_it(
    sample: World, path: str, test: str, names: list[str], expected: set[str]
) -> None:
    ids = [sample.ids[name] for name in names]

    joined = found(sample, path, (f"filter[{test}]", ",".join(ids)))
    one_by_one = found(sample, path, *((f"filter[{test}][]", id_) for id_ in ids))

    assert joined == expected
    assert one_by_one == expected


@pytest.mark.parametrize(
    ("path", "test", "value", "expected"),
    [
        # Through a to-one.
        ("/v1/articles", "author][handle", "bob", EVEN),
        ("/v1/articles", "author][name][startsWith", "ANN", ODD),
        ("/v1/articles", "author][handle][gt", "ann", EVEN),
        ("/v1/articles", "author][handle][ne", "ann", EVEN),
        ("/v1/articles", "author][createdAt][lt", "2024-01-01T00:02:30Z", ODD),
        ("/v1/articles", "author][bio][null", "true", EVEN),
        ("/v1/articles", "series][title", "A guide", posts(1, 3, 5, 7, 12)),
        ("/v1/articles", "series][title][ne", "A guide", posts(*ALL) - posts(1, 3, 5, 7, 12)),
        ("/v1/articles", "series][description][null", "false", posts(2, 4)),
        ("/v1/articles", "series][description][null", "true", posts(*ALL) - posts(2, 4)),
        ("/v1/comments", "article][series][curator][handle", "bob", ON_NOTES),
        # Through a to-many: some member, and for `ne` no member at all.
        ("/v1/articles", "tags][slug", "web", FIFTH),
        ("/v1/articles", "tags][slug", "web,topic-3", FIFTH | posts(2)),
        ("/v1/articles", "tags][slug][ne", "web", posts(*ALL) - FIFTH),
        ("/v1/articles", "tags][name][contains", "OPIC 1", posts(2)),
        ("/v1/articles", "tags][description][null", "true", FIFTH | posts(2)),
        ("/v1/articles", "tags][description][null", "false", posts(*ALL)),
        ("/v1/articles", "comments][author][handle", "ann", ANSWERED),
        ("/v1/articles", "comments][author][handle][ne", "ann", posts(*ALL) - ANSWERED),
        ("/v1/articles", "comments][createdAt][lt", "2023-12-31", set()),
        ("/v1/articles", "reactions][kind", "funny", posts(1, 6, 11, 16)),
        ("/v1/people", "articles][tags][slug", "topic-1", {"bob"}),
        ("/v1/people", "articles][wordCount][gt", "500", {"ann", "bob"}),
        ("/v1/people", "articles][commentsOpen", "false", {"bob"}),
        ("/v1/tags", "articles][language", "de", {"rust", "web"}),
        # Whether there is anything at all.
        ("/v1/articles", "series][null", "true", posts(*ALL) - IN_SERIES),
        ("/v1/articles", "series][null", "false", IN_SERIES),
        ("/v1/articles", "author][null", "true", set()),
        ("/v1/articles", "comments][null", "true", posts(*range(12, 31))),
        ("/v1/articles", "comments][null", "false", posts(*range(1, 12))),
        ("/v1/articles", "author][articles][null", "false", posts(*ALL)),
        ("/v1/tags", "articles][null", "true", {"unused", "uebersicht", "c-plus-plus"}),
        ("/v1/people", "comments][null", "true", {"ada", "otto"}),
        ("/v1/reactions", "target][null", "true", set()),
    ],
)
def test_an_attribute_is_filtered_by_through_relationships(
    sample: World, path: str, test: str, value: str, expected: set[str]
) -> None:
    names = found(sample, path, (f"filter[{test}]", value))

    assert names == expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("target][title", "Zebra crossing", 35),
        ("target][slug", "post-1,post-2", 36),
        ("target][status", "published", 53),
        ("target][status", "visible", 10),
        ("target][status", "published,visible", 63),
        ("target][status][ne", "visible", 53),
        ("target][status][contains", "ISH", 53),
        ("target][article][slug", "post-1", 10),
        ("target][article][null", "true", 53),
        ("target][author][handle", "kim", 2),
        ("target][tags][slug][ne", "rust", 10),
        ("target][parent][null", "false", 4),
        ("target][wordCount][null", "true", 10),
    ],
)
def test_a_polymorphic_relationship_has_the_fields_of_all_its_types(
    sample: World, test: str, value: str, expected: int
) -> None:
    names = listed(sample, "/v1/reactions", (f"filter[{test}]", value))

    assert len(names) == expected


def test_each_bracket_asks_for_a_member_of_its_own(sample: World) -> None:
    by_ann = ("filter[comments][author][handle]", "ann")
    first = ("filter[comments][parent][null]", "true")
    same = ("filter", "has(comments,and(equals(author.handle,'ann'),equals(parent,null)))")

    assert found(sample, "/v1/articles", by_ann, first) == ANSWERED
    assert found(sample, "/v1/articles", same) == set()


@pytest.mark.parametrize(
    ("path", "owner", "relation", "pair", "names"),
    [
        ("people", "ann", "articles", ("filter[language]", "de"), ["post-5", "post-3"]),
        ("articles", "post-1", "comments", ("filter[author][handle]", "ann"),
         ["reply", "deepest"]),
        ("articles", "post-1", "coauthors", ("filter[handle][ne]", "eve"), ["rita", "bob"]),
        ("articles", "post-2", "tags", ("filter[slug][endsWith]", "1"), ["topic-1", "topic-11"]),
        ("articles", "post-2", "reactions", ("filter[kind][ne]", "love"), []),
        ("tags", "web", "articles", ("filter[author][handle]", "bob"),
         ["post-30", "post-20", "post-10"]),
        ("series", "guide", "articles", ("filter", "any(slug,'post-1','post-3','post-12')"),
         ["post-1", "post-12", "post-3"]),
        ("comments", "c1", "replies", ("filter", "has(replies)"), ["reply"]),
    ],
)  # fmt: skip
def test_related_and_relationship_urls_are_filtered_and_keep_their_order(
    sample: World, path: str, owner: str, relation: str, pair: tuple[str, str], names: list[str]
) -> None:
    start = f"/v1/{path}/{sample.ids[owner]}"

    related = listed(sample, f"{start}/{relation}", pair)
    linkage = listed(sample, f"{start}/relationships/{relation}", pair)

    assert related == names
    assert linkage == names


def test_the_total_of_a_filtered_relationship_counts_what_is_found(sample: World) -> None:
    url = f"/v1/articles/{sample.ids['post-1']}/relationships/comments"

    answer = sample.client.get(url, params=[("filter[author][handle]", "ann"), ("page[size]", "1")])

    assert len(answer.ids) == 1
    assert answer.meta["total"] == 2
    assert answer.meta["page"]["total"] == 2


@pytest.mark.parametrize(
    ("path", "test", "value", "seen"),
    [
        ("/v1/articles", "slug", "draft-of-ann", {"author", "editor", "admin"}),
        ("/v1/articles", "status", "draft", {"author", "coauthor", "editor", "admin"}),
        ("/v1/articles", "slug", "future", {"author", "editor", "admin"}),
        ("/v1/articles", "comments][status", "hidden", {"editor", "admin"}),
        ("/v1/comments", "status", "hidden", {"editor", "admin"}),
        ("/v1/comments", "article][slug", "archived-of-ann", {"author", "editor", "admin"}),
        ("/v1/comments", "article][slug", "draft-of-bob", {"coauthor", "editor", "admin"}),
        ("/v1/reactions", "target][article][slug", "draft-of-both",
         {"author", "coauthor", "editor", "admin"}),
        ("/v1/tags", "articles][slug", "draft-of-both",
         {"author", "coauthor", "editor", "admin"}),
        ("/v1/people", "articles][status", "archived", {"author", "coauthor", "editor", "admin"}),
        ("/v1/series", "articles][slug", "draft-of-bob", {"coauthor", "editor", "admin"}),
        ("/v1/people", "email", "ann@blog.example", {"author", "editor", "admin"}),
        ("/v1/people", "email][contains", "RITA@", {"reader", "editor", "admin"}),
        ("/v1/people", "role", "admin", {"editor", "admin"}),
        ("/v1/articles", "author][email", "ann@blog.example", {"author", "editor", "admin"}),
        ("/v1/comments", "author][role", "reader", {"reader", "editor", "admin"}),
    ],
)  # fmt: skip
def test_a_filter_finds_nothing_by_what_its_caller_may_not_read(
    sample: World, path: str, test: str, value: str, seen: set[str]
) -> None:
    finders = {role for role in sample.tokens if _finds(sample, path, (test, value), role)}

    assert finders == seen


def test_an_unreadable_to_one_is_null_to_filters(sample: World) -> None:
    by_id = ("filter[parent]", sample.ids["c12"])
    orphans = ("filter[parent][null]", "true")

    assert found(sample, "/v1/comments", by_id) == set()
    assert found(sample, "/v1/comments", by_id, role="editor") == {"reply-to-hidden"}
    assert "reply-to-hidden" in found(sample, "/v1/comments", orphans)
    assert "reply-to-hidden" not in found(sample, "/v1/comments", orphans, role="editor")


def test_a_hidden_attribute_is_null_to_filters(sample: World) -> None:
    unseen = ("filter[email][null]", "true")

    people = ask(sample, "/v1/people")
    anonymous = ask(sample, "/v1/people", unseen)
    reader = found(sample, "/v1/people", unseen, role="reader")
    editor = found(sample, "/v1/people", unseen, role="editor")

    assert anonymous.ids == people.ids
    assert reader == {"ada", "eve", "ann", "bob", "kim", "lee", "otto"}
    assert editor == {"kim", "lee", "otto"}


def _finds(sample: World, path: str, test: tuple[str, str], role: str) -> bool:
    return bool(listed(sample, path, (f"filter[{test[0]}]", test[1]), role=role))
