"""The real blog that the project is measured by goes in whole, and in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.blogs import everything, imported, rows

CONTENT = Path(__file__).parents[3] / "shared/data/rust-blog/content"

pytestmark = pytest.mark.skipif(
    not CONTENT.is_dir(), reason="the real blog (../shared/data/rust-blog) is not here"
)


def test_every_post_goes_in_within_15_seconds_and_stays_untouched(engine):
    report = imported(engine, CONTENT)

    assert (report.created, report.failed) == (750, ())
    assert len(report.warnings) == 1, "only the page that a template makes is no post"
    assert report.seconds < 15
    assert rows(
        engine,
        "SELECT count(*), count(DISTINCT slug), min(published_at)::date::text, "
        "bool_and(status = 'published' AND title <> '' AND body_html <> '' AND word_count > 0 "
        "AND series_id IS NOT NULL AND created_at = published_at) FROM articles",
    ) == [(750, 750, "2014-09-15", True)]
    assert rows(
        engine,
        "SELECT slug, version, (SELECT count(*) FROM articles WHERE series_id = series.id) "
        "FROM series ORDER BY slug",
    ) == [
        ("inside-rust-blog", 364, 363),
        ("rust-blog", 388, 387),
        ("rust-release-announcements", 1, 0),
    ]
    before = everything(engine)

    again = imported(engine, CONTENT)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 750)
    assert again.seconds < report.seconds / 5, "what did not change is not rendered again"
    assert everything(engine) == before
