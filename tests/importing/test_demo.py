"""The demo blog is whole: posts, sections, people, and what readers said."""

from __future__ import annotations

from jsonapi_blog.importing.demo import load_demo
from jsonapi_blog.store.ledger import Ledger
from tests.importing.blogs import everything, rows


def test_the_demo_blog_goes_in_without_a_complaint(engine):
    report = load_demo(Ledger(engine))

    assert (report.created, report.failed, report.warnings) == (10, (), ())
    counts = "(SELECT count(*) FROM {})"
    tables = ("tags", "series", "comments", "reactions", "people", "article_coauthors")
    assert rows(engine, "SELECT " + ", ".join(map(counts.format, tables))) == [(6, 2, 9, 11, 6, 5)]


def test_replies_are_on_the_article_of_the_comment_they_answer(engine):
    load_demo(Ledger(engine))

    assert rows(
        engine,
        "SELECT count(*), bool_and(r.article_id = c.article_id AND r.created_at > c.created_at) "
        "FROM comments r JOIN comments c ON c.id = r.parent_id",
    ) == [(3, True)]


def test_loading_the_demo_blog_again_touches_no_row(engine):
    load_demo(Ledger(engine))
    before = everything(engine)

    load_demo(Ledger(engine))

    assert everything(engine) == before
