"""What was imported before is updated in place, and what did not change is left alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import text

from tests.importing.blogs import blog, everything, imported, rows


def test_a_second_import_touches_no_row(engine, root):
    imported(engine, root)
    before = everything(engine)

    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert everything(engine) == before


def test_a_changed_file_changes_its_article_and_nothing_else(engine, root):
    imported(engine, root)
    before = everything(engine)
    blog(root, {"content/third.md": "---\ntitle: Three!\ndraft: true\n---\n"})

    report = imported(engine, root)

    after = everything(engine)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 2)
    assert len(after["articles"] - before["articles"]) == 1
    assert after | {"articles": set()} == before | {"articles": set()}
    assert rows(engine, "SELECT title, slug, version FROM articles WHERE version > 1") == [
        ("Three!", "third", 2)
    ]


def test_a_draft_is_published_in_place(engine, root):
    imported(engine, root)
    published = "---\ntitle: Three\ndate: 2024-07-08\nauthor: Cy\ntags: [new]\n---\nDone.\n"
    blog(root, {"content/third.md": published})

    imported(engine, root)

    assert rows(
        engine,
        "SELECT status, published_at, handle, a.version, word_count FROM articles a "
        "JOIN people p ON p.id = author_id WHERE slug = 'third'",
    ) == [("published", datetime(2024, 7, 8, tzinfo=UTC), "cy", 2, 1)]


def test_a_section_that_changes_updates_its_series_and_keeps_its_slug(engine, root):
    imported(engine, root)
    blog(root, {"content/_index.md": "---\ntitle: Our notes\n---\n"})

    imported(engine, root)

    assert rows(engine, "SELECT title, slug, description, version FROM series") == [
        ("Our notes", "my-notes", None, 5)
    ]


def test_an_article_that_was_deleted_is_imported_anew(engine, root):
    imported(engine, root)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM article_tags"))
        connection.execute(text("DELETE FROM article_coauthors"))
        connection.execute(text("DELETE FROM articles WHERE slug = 'second'"))

    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (1, 1, 1)


def test_the_same_files_in_another_blog_are_other_articles(engine, root):
    imported(engine, root)

    report = imported(engine, root, blog="Elsewhere")

    assert report.created == 3
    assert rows(engine, "SELECT slug FROM articles WHERE slug LIKE 'first%' ORDER BY 1") == [
        ("first",),
        ("first-2",),
    ]


def test_equal_slugs_are_numbered_by_date_and_stay(engine, tmp_path):
    root = blog(
        tmp_path / "notes",
        {
            "a/same.md": "---\ndate: 2024-03-01\n---\nx",
            "b/same.md": "---\ndate: 2024-01-01\n---\nx",
            "c/same.md": "---\ndate: 2024-02-01\n---\nx",
        },
    )

    imported(engine, root)
    imported(engine, root)

    assert rows(
        engine,
        "SELECT slug, source FROM articles a JOIN imported ON article_id = a.id ORDER BY slug",
    ) == [("same", "notes:b/same.md"), ("same-2", "notes:c/same.md"), ("same-3", "notes:a/same.md")]


def test_a_single_file_is_the_same_article_as_in_its_folder(engine, root):
    imported(engine, root)
    before = everything(engine)

    report = imported(engine, root / "content/second.md")

    assert report.unchanged == 1
    assert everything(engine) == before


def test_described_authors_are_updated_from_their_files_alone(engine, tmp_path):
    root = blog(
        tmp_path / "notes",
        {
            "content/a.md": "---\nauthor: ann\ndate: 2024-01-01\n---\nx",
            "author/ann.md": "---\nname: Ann Lee\nwebsite: https://a.example\n---\nWrites.",
        },
    )
    imported(engine, root)
    blog(root, {"author/ann.md": "---\nname: Ann Lee-Roe\n---\nWrites more."})

    imported(engine, root)

    assert rows(engine, "SELECT handle, name, website, bio, version FROM people") == [
        ("ann", "Ann Lee-Roe", "https://a.example", "Writes more.", 2)
    ]


def test_a_post_without_a_date_takes_that_of_its_file_once(engine, tmp_path):
    root = blog(tmp_path / "notes", {"a.md": "x"})
    os.utime(root / "a.md", (1_700_000_000, 1_700_000_000))
    imported(engine, root)
    os.utime(root / "a.md", (1_710_000_000, 1_710_000_000))

    report = imported(engine, root)

    assert (report.unchanged, len(report.warnings)) == (1, 1)
    assert rows(engine, "SELECT extract(epoch FROM published_at)::int FROM articles") == [
        (1_700_000_000,)
    ]
