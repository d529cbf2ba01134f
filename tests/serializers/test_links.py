"""URLs as documents print them: absolute, and read back as what was meant."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsonapi_blog.query.parameters import decoded
from jsonapi_blog.serializers.links import Urls

#: Half a surrogate pair is no text that UTF-8 can hold.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
URLS = Urls("https://blog.example")


def test_a_url_without_parameters_has_no_question_mark() -> None:
    assert URLS.at("/v1/tags") == "https://blog.example/v1/tags"


@pytest.mark.req("QP-09")
def test_brackets_in_names_are_percent_encoded_and_commas_stay_readable() -> None:
    url = URLS.at("/v1/articles", [("include", "author,tags"), ("page[comments][size]", "3")])

    assert url == (
        "https://blog.example/v1/articles?include=author,tags&page%5Bcomments%5D%5Bsize%5D=3"
    )


def test_collections_and_problems_have_their_places() -> None:
    assert URLS.collection("access-tokens") == "https://blog.example/v1/access-tokens"
    assert URLS.problem("invalid-page") == "https://blog.example/docs#invalid-page"


@pytest.mark.parametrize("base", ["http://[::1]:8000", "https://blog.example/below/here"])
def test_whatever_the_base_is_stands_in_front(base: str) -> None:
    assert Urls(base).at("/v1", [("a", "b")]) == f"{base}/v1?a=b"


@pytest.mark.req("QP-09")
@given(st.lists(st.tuples(TEXT, TEXT)))
def test_any_parameters_are_ascii_in_a_url_and_come_back_as_they_were(
    pairs: list[tuple[str, str]],
) -> None:
    url = URLS.at("/v1/articles", pairs)

    assert re.fullmatch(r"[!-Z_a-z~]*", url)
    assert decoded(urlsplit(url).query.encode()) == pairs
