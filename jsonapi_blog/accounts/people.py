"""What an operator says of a person becomes the change that adds them.

In: texts as they were typed. Out: a `Create`. Raises ValueError, with a sentence, for what no
person can be; whether handle and address are free is for the database to say.
"""

from __future__ import annotations

import re

from ..changes import Create, Identifier
from ..importing import slugs
from ..importing.people import LONGEST_BIO, LONGEST_NAME
from ..importing.text import web_address

ROLES = ("reader", "author", "editor", "admin")


def person(
    name: str,
    *,
    handle: str | None = None,
    email: str | None = None,
    role: str = "reader",
    bio: str | None = None,
    website: str | None = None,
) -> Create:
    """The change that adds this person; without a handle it is made from the name."""
    details = {
        "email": None if email is None else _email(email),
        "bio": None if bio is None else text("bio", bio, shortest=0, longest=LONGEST_BIO),
        "website": None if website is None else _website(website),
    }
    columns = {
        "name": text("name", name, longest=LONGEST_NAME),
        "handle": slugs.handle(name) if handle is None else _handle(handle),
        "role": role,
        **{column: value for column, value in details.items() if value is not None},
    }
    return Create(Identifier("people", lid=columns["handle"]), columns)


def text(what: str, value: str, *, shortest: int = 1, longest: int) -> str:
    """`value` if it is text of a legal length; raises ValueError."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"The {what} {value!r} is not text that can be stored.")
    if not shortest <= len(value) <= longest:
        raise ValueError(
            f"The {what} has {len(value)} characters; it must have {shortest} to {longest}."
        )
    return value


_HANDLE = re.compile(r"[a-z0-9](-?[a-z0-9])*")
#: The shape alone: whether mail arrives there, only mail can tell.
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]+")
_LONGEST_EMAIL = 254


def _handle(value: str) -> str:
    if _HANDLE.fullmatch(value) is None or len(value) > slugs.LONGEST_HANDLE:
        raise ValueError(
            f"The handle {value!r} is not legal; it must be lower-case letters and digits, with "
            f"single hyphens between them, at most {slugs.LONGEST_HANDLE} characters."
        )
    return value


def _email(value: str) -> str:
    text("e-mail address", value, longest=_LONGEST_EMAIL)
    if _EMAIL.fullmatch(value) is None:
        raise ValueError(f"{value!r} is no e-mail address; one looks like ann@blog.example.")
    return value


def _website(value: str) -> str:
    if web_address(value) != value:
        raise ValueError(
            f"The website {value!r} is not legal; it must be an http or https URL, such as "
            "https://blog.example."
        )
    return value
