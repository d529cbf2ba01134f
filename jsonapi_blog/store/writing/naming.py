"""Slugs that nobody gave: made from a name, and numbered where they are taken.

In: the columns of new rows, some with a `MadeSlug`. Out: the same with slugs that nobody has yet.
Somebody may take one in the same moment; that is found by the constraint, and tried again.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, any_, bindparam, cast, select
from sqlalchemy.dialects.postgresql import ARRAY

from ...changes import MadeSlug
from ..predicates import table
from ..queries import text
from .transaction import Transaction

#: The numbers that are tried in their order: an index finds each of them, however many there are.
_TRIED = 30


def settle(transaction: Transaction, type_: str, rows: Sequence[dict[str, Any]]) -> None:
    """Puts slugs in place of every `MadeSlug`, by one statement for all."""
    stems = {slug.stem for row in rows if isinstance(slug := row.get("slug"), MadeSlug)}
    if not stems:
        return
    tried = [candidate for stem in sorted(stems) for candidate in _candidates(stem)]
    taken = {row["slug"] for row in transaction.rows(_taken(type_), {"tried": tried})}
    if transaction.rights is None:
        # An import says all at once what it wants; operations happen one after the other.
        taken |= {slug for row in rows if isinstance(slug := row.get("slug"), str)}
    for row in rows:
        if isinstance(slug := row.get("slug"), MadeSlug):
            row["slug"] = _free(slug.stem, taken)
        taken.add(row["slug"])


def _candidates(stem: str) -> list[str]:
    return [stem, *(f"{stem}-{number}" for number in range(2, _TRIED + 1))]


def _free(stem: str, taken: Collection[str]) -> str:
    """The first number that is free; of very many of one name, one that hardly anybody has."""
    free = (candidate for candidate in _candidates(stem) if candidate not in taken)
    return next(free, f"{stem[:70].rstrip('-')}-{secrets.randbelow(900_000_000) + 100_000_000}")


@lru_cache(maxsize=16)
def _taken(type_: str) -> str:
    """Those of the slugs that are tried which somebody has."""
    slug = table(type_).c.slug
    tried = cast(bindparam("tried"), ARRAY(Text))
    return text(select(slug).where(slug.collate("C") == any_(tried)))
