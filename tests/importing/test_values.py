"""Dates, languages, labels, slugs and text: from whatever is written to what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from jsonapi_blog.importing.dates import dated_name, dated_path, moment
from jsonapi_blog.importing.frontmatter import Matter, matter
from jsonapi_blog.importing.labels import labels
from jsonapi_blog.importing.languages import language, suffixed
from jsonapi_blog.importing.report import Broken
from jsonapi_blog.importing.text import decoded, line, web_address
from jsonapi_blog.slugs import handle, made_of, numbered, slug


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2024, 1, 2), utc(2024, 1, 2)),
        (datetime(2024, 1, 2, 3, 4), utc(2024, 1, 2, 3, 4)),
        (datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))), utc(2024, 1, 2, 1)),
        ("2024-01-02", utc(2024, 1, 2)),
        ("2024/1/2", utc(2024, 1, 2)),
        ("2024-01-02T03:04:05Z", utc(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02T03:04:05.678+02:00", utc(2024, 1, 2, 1, 4, 5, 678_000)),
        ("2024-01-02 03:04:05 -0500", utc(2024, 1, 2, 8, 4, 5)),
        ("2024-01-02 3:04 UTC", utc(2024, 1, 2, 3, 4)),
        ("January 2, 2024", utc(2024, 1, 2)),
        ("2 Jan 2024", utc(2024, 1, 2)),
        (20240102, utc(2024, 1, 2)),
        ("Tue, 02 Jan 2024 03:04:05 GMT", utc(2024, 1, 2, 3, 4, 5)),
    ],
)
def test_dates_are_read_as_generators_write_them(value, expected):
    assert moment(value) == expected
    assert moment(value).tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["soon", "2024-13-01", "2024-02-30", "{{ date }}", True, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_date_is_refused(value):
    with pytest.raises(Broken, match="date"):
        moment(value)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("2024-01-02-a-title", (utc(2024, 1, 2), "a-title")),
        ("2024-1-2_title", (utc(2024, 1, 2), "title")),
        ("2024-01-02", (utc(2024, 1, 2), "")),
        ("2024-13-02-title", (None, "2024-13-02-title")),
        ("2024-in-review", (None, "2024-in-review")),
    ],
)
def test_a_file_name_may_begin_with_a_date(stem, expected):
    assert dated_name(stem) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2022/11/03/x", utc(2022, 11, 3)),
        ("/inside-rust/2022/11/03/x", utc(2022, 11, 3)),
        ("/2022/11/x/", utc(2022, 11, 1)),
        ("posts/2022-11-03-x", utc(2022, 11, 3)),
        ("posts/2022/13/x", None),
        ("2022/review", None),
        ("v2022/11/03", None),
        ("", None),
    ],
)
def test_a_path_may_hold_a_date(path, expected):
    assert dated_path(path) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("welcome.fr", ("welcome", "fr")),
        ("welcome.pt-BR", ("welcome", "pt-BR")),
        ("welcome.zh_CN", ("welcome", "zh-CN")),
        ("node.js", ("node.js", None)),
        ("socket.io", ("socket.io", None)),
        ("v1.0", ("v1.0", None)),
        (".fr", (".fr", None)),
    ],
)
def test_a_file_name_may_end_with_a_language(stem, expected):
    assert suffixed(stem) == expected


def test_locales_become_language_tags():
    assert [language(value) for value in ("de", "en_US.UTF-8", "deutsch bitte", 7)] == [
        "de",
        "en-US",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("said", "separator", "expected"),
    [
        ({"tags": ["a", "b"], "categories": ["B", "c"]}, None, ("a", "b", "c")),
        ({"tags": "a, b"}, None, ("a", "b")),
        ({"tags": "machine learning"}, None, ("machine learning",)),
        ({"categories": "ruby rails"}, " ", ("ruby", "rails")),
        ({"categories": [["sports", "football"], "news"]}, None, ("sports", "football", "news")),
        ({"taxonomies": {"tags": ["a"], "topics": ["b"], "authors": ["ann"]}}, None, ("a", "b")),
        ({"tags": [2017, None, "", " x  y "]}, None, ("2017", "x y")),
        ({"tags": ["x" * 60]}, None, ("x" * 49 + "…",)),
        ({}, None, ()),
    ],
)
def test_tags_are_gathered_from_wherever_they_are(said, separator, expected):
    assert labels(matter(said), separator=separator) == expected


def test_slugs_are_transliterated_and_cut_between_words():
    assert slug("Über Größe & 東京") == "uber-grosse-dong-jing"
    assert slug("🎉 !!!") == ""
    assert slug("word " * 30) == "-".join(["word"] * 15)


def test_a_handle_is_never_empty_and_always_the_same():
    assert handle("Ann O'Nym") == "ann-o-nym"
    assert handle("🎉") == handle("🎉") != handle("🎊")
    assert len(handle("very " * 30)) <= 60


def test_a_slug_that_is_taken_gets_the_first_free_number():
    assert numbered("a", {"b"}) == "a"
    assert numbered("a", {"a", "a-2", "a-4"}) == "a-3"


def test_a_numbered_slug_is_known_as_made_of_its_stem():
    assert [made_of(found, "a") for found in ("a", "a-2", "a-b", "b-2")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "data",
    [
        "Grüße".encode(),
        "Grüße".encode("utf-8-sig"),
        "Grüße".encode("utf-16"),
        "Grüße".encode("utf-32"),
        "G\0rüße".encode(),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-32", "with a NUL"],
)
def test_text_is_decoded_by_its_mark(data):
    assert decoded(data) == "Grüße"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Les élèves étaient très fatigués après la fête de Noël à la forêt."),
        ("cp1252", "It\u2019s a \u201cquote\u201d from a café"),
        ("cp1252", "---\ntitle: Été à la plage\n---\nDéjà vu, ça va très bien.\n"),
        ("cp1250", "Žluťoučký kůň úpěl ďábelské ódy, přítel žádá čaj."),
        ("cp1253", "Καλημέρα, αυτή είναι μια δοκιμή κωδικοποίησης."),
        ("cp1250", "Żółć gęślą jaźń, dziękuję bardzo za wszystko"),
        ("cp1251", "Привет, мир! Это проверка кодировки текста."),
        ("shift_jis", "これは日本語のテキストです。文字コードの確認。"),
    ],
)
def test_text_in_an_old_encoding_is_guessed(encoding, text):
    assert decoded(text.encode(encoding)) == text


def test_line_ends_are_unified_and_lone_surrogates_replaced():
    assert decoded(b"a\r\nb\rc\n") == "a\nb\nc\n"
    assert line("a\ud800b", 9) == "a?b"


def test_what_is_no_text_is_refused():
    with pytest.raises(Broken, match="not text"):
        decoded(bytes(range(128, 256)) * 40 + b"\x00\x81\x8d\x8f\x90\x9d" * 40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        (" a \n b ", "a b"),
        ("one two three", "one two…"),
        ("one, twothree", "one…"),
        ("onetwothree", "onetwoth…"),
        ("one two3 four", "one two3…"),
    ],
)
def test_long_lines_are_cut_between_words(text, expected):
    assert line(text, 9) == expected


def test_only_absolute_addresses_are_taken():
    addresses = ["https://a.example/x?y", "HTTP://a", "/x", "javascript:x", "https://a b", ""]

    assert [web_address(text) is not None for text in addresses] == [True, True] + [False] * 4


def test_nothing_is_said_by_empty_front_matter():
    assert Matter().get("title") is None
