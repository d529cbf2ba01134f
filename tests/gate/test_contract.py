"""The gate: what the code describes today breaks nobody who builds on what was released."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from jsonapi_blog.app import printed
from jsonapi_blog.settings import Settings
from tests.gate import release
from tests.gate.compare import Break
from tests.gate.declared import Declared, refused, rows

GONE = Break(
    "answers articles.attributes.summary: removed",
    "articles lost the attribute 'summary' in answers of getArticle.",
)
FILTER = Break(
    "parameter filter.articles.summary.ne removed",
    "The parameter 'filter[summary][ne]' is gone from listArticles.",
)
TABLE = """\
| what | version | sunset | why |
|---|---|---|---|
| `answers articles.attributes.summary: removed` | 2.0.0 | 2027-06-30 | Nobody wrote one. |
| `parameter filter.articles.summary*` | 2.0.0 | 2027-06-30 | It goes with the attribute. |
"""
EVE, DAY = date(2027, 6, 29), date(2027, 6, 30)


def test_nothing_that_is_released_breaks_undeclared() -> None:
    found = release.refusals(json.loads(printed(Settings())))

    assert found == [], "\n".join(["This breaks partners:", *found])


def test_an_undeclared_break_is_refused_with_the_key_to_declare() -> None:
    assert [*refused([GONE], [], DAY)] == [
        "articles lost the attribute 'summary' in answers of getArticle. (not declared in "
        "spec/changes.md: `answers articles.attributes.summary: removed`)"
    ]


def test_a_declared_break_passes_from_its_sunset_on() -> None:
    declared = rows(TABLE)

    assert [*refused([GONE, FILTER], declared, DAY)] == []


def test_a_declared_break_is_refused_before_its_sunset() -> None:
    declared = rows(TABLE)

    assert [*refused([GONE], declared, EVE)] == [
        "articles lost the attribute 'summary' in answers of getArticle. "
        "(declared, but promised until 2027-06-30)"
    ]


@pytest.mark.parametrize(
    ("what", "key", "covered"),
    [
        ("parameter fields.articles: 'a' removed", "parameter fields.articles: 'a' removed", True),
        ("parameter page[size]: *", "parameter page[size]: maximum lowered", True),
        ("parameter page[size]: *", "parameter pages: maximum lowered", False),
        ("answers tags.attributes.slug: removed", "answers tags.attributes.slugs: removed", False),
    ],
)
def test_a_row_covers_its_key_and_what_a_star_stands_for(
    what: str, key: str, covered: bool
) -> None:
    assert Declared(what, "2.0.0", DAY, "Why not.").covers(key) is covered


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| `x removed` | 2.0.0 | soon | Because. |", "'soon' is no date such as 2027-01-31"),
        ("| `x removed` | next | 2027-06-30 | Because. |", "a row has a version and a reason"),
        ("| `x removed` | 2.0.0 | 2027-06-30 |  |", "a row has a version and a reason"),
        ("| `x removed` | 2.0.0 | 2027-06-30 |", "a row is | `what` | version | sunset | why |"),
        ("| `*` | 2.0.0 | 2027-06-30 | Because. |", "a row names what breaks, not everything"),
    ],
)
def test_a_malformed_row_is_refused(row: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("|", r"\|").replace("*", r"\*")):
        rows(row)


def test_what_breaks_partners_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    released = tmp_path / "openapi.json"
    promised = json.loads(printed(Settings()))
    promised["paths"]["/v1/drafts"] = {"get": {"operationId": "listDrafts", "responses": {}}}
    released.write_text(json.dumps(promised), encoding="utf-8")
    monkeypatch.setattr(release, "RELEASED", released)

    status = release.main()

    assert status == 1
    assert "The URL /v1/drafts is gone. (not declared" in capsys.readouterr().err
    assert json.loads(released.read_text(encoding="utf-8")) == promised


def test_what_breaks_nobody_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = tmp_path / "contract" / "openapi.json"
    monkeypatch.setattr(release, "RELEASED", released)

    first = release.main()
    again = release.main()

    assert (first, again) == (0, 0)
    assert released.read_text(encoding="utf-8") == printed(Settings())
