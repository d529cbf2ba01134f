"""A batch of posts becomes changes, and the changes become articles.

In: posts, with the people and series they belong to. Out: what became of each, in a `Tally`.
People and tags that are missing come first in the same call, which is all or nothing; posts that
are refused together are tried one by one, so that only the culprit is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .. import rendering, slugs
from ..changes import Change, Create, Identifier, Linkage, Update
from . import labels, people
from .people import Author
from .post import Format, Post
from .report import Broken, Tally
from .shelf import Place, Shelf


@dataclass(frozen=True, slots=True)
class Entry:
    """A post that is new or changed, and what it goes into.

    `blog` stands for its blog, where nobody signed it; `series` is the id of its series, if any;
    `place` is what an earlier import made of it; `digest` is what is to be remembered now.
    """

    post: Post
    blog: Author
    series: str | None
    place: Place | None
    digest: bytes

    @property
    def authors(self) -> tuple[Author, ...]:
        """Everybody who wrote it, the first of them as its author."""
        return self.post.authors or (self.blog,)


def write(entries: Sequence[Entry], shelf: Shelf, tally: Tally) -> None:
    """Writes all articles of `entries`, in their order."""
    changes = _Changes.of(entries, shelf)
    try:
        effects = shelf.apply(changes.everything, changes.sources)
    except ValueError as error:
        if len(entries) == 1:
            reason = Broken(f"the database refuses it: {error}")
            tally.fail(entries[0].post.path, reason)
            return
        for entry in entries:
            write((entry,), shelf, tally)
        return
    for entry, effect in zip(entries, effects[-len(entries) :], strict=True):
        tally.count(effect)
        for warning in _warnings(entry):
            tally.warn(entry.post.path, warning)


@dataclass(frozen=True, slots=True)
class _Changes:
    """The changes of a batch, those of its articles last, and the ids and digests of sources."""

    everything: tuple[Change, ...]
    sources: Mapping[str, tuple[str, bytes]]

    @classmethod
    def of(cls, entries: Sequence[Entry], shelf: Shelf) -> _Changes:
        authors = _People.of(entries, shelf)
        tags = _Tags.of(entries, shelf)
        taken = set(shelf.slugs("articles", {entry.post.slug for entry in entries}))
        articles: list[Create | Update] = []
        for entry in entries:
            columns = _columns(entry.post, entry.place)
            columns["slug"] = _slug(entry.post, entry.place, taken)
            taken.add(columns["slug"])
            linkage: dict[str, Linkage] = {**authors.linkage(entry), "tags": tags.linkage(entry)}
            if entry.series is not None:
                linkage["series"] = Identifier("series", entry.series)
            articles.append(_article(entry.post, entry.place, columns, linkage, shelf))
        return cls(
            (*authors.changes, *tags.changes, *articles),
            {
                **authors.sources,
                **{
                    entry.post.source: (article.target.id or "", entry.digest)
                    for entry, article in zip(entries, articles, strict=True)
                },
            },
        )


@dataclass(frozen=True, slots=True)
class _People:
    """The people of a batch: by handle those that exist, and the changes for the others.

    `sources` are the author files that made somebody for the first time; what they say of people
    whom they made before is up to date.
    """

    ids: Mapping[str, str]
    changes: tuple[Change, ...]
    sources: Mapping[str, tuple[str, bytes]]

    @classmethod
    def of(cls, entries: Sequence[Entry], shelf: Shelf) -> _People:
        authors: dict[str, Author] = {}
        for author in (author for entry in entries for author in entry.authors):
            if author.details or author.handle not in authors:
                authors[author.handle] = author
        described = {file.source: a for a in authors.values() if (file := a.file)}
        known = shelf.known(described)
        ids = {
            **shelf.people(authors),
            **{described[source].handle: place.id for source, place in known.items()},
        }
        updates: list[Change] = []
        made: dict[str, str] = {}
        sources: dict[str, tuple[str, bytes]] = {}
        now = datetime.now(UTC)
        for source, author in described.items():
            if source in known:
                continue
            if (id_ := ids.get(author.handle)) is not None:
                updates.append(people.updated(author, id_))
            else:
                id_ = made[author.handle] = shelf.identify(source, now)
            sources[source] = (id_, author.digest)
        missing = (author for author in authors.values() if author.handle not in ids)
        creates = (people.created(author, made.get(author.handle)) for author in missing)
        return cls(ids, (*updates, *creates), sources)

    def linkage(self, entry: Entry) -> dict[str, Linkage]:
        first, *others = (
            people.identifier(author, self.ids.get(author.handle)) for author in entry.authors
        )
        return {"author": first, "coauthors": tuple(others[: people.MOST_COAUTHORS])}


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags of a batch: identifiers by lower-case name, and the changes for missing ones."""

    identifiers: Mapping[str, Identifier]
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry], shelf: Shelf) -> _Tags:
        names: dict[str, str] = {}
        for name in (name for entry in entries for name in entry.post.tags[: labels.MOST]):
            names.setdefault(name.lower(), name)
        ids = shelf.tags(tuple(names.values()))
        stems = {name: slugs.slug(name) or "tag" for name in names.values() if name not in ids}
        taken = set(shelf.slugs("tags", set(stems.values())))
        changes = []
        for name, stem in stems.items():
            slug = slugs.numbered(stem, taken)
            taken.add(slug)
            target = Identifier("tags", lid=name.lower())
            changes.append(Create(target, {"name": name, "slug": slug}))
        identifiers = {
            key: Identifier("tags", ids[name]) if name in ids else Identifier("tags", lid=key)
            for key, name in names.items()
        }
        return cls(identifiers, tuple(changes))

    def linkage(self, entry: Entry) -> Linkage:
        return tuple(self.identifiers[name.lower()] for name in entry.post.tags[: labels.MOST])


def _columns(post: Post, place: Place | None) -> dict[str, Any]:
    """What the file says of the article, whether it is new or not."""
    words = rendering.word_count(post.body)
    is_markdown = post.format is Format.MARKDOWN
    columns = {
        "title": post.title,
        "summary": post.summary,
        "body": post.body,
        "body_html": (rendering.render if is_markdown else rendering.sanitised)(post.body),
        "status": "draft" if post.is_draft else "published",
        "language": post.language,
        "word_count": words,
        "reading_minutes": rendering.reading_minutes(words),
        "published_at": None if post.is_draft else _published(post, place),
    }
    if post.comments_open is not None:
        columns["comments_open"] = post.comments_open
    return columns


def _published(post: Post, place: Place | None) -> datetime:
    """Its date; without one, the date it has already, or else that of its file."""
    if post.date is not None:
        return post.date
    if place is not None and place.published_at is not None:
        return place.published_at
    return datetime.fromtimestamp(post.path.stat().st_mtime, UTC)


def _slug(post: Post, place: Place | None, taken: set[str]) -> str:
    """The slug it has, while that is the one its file asks for; else one that is free."""
    if place is not None and slugs.made_of(place.slug, post.slug):
        return place.slug
    return slugs.numbered(post.slug, taken)


def _article(
    post: Post,
    place: Place | None,
    columns: dict[str, Any],
    linkage: Mapping[str, Linkage],
    shelf: Shelf,
) -> Create | Update:
    if place is not None:
        return Update(Identifier("articles", place.id), columns, linkage)
    now = datetime.now(UTC)
    # Nothing was created in the future, however late it is to be published.
    created = min(post.date or columns["published_at"] or now, now)
    updated = min(max(post.updated or created, created), now)
    return Create(
        Identifier("articles", shelf.identify(post.source, created)),
        {**columns, "created_at": created, "updated_at": updated},
        linkage,
    )


def _warnings(entry: Entry) -> tuple[str, ...]:
    post, coauthors = entry.post, len(entry.authors) - 1
    found = list(post.warnings)
    if len(post.tags) > labels.MOST:
        found.append(f"it has {len(post.tags)} tags; only the first {labels.MOST} were taken")
    if coauthors > people.MOST_COAUTHORS:
        found.append(
            f"it has {coauthors} co-authors; only the first {people.MOST_COAUTHORS} were taken"
        )
    if post.date is None and not post.is_draft:
        found.append("it names no date; a new article takes that of its file")
    return tuple(found)
