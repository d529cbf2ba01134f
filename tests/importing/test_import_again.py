"""What was imported before is updated in place, and what did not change is left alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from jsonapi_blog.importing import digests
from tests.importing.blogs import blog, everything, imported, rows

#: One article, with a file for everything that it goes with.
DESCRIBED = {
    "content/_index.md": "---\ntitle: All\n---\n",
    "content/a.md": "---\ntitle: A\nauthor: ann\n---\nText.",
    "author/ann.md": "---\nname: Ann\n---\nWrites.",
}


def execute(engine: Engine, statement: str) -> None:
    """What somebody does to the database between two imports."""
    with engine.begin() as connection:
        connection.execute(text(statement))


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
    assert {table: len(after[table] - before[table]) for table in after} == {
        **dict.fromkeys(after, 0),
        "articles": 1,
        "imported": 1,
    }
    assert rows(engine, "SELECT title, slug, version FROM articles WHERE version > 1") == [
        ("Three!", "third", 2)
    ]


def test_what_was_edited_since_stays_while_its_file_does(engine, tmp_path):
    root = blog(tmp_path / "notes", DESCRIBED)
    imported(engine, root)
    execute(engine, "UPDATE articles SET title = 'Edited', body = 'Edited', version = 9")
    execute(engine, "UPDATE series SET title = 'Edited'")
    execute(engine, "UPDATE people SET name = 'Edited'")
    before = everything(engine)

    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("table", "column", "name", "said"),
    [
        ("articles", "title", "content/a.md", "A"),
        ("series", "title", "content/_index.md", "All"),
        ("people", "name", "author/ann.md", "Ann"),
    ],
)
def test_what_was_edited_since_is_put_back_once_its_file_changes(
    engine, tmp_path, table, column, name, said
):
    root = blog(tmp_path / "notes", DESCRIBED)
    imported(engine, root)
    execute(engine, f"UPDATE {table} SET {column} = 'Edited'")
    blog(root, {name: DESCRIBED[name] + "More."})

    imported(engine, root)

    made = f"SELECT {column} FROM {table} t JOIN imported ON resource_id = t.id"
    assert rows(engine, made) == [(said,)]


def test_a_release_that_makes_something_else_of_files_imports_them_all(engine, root, monkeypatch):
    imported(engine, root)
    execute(engine, "UPDATE articles SET body_html = 'as it was', version = 9")
    monkeypatch.setattr(digests, "EDITION", b"the next one")

    report = imported(engine, root)

    assert (report.updated, report.unchanged) == (3, 0)
    assert rows(engine, "SELECT count(*) FROM articles WHERE body_html = 'as it was'") == [(0,)]


def test_posts_join_a_section_that_is_new_above_them(engine, root):
    imported(engine, root)
    blog(root, {"content/deep/a.md": "---\ndate: 2024-01-01\n---\nx"})
    imported(engine, root)
    blog(root, {"content/deep/_index.md": "---\ntitle: Deep\n---\n"})

    report = imported(engine, root)

    assert (report.updated, report.unchanged) == (1, 3)
    assert rows(
        engine,
        "SELECT a.slug FROM articles a JOIN series s ON s.id = series_id AND s.slug = 'deep'",
    ) == [("a",)]


def test_a_section_that_cannot_be_read_any_more_keeps_its_series_and_its_posts(engine, root):
    imported(engine, root)
    before = everything(engine)
    blog(root, {"content/_index.md": "---\ntitle: [\n---\n"})

    report = imported(engine, root)

    assert (report.unchanged, len(report.failed)) == (3, 1)
    assert everything(engine) == before


def test_a_series_that_was_deleted_is_made_anew_with_its_posts(engine, root):
    imported(engine, root)
    execute(engine, "UPDATE articles SET series_id = NULL, series_position = NULL")
    execute(engine, "DELETE FROM series")

    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (0, 3, 0)
    assert rows(engine, "SELECT count(*) FROM articles JOIN series s ON s.id = series_id") == [(3,)]


def test_an_author_who_is_described_anew_is_updated_and_no_post_is(engine, tmp_path):
    root = blog(
        tmp_path / "notes",
        {
            "_posts/2024-01-02-a.md": "---\nauthor: ann\n---\nx",
            "_posts/2024-01-03-b.md": "---\nauthor: bo\n---\nx",
            "_data/authors.yml": "ann: {name: Ann}\nbo: {name: Bo}\nzoe: {name: Zoe}\n",
        },
    )
    imported(engine, root)
    execute(engine, "UPDATE people SET name = 'Edited'")
    data = "ann: {name: Ann}\nbo: {name: Bo Roe}\nzoe: {name: Zoe}\ncy: {name: Cy}\n"
    blog(root, {"_data/authors.yml": data})

    report = imported(engine, root)

    assert (report.updated, report.unchanged) == (0, 2)
    assert rows(engine, "SELECT handle, name FROM people ORDER BY 1") == [
        ("ann", "Edited"),
        ("bo", "Bo Roe"),
    ]


def test_posts_that_came_while_authors_could_not_be_read_are_read_again(engine, tmp_path):
    root = blog(
        tmp_path / "notes",
        {
            "_posts/2024-01-02-a.md": "---\nauthor: Ann Lee\n---\nx",
            "_data/authors.yml": "al: {name: [",
        },
    )
    imported(engine, root)
    blog(root, {"_data/authors.yml": "al: {name: Ann Lee}"})

    report = imported(engine, root)
    again = imported(engine, root)

    assert (report.updated, again.unchanged) == (1, 1)
    assert rows(
        engine, "SELECT handle FROM articles JOIN people ON people.id = articles.author_id"
    ) == [("al",)]


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
    execute(engine, "DELETE FROM article_tags")
    execute(engine, "DELETE FROM article_coauthors")
    execute(engine, "DELETE FROM articles WHERE slug = 'second'")

    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (1, 0, 2)


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
        "SELECT slug, source FROM articles a JOIN imported ON resource_id = a.id ORDER BY slug",
    ) == [("same", "notes:b/same.md"), ("same-2", "notes:c/same.md"), ("same-3", "notes:a/same.md")]


@pytest.mark.parametrize("path", ["content/posts", "content/posts/a.md"])
def test_a_part_of_a_blog_is_the_same_articles_as_in_the_whole(engine, root, path):
    blog(root, {"content/posts/a.md": "---\ndate: 2024-01-01\n---\nx"})
    imported(engine, root)
    before = everything(engine)

    report = imported(engine, root / path)

    assert (report.created, report.unchanged) == (0, 1)
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
    blog(root, {"a.md": "y"})
    os.utime(root / "a.md", (1_710_000_000, 1_710_000_000))

    report = imported(engine, root)

    assert (report.updated, len(report.warnings)) == (1, 1)
    assert rows(engine, "SELECT extract(epoch FROM published_at)::int FROM articles") == [
        (1_700_000_000,)
    ]
