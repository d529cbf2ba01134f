"""Which files of a folder are posts, sections and authors.

In: a path that somebody wants imported. Out: a `Site` with its files by kind, in a steady order.
Symbolic links are not followed: inside the folder they lead to what is found anyway, and what
lies outside was not asked for. Hidden folders, a project's own papers and theme folders are left.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .report import Broken

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
HTML = frozenset({".html", ".htm"})
#: Far above any body with its front matter, so that a mislaid video is not read to the end.
LARGEST_FILE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file, and where it lies in its site. `source` is what it is remembered by."""

    path: Path
    relative: PurePosixPath
    source: str


@dataclass(frozen=True, slots=True)
class Site:
    """The blog that a path belongs to, and what there is to import of it."""

    name: str
    posts: tuple[File, ...]
    sections: tuple[File, ...]
    authors: tuple[File, ...]
    #: What of the blog could not be looked into, with the reason.
    unreadable: tuple[tuple[Path, str], ...]
    #: Pages beside an `index.md`, which belong to that post and are none themselves.
    beside: tuple[Path, ...]


def site(path: Path, blog: str | None) -> Site:
    """What there is to import at `path`, a folder or one post. Raises `Broken`."""
    path = path.resolve()
    if path.is_dir():
        home = _home(path)
        unreadable: list[tuple[Path, str]] = []
        found = sorted(_walk(path, unreadable))
        pages = [page for page in found if page.suffix.lower() in MARKDOWN | HTML]
        pages += _sections_above(path, home)
    elif path.is_file():
        home, unreadable = _home(_content_root(path)), []
        pages = [path, *_sections_above(path, home)]
    else:
        known = path.exists()
        raise Broken(
            "it is neither a file nor a folder" if known else "there is no such file or folder"
        )
    name = blog or home.name or path.name
    files = [_file(page, home, name) for page in pages]
    sections = tuple(file for file in files if file.path.stem == "_index")
    posts = _posts([file for file in files if not file.path.stem.startswith("_index")], home, path)
    if not posts:
        raise Broken("it holds no posts")
    bundles = _bundles(posts, path)
    return Site(
        name,
        tuple(post for post in posts if not _is_beside(post, bundles)),
        sections,
        tuple(_file(author, home, name) for author in _authors(home)),
        tuple(unreadable),
        tuple(post.path for post in posts if _is_beside(post, bundles)),
    )


def contents(file: File) -> bytes:
    """The bytes of `file`. Raises `Broken` where there are too many, and OSError."""
    if file.path.stat().st_size > LARGEST_FILE:
        raise Broken(f"it is larger than {LARGEST_FILE // 1024**2} MiB")
    return file.path.read_bytes()


#: Folders that hold the posts of a blog without being named for it.
_GENERIC = frozenset({"content", "_posts", "_drafts", "posts", "source", "src", "blog"})
_LEFT = frozenset({"node_modules", "vendor", "themes", "layouts", "templates", "archetypes"})
_POST_FOLDERS = frozenset({"_posts", "_drafts"})
_AUTHOR_FOLDERS = frozenset({"author", "authors", "_authors"})
_AUTHOR_DATA = ("_data/authors", "data/authors", "authors")
_PAPERS = frozenset(
    {"readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security"}
)
_CONFIGURATIONS = (
    *("config.toml", "config.yaml", "config.yml", "config.json", "zola.toml"),
    *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "package.json"),
)


def _home(folder: Path) -> Path:
    """The folder that the blog is named for."""
    home = folder
    while home.name in _GENERIC and home.parent.name:
        home = home.parent
    return home


def _content_root(post: Path) -> Path:
    """The folder that a single post would be imported from, had the whole blog been."""
    folder = post.parent.parent if post.stem.split(".")[0] == "index" else post.parent
    return next((above for above in post.parents if above.name in _GENERIC), folder)


def _sections_above(path: Path, home: Path) -> Iterator[Path]:
    """A post has the same sections above it, however little of its blog was asked for."""
    for folder in path.parents:
        if not folder.is_relative_to(home):
            return
        for suffix in sorted(MARKDOWN):
            section = folder / f"_index{suffix}"
            if section != path and section.is_file() and not section.is_symlink():
                yield section


def _walk(root: Path, unreadable: list[tuple[Path, str]]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        unreadable.append((Path(error.filename), error.strerror or "it cannot be read"))

    for folder, folders, names in os.walk(root, onerror=refused):
        folders[:] = [name for name in folders if _is_walked(name)]
        for name in names:
            path = Path(folder, name)
            is_paper = path.stem.lower() in _PAPERS
            if not name.startswith(".") and not is_paper and not path.is_symlink():
                yield path


def _is_walked(name: str) -> bool:
    if name.startswith((".", "_")):
        return name in _POST_FOLDERS
    return name not in _LEFT and name not in _AUTHOR_FOLDERS


def _file(path: Path, home: Path, blog: str) -> File:
    relative = path.relative_to(home).as_posix()
    # A file name need not be UTF-8, what is stored must be.
    storable = os.fsencode(relative).decode(errors="backslashreplace")
    return File(path, PurePosixPath(storable), f"{blog}:{storable}")


def _posts(files: list[File], home: Path, asked: Path) -> list[File]:
    """Of all pages the posts: generators keep other pages outside of the folders for posts."""
    in_posts = [file for file in files if _POST_FOLDERS & set(file.relative.parts)]
    if in_posts:
        return in_posts
    in_content = [file for file in files if file.relative.parts[0] == "content"]
    if in_content and any((home / name).exists() for name in _CONFIGURATIONS):
        files = in_content
    # The index of the whole folder is its front page, unless it is all there is.
    others = [file for file in files if file.path.parent != asked or not _is_index(file)]
    return others or files


def _is_index(file: File) -> bool:
    return file.path.stem.split(".")[0] == "index"


def _bundles(posts: list[File], asked: Path) -> frozenset[Path]:
    return frozenset(post.path.parent for post in posts if _is_index(post)) - {asked}


def _is_beside(post: File, bundles: frozenset[Path]) -> bool:
    return post.path.parent in bundles and not _is_index(post)


def _authors(home: Path) -> Iterator[Path]:
    """The files that describe authors: one each in a folder, or all in one data file."""
    suffixes = MARKDOWN | {".yml", ".yaml", ".toml", ".json"}
    for base in (home, home / "content", home / "source"):
        for name in sorted(_AUTHOR_FOLDERS):
            folder = base / name
            if not folder.is_symlink():
                yield from _with_suffix(sorted(folder.rglob("*")), suffixes)
        for name in _AUTHOR_DATA:
            beside = sorted((base / name).parent.glob(f"{(base / name).name}.*"))
            yield from _with_suffix(beside, suffixes - MARKDOWN)
            if name not in _AUTHOR_FOLDERS:
                yield from _with_suffix(sorted((base / name).glob("*")), suffixes)


def _with_suffix(paths: list[Path], suffixes: frozenset[str]) -> Iterator[Path]:
    for path in paths:
        if path.suffix in suffixes and path.is_file() and not path.is_symlink():
            yield path
