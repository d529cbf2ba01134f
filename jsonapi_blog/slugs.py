"""Slugs: made from titles and names, numbered when taken."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from slugify import slugify

#: Short of the 80 that a slug may have, so that a number always fits behind it.
LONGEST = 75
LONGEST_HANDLE = 60


def slug(text: str, limit: int = LONGEST) -> str:
    """`text` transliterated and hyphenated; empty where nothing of it can be."""
    return str(slugify(text, max_length=limit, word_boundary=True))


def handle(name: str) -> str:
    """The handle of the person called `name`: always the same one, never empty."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return slug(name, LONGEST_HANDLE) or f"person-{digest[:8]}"


def numbered(stem: str, taken: Collection[str]) -> str:
    """`stem` if it is free, else with the first number that makes it so."""
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def made_of(found: str, stem: str) -> bool:
    """Whether the slug `found` is `stem`, or `stem` with a number."""
    base, _, number = found.rpartition("-")
    return found == stem or (base == stem and number.isdecimal())
