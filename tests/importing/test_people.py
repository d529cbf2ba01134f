"""Authors are found in names, keys and tables."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from jsonapi_blog.importing.files import File
from jsonapi_blog.importing.frontmatter import matter
from jsonapi_blog.importing.people import Author, Directory, bylines, described, read_directory
from jsonapi_blog.importing.report import Broken, Tally


def file(path: Path) -> File:
    """The file at `path`, in the root of a blog."""
    return File(path, PurePosixPath(path.name), f"notes:{path.name}")


def names(said: dict, known: Directory | None = None) -> list[str]:
    return [author.name for author in bylines(matter(said), known or Directory())]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann Lee", ["Ann Lee"]),
        (["Ann Lee", "Bo Roe"], ["Ann Lee", "Bo Roe"]),
        ("Ann Lee, Bo Roe", ["Ann Lee", "Bo Roe"]),
        (["Ann Lee, Bo Roe, and Cy Poe"], ["Ann Lee", "Bo Roe", "Cy Poe"]),
        ("Ann Lee & Bo Roe", ["Ann Lee", "Bo Roe"]),
        ("Ann Lee and @bo-roe", ["Ann Lee", "bo-roe"]),
        ("Ann Lee and the Docs Team", ["Ann Lee", "the Docs Team"]),
        ("The Research and Docs Team", ["The Research and Docs Team"]),
        ("Ann Lee, on behalf of The Project", ["Ann Lee"]),
        ("Ann Lee, Director of Collaboration", ["Ann Lee"]),
        ("Sam Roe, Jr.", ["Sam Roe"]),
        ("Friends of Docs", ["Friends of Docs"]),
        ("Ann Lee <ann@a.example>", ["Ann Lee"]),
        (["Ann Lee", "ann lee", "Bo"], ["Ann Lee", "Bo"]),
        ({"name": "Ann Lee", "email": "ann@a.example"}, ["Ann Lee"]),
        ([{"name": "Ann Lee"}, "Bo Roe"], ["Ann Lee", "Bo Roe"]),
        ([None, "", {}, 7], ["7"]),
        (None, []),
    ],
)
def test_names_are_found_in_what_is_written(value, expected):
    assert names({"authors": value}) == expected


@pytest.mark.parametrize(
    "said",
    [
        {"author": "Ann"},
        {"byline": "Ann"},
        {"extra": {"author": "Ann"}},
        {"params": {"author": {"name": "Ann"}}},
        {"taxonomies": {"authors": ["Ann"]}},
    ],
)
def test_authors_are_found_wherever_generators_put_them(said):
    assert names(said) == ["Ann"]


def test_a_table_describes_an_author():
    (ann,) = bylines(
        matter({"author": {"name": "Ann", "url": "https://a.example", "avatar": "/a.png"}}),
        Directory(),
    )

    assert ann == Author("ann", "Ann", {"website": "https://a.example"})


@pytest.mark.parametrize("text", ["ann", "Ann", "ANN LEE", "ann-lee"])
def test_a_described_author_is_found_by_key_and_by_name(tmp_path, text):
    path = tmp_path / "ann.md"
    path.write_text("---\nname: Ann Lee\n---\nWrites.\n")

    known = read_directory([file(path)], Tally())

    ann = Author("ann", "Ann Lee", {"bio": "Writes."}, file(path))
    assert bylines(matter({"author": text}), known) == (ann,)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "ann-lee.md",
            "---\nname: Ann Lee\nimage: ''\nwebsite: https://a.example\n---\nWrites.\n",
            [("ann-lee", "Ann Lee", {"website": "https://a.example", "bio": "Writes."})],
        ),
        ("ann-lee/_index.md", "---\ntitle: Ann Lee\n---\n", [("ann-lee", "Ann Lee", {})]),
        (
            "authors.yml",
            "ann:\n  name: Ann Lee\n  email: ann@a.example\nbo:\n  bio: B.\n",
            [("ann", "Ann Lee", {}), ("bo", "bo", {"bio": "B."})],
        ),
        ("authors.yml", "- id: ann\n  name: Ann Lee\n", [("ann", "Ann Lee", {})]),
        ("ann.toml", 'name = "Ann Lee"\n', [("ann", "Ann Lee", {})]),
        ("ann.json", '{"name": "Ann Lee"}', [("ann", "Ann Lee", {})]),
    ],
)
def test_author_files_describe_authors(tmp_path, name, content, expected):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)

    found = [(key, author.name, author.details) for key, author in described(file(path))]

    assert found == expected


def test_an_author_file_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "authors.yml"
    path.write_text("ann: [")

    with pytest.raises(Broken, match="authors cannot be read"):
        list(described(file(path)))


def test_what_a_file_says_of_a_person_is_cut_to_what_a_person_holds(tmp_path):
    path = tmp_path / "ann.md"
    path.write_text(f"---\nname: {'Ann ' * 50}\n---\n{'x' * 3000}")

    ((_, ann),) = described(file(path))

    assert (len(ann.name) <= 100, len(ann.details["bio"])) == (True, 2000)
