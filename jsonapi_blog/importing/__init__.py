"""A blog on disk becomes articles: front matter, dates, authors, sections.

In: paths, and a `Shelf` to put articles on. Out: a `Report`. It writes through the same `Change`
values as HTTP does, knows no SQL, and prints nothing.

    paths -> files -> post (frontmatter, dates, people, labels, languages) -> batch -> Shelf
                   -> sections                                             ->
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from . import people
from .batch import Entry, write
from .files import Site, site
from .people import Author, Directory
from .post import read_post
from .report import Broken, Failure, Report, Tally
from .sections import read_sections, write_sections
from .shelf import Shelf

__all__ = ["Failure", "Progress", "Report", "Shelf", "import_blog"]

#: Called after each file with how many are done, how many there are, and which one it was.
Progress = Callable[[int, int, Path], None]

#: Posts that share a transaction.
BATCH = 50


def import_blog(
    paths: Sequence[Path],
    shelf: Shelf,
    *,
    blog: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Imports the posts at `paths`, folders or single files, by date.

    What was imported before is updated in place; articles are told apart by the name of the blog
    (`blog`, or that of its folder) and the path of the file in it. A file that cannot be imported
    is told in the report, and the others go in. What `shelf` raises but for ValueError passes.
    """
    started = monotonic()
    tally, steps = Tally(), _Steps(progress)
    sites: dict[Path, Site] = {}
    for path in paths:
        try:
            sites[path.resolve()] = site(path, blog)
        except (Broken, OSError) as error:
            tally.fail(path, error)
    steps.total = sum(len(found.posts) for found in sites.values())
    entries = [entry for found in sites.values() for entry in _entries(found, shelf, tally, steps)]
    unique = {entry.post.source: entry for entry in entries}
    ordered = sorted(unique.values(), key=_by_date)
    steps.total -= len(entries) - len(ordered)
    for start in range(0, len(ordered), BATCH):
        chunk = ordered[start : start + BATCH]
        write(chunk, shelf, tally)
        for entry in chunk:
            steps.step(entry.post.path)
    return tally.report(monotonic() - started)


@dataclass(slots=True)
class _Steps:
    """How far the import is."""

    progress: Progress | None
    total: int = 0
    done: int = field(default=0, init=False)

    def step(self, path: Path) -> None:
        """The file in `path` is done with."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total, path)


def _entries(found: Site, shelf: Shelf, tally: Tally, steps: _Steps) -> list[Entry]:
    """The posts of a site; its sections are series by then."""
    for path, reason in found.unreadable:
        tally.failed.append(Failure(path, reason))
    for path in found.beside:
        tally.warn(path, "it lies beside an index file, and is taken for a part of that post")
    sections = read_sections(found, tally)
    named = people.plain(sections.title(found) or found.name)
    blog = Author(people.plain(found.name).handle, named.name)
    try:
        series = write_sections(sections, blog, shelf)
    except ValueError as error:
        series = {}
        for file in found.sections:
            tally.fail(file.path, error)
    known = _directory(found, tally)
    entries = []
    for file in found.posts:
        try:
            post = read_post(file, known)
        except (Broken, OSError) as error:
            tally.fail(file.path, error)
        else:
            if post is not None:
                section = sections.of(file.path)
                entries.append(Entry(post, blog, series.get(section.source) if section else None))
                continue
            tally.warn(file.path, "it holds neither a title nor a text, so it is no post")
        steps.step(file.path)
    return entries


def _directory(found: Site, tally: Tally) -> Directory:
    described: list[tuple[str, Author]] = []
    for path in found.authors:
        try:
            described += people.described(path)
        except (Broken, OSError) as error:
            tally.fail(path, error)
    return people.directory(described)


def _by_date(entry: Entry) -> tuple[datetime, str]:
    """Undated posts come last: new ones are made now."""
    return entry.post.date or datetime.max.replace(tzinfo=UTC), entry.post.source
