"""One file becomes one post: what it says, within the limits of an article.

In: a file of a blog, and its bytes. Out: a `Post`, with its body as written; nothing is rendered
and nothing is looked up here. A file that cannot be an article is refused with `Broken`, one that
holds nothing (a page made by a template) is no post.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .. import rendering, slugs
from . import dates, languages
from .files import HTML, MARKDOWN, File
from .frontmatter import Matter, split
from .labels import labels
from .people import Author, Directory, bylines
from .report import Broken
from .text import decoded, line

LONGEST_TITLE = 200
LONGEST_SUMMARY = 500
LARGEST_BODY = 256 * 1024


class Format(enum.Enum):
    """What a body is written in."""

    MARKDOWN = enum.auto()
    HTML = enum.auto()


@dataclass(frozen=True, slots=True)
class Post:
    """What one file says. `slug` is the one it would like; `date` is `None` where it has none."""

    path: Path
    source: str
    title: str
    slug: str
    summary: str | None
    body: str
    format: Format
    is_draft: bool
    language: str
    comments_open: bool | None
    date: datetime | None
    updated: datetime | None
    authors: tuple[Author, ...]
    tags: tuple[str, ...]
    warnings: tuple[str, ...]


def read_post(file: File, data: bytes, known: Directory) -> Post | None:
    """The post in `file`, which holds `data`, and whose authors may be `known`.

    `None` where it holds no post. Raises `Broken`.
    """
    said, body = split(decoded(data))
    if not body.strip() and said.get("title") is None:
        return None
    size = len(body.encode())
    if size > LARGEST_BODY:
        raise Broken(f"its body has {size} bytes, more than the {LARGEST_BODY} that are allowed")

    stem, suffix_language = languages.suffixed(_stem(file))
    named_date, name = dates.dated_name(stem)
    format_ = Format.HTML if file.path.suffix.lower() in HTML else Format.MARKDOWN
    title = _title(said, body, format_, name or stem)
    stated_language = said.get("language", "lang", "locale")
    language = languages.language(stated_language) if stated_language else suffix_language
    address = said.line(2000, "path", "permalink", "url") or ""
    is_jekyll = bool({"_posts", "_drafts"} & set(file.relative.parts))
    return Post(
        path=file.path,
        source=file.source,
        title=title,
        slug=_slug(said, address, name, suffix_language) or slugs.slug(title) or "post",
        summary=said.line(LONGEST_SUMMARY, "description", "summary", "excerpt"),
        body=body,
        format=format_,
        is_draft=_is_draft(said, file),
        language=language or languages.DEFAULT,
        comments_open=said.flag("comments"),
        date=_date(said) or named_date or _dated_path(address, file),
        updated=_updated(said),
        authors=bylines(said, known),
        tags=labels(said, separator=" " if is_jekyll else None),
        warnings=() if language or not stated_language else ("its language is not a tag",),
    )


_EXTENSIONS = tuple(sorted(MARKDOWN | HTML))
_DATE = ("date", "publishdate", "publishedat", "pubdate", "pubdatetime", "datepublished")
_UPDATED = ("updated", "lastmod", "lastmodifiedat", "lastmodified", "modified", "updatedat")
_H1 = re.compile(r"<h1\b[^<>]*>(.*?)</h1\s*>", re.DOTALL | re.IGNORECASE)
_HEAD_TITLE = re.compile(r"<title\b[^<>]*>(.*?)</title\s*>", re.DOTALL | re.IGNORECASE)


def _stem(file: File) -> str:
    """The file's name without its endings; a bundle is named by its folder."""
    stem = _without_extension(file.relative.stem)
    if stem.split(".")[0] == "index" and file.relative.parent.name:
        return file.relative.parent.name + stem.removeprefix("index")
    return stem


def _without_extension(name: str) -> str:
    """`name` without an ending of a page: generators write `post.html.md`, and `post.html`."""
    return next((name.removesuffix(end) for end in _EXTENSIONS if name.endswith(end)), name)


def _title(said: Matter, body: str, format_: Format, name: str) -> str:
    title = said.line(LONGEST_TITLE, "title")
    if title is None and format_ is Format.MARKDOWN:
        title = rendering.first_heading(body)
    elif title is None and (found := _H1.search(body) or _HEAD_TITLE.search(body)):
        title = rendering.plain_text(found[1])
    words = " ".join(name.replace("-", " ").replace("_", " ").split())
    return line(title or words[:1].upper() + words[1:] or "Untitled", LONGEST_TITLE)


def _slug(said: Matter, address: str, name: str, suffix_language: str | None) -> str:
    """The slug it asks for, the end of its address, or its name, with its language if suffixed."""
    if asked := slugs.slug(said.line(LONGEST_TITLE, "slug") or ""):
        return asked
    last = address.rstrip("/").removesuffix("/index.html").rpartition("/")[2]
    # An address may be a pattern with placeholders, such as `/:year/:title/`.
    if ":" not in last and (found := slugs.slug(dates.dated_name(_without_extension(last))[1])):
        return found
    return slugs.slug(f"{name}-{suffix_language}" if suffix_language else name)


def _is_draft(said: Matter, file: File) -> bool:
    return (
        said.flag("draft") is True
        or said.flag("published") is False
        or said.line(20, "status") == "draft"
        or "_drafts" in file.relative.parts
    )


def _date(said: Matter) -> datetime | None:
    value = said.get(*_DATE)
    if value is None and said.flag("published") is None:
        value = said.get("published")
    return None if value is None else dates.moment(value)


def _dated_path(address: str, file: File) -> datetime | None:
    return dates.dated_path(address) or dates.dated_path(str(file.relative.parent))


def _updated(said: Matter) -> datetime | None:
    value = said.get(*_UPDATED)
    return None if value is None else dates.moment(value)
