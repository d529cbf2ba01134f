"""A blog on disk becomes articles: front matter, dates, authors, sections.

In: paths, and a `Shelf` to put articles on. Out: a `Report`. It writes through the same `Change`
values as HTTP does, knows no SQL, and prints nothing.

    paths -> files -> post (frontmatter, dates, people, labels, languages) -> batch -> Shelf
                   -> sections                                             ->

A file that says what it said last time is neither parsed nor rendered: see `digests`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from . import people
from .batch import Entry, write
from .digests import UNFINISHED, digest
from .files import Site, contents, site
from .people import Author
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

    What was imported before is updated in place where its file changed; articles are told apart by
    the name of the blog (`blog`, or that of its folder) and the path of the file in it. A file that
    cannot be imported is told in the report, and the others go in. What `shelf` raises but for
    ValueError passes.
    """
    started = monotonic()
    tally, steps = Tally(), _Steps(progress)
    sites: dict[Path, Site] = {}
    for path in paths:
        try:
            sites[path.resolve()] = site(path, blog)
        except (Broken, OSError) as error:
            tally.fail(path, error)
    distinct = tuple(_each_post_once(sites.values()))
    steps.total = sum(len(found.posts) for found in distinct)
    entries = [entry for found in distinct for entry in _entries(found, shelf, tally, steps)]
    ordered = sorted(entries, key=_by_date)
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


def _each_post_once(sites: Iterable[Site]) -> Iterator[Site]:
    seen: set[str] = set()
    for found in sites:
        posts = tuple(post for post in found.posts if post.source not in seen)
        seen.update(post.source for post in posts)
        yield replace(found, posts=posts)


def _entries(found: Site, shelf: Shelf, tally: Tally, steps: _Steps) -> list[Entry]:
    """The posts of a site that are new or changed; sections and people are up to date by then."""
    for path, reason in found.unreadable:
        tally.failed.append(Failure(path, reason))
    for path in found.beside:
        tally.warn(path, "it lies beside an index file, and is taken for a part of that post")
    sections = read_sections(found, tally)
    named = people.plain(sections.title(found) or found.name)
    blog = Author(people.plain(found.name).handle, named.name)
    series = write_sections(sections, blog, shelf, tally)
    known = people.read_directory(found.authors, tally)
    people.update_described(known, shelf, tally)
    places = shelf.known([file.source for file in found.posts])
    entries = []
    for file in found.posts:
        place, joined = places.get(file.source), series.get(sections.of(file.path) or "")
        try:
            data = contents(file)
            now = digest(data, joined)
            if place is not None and place.digest == now:
                tally.count("unchanged")
            elif post := read_post(file, data, known):
                remembered = now if known.is_whole else UNFINISHED
                entries.append(Entry(post, blog, joined, place, remembered))
                continue
            else:
                tally.warn(file.path, "it holds neither a title nor a text, so it is no post")
        except (Broken, OSError) as error:
            tally.fail(file.path, error)
        steps.step(file.path)
    return entries


def _by_date(entry: Entry) -> tuple[datetime, str]:
    """Undated posts come last: new ones are made now."""
    return entry.post.date or datetime.max.replace(tzinfo=UTC), entry.post.source
