"""Section files (`_index.md`) become series, in which the posts below them stand by date.

In: the section files of a site. Out: for each folder the series that its posts join: that of the
nearest section above it. A section that is a draft, not rendered, or transparent is none, so its
posts join the next one above. The root's section is a series like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..changes import Change, Create, Identifier, Update
from . import slugs
from .files import File, Site
from .frontmatter import split
from .people import Author, created, identifier
from .report import Broken, Tally
from .shelf import Shelf
from .text import cleaned, decoded, line

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Section:
    """What a section file says. `slug` is the one it would like."""

    source: str
    title: str
    slug: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a site by folder; `None` for one that could not be read."""

    by_folder: Mapping[Path, Section | None]

    def of(self, path: Path) -> Section | None:
        """The section that the post in `path` belongs to, where that is known."""
        folder = next((above for above in path.parents if above in self.by_folder), None)
        return None if folder is None else self.by_folder[folder]

    def title(self, site: Site) -> str | None:
        """The title of the section that all posts of `site` are below."""
        return next(
            (
                section.title
                for folder, section in self.by_folder.items()
                if section and all(folder in post.path.parents for post in site.posts)
            ),
            None,
        )


def read_sections(site: Site, tally: Tally) -> Sections:
    """The sections of `site`; a file that cannot be read is a failure in `tally`."""
    by_folder: dict[Path, Section | None] = {}
    for file in site.sections:
        folder = file.path.parent
        try:
            section = _section(file)
        except (Broken, OSError) as error:
            tally.fail(file.path, error)
            by_folder[folder] = None
        else:
            if section is not None:
                by_folder[folder] = section
    return Sections(by_folder)


def write_sections(sections: Sections, curator: Author, shelf: Shelf) -> Mapping[str, str]:
    """Makes a series of every section, and gives their ids by source.

    `curator` stands for the blog, and curates those that are new.
    """
    wanted = {section.source: section for section in sections.by_folder.values() if section}
    if not wanted:
        return {}
    known = shelf.known(wanted)
    taken = set(shelf.slugs("series", {section.slug for section in wanted.values()}))
    person = shelf.people({curator.handle}).get(curator.handle)
    changes: list[Change] = [] if person else [created(curator)]
    now = datetime.now(UTC)
    ids = {source: place.id for source, place in known.items()}
    for source, section in wanted.items():
        columns = {"title": section.title, "description": section.description}
        if source in known:
            changes.append(Update(Identifier("series", ids[source]), columns))
            continue
        ids[source] = shelf.identify(source, now)
        slug = slugs.numbered(section.slug, taken)
        taken.add(slug)
        changes.append(
            Create(
                Identifier("series", ids[source]),
                {**columns, "slug": slug},
                {"curator": identifier(curator, person)},
            )
        )
    shelf.apply(changes, ids)
    return ids


def _section(file: File) -> Section | None:
    said, body = split(decoded(file.path.read_bytes()))
    is_series = not said.flag("draft") and not said.flag("transparent")
    if not is_series or said.flag("render") is False:
        return None
    folder = file.relative.parent.name or file.source.partition(":")[0]
    title = said.line(LONGEST_TITLE, "title") or line(folder, LONGEST_TITLE)
    asked = slugs.slug(said.line(LONGEST_TITLE, "slug") or "")
    description = cleaned(str(said.get("description", "summary") or body)).strip()
    return Section(
        source=file.source,
        title=title,
        slug=asked or slugs.slug(title) or "series",
        description=description or None,
    )
