"""The values of new resources: limits, JSON types, what is taken, and several faults at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer import Answer
from tests.conftest import Databases, World
from tests.spec.newsroom import TYPES, created, fresh, full, minimal
from tests.spec.newsroom import newsroom as newsrooms
from tests.spec.sending import Object, fault, faults, pointer, stored


@pytest.fixture(scope="module")
def newsroom(databases: Databases) -> Iterator[World]:
    with newsrooms(databases) as made:
        yield made


def with_value(of: World, type_: str, name: str, value: object) -> Object:
    """A new resource, as little as can be, but for this attribute."""
    data = minimal(of, type_)
    return {**data, "attributes": {**data["attributes"], name: value}}


def posted(of: World, type_: str, name: str, value: object) -> Answer:
    """What a new resource with this value would be answered with; nothing is stored."""
    data = with_value(of, type_, name, value)
    return created(of, data, headers={"Prefer": "tx=rollback"})


#: For each attribute the longest value that is legal, and one that is a character longer.
LONGEST = [
    ("people", "name", "ü" * 100, "ü" * 101),
    ("people", "handle", "a" * 60, "a" * 61),
    ("people", "bio", "🦀" * 2000, "🦀" * 2001),
    ("people", "website", f"https://x.example/{'a' * 1982}", f"https://x.example/{'a' * 1983}"),
    ("people", "avatarUrl", f"http://x.example/{'a' * 1983}", f"http://x.example/{'a' * 1984}"),
    ("people", "email", f"ann@{'x' * 250}", f"ann@{'x' * 251}"),
    ("people", "password", "p" * 1000, "p" * 1001),
    ("articles", "title", "題" * 200, "題" * 201),
    ("articles", "slug", "a" * 80, "a" * 81),
    ("articles", "summary", "s" * 500, "s" * 501),
    ("articles", "body", "é" * 128 * 1024, f"{'é' * 128 * 1024}e"),
    ("articles", "language", f"en-x{'-abcdefgh' * 3}-abc", f"en-x{'-abcdefgh' * 3}-abcd"),
    ("comments", "body", "b" * 5000, "b" * 5001),
    ("tags", "name", "n" * 50, "n" * 51),
    ("tags", "slug", "a" * 80, "a" * 81),
    ("series", "title", "t" * 200, "t" * 201),
    ("series", "slug", "a" * 80, "a" * 81),
    ("access-tokens", "name", "n" * 100, "n" * 101),
]
#: Values that are too short, or not of the form that their attribute has.
ILL_FORMED = [
    ("people", "name", ""),
    ("people", "name", " \t "),
    ("people", "name", "two\nlines"),
    ("people", "handle", ""),
    ("people", "handle", "Ann"),
    ("people", "handle", "a--b"),
    ("people", "handle", "-a"),
    ("people", "handle", "a_b"),
    ("people", "website", "ftp://x.example"),
    ("people", "website", "javascript:alert(1)"),
    ("people", "website", "//x.example"),
    ("people", "website", ""),
    ("people", "avatarUrl", "https://user@x.example/"),
    ("people", "email", "nobody"),
    ("people", "email", "a b@x.example"),
    ("people", "password", "ninechars"),
    ("people", "password", ""),
    ("people", "role", "owner"),
    ("people", "role", "Admin"),
    ("articles", "title", ""),
    ("articles", "title", "\u200b\u2060"),
    ("articles", "title", "nul\0"),
    ("articles", "title", "line\u2028separator"),
    ("articles", "slug", ""),
    ("articles", "slug", "Upper"),
    ("articles", "slug", "ümlaut"),
    ("articles", "slug", "a-"),
    ("articles", "slug", "a b"),
    ("articles", "summary", "nul\0"),
    ("articles", "body", "nul\0"),
    ("articles", "status", "deleted"),
    ("articles", "status", ""),
    ("articles", "language", "english!"),
    ("articles", "language", ""),
    ("articles", "publishedAt", "yesterday"),
    ("articles", "publishedAt", "2024-01-31"),
    ("articles", "publishedAt", "2024-01-31T12:00:00"),
    ("articles", "publishedAt", "2024-02-30T12:00:00Z"),
    ("articles", "publishedAt", "0000-01-01T00:00:00Z"),
    ("comments", "body", ""),
    ("comments", "body", " \n "),
    ("comments", "status", "deleted"),
    ("tags", "name", ""),
    ("tags", "slug", "C++"),
    ("series", "title", " "),
    ("reactions", "kind", "hate"),
    ("reactions", "kind", ""),
    ("access-tokens", "name", ""),
    ("access-tokens", "scopes", []),
    ("access-tokens", "scopes", ["articles"]),
    ("access-tokens", "scopes", ["articles:delete"]),
    ("access-tokens", "scopes", ["*", 7]),
    ("access-tokens", "expiresAt", "soon"),
]
#: For each JSON type values of the others.
TEXTS = (7, 1.5, True, [], ["a"], {}, {"a": 1})
WRONG_TYPES = [
    *(("articles", name, TEXTS) for name in ("title", "slug", "summary", "body", "status")),
    *(("people", name, TEXTS) for name in ("name", "handle", "bio", "email", "role", "password")),
    ("articles", "commentsOpen", ("true", 1, 0, [], {})),
    ("articles", "publishedAt", (1706702400, True, [], {})),
    ("comments", "body", TEXTS),
    ("tags", "name", TEXTS),
    ("series", "title", TEXTS),
    ("reactions", "kind", TEXTS),
    ("access-tokens", "scopes", ("*", 7, True, {}, {"*": True})),
]


@pytest.mark.req("CREATE-20", "AMB-45")
@pytest.mark.parametrize(("type_", "name", "legal", "illegal"), LONGEST)
def test_a_text_may_be_so_long_and_not_longer(
    newsroom: World, type_: str, name: str, legal: str, illegal: str
) -> None:
    longest, longer = (posted(newsroom, type_, name, value) for value in (legal, illegal))

    assert longest.status == 201
    assert longest.data["attributes"].get(name, legal) == legal
    _assert_refused(longer, name)


@pytest.mark.req("CREATE-20", "AMB-45", "NAME-01")
@pytest.mark.parametrize(("type_", "name", "value"), ILL_FORMED)
def test_a_value_of_another_form_is_422_at_its_attribute(
    newsroom: World, type_: str, name: str, value: object
) -> None:
    # Only staff say anything of a comment's status.
    data = with_value(newsroom, type_, name, value)

    answer = newsroom.client_of("ada").post(
        f"/v1/{type_}", {"data": data}, headers={"Prefer": "tx=rollback"}
    )

    _assert_refused(answer, name)


@pytest.mark.req("CREATE-20", "AMB-45", "RES-14")
@pytest.mark.parametrize(("type_", "name", "values"), WRONG_TYPES)
def test_a_value_of_another_json_type_is_422_and_never_converted(
    newsroom: World, type_: str, name: str, values: tuple[object, ...]
) -> None:
    for value in values:
        _assert_refused(posted(newsroom, type_, name, value), name)


@pytest.mark.req("CREATE-20")
@pytest.mark.parametrize(
    "value", ["10000000000000000000000", "1e308", "-0.0", "1E-400", "9" * 300, "123456789" * 5]
)
def test_a_number_of_any_size_in_place_of_a_text_is_422(newsroom: World, value: str) -> None:
    body = f'{{"data": {{"type": "tags", "attributes": {{"name": {value}}}}}}}'

    answer = newsroom.client_of("eve").post("/v1/tags", body=body.encode())

    _assert_refused(answer, "name")


@pytest.mark.req("CREATE-02", "ERR-16", "AMB-41")
@pytest.mark.parametrize("type_", TYPES)
def test_what_is_needed_and_missing_is_422_at_its_parent(newsroom: World, type_: str) -> None:
    needed = sorted(minimal(newsroom, type_)["attributes"])
    data = {**minimal(newsroom, type_), "attributes": {}}
    without = {name: value for name, value in data.items() if name != "attributes"}
    before = stored(newsroom)

    answer, bare = created(newsroom, data), created(newsroom, without)

    missing = [("422", "missing-field", pointer("/data/attributes"))] * len(needed)
    assert faults(answer) == missing
    assert sorted(each["meta"]["attribute"] for each in answer.errors) == needed
    assert faults(bare) == [("422", "missing-field", pointer("/data"))] * len(needed)
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-20", "ERR-02")
def test_every_value_at_fault_has_an_error_of_its_own(newsroom: World) -> None:
    data = full(newsroom, "articles")
    data["attributes"] |= {
        "title": "",
        "slug": "No Slug",
        "commentsOpen": "yes",
        "publishedAt": "tomorrow",
        "colour": "red",
    }
    data["relationships"]["editor"] = {"data": None}

    answer = created(newsroom, data)

    at = "/data/attributes"
    assert answer.status == 422
    assert sorted(faults(answer), key=str) == sorted(
        [
            ("422", "invalid-value", pointer(f"{at}/title")),
            ("422", "invalid-value", pointer(f"{at}/slug")),
            ("422", "invalid-value", pointer(f"{at}/commentsOpen")),
            ("422", "invalid-value", pointer(f"{at}/publishedAt")),
            ("422", "unknown-field", pointer(f"{at}/colour")),
            ("422", "unknown-field", pointer("/data/relationships/editor")),
        ],
        key=str,
    )


@pytest.mark.req("CREATE-20", "CREATE-19")
@pytest.mark.parametrize(
    ("type_", "name", "taken", "again"),
    [
        ("people", "handle", "taken", "taken"),
        ("people", "email", "Taken@x.example", "tAKEN@X.example"),
        ("articles", "slug", "taken", "taken"),
        ("tags", "slug", "taken", "taken"),
        ("tags", "name", "Straße", "straße"),
        ("tags", "name", "ÄRGER", "ärger"),
        ("series", "slug", "taken", "taken"),
    ],
)
def test_what_is_unique_and_taken_is_409_at_its_attribute(
    newsroom: World, type_: str, name: str, taken: str, again: str
) -> None:
    first = created(newsroom, with_value(newsroom, type_, name, taken))
    data, before = with_value(newsroom, type_, name, again), stored(newsroom)

    answer = created(newsroom, data)

    assert first.status == 201
    assert fault(answer) == (409, "not-unique", pointer(f"/data/attributes/{name}"))
    assert answer.error["meta"]["attribute"] == name
    assert again in answer.error["detail"]
    assert stored(newsroom) == before


@pytest.mark.req("CREATE-20")
def test_no_error_repeats_a_password(newsroom: World) -> None:
    for value in ("hunter2", "hunter2" * 200, "hunter2\0hunter2", 7777777, ["hunter2"]):
        answer = posted(newsroom, "people", "password", value)

        _assert_refused(answer, "password")
        assert "hunter2" not in answer.body.decode()
        assert "7777777" not in answer.body.decode()


@pytest.mark.req("UPD-05", "CREATE-09")
def test_null_stands_for_the_default_in_what_is_new_and_for_nothing_in_what_is_there(
    newsroom: World,
) -> None:
    defaults = {"body": "", "status": "draft", "language": "en", "commentsOpen": True}
    nulls: Object = dict.fromkeys((*defaults, "slug"))
    title = fresh("Null")

    made = created(
        newsroom, {"type": "articles", "attributes": {"title": title, **nulls, "summary": None}}
    )
    changed = newsroom.client_of("ann").patch(
        made.headers["Location"],
        {"data": {"type": "articles", "id": made.data["id"], "attributes": nulls}},
    )

    assert made.status == 201
    assert made.data["attributes"].items() >= {**defaults, "slug": title.lower()}.items()
    assert faults(changed) == [
        ("422", "invalid-value", pointer(f"/data/attributes/{name}")) for name in nulls
    ]


def _assert_refused(answer: Answer, name: str) -> None:
    assert fault(answer) == (422, "invalid-value", pointer(f"/data/attributes/{name}"))
    assert answer.error["meta"] == {"attribute": name, "message": answer.error["detail"]}
    assert name in answer.error["detail"]
