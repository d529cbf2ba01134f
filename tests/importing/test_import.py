"""A blog on disk becomes articles, people, tags and series."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from jsonapi_blog.importing import import_blog
from jsonapi_blog.store.ledger import Ledger
from tests.importing.blogs import blog, imported, rows


def test_a_small_blog_becomes_articles_people_tags_and_a_series(engine, root):
    report = imported(engine, root)

    assert (report.created, report.updated, report.unchanged) == (3, 0, 0)
    assert (report.failed, report.warnings) == ((), ())
    assert rows(
        engine,
        "SELECT a.title, a.slug, status, p.name, series_position, a.version FROM articles a "
        "JOIN people p ON p.id = author_id ORDER BY a.id",
    ) == [
        ("One", "first", "published", "Ann Lee", 0, 1),
        ("Two", "second", "published", "Bo Roe", 1, 1),
        ("Three", "third", "draft", "My notes", 2, 1),
    ]
    assert rows(engine, "SELECT name, slug FROM tags ORDER BY id") == [
        ("SQL", "sql"),
        ("C++", "c"),
        ("C", "c-2"),
    ]
    assert rows(engine, "SELECT handle, role, email FROM people ORDER BY handle") == [
        ("ann-lee", "author", None),
        ("bo-roe", "author", None),
        ("notes", "author", None),
    ]
    assert rows(
        engine,
        "SELECT title, s.slug, description, handle FROM series s "
        "JOIN people p ON p.id = curator_id",
    ) == [("My notes", "my-notes", "About them.", "notes")]


def test_an_article_has_its_date_its_words_and_its_html(engine, root):
    imported(engine, root)

    moment = datetime(2024, 3, 4, 5, 6, 7, tzinfo=UTC)
    ((id_, *rest),) = rows(
        engine,
        "SELECT id::text, body, body_html, word_count, reading_minutes, language, published_at, "
        "created_at, updated_at FROM articles WHERE slug = 'second'",
    )
    assert rest == ["Text *here*", "<p>Text <em>here</em></p>\n", 2, 1, "en", *[moment] * 3]
    assert int(id_.replace("-", "")[:12], 16) == int(moment.timestamp() * 1000)


def test_a_broken_file_is_told_and_the_others_go_in(engine, root):
    blog(
        root, {"content/bad.md": "---\ntitle: [\n---\n", "content/worse.md": "---\ndate: x\n---\ny"}
    )

    report = imported(engine, root)

    assert report.created == 3
    assert [(failure.path.name, bool(failure.reason)) for failure in report.failed] == [
        ("bad.md", True),
        ("worse.md", True),
    ]


def test_a_file_that_the_database_refuses_is_told_and_the_others_go_in(engine, root):
    with engine.begin() as connection:
        connection.execute(
            text("ALTER TABLE articles ADD CONSTRAINT no_two CHECK (title <> 'Two')")
        )

    report = imported(engine, root)

    assert report.created == 2
    assert [failure.path.name for failure in report.failed] == ["second.md"]
    assert "no_two" in report.failed[0].reason


def test_paths_that_hold_nothing_are_told(engine, tmp_path, root):
    report = imported(engine, tmp_path / "nothing", Path("/dev/null"), root)

    assert report.created == 3
    assert [tuple(failure) for failure in report.failed] == [
        (tmp_path / "nothing", "there is no such file or folder"),
        (Path("/dev/null"), "it is neither a file nor a folder"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(engine, root):
    (root / "content/second.md").chmod(0)

    report = imported(engine, root)

    assert [failure.reason for failure in report.failed] == ["Permission denied"]


def test_a_path_that_is_given_twice_is_imported_once(engine, root):
    calls = []

    report = imported(engine, root, root / "content", progress=lambda *call: calls.append(call))

    assert report.created == 3
    assert calls[-1][:2] == (3, 3)


def test_progress_counts_every_file_once(engine, root):
    blog(root, {"content/bad.md": "---\ntitle: [\n---\n", "content/empty.md": ""})
    calls = []

    import_blog([root], Ledger(engine), progress=lambda *call: calls.append(call))

    assert [call[:2] for call in calls] == [(done, 5) for done in range(1, 6)]
    assert {call[2].name for call in calls} == {
        *("bad.md", "empty.md", "2024-01-02-first.md", "second.md", "third.md")
    }


def test_a_post_belongs_to_the_nearest_section(engine, tmp_path):
    root = blog(
        tmp_path / "notes",
        {
            "_index.md": "---\ntitle: All\n---\n",
            "deep/_index.md": "---\ntitle: Deep\n---\n",
            "deep/er/a.md": "---\ndate: 2024-02-01\n---\nx",
            "deep/b/index.md": "---\ndate: 2024-01-01\n---\nx",
            "clear/_index.md": "---\ntransparent: true\n---\n",
            "clear/c.md": "---\ndate: 2024-01-01\n---\nx",
            "bad/_index.md": "---\ntitle: [\n---\n",
            "bad/d.md": "---\ndate: 2024-01-01\n---\nx",
        },
    )

    report = imported(engine, root)

    assert [failure.path.parent.name for failure in report.failed] == ["bad"]
    assert rows(
        engine,
        "SELECT a.slug, s.title, series_position FROM articles a "
        "LEFT JOIN series s ON s.id = series_id ORDER BY a.slug",
    ) == [("a", "Deep", 1), ("b", "Deep", 0), ("c", "All", 0), ("d", None, None)]


def test_people_and_tags_that_are_there_already_are_used(engine, root, add):
    add.person("ann-lee", role="reader", name="Ann of old")
    add.tag("structured", name="sql")

    imported(engine, root)

    assert rows(engine, "SELECT name, role, version FROM people WHERE handle = 'ann-lee'") == [
        ("Ann of old", "reader", 1)
    ]
    assert rows(engine, "SELECT slug FROM tags WHERE lower(name) = 'sql'") == [("structured",)]


def test_what_is_too_much_for_an_article_is_left_out_with_a_warning(engine, tmp_path):
    tags = ", ".join(f"t{number}" for number in range(30))
    authors = ", ".join(f"A{number}" for number in range(30))
    root = blog(
        tmp_path / "notes",
        {"a.md": f"---\ndate: 2024-01-01\ntags: [{tags}]\nauthors: [{authors}]\n---\nx"},
    )

    report = imported(engine, root)

    assert [warning.partition(": ")[2] for warning in report.warnings] == [
        "it has 30 tags; only the first 25 were taken",
        "it has 29 co-authors; only the first 25 were taken",
    ]
    assert rows(
        engine, "SELECT (SELECT count(*) FROM article_tags), count(*) FROM article_coauthors"
    ) == [(25, 25)]


def test_a_post_of_the_future_is_created_now(engine, tmp_path):
    root = blog(tmp_path / "notes", {"a.md": "---\ndate: 2999-01-01\n---\nx"})

    imported(engine, root)

    ((created, published),) = rows(engine, "SELECT created_at, published_at FROM articles")
    assert published == datetime(2999, 1, 1, tzinfo=UTC)
    assert abs(created - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_html_post_is_sanitised_and_kept(engine, tmp_path):
    body = "<h1>T</h1>\n\n    <p onclick=x>y</p><script>z</script>"
    root = blog(tmp_path / "notes", {"a.html": f"---\ndate: 2024-01-01\n---\n{body}"})

    imported(engine, root)

    assert rows(engine, "SELECT body, body_html FROM articles") == [
        (body, "<h1>T</h1>\n\n    <p>y</p>")
    ]


def test_windows_files_in_an_old_encoding_go_in(engine, tmp_path):
    content = (
        "---\r\ntitle: Été à la plage\r\ndate: 2024-01-01\r\n---\r\n"
        "Déjà vu,\r\nça va très bien.\r\n"
    )
    root = blog(tmp_path / "notes", {"a.md": content.encode("cp1252")})

    imported(engine, root)

    assert rows(engine, "SELECT title, body FROM articles") == [
        ("Été à la plage", "Déjà vu,\nça va très bien.")
    ]
