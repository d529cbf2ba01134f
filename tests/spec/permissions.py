"""The tables of `spec/permissions.md` as values, and a blog with all that they speak of.

In: the page; a world, and what each case wants to write. Out: cases, each of one operation on one
field with the expected answer to every role; and the ids that stand for the page's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from jsonapi_blog import passwords
from tests.citations import ROOT
from tests.factories import Factory

ROLES = ("anonymous", "reader", "author", "editor", "admin")
MISSING = "00000000-0000-7000-8000-000000000000"
#: Callers who own nothing, so that nothing keeps them from going.
BARE = "self who owns nothing"
#: With which Zoe logs in.
EMAIL, PASSWORD = "zoe@blog.example", "the password of zoe"

#: How a cell names an error.
CELLS = {
    "authentication-required": "401",
    "not-permitted": "403",
    "read-only-field": "403 fixed",
    "replacement-refused": "403 whole",
    "resource-not-found": "404",
    "related-not-found": "404 linked",
    "still-owner": "409",
    "invalid-value": "422",
}

_HEADING = re.compile(r"^## (\S+)$")
_ROW = re.compile(r"^\| (.*) \|$")
_HEAD = ("operation", "of", "field", "value", *ROLES)


@dataclass(frozen=True)
class Case:
    """One write, and the cell that it finds for each role."""

    type: str
    operation: str
    of: str
    field: str
    value: str
    cells: dict[str, str]

    def __str__(self) -> str:
        said = (self.type, self.operation, self.of, self.field, self.value)
        return " ".join(word for word in said if word)


def cases() -> list[Case]:
    """Every case of every table: one for each of the operations, resources, fields and values that
    a line lists."""
    text = (ROOT / "spec" / "permissions.md").read_text(encoding="utf-8")
    found, type_ = [], ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            type_ = heading[1]
        if type_ and (row := _ROW.match(line)):
            found += _of_row(type_, [cell.strip() for cell in row[1].split("|")])
    return found


def _of_row(type_: str, row: list[str]) -> Iterator[Case]:
    if tuple(row) == _HEAD or set(row[0]) == {"-"}:
        return
    assert len(row) == len(_HEAD), f"{type_}: {row} has {len(row)} cells, not {len(_HEAD)}"
    cells = dict(zip(ROLES, row[4:], strict=True))
    for operation, of, field, value in product(*(cell.split(", ") for cell in row[:4])):
        yield Case(type_, operation, of, field, value, cells)


class Places:
    """What the words of the page stand for, for each role."""

    def __init__(self, add: Factory) -> None:
        self._add = add
        self._ids: dict[tuple[str, str, str], str] = {}
        #: The secrets of callers, and of callers who own nothing.
        self.tokens: dict[str, str | None] = {"anonymous": None}
        self.bare: dict[str, str | None] = {"anonymous": None}
        self._shared()
        for role in ROLES[1:]:
            self._of(role)
        series = [self._ids[role, "articles", "own in another's series"] for role in ROLES[1:]]
        self._for_all("series", "another's", add.series(curator=self._zoe, articles=series))

    def find(self, type_: str, word: str, role: str) -> str:
        """The id of what a word stands for; to callers without a token a reader's will do."""
        if word == "missing":
            return MISSING
        return self._ids["reader" if role == "anonymous" else role, type_, word]

    def _for_all(self, type_: str, word: str, id_: str) -> None:
        for role in ROLES[1:]:
            self._ids[role, type_, word] = id_

    def _shared(self) -> None:
        """What is another's, whoever asks: Zoe's, but for Yan, who owns nothing."""
        add = self._add
        self._zoe = add.person(
            "zoe", role="author", email=EMAIL, password_hash=passwords.hashed(PASSWORD)
        )
        self._yan = add.person("yan")
        self._tag = add.tag("present")
        article = add.article("anothers", author=self._zoe)
        draft = add.article("anothers-draft", author=self._zoe, status="draft")
        closed = add.article("anothers-closed", author=self._zoe, comments_open=False)
        comment = add.comment(article=article, author=self._zoe)
        hidden = add.comment(article=article, author=self._zoe, status="hidden")
        add.token(self._zoe)
        for type_, word, id_ in (
            ("people", "another", self._zoe),
            ("people", "another who owns nothing", self._yan),
            ("tags", "any", add.tag("any")),
            ("articles", "another's", article),
            ("articles", "another's draft", draft),
            ("articles", "another's closed", closed),
            ("comments", "another's", comment),
            ("comments", "another's hidden", hidden),
            ("reactions", "another's", add.reaction(person=self._zoe, article=article)),
            (
                *("reactions", "another's to a hidden comment"),
                add.reaction(person=self._zoe, comment=hidden),
            ),
            ("access-tokens", "another's", add.ids[next(n for n in add.ids if "token-" in n)]),
        ):
            self._for_all(type_, word, id_)

    def _of(self, role: str) -> None:
        add = self._add
        person = add.person(role, role=role, email=f"{role}@blog.example")
        bare = add.person(f"bare-{role}", role=role)
        self.tokens[role], self.bare[role] = add.token(person), add.token(bare)
        add.token(person)
        self._ids[role, "access-tokens", "own"] = list(add.ids.values())[-1]
        self._ids[role, "people", "self"] = person
        self._ids[role, "people", BARE] = bare

        own = {"author": person, "coauthors": [self._yan], "tags": [self._tag]}
        shared = {"author": self._zoe, "coauthors": [person], "tags": [self._tag]}
        made = {
            "own": add.article(**own),
            "own draft": add.article(**own, status="draft"),
            "own closed": add.article(**own, comments_open=False),
            "own in own series": add.article(**own),
            "own in another's series": add.article(**own),
            "co-authored": add.article(**shared),
            "co-authored draft": add.article(**shared, status="draft"),
            "co-authored in own series": add.article(**shared),
            "another's in own series": add.article(author=self._zoe),
        }
        self._ids |= {(role, "articles", word): id_ for word, id_ in made.items()}
        inside = [id_ for word, id_ in made.items() if word.endswith("in own series")]
        self._ids[role, "series", "own"] = add.series(curator=person, articles=inside)
        self._discuss(role, person)

    def _discuss(self, role: str, person: str) -> None:
        add, zoe = self._add, self._zoe
        article, closed, draft, own_draft = (
            self.find("articles", word, role)
            for word in ("another's", "another's closed", "another's draft", "own draft")
        )
        hidden = self.find("comments", "another's hidden", role)
        self._ids |= {
            (role, type_, word): id_
            for type_, word, id_ in (
                ("comments", "own", add.comment(article=article, author=person)),
                (
                    *("comments", "own hidden"),
                    add.comment(article=article, author=person, status="hidden"),
                ),
                ("comments", "own on a closed article", add.comment(article=closed, author=person)),
                ("comments", "own on another's draft", add.comment(article=draft, author=person)),
                ("comments", "another's on own draft", add.comment(article=own_draft, author=zoe)),
                ("reactions", "own", add.reaction(person=person, article=article)),
                (
                    *("reactions", "own to a hidden comment"),
                    add.reaction(person=person, comment=hidden),
                ),
            )
        }
