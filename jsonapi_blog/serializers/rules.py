"""What a text is held to: each rule with the words for a text that breaks it.

In: text. Out: nothing, or a ValidationError that ends the sentence "The <name> must …"; the field
begins it. Rules are marshmallow's validators where those judge as we do; whether a value is text
at all, and whether it is free, is judged elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sized
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, validate

from ..query.literals import shown


class Length(validate.Length):
    """How many characters there may be; one beyond U+FFFF counts as one."""

    def _format_error(self, value: Sized, _message: str) -> str:
        legal = f"{self.min:,} to {self.max:,}" if self.min else f"at most {self.max:,}"
        return f"have {legal} characters, not {len(value):,}"


class OneOf(validate.OneOf):
    """Text out of a closed list."""

    def _format_error(self, value: str) -> str:
        return f"be one of {self.choices_text}, not {shown(value)}"


class Shape(validate.Regexp):
    """Text of a form that `called` describes; the pattern says itself where the text ends."""

    def __init__(self, pattern: re.Pattern[str], called: str) -> None:
        super().__init__(pattern)
        self.called = called

    def _format_error(self, value: Any) -> str:
        return f"be {self.called}, not {shown(value)}"


@dataclass(frozen=True, slots=True)
class Utf8:
    """How many bytes of UTF-8 there may be."""

    most: int

    def __call__(self, text: str) -> None:
        size = len(text.encode())
        if size > self.most:
            raise ValidationError(f"have at most {self.most:,} bytes of UTF-8, not {size:,}")


def storable(text: str) -> None:
    """Neither PostgreSQL nor UTF-8 has room for everything that JSON can write."""
    if found := _UNSTORABLE.search(text):
        raise ValidationError(f"not hold {_place(found)}")


def one_line(text: str) -> None:
    """No control characters, and nothing else that breaks a line."""
    if found := CONTROL.search(text):
        raise ValidationError(f"be one line and not hold {_place(found)}")


def visible(text: str) -> None:
    """Something to be seen: white space, and what has no width, is not enough."""
    if all(c.isspace() or unicodedata.category(c) in _UNSEEN for c in text):
        raise ValidationError(f"hold more than white space, not {shown(text)} alone")


def web_address(text: str) -> None:
    """An absolute http or https URL, of the characters of RFC 3986 and 3987, without a login."""
    if NO_URL.search(text) or not _leads_to_a_host(text):
        raise ValidationError(
            "be an http or https URL without a user name, such as https://blog.example, "
            f"not {shown(text)}"
        )


_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
_UNSEEN = ("Cc", "Cf")
#: The categories Cc, Zl and Zp.
CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029]")
#: Beyond ASCII: spaces, and marks that turn the direction of text (RFC 3987, section 4.1).
NO_URL = re.compile(
    r"[\0-\x20\"<>\\^`{|}\x7f-\xa0\s\u200e\u200f\u202a-\u202e\u2066-\u2069]|%(?![0-9A-Fa-f]{2})"
)

#: Slugs, and handles, which are written alike.
SLUG = Shape(
    re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z"),
    "lower-case letters and digits with single hyphens between them",
)
#: The shape alone: whether mail arrives there, only mail can tell.
EMAIL = Shape(
    re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]+\Z"),
    "an e-mail address such as ann@blog.example",
)
#: The grammar of RFC 5646, section 2.1; "regular" grandfathered tags have the common form.
LANGUAGE = Shape(
    re.compile(
        r"""(?:
            (?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4,8} )
            (?: -[a-z]{4} )?                                # script
            (?: -(?: [a-z]{2} | [0-9]{3} ) )?               # region
            (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*  # variants
            (?: -[0-9a-wy-z] (?: -[a-z0-9]{2,8} )+ )*       # extensions
            (?: -x (?: -[a-z0-9]{1,8} )+ )?                 # private use
            | x (?: -[a-z0-9]{1,8} )+
            | en-GB-oed | sgn-BE-FR | sgn-BE-NL | sgn-CH-DE
            | i-(?: ami | bnn | default | enochian | hak | klingon | lux | mingo | navajo | pwn
                  | tao | tay | tsu )
        )\Z""",
        re.VERBOSE | re.IGNORECASE | re.ASCII,
    ),
    "a language tag of BCP 47, such as en or zh-Hant-TW",
)


def _place(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}, as it does at character {found.start() + 1:,}"


def _leads_to_a_host(text: str) -> bool:
    """Whether the URL `text` names a host that can be, a port that can be, and no user."""
    try:
        parts = urlsplit(text)
        # Looked at only because that raises ValueError for a port that no host has.
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and any(character.isalnum() for character in host)
    )
