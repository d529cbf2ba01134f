"""Who wrote a post: names, keys of author files, tables in front matter.

In: front matter, and the files in which a blog describes its authors. Out: `Author` values with
handles; the same name always gets the same handle. E-mail addresses are not taken over.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from .. import slugs
from ..changes import Create, Identifier, Update
from . import frontmatter
from .digests import digest
from .files import File, contents
from .frontmatter import Matter, matter
from .report import Broken, Tally
from .shelf import Shelf
from .text import cleaned, decoded, line, web_address

LONGEST_NAME = 100
LONGEST_BIO = 2000
MOST_COAUTHORS = 25


@dataclass(frozen=True, slots=True)
class Author:
    """A person as a blog knows them. `details` are columns of the person, by name."""

    handle: str
    name: str
    details: Mapping[str, str] = field(default_factory=dict)
    #: The file that describes them, or their entry in it; what it says counts once it changed.
    file: File | None = None

    @property
    def digest(self) -> bytes:
        """The digest of what is said of them: what the same file says of others does not count."""
        return digest(repr((self.name, sorted(self.details.items()))).encode())


@dataclass(frozen=True, slots=True)
class Directory:
    """The described authors of a blog, by the slugs of their keys and names.

    It is not whole while one of the files that describe them cannot be read.
    """

    authors: Mapping[str, Author] = field(default_factory=dict)
    is_whole: bool = True

    def find(self, text: str) -> Author | None:
        """The described author whose key or name is `text`."""
        return self.authors.get(slugs.slug(text))


def read_directory(files: Sequence[File], tally: Tally) -> Directory:
    """The authors in author files, each by key and by name; what cannot be read is a failure."""
    found: list[tuple[str, Author]] = []
    is_whole = True
    for file in files:
        try:
            found += described(file)
        except (Broken, OSError) as error:
            tally.fail(file.path, error)
            is_whole = False
    by_name = {slugs.slug(author.name): author for _, author in found}
    return Directory(by_name | {slugs.slug(key): author for key, author in found}, is_whole)


def update_described(known: Directory, shelf: Shelf, tally: Tally) -> None:
    """Brings the people up to date that are described anew, whether or not a post of theirs is."""
    by_source = {file.source: (a, file) for a in known.authors.values() if (file := a.file)}
    for source, place in shelf.known(by_source).items():
        author, file = by_source[source]
        if place.digest == author.digest:
            continue
        try:
            shelf.apply([updated(author, place.id)], {source: (place.id, author.digest)})
        except ValueError as error:
            tally.fail(file.path, error)


def described(file: File) -> Iterator[tuple[str, Author]]:
    """The authors in one author file, with their keys. Raises `Broken`, and OSError."""
    path, text = file.path, decoded(contents(file))
    if path.suffix in _LOADERS:
        yield from _listed(file, text)
        return
    said, body = frontmatter.split(text)
    key = path.parent.name if path.stem in ("_index", "index") else path.stem
    yield key, _author(said, key, file, bio=body)


def bylines(said: Matter, known: Directory) -> tuple[Author, ...]:
    """The authors that front matter names, each once, in order."""
    taxonomy = said.table("taxonomies").values
    value = said.get("authors", "author", "byline") or taxonomy.get("authors")
    members = value if isinstance(value, list) else [value]
    found = [author for member in members for author in _named(member, known)]
    return tuple({author.handle: author for author in reversed(found)}.values())[::-1]


def plain(name: str) -> Author:
    """An author of whom there is only a name."""
    return Author(slugs.handle(name), line(name, LONGEST_NAME))


def created(author: Author, id_: str | None = None) -> Create:
    """The person that `author` becomes, to be linked to by `identifier` in the same call."""
    columns = {"name": author.name, "handle": author.handle, "role": "author", **author.details}
    return Create(Identifier("people", id_, lid=author.handle), columns)


def updated(author: Author, id_: str) -> Update:
    """What the author's file says now, for the person that `author` is already."""
    return Update(Identifier("people", id_), {"name": author.name, **author.details})


def identifier(author: Author, id_: str | None) -> Identifier:
    """The person of `author`: by `id_` if there is one, else as the one that is `created`."""
    return Identifier("people", id_) if id_ else Identifier("people", lid=author.handle)


_LOADERS: Mapping[str, Callable[[str], Any]] = {
    ".yml": yaml.safe_load,
    ".yaml": yaml.safe_load,
    ".toml": tomllib.loads,
    ".json": json.loads,
}
_MAILBOX = re.compile(r"\s*[<(][^<>()]*@[^<>()]*[>)]")
_BETWEEN = re.compile(r"\s*(?:,\s*and\s+|,|;|\s&\s|\sand\s)\s*")
_LISTED = re.compile(r"\s*[,;]\s*")
#: What follows a name after a comma without being one: a suffix, an office, a principal.
_NO_NAME = re.compile(r"(?:jr|sr|ph\.?d|m\.?d|esq|i{2,3}|iv)\.?|on behalf of .*|.* (of|at|for) .*")
_DETAILS = {
    "website": ("website", "url", "homepage", "web", "link", "uri", "site"),
    "avatar_url": ("avatarurl", "avatar", "image", "photo", "picture", "profileimage"),
}


def _listed(file: File, text: str) -> Iterator[tuple[str, Author]]:
    path = file.path
    try:
        values = frontmatter.bounded(_LOADERS[path.suffix](text))
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise Broken(f"its authors cannot be read: {line(error, 200)}") from error
    match values:
        case list():
            entries = [(path.stem, entry) for entry in values]
        case dict() if all(isinstance(entry, dict) for entry in values.values()):
            entries = [(str(key), entry) for key, entry in values.items()]
        case _:
            entries = [(path.stem, values)]
    for key, entry in entries:
        said = matter(entry)
        named = said.line(LONGEST_NAME, "id", "slug", "handle", "key", "name")
        own = key if isinstance(values, dict) else named or key
        yield own, _author(said, own, replace(file, source=f"{file.source}#{slugs.handle(own)}"))


def _author(said: Matter, key: str, file: File | None, *, bio: str = "") -> Author:
    name = said.line(LONGEST_NAME, "name", "title", "displayname", "fullname", "author")
    details = {
        column: address
        for column, names in _DETAILS.items()
        if (address := web_address(said.get(*names) or ""))
    }
    text = cleaned(str(said.get("bio", "description", "about", "summary") or bio)).strip()
    if text:
        details["bio"] = text[:LONGEST_BIO]
    return Author(slugs.handle(key), name or line(key, LONGEST_NAME), details, file)


def _named(value: Any, known: Directory) -> Iterator[Author]:
    match value:
        case None:
            return
        case dict():
            said = matter(value)
            name = said.line(LONGEST_NAME, "name", "title", "id", "slug", "handle") or ""
            if found := known.find(name):
                yield found
            elif name:
                yield _author(said, name, None)
        case _:
            text = _MAILBOX.sub("", line(value, 1000)).strip()
            if found := known.find(text):
                yield found
                return
            for name in _names(text):
                yield known.find(name) or plain(name)


def _names(text: str) -> Iterator[str]:
    """The names in a text such as `Ann Lee, Bo Roe and the Docs Team`.

    A text that begins with "The" is one group, whose own name may hold an "and".
    """
    group = text.lower().startswith("the ")
    for index, part in enumerate((_LISTED if group else _BETWEEN).split(text)):
        name = part.strip().lstrip("@")
        if name and not (index and _NO_NAME.fullmatch(name.lower())):
            yield name
