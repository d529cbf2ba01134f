"""What written linkage leads to: whether it is there, and whether it may be linked.

In: identifiers that a run of changes names. Out: `Related`, one statement for each type, its rows
locked so that they are still there when the links are written. What does not exist and what may not
be seen are one and the same (contract, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Uuid, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from ...changes import Identifier
from ...errors import NotPermitted, Pointer, RelatedNotFound
from ...graph import Graph
from ...policy import Reading, Writing
from ...query.expression import ALWAYS
from ...query.literals import UUID
from ..predicates import Predicates
from ..queries import text
from .transaction import Transaction

Relationship = tuple[str, str]

#: Relationships whose rule looks at a column of the target, which must not change meanwhile.
_LOOKED_AT = frozenset({("comments", "article")})
#: Relationships whose links are kept in the rows of the target, or counted by its version.
_WRITTEN = frozenset({("series", "articles"), ("tags", "articles")})


@dataclass(slots=True)
class Related:
    """The targets of one run of changes, by type and id."""

    rights: Any
    found: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    #: What this very run creates, by type and id: it is there, and whoever makes it may link it.
    own: frozenset[tuple[str, str]] = frozenset()

    def look_up(
        self,
        transaction: Transaction,
        type_: str,
        named: Mapping[str, Iterable[Relationship]],
    ) -> None:
        """Find and lock the targets of a type, each named by some relationships."""
        wanted = [id_ for id_ in named if UUID.fullmatch(id_) and not self._is_known(type_, id_)]
        found = self.found.setdefault(type_, {})
        if not wanted:
            return
        links = tuple(sorted({link for id_ in wanted for link in named[id_]}))
        rights = transaction.rights
        assert rights is not None, "who writes without rights links what they like"
        statement = _statement(type_, links, rights.graph, rights.reading, rights.writing)
        for row in transaction.rows(statement, {"ids": sorted(wanted)}):
            found[row["id"]] = row

    def check(self, identifier: Identifier, id_: str) -> None:
        """Raises RelatedNotFound unless the target is there for whoever writes."""
        if self.rights is None or self._is_known(identifier.type, id_):
            return
        if id_ not in self.found.get(identifier.type, {}):
            raise RelatedNotFound(
                f"There is no {identifier.type}/{id_[:60]} that you may see.",
                source=Pointer(identifier.pointer),
            )

    def permit(self, link: Relationship, identifier: Identifier, id_: str) -> None:
        """Raises NotPermitted unless a relationship may newly lead to the target."""
        if self.rights is None or link not in self.rights.writing.links:
            return
        if (identifier.type, id_) in self.own:
            return
        if not self.found[identifier.type][id_][_flag(link)]:
            raise NotPermitted(
                self.rights.writing.refusals[link], source=Pointer(identifier.pointer)
            )

    def row(self, type_: str, id_: str) -> Mapping[str, Any]:
        """The row of a target that was found."""
        return self.found[type_][id_]

    def _is_known(self, type_: str, id_: str) -> bool:
        """What need not be looked up: the caller, and what this run makes itself."""
        is_caller = type_ == "people" and id_ == self.rights.caller
        return is_caller or (type_, id_) in self.own


def _flag(link: Relationship) -> str:
    return ".".join(link)


@lru_cache(maxsize=512)
def _statement(
    type_: str,
    links: tuple[Relationship, ...],
    graph: Graph,
    reading: Reading,
    writing: Writing,
) -> str:
    """The readable ones of many ids, with a flag for each relationship that has a rule."""
    predicates = Predicates(graph, reading)
    row = predicates.row(type_)
    flags = [
        predicates.condition(writing.links[link], row).label(_flag(link))
        for link in links
        if link in writing.links
    ]
    extra = [row["article_id"]] if type_ == "comments" else []
    statement = (
        select(row["id"], *extra, *flags)
        .where(
            row["id"] == func.any(cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))),
            predicates.readable(row),
        )
        .order_by(row["id"])
    )
    if not _WRITTEN.isdisjoint(links):
        return text(statement.with_for_update(of=row.columns, key_share=True))
    looked_at = any(link in _LOOKED_AT and writing.links[link] != ALWAYS for link in links)
    return text(statement.with_for_update(of=row.columns, read=True, key_share=not looked_at))
