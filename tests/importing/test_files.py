"""Which files of a folder are posts, sections and authors."""

from __future__ import annotations

import os

import pytest

from jsonapi_blog.importing.files import site
from jsonapi_blog.importing.report import Broken
from tests.importing.blogs import blog


def sources(found) -> list[str]:
    return [post.source for post in found.posts]


def test_posts_are_named_by_the_folder_and_their_path_in_it(tmp_path):
    root = blog(tmp_path / "notes", {"a.md": "A", "deep/b.markdown": "B", "c.html": "C"})

    assert sources(site(root, None)) == ["notes:a.md", "notes:c.html", "notes:deep/b.markdown"]
    assert sources(site(root, "mine"))[0] == "mine:a.md"


@pytest.mark.parametrize("folder", ["content", "_posts", "source/_posts", "src/content", "blog"])
def test_a_folder_with_a_common_name_is_named_by_the_one_above(tmp_path, folder):
    root = blog(tmp_path / "notes", {f"{folder}/a.md": "A"})

    assert sources(site(root / folder, None)) == [f"notes:{folder}/a.md"]


@pytest.mark.parametrize("path", ["", "content", "content/deep/a.md"])
def test_a_post_has_one_source_however_it_is_asked_for(tmp_path, path):
    root = blog(tmp_path / "notes", {"content/deep/a.md": "A", "config.toml": ""})

    assert sources(site(root / path, None)) == ["notes:content/deep/a.md"]


def test_papers_hidden_files_and_themes_are_left_out(tmp_path):
    left = [
        *("README.md", "LICENSE.md", "Contributing.md", ".hidden.md", ".git/x.md", "_site/x.md"),
        *("node_modules/p/x.md", "themes/t/x.md", "authors/ann.md", "notes.txt"),
    ]
    root = blog(tmp_path / "notes", {"a.md": "A", **dict.fromkeys(left, "x")})

    found = site(root, None)

    assert sources(found) == ["notes:a.md"]
    assert [file.source for file in found.authors] == ["notes:authors/ann.md"]


def test_jekyll_and_hexo_keep_posts_in_folders_of_their_own(tmp_path):
    root = blog(
        tmp_path / "notes",
        {"about.md": "x", "_posts/2024-01-02-a.md": "A", "_drafts/b.md": "B", "index.html": "x"},
    )

    assert sources(site(root, None)) == ["notes:_drafts/b.md", "notes:_posts/2024-01-02-a.md"]


def test_a_configured_site_keeps_posts_in_its_content(tmp_path):
    root = blog(tmp_path / "notes", {"content/a.md": "A", "tests/x.md": "x", "package.json": "{}"})

    assert sources(site(root, None)) == ["notes:content/a.md"]


def test_a_bundle_is_its_index_in_every_language(tmp_path):
    root = blog(
        tmp_path / "notes", {"b/index.md": "B", "b/index.fr.md": "F", "b/x.md": "x", "a.md": "A"}
    )

    found = site(root, None)

    assert sources(found) == ["notes:a.md", "notes:b/index.fr.md", "notes:b/index.md"]
    assert [path.name for path in found.beside] == ["x.md"]


def test_the_index_of_the_whole_is_no_post_unless_it_is_all_there_is(tmp_path):
    bundle = blog(tmp_path / "bundle", {"index.md": "B"})
    root = blog(tmp_path / "notes", {"index.md": "I", "a.md": "A"})

    assert sources(site(bundle, None)) == ["bundle:index.md"]
    assert sources(site(root, None)) == ["notes:a.md"]


def test_symbolic_links_are_not_followed(tmp_path):
    outside = blog(tmp_path / "outside", {"secret.md": "S"})
    root = blog(tmp_path / "notes", {"a.md": "A"})
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "secret.md").symlink_to(outside / "secret.md")

    assert sources(site(root, None)) == ["notes:a.md"]


def test_sections_above_a_single_post_are_found(tmp_path):
    root = blog(tmp_path / "notes", {"content/_index.md": "", "content/deep/a.md": "A"})

    found = site(root / "content/deep/a.md", None)

    assert [section.source for section in found.sections] == ["notes:content/_index.md"]


def test_a_file_name_that_is_no_text_still_has_a_source(tmp_path):
    root = blog(tmp_path / "notes", {"a.md": "A"})
    os.rename(os.fsencode(root / "a.md"), os.fsencode(root) + b"/\xff.md")  # noqa: PTH104  # bytes that are no UTF-8

    assert sources(site(root, None)) == [r"notes:\xff.md"]


def test_what_is_not_there_or_holds_no_posts_is_refused(tmp_path):
    with pytest.raises(Broken, match="no such file"):
        site(tmp_path / "nothing", None)
    with pytest.raises(Broken, match="no posts"):
        site(tmp_path, None)
