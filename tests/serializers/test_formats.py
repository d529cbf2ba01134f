"""Times, addresses and language tags: what is well-formed, and what only looks so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.serializers.reading import read, refusal

NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-31T12:00:00Z", NOON),
        ("2024-01-31t12:00:00z", NOON),
        ("2024-01-31T12:00:00+00:00", NOON),
        ("2024-01-31T12:00:00-00:00", NOON),
        ("2024-01-31T14:00:00+02:00", NOON),
        ("2024-01-31T00:30:00-11:30", NOON),
        ("2024-02-01T11:59:00+23:59", NOON),
        ("2024-01-31T12:00:00.5Z", NOON.replace(microsecond=500_000)),
        ("2024-01-31T12:00:00.123456Z", NOON.replace(microsecond=123_456)),
        ("2024-01-31T12:00:00.123456999Z", NOON.replace(microsecond=123_456)),
        (f"2024-01-31T12:00:00.{'9' * 5000}Z", NOON.replace(microsecond=999_999)),
        ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_time_is_read_into_utc_up_to_its_microseconds(text: str, moment: datetime) -> None:
    found = read("articles.publishedAt", text)

    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2024", "2024-01-31", "2024-01-31T12:00:00", "2024-01-31T12:00Z", "12:00:00Z"),
        *("2024-01-31 12:00:00Z", "2024-01-31T12:00:00 Z", "2024-01-31T12:00:00z\n"),
        *(
            " 2024-01-31T12:00:00Z",
            "20240131T120000Z",
            "2024-W05-3T12:00:00Z",
            "2024-031T12:00:00Z",
        ),
        *("2024-01-31T12:00:00+02", "2024-01-31T12:00:00+0200", "2024-01-31T12:00:00+02:00:00"),
        *("2024-01-31T12:00:00+24:00", "2024-01-31T12:00:00+02:60", "2024-01-31T12:00:00UTC"),
        *("2024-01-31T12:00:00.Z", "2024-01-31T12:00:00,5Z", "2024-01-31T12:00:00\u22120:00"),
        *("2024-01-31T24:00:00Z", "2024-01-31T12:60:00Z", "2024-01-31T23:59:60Z"),
        *("+2024-01-31T12:00:00Z", "12024-01-31T12:00:00Z", "-024-01-31T12:00:00Z"),
        *("\uff12024-01-31T12:00:00Z", "1706702400", "2024-01-31T12:00:00 02:00"),
    ],
)
def test_what_is_no_time_of_rfc_3339_is_refused(text: str) -> None:
    assert " must be a time of RFC 3339 with its offset from UTC, such as 2024" in refusal(
        "articles.publishedAt", text
    )


@pytest.mark.parametrize(
    "text",
    [
        *("0000-01-01T00:00:00Z", "2024-00-31T12:00:00Z", "2024-13-31T12:00:00Z"),
        *("2024-01-00T12:00:00Z", "2024-01-32T12:00:00Z", "2023-02-29T12:00:00Z"),
        *("0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"),
    ],
)
def test_a_time_that_there_is_not_or_that_utc_cannot_write_is_refused(text: str) -> None:
    assert refusal("access-tokens.expiresAt", text) == (
        f"The expiresAt must be a time between the years 1 and 9999 that exists, not {text!r}."
    )


@pytest.mark.parametrize("name", ["people.website", "people.avatarUrl"])
@pytest.mark.parametrize(
    "address",
    [
        *("https://blog.example", "http://blog.example/", "HTTP://Blog.Example?x=1#y"),
        *("https://blog.example:8443/a/b.png", "https://blog.example:65535", "https://a.b:/x"),
        *(
            "http://localhost",
            "http://127.0.0.1:8000",
            "http://[::1]:8000/x",
            "https://a_b.example",
        ),
        *(
            "https://blög.example/ä?ö=ü",
            "https://例え.jp/字",
            "https://👻.example",
            "https://x.y.z.",
        ),
        *("https://blog.example/a%20b", "https://blog.example/~ann/(x);y=1,2!*'", "https://a/b//c"),
        *("https://blog.example/?filter[tags]=x&url=http://a.example", "https://blog.example/@ann"),
        f"https://blog.example/{'x' * 1_979}",
    ],
)
def test_a_web_address_is_taken_as_it_was_written(name: str, address: str) -> None:
    assert read(name, address) == address


@pytest.mark.parametrize("name", ["people.website", "people.avatarUrl"])
@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "blog.example",
            "/path",
            "//blog.example",
            "http:",
            "http:/a",
            "http://",
            "http:///a",
        ),
        *(
            "https:blog.example",
            "https://:80/",
            "https://?x",
            "https://#x",
            "https://./",
            "https://-",
        ),
        *("ftp://a.example", "javascript:alert(1)", "javascript://a.example/%0aalert(1)"),
        *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:ann@a.example"),
        *("https://ann@blog.example", "https://ann:secret@blog.example", "https://@blog.example"),
        *("https://blog.example@evil.example", "https://blog.example\\@evil.example"),
        *(
            "https://a b.example",
            "https://a.example/a b",
            " https://a.example",
            "https://a.example ",
        ),
        *('https://a.example/"x"', "https://a.example/<x>", "https://a.example/`x`"),
        *("https://a.example/{x}", "https://a.example/x|y", "https://a.example/x^y"),
        *("https://a.example/%", "https://a.example/%2", "https://a.example/%zz"),
        *("https://a.example:port", "https://a.example:65536", "https://a.example:-1"),
        *("https://[::1", "https://[x]/", "https://a.example/\u00a0", "https://a.example/\u3000"),
        *(
            "https://a.example/\u202egnp.exe",
            "https://a.example/\u2066x",
            "https://a\u2100b.example",
        ),
    ],
)
def test_what_is_no_web_address_is_refused(name: str, address: str) -> None:
    assert " must be an http or https URL without a user name, such as https://blog.example, " in (
        refusal(name, address)
    )


def test_a_web_address_has_at_most_2000_characters() -> None:
    assert refusal("people.website", f"https://blog.example/{'x' * 1_980}") == (
        "The website must have 1 to 2,000 characters, not 2,001."
    )


@pytest.mark.parametrize("name", ["people.email", "access-tokens.email"])
def test_an_e_mail_address_is_held_to_its_shape_alone(name: str) -> None:
    for legal in (
        *(
            "ann@blog.example",
            "root@localhost",
            "Änn+blog@blög.example",
            "a@b",
            "!#$%&'*/=?^`{|}~@b",
        ),
        *("ann..lee@blog.example", f"{'x' * 64}@b", f"a@{'x' * 252}", "字@例え.jp", "👻@b"),
    ):
        assert read(name, legal) == legal
    for wrong in (
        *("", "ann", "@blog.example", "ann@", "@", "ann@blog@example", "ann lee@blog.example"),
        *("Ann <ann@blog.example>", "ann@blog.example,bob@blog.example", "ann@[127.0.0.1]"),
        *('"ann"@blog.example', "ann@blog.example ", f"{'x' * 65}@b", "ann@\u00a0", "mailto:a@b"),
    ):
        assert " must be an e-mail address such as ann@blog.example, not " in refusal(name, wrong)
    assert refusal(name, f"a@{'x' * 253}").endswith(" must have 1 to 254 characters, not 255.")


@pytest.mark.parametrize(
    "tag",
    [
        # From RFC 5646, appendix A, and its lists of grandfathered tags.
        *("de", "fr", "ja", "i-enochian", "zh-Hant", "zh-Hans", "sr-Cyrl", "sr-Latn"),
        *("zh-cmn-Hans-CN", "cmn-Hans-CN", "zh-yue-HK", "yue-HK", "zh-Hans-CN", "sr-Latn-RS"),
        *(
            "sl-rozaj",
            "sl-rozaj-biske",
            "sl-nedis",
            "de-CH-1901",
            "sl-IT-nedis",
            "hy-Latn-IT-arevela",
        ),
        *("de-DE", "en-US", "es-419", "de-CH-x-phonebk", "az-Arab-x-AZE-derbend", "x-whatever"),
        *("qaa-Qaaa-QM-x-southern", "de-Qaaa", "sr-Latn-QM", "sr-Qaaa-RS", "en-US-u-islamcal"),
        *("zh-CN-a-myext-x-private", "en-a-myext-b-another", "ar-a-aaa-b-bbb-a-ccc", "i-klingon"),
        *("art-lojban", "cel-gaulish", "no-bok", "zh-guoyu", "zh-min-nan", "zh-xiang", "en-GB-oed"),
        *("sgn-BE-FR", "sgn-CH-DE", "i-default", "I-DEFAULT", "EN-us", "gsw", "abcd", "abcdefgh"),
        *("zh-gan-hak-yue", "en-1994", "en-x-1", "x-1-2-3", "en-0-ab", "i-tsu", "i-tay"),
        "en-Latn-US-x-abcdefgh-abcdefgh-abcd",
    ],
)
def test_a_well_formed_language_tag_is_taken_as_it_was_written(tag: str) -> None:
    assert read("articles.language", tag) == tag


@pytest.mark.parametrize(
    "tag",
    [
        # From RFC 5646, appendix A: a region twice, one-letter primary subtags.
        *("de-419-DE", "a-DE"),
        *("-", "e", "1", "12", "en-", "-en", "en--US", "en_US", "en_US.UTF-8", "en US", "C"),
        *("abcdefghi", "en-Latnx1234", "en-U", "en-12", "en-1234-Latn", "en-US-GB", "en-Latn-Cyrl"),
        *("zh-abc-def-ghi-jkl", "abcd-abc", "en-a", "en-a-b", "en-x", "x", "x-", "x-abcdefghi"),
        *("en-x-abcdefghi", "en-abc1", "i-unknown", "i", "i-klingons", "en-GB-oedx", "sgn-BE-NLx"),
        *("english-languages", "fran\u00e7ais", "\u0131-default", "\u017fr", "\u212ao", "e\u0661"),
        *("deutsch-", "en,de", "en;q=0.5", "*", "en-*", "\uff45\uff4e"),
    ],
)
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    assert refusal("articles.language", tag).endswith(
        f" must be a language tag of BCP 47, such as en or zh-Hant-TW, not {tag!r}."
    )


def test_a_language_tag_has_at_most_35_characters() -> None:
    longest = f"en-x-{'abcdefgh-' * 3}abc"

    assert len(longest) == 35
    assert read("articles.language", longest) == longest
    assert refusal("articles.language", f"{longest}d") == (
        "The language must have 1 to 35 characters, not 36."
    )
