"""Front matter of every common generator says the same thing."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest

from jsonapi_blog.importing.frontmatter import split
from jsonapi_blog.importing.report import Broken


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\ntags: [x, y]\n---\nBody\n",
        "---\ntitle: A\ntags:\n- x\n- y\n----  \n\nBody\n",
        "\n---\ntitle: A\ntags: [x, y]\n---\nBody",
        '+++\ntitle = "A"\ntags = ["x", "y"]\n+++\n\nBody\n',
        '{\n  "title": "A",\n  "tags": ["x", "y"],\n  "deep": {\n}\n}\n\nBody\n',
        '{"title": "A", "tags": ["x", "y"]}\nBody',
        '"title": "A",\n"tags": ["x", "y"]\n;;;\nBody\n',
        "title: A\ntags: [x, y]\n---\nBody\n",
    ],
    ids=["yaml", "long rule", "blank line", "toml", "json", "one line", "hexo json", "hexo yaml"],
)
def test_all_dialects_are_read(text):
    said, body = split(text)

    assert (said.line(99, "title"), said.get("tags"), body) == ("A", ["x", "y"], "Body")


@pytest.mark.parametrize(
    "text",
    [
        "Just text",
        "---\n\nA ruler, and text",
        "---\nA paragraph between rulers\n---\nText",
        "Remember: a paragraph\n---\nText",
        "{{< figure >}}\n\nText",
        "{% raw %}\nText",
        "",
    ],
)
def test_what_is_no_front_matter_is_body(text):
    said, body = split(text)

    assert (dict(said.values), body) == ({}, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: [A\n---\nBody", "expected"),
        ("---\ntitle: A\n\nBody", "closing line ---"),
        ('+++\ntitle = "A"\n\nBody', r"closing line \+\+\+"),
        ("+++\ntitle = A\n+++\nBody", "Invalid value"),
        ('{"title": "A"\n\nBody', "delimiter"),
        ("---\ndate: 2024-02-30\n---\nBody", "day is out of range"),
        ("---\nx: !!python/object:os.system {}\n---\nBody", "could not determine a constructor"),
        (f"---\nx: {'[' * 3000}\n---\nBody", "cannot be read"),
        (
            "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefg"))
            + "---\nBody",
            "more than 10000 values",
        ),
        ("---\na: &a [*a]\n---\nBody", "more than 10000 values"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_with_the_reason(text, reason):
    with pytest.raises(Broken, match=reason):
        split(text)


def test_names_are_found_however_they_are_written():
    said, _ = split("---\npublish_date: 2024-01-02\nLast-Mod: x\n---\n")

    assert said.get("publishdate") == datetime.date(2024, 1, 2)
    assert said.get("lastmod") == "x"


def test_tables_for_extras_are_looked_into():
    said, _ = split('+++\n[extra]\nauthor = "Ann"\n[params]\nsummary = "S"\n+++\n')

    assert (said.get("author"), said.line(9, "summary")) == ("Ann", "S")


def test_flags_are_true_false_or_not_said():
    said, _ = split("---\na: true\nb: 'False'\nc: 2024-01-02\n---\n")

    assert [said.flag(name) for name in "abcd"] == [True, False, None, None]
