"""Section files (`_index.md`) become series, in which the posts below them stand by date.

In: the section files of a site. Out: for each folder the series that its posts join: that of the
nearest section above it. A section that is a draft, not rendered, or transparent is none, so its
posts join the next one above. The root's section is a series like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .. import slugs
from ..changes import Change, Create, Identifier, Update
from .digests import digest
from .files import File, Site, contents
from .frontmatter import split
from .people import Author, created, identifier
from .report import Broken, Tally
from .shelf import Shelf
from .text import cleaned, decoded, line

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Section:
    """What a section file says. `slug` is the one it would like, `digest` of all that it says."""

    path: Path
    source: str
    title: str
    slug: str
    description: str | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a site, and the sources of all by folder, the unreadable ones included."""

    readable: tuple[Section, ...]
    by_folder: Mapping[Path, str]

    def of(self, path: Path) -> str | None:
        """The source of the section that the post in `path` belongs to, if any."""
        return next(
            (self.by_folder[above] for above in path.parents if above in self.by_folder), None
        )

    def title(self, site: Site) -> str | None:
        """The title of the section that all posts of `site` are below."""
        return next(
            (
                section.title
                for section in self.readable
                if all(section.path.parent in post.path.parents for post in site.posts)
            ),
            None,
        )


def read_sections(site: Site, tally: Tally) -> Sections:
    """The sections of `site`; a file that cannot be read is a failure in `tally`."""
    readable: list[Section] = []
    by_folder: dict[Path, str] = {}
    for file in site.sections:
        folder = file.path.parent
        try:
            section = _section(file)
        except (Broken, OSError) as error:
            tally.fail(file.path, error)
            by_folder[folder] = file.source
        else:
            if section is not None:
                readable.append(section)
                by_folder[folder] = file.source
    return Sections(tuple(readable), by_folder)


def write_sections(
    sections: Sections, curator: Author, shelf: Shelf, tally: Tally
) -> Mapping[str, str]:
    """Makes a series of every section that is new or changed; out: the ids of all by source.

    `curator` stands for the blog, and curates those that are new. A section that is unreadable or
    refused has the series of an earlier import, if any.
    """
    known = shelf.known(tuple(sections.by_folder.values()))
    ids = {source: place.id for source, place in known.items()}
    new = [section for section in sections.readable if section.source not in known]
    changed = [
        section
        for section in sections.readable
        if section.source in known and section.digest != known[section.source].digest
    ]
    if not new and not changed:
        return ids
    now = datetime.now(UTC)
    made = {section.source: shelf.identify(section.source, now) for section in new}
    changes: tuple[Change, ...] = (
        *(Update(Identifier("series", ids[s.source]), _columns(s)) for s in changed),
        *_created(new, made, curator, shelf),
    )
    remembered = {s.source: ((ids | made)[s.source], s.digest) for s in (*changed, *new)}
    try:
        shelf.apply(changes, remembered)
    except ValueError as error:
        for section in (*changed, *new):
            tally.fail(section.path, error)
        return ids
    return ids | made


def _created(
    new: Sequence[Section], ids: Mapping[str, str], curator: Author, shelf: Shelf
) -> Iterator[Create]:
    if not new:
        return
    person = shelf.people({curator.handle}).get(curator.handle)
    if person is None:
        yield created(curator)
    taken = set(shelf.slugs("series", {section.slug for section in new}))
    for section in new:
        slug = slugs.numbered(section.slug, taken)
        taken.add(slug)
        yield Create(
            Identifier("series", ids[section.source]),
            {**_columns(section), "slug": slug},
            {"curator": identifier(curator, person)},
        )


def _columns(section: Section) -> dict[str, str | None]:
    return {"title": section.title, "description": section.description}


def _section(file: File) -> Section | None:
    data = contents(file)
    said, body = split(decoded(data))
    is_series = not said.flag("draft") and not said.flag("transparent")
    if not is_series or said.flag("render") is False:
        return None
    folder = file.relative.parent.name or file.source.partition(":")[0]
    title = said.line(LONGEST_TITLE, "title") or line(folder, LONGEST_TITLE)
    asked = slugs.slug(said.line(LONGEST_TITLE, "slug") or "")
    description = cleaned(str(said.get("description", "summary") or body)).strip()
    return Section(
        path=file.path,
        source=file.source,
        title=title,
        slug=asked or slugs.slug(title) or "series",
        description=description or None,
        digest=digest(data),
    )
