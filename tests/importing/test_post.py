"""One file becomes one post."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jsonapi_blog.importing.files import contents, site
from jsonapi_blog.importing.people import Directory
from jsonapi_blog.importing.post import Format, Post, read_post
from jsonapi_blog.importing.report import Broken
from tests.importing.blogs import blog


@pytest.fixture
def read(tmp_path):
    """`read(name, content)` is the post in a file of that name."""

    def read(name: str, content: str | bytes = "Text") -> Post | None:
        root = blog(tmp_path / "notes", {name: content})
        (file,) = site(root, None).posts
        return read_post(file, contents(file), Directory())

    return read


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.md", "---\ntitle: 'From matter'\n---\n# Heading", "From matter"),
        ("a.md", "---\ntitle: 2024\n---\nx", "2024"),
        ("a.md", "text\n\n# A *heading*", "A heading"),
        ("2024-01-02-from-a_name.md", "text", "From a name"),
        ("from-a-folder/index.md", "text", "From a folder"),
        ("a.html", "<p>x<h1>A <i>heading</i></h1>", "A heading"),
        ("a.html", "<title>A &amp; B</title><p>x", "A & B"),
        ("---.md", "text", "Untitled"),
        ("a.md", f"---\ntitle: {'word ' * 60}\n---\nx", "word " * 39 + "word…"),
    ],
)
def test_every_post_has_a_title(read, name, content, title):
    assert read(name, content).title == title


@pytest.mark.parametrize(
    ("name", "content", "slug"),
    [
        ("name.md", "---\nslug: My Slug\ntitle: T\n---\n", "my-slug"),
        ("name.md", "---\npath: 2022/11/03/from-path\ntitle: T\n---\n", "from-path"),
        ("name.md", "---\npermalink: /2022/from-link.html\ntitle: T\n---\n", "from-link"),
        ("name.md", "---\npermalink: /:year/:title/\ntitle: T\n---\n", "name"),
        ("2024-01-02-name.html.md", "---\ntitle: T\n---\n", "name"),
        ("folder/index.md", "text", "folder"),
        ("2024-01-02-folder/index.md", "text", "folder"),
        ("name.fr.md", "text", "name-fr"),
        ("2024-01-02.md", "---\ntitle: A title\n---\n", "a-title"),
        ("🎉.md", "---\ntitle: 🎉\n---\n", "post"),
    ],
)
def test_every_post_has_a_slug(read, name, content, slug):
    assert read(name, content).slug == slug


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "---\ndate: 2024-01-02\n---\nx"),
        ("2024-05-06-a.md", "---\npublishDate: 2024-01-02\n---\nx"),
        ("a.md", "---\npublished: 2024-01-02\n---\nx"),
        ("2024-01-02-a.md", "---\npath: 2023/05/06/x\n---\nx"),
        ("a.md", '+++\npath = "2024/01/02/x"\n+++\nx'),
        ("2024/01/02/a.md", "x"),
        ("2024-01-02-a/index.md", "x"),
    ],
)
def test_a_date_is_found_wherever_it_is(read, name, content):
    assert read(name, content).date == datetime(2024, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "content", "is_draft"),
    [
        ("a.md", "---\ndraft: true\n---\nx", True),
        ("a.md", "---\npublished: false\n---\nx", True),
        ("_drafts/a.md", "x", True),
        ("a.md", "---\ndraft: false\npublished: true\n---\nx", False),
        ("_posts/a.md", "x", False),
    ],
)
def test_drafts_are_told_from_what_is_published(read, name, content, is_draft):
    assert read(name, content).is_draft is is_draft


def test_everything_else_is_read_as_well(read):
    post = read(
        "a.md",
        "---\ndescription: S\nlang: de_AT\ncomments: false\nlastmod: 2024-01-03\n"
        "author: Ann\ntags: [x]\n---\n\nBody\r\nline\n",
    )

    assert (post.summary, post.language, post.comments_open) == ("S", "de-AT", False)
    assert post.updated == datetime(2024, 1, 3, tzinfo=UTC)
    assert ([author.name for author in post.authors], post.tags) == (["Ann"], ("x",))
    assert (post.body, post.format) == ("Body\nline", Format.MARKDOWN)


def test_what_is_said_too_long_is_cut(read):
    post = read("a.md", f"---\nsummary: {'word ' * 200}\n---\nx")

    assert len(post.summary) <= 500
    assert post.summary.endswith("word…")


def test_a_language_that_is_none_is_left_out_with_a_warning(read):
    post = read("a.md", "---\nlanguage: plain English\n---\nx")

    assert (post.language, post.warnings) == ("en", ("its language is not a tag",))


def test_the_body_of_an_html_file_is_kept(read):
    post = read("a.html", "---\ntitle: T\n---\n<p onclick=x>hello\n\n    <b>there</b>")

    assert (post.body, post.format) == ("<p onclick=x>hello\n\n    <b>there</b>", Format.HTML)


@pytest.mark.parametrize("content", ["", "\n \n", '+++\ntemplate = "latest.html"\n+++\n'])
def test_a_file_without_title_and_text_is_no_post(read, content):
    assert read("a.md", content) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x" * (256 * 1024 + 1), "262145 bytes"),
        ("é" * (128 * 1024 + 1), "262146 bytes"),
        ("x" * (5 * 1024 * 1024), "4 MiB"),
        ("---\ndate: someday\n---\nx", "'someday' cannot be read"),
        ("---\ntitle: [\n---\nx", "front matter"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(read, content, reason):
    with pytest.raises(Broken, match=reason):
        read("a.md", content)


def test_a_body_of_just_the_limit_goes_in(read):
    assert len(read("a.md", "x" * 256 * 1024).body) == 256 * 1024
